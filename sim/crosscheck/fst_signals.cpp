// SPDX-License-Identifier: Apache-2.0
// The hierarchy block of an FST file, as gtkwave's manual (appendix "FST file format") and its writer lay it out.
#include "sim/crosscheck/fst_signals.hpp"

#include <zlib.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "models/core/error.hpp"
#include "models/io/files.hpp"

namespace octet::crosscheck {
namespace {

constexpr std::uint64_t kLargestFile = std::uint64_t{4} << 30;
constexpr std::uint64_t kLargestHierarchy = std::uint64_t{1} << 28;
// Blocks: type, length in eight bytes big-endian (these eight counted), contents.
enum Block : unsigned char { kHierarchyGzip = 4, kHierarchyLz4 = 6, kHierarchyLz4Twice = 7 };
// Entries of the hierarchy; lower tags are signals.
enum Tag : unsigned char { kAttribute = 252, kAttributeEnd = 253, kScope = 254, kScopeEnd = 255 };

/// Reads what must be there; `cut_off` is thrown else.
class Bytes {
 public:
  Bytes(std::string_view data, const std::string& file) : data_(data), file_(file) {}

  bool at_end() const { return at_ == data_.size(); }
  unsigned char byte() { return static_cast<unsigned char>(take(1).front()); }
  std::string_view take(std::uint64_t count) {
    if (count > data_.size() - at_) throw UserError(file_, "expected a complete FST waveform, and it is cut off");
    at_ += count;
    return data_.substr(at_ - count, count);
  }
  std::uint64_t big_endian() {
    std::uint64_t value = 0;
    for (const char c : take(8)) value = value << 8 | static_cast<unsigned char>(c);
    return value;
  }
  std::uint64_t varint() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 63; shift += 7) {
      const unsigned char c = byte();
      value |= std::uint64_t{c & 0x7fU} << shift;
      if (c < 0x80) break;
    }
    return value;
  }
  std::string text() {
    std::string out;
    for (char c = take(1).front(); c != '\0'; c = take(1).front()) out += c;
    return out;
  }
  std::string_view rest() { return take(data_.size() - at_); }
  const std::string& file() const { return file_; }

 private:
  std::string_view data_;
  std::uint64_t at_ = 0;
  const std::string& file_;
};

/// One LZ4 block: runs of literals, each followed by a copy of what came `offset` bytes earlier.
std::string lz4(Bytes in, std::uint64_t size) {
  std::string out;
  const auto length = [&](std::uint64_t nibble) {
    std::uint64_t value = nibble;
    if (nibble == 15) {
      for (unsigned char c = 255; c == 255;) value += c = in.byte();
    }
    return value;
  };
  while (out.size() < size) {
    const unsigned token = in.byte();
    out += in.take(length(token >> 4));
    if (out.size() >= size) break;
    const unsigned low = in.byte(), offset = low | static_cast<unsigned>(in.byte()) << 8;
    if (offset == 0 || offset > out.size()) throw UserError(in.file(), "is no FST waveform: a copy from nowhere");
    for (std::uint64_t left = length(token & 15) + 4; left > 0 && out.size() < size; --left)
      out += out[out.size() - offset];
  }
  return out;
}

std::string gunzip(Bytes in, std::uint64_t size) {
  const std::string_view data = in.rest();
  std::string out(size, '\0');
  z_stream stream{};
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(size);
  const bool works = inflateInit2(&stream, 15 + 32) == Z_OK && inflate(&stream, Z_FINISH) == Z_STREAM_END;
  inflateEnd(&stream);
  if (!works) throw UserError(in.file(), "is no FST waveform: its hierarchy cannot be unpacked");
  return out;
}

std::string unpack(unsigned char type, Bytes block) {
  const std::uint64_t size = block.big_endian();
  const auto check = [&](std::uint64_t bytes) {
    if (bytes > kLargestHierarchy) throw UserError(block.file(), "is no FST waveform: its hierarchy has no end");
  };
  check(size);
  if (type == kHierarchyGzip) return gunzip(block, size);
  if (type == kHierarchyLz4) return lz4(block, size);
  const std::uint64_t once = block.big_endian();
  check(once);
  const std::string inner = lz4(block, once);
  return lz4(Bytes(inner, block.file()), size);
}

std::vector<FstSignal> parse(Bytes in) {
  std::vector<FstSignal> out;
  std::vector<std::string> scopes;
  while (!in.at_end()) {
    switch (const unsigned char tag = in.byte(); tag) {
      case kScope: {
        in.byte();  // module, task, ...
        const std::string name = in.text();
        in.text();  // name of the module
        scopes.push_back(scopes.empty() ? name : scopes.back() + '.' + name);
        break;
      }
      case kScopeEnd:
        if (!scopes.empty()) scopes.pop_back();
        break;
      case kAttribute:
        in.take(2);
        in.text();
        in.varint();
        break;
      case kAttributeEnd:
        break;
      default: {
        in.byte();  // direction
        FstSignal signal{scopes.empty() ? std::string() : scopes.back(), in.text(), 0};
        signal.name.erase(std::remove(signal.name.begin(), signal.name.end(), ' '), signal.name.end());
        signal.bits = in.varint();
        in.varint();  // the signal it is another name of
        out.push_back(std::move(signal));
      }
    }
  }
  return out;
}

}  // namespace

std::vector<FstSignal> fst_signals(const std::filesystem::path& file) {
  const std::string name = file.string(), contents = io::read_file(name, kLargestFile);
  Bytes in(contents, name);
  std::optional<std::vector<FstSignal>> signals;
  while (!in.at_end()) {  // to the end also behind the hierarchy: a waveform may be cut off anywhere
    const unsigned char type = in.byte();
    const std::uint64_t length = in.big_endian();
    if (length < 8) throw UserError(name, "expected a complete FST waveform, and it has a block without an end");
    const Bytes block(in.take(length - 8), name);
    if (!signals && (type == kHierarchyGzip || type == kHierarchyLz4 || type == kHierarchyLz4Twice))
      signals = parse(Bytes(unpack(type, block), name));
  }
  if (!signals) throw UserError(name, "expected an FST waveform, found no hierarchy in it");
  return std::move(*signals);
}

}  // namespace octet::crosscheck
