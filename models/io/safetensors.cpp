// SPDX-License-Identifier: Apache-2.0
#include "models/io/safetensors.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "models/io/files.hpp"

namespace octet::io {
namespace {

static_assert(std::endian::native == std::endian::little, "tensor bytes are copied as they are");

constexpr std::uint64_t kSizeBytes = 8;
// The format's own library allows 100 MB, of which a parser makes gigabytes; headers of real models stay below 1 MB.
constexpr std::uint64_t kLargestHeader = 16'000'000;
constexpr std::uint64_t kLargestFile = std::uint64_t{1} << 32;
constexpr std::size_t kLargestRank = 8;
constexpr std::size_t kLongestName = 500;
constexpr std::size_t kMostFaults = 100;  // nobody reads more
constexpr int kDeepest = 3;               // object, entry, array

struct TypeRow {
  DType dtype;
  std::string_view name;
  std::size_t bytes;
};
constexpr std::array kTypes = {TypeRow{DType::kF32, "F32", 4}, TypeRow{DType::kI8, "I8", 1},
                               TypeRow{DType::kI16, "I16", 2}, TypeRow{DType::kI32, "I32", 4},
                               TypeRow{DType::kU8, "U8", 1},   TypeRow{DType::kU32, "U32", 4}};

const TypeRow& row_of(DType dtype) {
  return *std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& row) { return row.dtype == dtype; });
}

struct Entry {
  std::string name;
  DType dtype = DType::kF32;
  std::vector<std::uint64_t> shape;
  std::uint64_t begin = 0, end = 0;  // in the data section
};

/// Reads one file; faults are collected, and thrown together at the end of each stage.
class Reader {
 public:
  Reader(ReadableFile file, Floats floats) : floats_(floats), file_(std::move(file)) {}

  Tensors read() {
    const nlohmann::json header = parse_header();
    for (const auto& [name, value] : header.items())
      if (name != "__metadata__" && faults_.size() < kMostFaults) read_entry(name, value);
    throw_faults();
    check_layout();
    throw_faults();
    Tensors tensors;
    for (const Entry& entry : entries_) tensors.emplace(entry.name, load(entry));
    throw_faults();
    return tensors;
  }

 private:
  std::string at(std::uint64_t byte) const { return file_.name() + " (byte " + std::to_string(byte) + ")"; }
  void fault(std::uint64_t byte, const std::string& message) {
    if (faults_.size() < kMostFaults) faults_.push_back({at(byte), message});
  }
  /// A JSON value for messages, cut short.
  static std::string shown(const nlohmann::json& value) {
    constexpr std::size_t kMostShown = 80;
    if (value.is_structured() && value.size() > kLargestRank) return value.is_array() ? "a long list" : "an object";
    const std::string text = value.dump();
    return text.size() <= kMostShown ? text : text.substr(0, kMostShown) + "...";
  }
  void throw_faults() const {
    if (!faults_.empty()) throw UserError(faults_);
  }
  /// Where a tensor's entry stands in the file, for messages.
  std::uint64_t byte_of(const std::string& name) const {
    const std::size_t found = header_text_.find('"' + name + '"');
    return kSizeBytes + (found == std::string::npos ? 0 : found);
  }

  nlohmann::json parse_header() {
    if (file_.size() < kSizeBytes) {
      fault(file_.size(), "expected a header size of 8 bytes, the file has " + std::to_string(file_.size()));
      throw_faults();
    }
    std::uint64_t size = 0;
    file_.read(0, &size, kSizeBytes);
    const std::uint64_t rest = file_.size() - kSizeBytes;
    if (size > kLargestHeader || size > rest) {
      fault(0, "expected a header of at most " + std::to_string(std::min(rest, kLargestHeader)) + " bytes, got " +
                   std::to_string(size));
      throw_faults();
    }
    header_text_.resize(size);
    file_.read(kSizeBytes, header_text_.data(), size);
    data_ = kSizeBytes + size;
    std::vector<std::set<std::string>> keys;  // of the open objects, to find a key given twice
    const auto watch = [&](int depth, nlohmann::json::parse_event_t event, nlohmann::json& parsed) {
      using Event = nlohmann::json::parse_event_t;
      if (depth > kDeepest) throw UserError(at(kSizeBytes), "expected a header nested at most 3 deep, got deeper");
      if (event == Event::object_start) keys.emplace_back();
      if (event == Event::object_end) keys.pop_back();
      if (event == Event::key && !keys.back().insert(parsed.get<std::string>()).second)
        fault(byte_of(parsed.get<std::string>()), fmt::format("/{}: given twice", parsed.get<std::string>()));
      return true;
    };
    nlohmann::json header;
    try {
      header = nlohmann::json::parse(header_text_, watch);
    } catch (const nlohmann::json::parse_error& error) {
      fault(kSizeBytes + error.byte, "the header is not JSON in UTF-8");
      throw_faults();
    } catch (const nlohmann::json::out_of_range&) {  // knows no place
      fault(kSizeBytes, "the header holds a number that is too large");
      throw_faults();
    }
    if (!header.is_object()) fault(kSizeBytes, "expected a JSON object, got " + shown(header));
    throw_faults();
    return header;
  }

  /// A JSON array of integers that fit 53 bits, or nothing.
  static std::optional<std::vector<std::uint64_t>> integers(const nlohmann::json& value) {
    if (!value.is_array()) return std::nullopt;
    std::vector<std::uint64_t> out;
    for (const nlohmann::json& item : value) {
      if (!item.is_number_unsigned() || item.get<std::uint64_t>() >> 53) return std::nullopt;
      out.push_back(item.get<std::uint64_t>());
    }
    return out;
  }

  void read_entry(const std::string& name, const nlohmann::json& value) {
    if (const std::string wrong = entry_fault(name, value); !wrong.empty())
      fault(byte_of(name), "/" + name.substr(0, kLongestName) + wrong);
  }

  /// Keeps a good entry; what is wrong with a bad one, as its path and message.
  std::string entry_fault(const std::string& name, const nlohmann::json& value) {
    if (name.size() > kLongestName)
      return fmt::format(": expected a name of at most {} bytes, got {}", kLongestName, name.size());
    if (!value.is_object()) return ": expected an object, got " + shown(value);
    for (const auto& [inner, unused] : value.items())
      if (inner != "dtype" && inner != "shape" && inner != "data_offsets")
        return "/" + inner.substr(0, kLongestName) + ": unknown key";
    if (value.size() != 3) return ": expected dtype, shape and data_offsets, got " + shown(value);
    Entry entry;
    entry.name = name;
    const nlohmann::json& dtype = value["dtype"];
    const auto type = std::find_if(kTypes.begin(), kTypes.end(), [&](const TypeRow& row) {
      return dtype.is_string() && dtype.get_ref<const std::string&>() == row.name;
    });
    if (type == kTypes.end()) return "/dtype: expected F32, I8, I16, I32, U8 or U32, got " + shown(dtype);
    entry.dtype = type->dtype;
    const auto shape = integers(value["shape"]);
    if (!shape || shape->size() > kLargestRank)
      return "/shape: expected up to 8 non-negative integers, got " + shown(value["shape"]);
    entry.shape = *shape;
    const auto offsets = integers(value["data_offsets"]);
    if (!offsets || offsets->size() != 2)
      return "/data_offsets: expected two non-negative integers, got " + shown(value["data_offsets"]);
    entry.begin = (*offsets)[0], entry.end = (*offsets)[1];
    const std::uint64_t available = file_.size() - data_;
    if (entry.begin > entry.end || entry.end > available)
      return fmt::format("/data_offsets: expected begin <= end <= {}, got [{}, {}]", available, entry.begin, entry.end);
    std::uint64_t size = type->bytes;
    for (const std::uint64_t extent : entry.shape)
      if (__builtin_mul_overflow(size, extent, &size))
        return "/shape: the size of " + shape_text(entry.shape) + " overflows";
    if (size != entry.end - entry.begin)
      return fmt::format("/data_offsets: expected {} bytes for {}, got {}", size, shape_text(entry.shape),
                         entry.end - entry.begin);
    entries_.push_back(std::move(entry));
    return {};
  }

  /// The data section is covered exactly once.
  void check_layout() {
    std::vector<const Entry*> order;
    for (const Entry& entry : entries_) order.push_back(&entry);
    std::stable_sort(order.begin(), order.end(), [](const Entry* a, const Entry* b) {
      return a->begin != b->begin ? a->begin < b->begin : a->end < b->end;
    });
    std::uint64_t next = 0;
    const Entry* last = nullptr;
    for (const Entry* entry : order) {
      if (entry->begin < next) fault(data_ + entry->begin, "/" + entry->name + ": overlaps /" + last->name);
      if (entry->begin > next)
        fault(data_ + next, "no tensor covers " + std::to_string(entry->begin - next) + " bytes here");
      if (entry->end > next || !last) next = entry->end, last = entry;
    }
    const std::uint64_t available = file_.size() - data_;
    if (next < available)
      fault(data_ + next, "no tensor covers the last " + std::to_string(available - next) + " bytes");
  }

  Tensor load(const Entry& entry) {
    Tensor tensor{entry.dtype, entry.shape, std::vector<std::byte>(entry.end - entry.begin)};
    file_.read(data_ + entry.begin, tensor.data.data(), tensor.data.size());
    if (entry.dtype == DType::kF32 && floats_ == Floats::kFinite) {
      const std::vector<float> values = tensor.values<float>();
      const auto bad = std::find_if(values.begin(), values.end(), [](float x) { return !std::isfinite(x); });
      if (bad != values.end())
        fault(data_ + entry.begin + 4 * static_cast<std::uint64_t>(bad - values.begin()),
              fmt::format("/{}: expected finite numbers, got {}", entry.name, *bad));
    }
    return tensor;
  }

  Floats floats_;
  ReadableFile file_;
  std::string header_text_;
  std::uint64_t data_ = 0;  // where the data section begins
  std::vector<Entry> entries_;
  std::vector<Diagnostic> faults_;
};

}  // namespace

std::string_view dtype_name(DType dtype) { return row_of(dtype).name; }
std::size_t dtype_bytes(DType dtype) { return row_of(dtype).bytes; }

std::string shape_text(const std::vector<std::uint64_t>& shape) {
  std::string text = "[";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

Tensors read_safetensors(const std::filesystem::path& path, Floats floats) {
  return Reader(ReadableFile(path, kLargestFile), floats).read();
}

Tensors parse_safetensors(const std::string& bytes, const std::string& name, Floats floats) {
  return Reader(ReadableFile(bytes, name), floats).read();
}

void write_safetensors(const Tensors& tensors, const std::filesystem::path& path) {
  nlohmann::json header = nlohmann::json::object();
  std::uint64_t offset = 0;
  for (const auto& [name, tensor] : tensors) {
    header[name] = {{"dtype", dtype_name(tensor.dtype)},
                    {"shape", tensor.shape},
                    {"data_offsets", {offset, offset + tensor.data.size()}}};
    offset += tensor.data.size();
  }
  std::string text = header.dump();
  text.resize((text.size() + kSizeBytes - 1) / kSizeBytes * kSizeBytes, ' ');
  const std::uint64_t size = text.size();
  std::string bytes(kSizeBytes, '\0');
  std::memcpy(bytes.data(), &size, kSizeBytes);
  bytes += text;
  for (const auto& [name, tensor] : tensors)
    bytes.append(reinterpret_cast<const char*>(tensor.data.data()), tensor.data.size());
  write_file(path, bytes);
}

}  // namespace octet::io
