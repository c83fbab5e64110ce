// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include <algorithm>
#include <cstring>
#include <string>

#include "models/core/error.hpp"
#include "models/io/files.hpp"
#include "models/program/program.hpp"
#include "models/program/program_json.hpp"

// The file format is described in program.md.
namespace octet::program {
namespace {

constexpr char kMagic[] = {'O', 'C', 'T', 'E', 'T', 'P', 'R', 'G'};
constexpr std::uint32_t kVersion = 3;
constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 33;  ///< larger files are refused before they are read
constexpr std::uint64_t kMostMetadata = std::uint64_t{1} << 24;
// Offsets in the header.
constexpr std::size_t kVersionAt = 8, kChecksumAt = 12, kMetadataAt = 16, kCommandsAt = 24, kImageAt = 32,
                      kHeaderBytes = 40;

void put(std::string& out, std::size_t at, std::uint64_t value, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) out[at + i] = static_cast<char>(static_cast<unsigned char>(value >> (8 * i)));
}

std::uint64_t get(const std::string& data, std::size_t at, std::size_t bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < bytes; ++i) value |= std::uint64_t{static_cast<unsigned char>(data[at + i])} << (8 * i);
  return value;
}

std::uint32_t checksum(const std::string& data) {
  uLong crc = crc32(0, nullptr, 0);
  crc = crc32_z(crc, reinterpret_cast<const Bytef*>(data.data()) + kMetadataAt, data.size() - kMetadataAt);
  return static_cast<std::uint32_t>(crc);
}

/// Reads the sections of one file, remembering its name for messages.
class FileReader {
 public:
  explicit FileReader(io::ReadableFile file)
      : file_(std::move(file)), data_(std::min<std::uint64_t>(file_.size(), kHeaderBytes), '\0') {
    file_.read(0, data_.data(), data_.size());
  }

  Program read() {
    if (data_.size() < sizeof kMagic || std::memcmp(data_.data(), kMagic, sizeof kMagic) != 0)
      fail(0, "expected the magic OCTETPRG of a program file");
    if (data_.size() < kHeaderBytes) fail(data_.size(), "the file ends inside its header");
    if (const std::uint64_t version = get(data_, kVersionAt, 4); version != kVersion)
      fail(kVersionAt, "expected version " + std::to_string(kVersion) + ", got " + std::to_string(version));
    const std::uint64_t rest = file_.size() - kHeaderBytes;
    const std::uint64_t metadata = section(kMetadataAt, "metadata", std::min(rest, kMostMetadata));
    const std::uint64_t commands = section(kCommandsAt, "commands", rest - metadata);
    const std::uint64_t image = section(kImageAt, "image", rest - metadata - commands);
    if (metadata + commands + image != rest)
      fail(kHeaderBytes + metadata + commands + image, "bytes after the last section");
    data_.resize(file_.size());
    file_.read(0, data_.data(), data_.size());
    if (commands % Command::kBytes != 0)
      fail(kCommandsAt, "expected whole commands of 160 bytes, got " + std::to_string(commands) + " bytes");
    if (checksum(data_) != get(data_, kChecksumAt, 4))
      fail(kChecksumAt, "the checksum does not match: the file is damaged");

    Program program;
    from_metadata(std::string_view(data_).substr(kHeaderBytes, metadata), at(kHeaderBytes), program);
    read_commands(kHeaderBytes + metadata, commands, program);
    const auto first = data_.begin() + static_cast<std::ptrdiff_t>(kHeaderBytes + metadata + commands);
    program.image.assign(first, first + static_cast<std::ptrdiff_t>(image));
    check(program, kHeaderBytes + metadata, kHeaderBytes + metadata + commands);
    return program;
  }

 private:
  std::string at(std::uint64_t offset) const { return file_.name() + " (byte " + std::to_string(offset) + ")"; }
  [[noreturn]] void fail(std::uint64_t offset, const std::string& message) const {
    throw UserError(at(offset), message);
  }

  std::uint64_t section(std::size_t offset, const char* what, std::uint64_t room) const {
    const std::uint64_t bytes = get(data_, offset, 8);
    if (bytes > room)
      fail(offset,
           std::string(what) + ": expected at most " + std::to_string(room) + " bytes, got " + std::to_string(bytes));
    return bytes;
  }

  void read_commands(std::uint64_t offset, std::uint64_t bytes, Program& program) const {
    std::vector<Diagnostic> problems;
    const auto* data = reinterpret_cast<const std::uint8_t*>(data_.data());
    for (std::uint64_t i = 0; i < bytes; i += Command::kBytes) {
      try {
        program.commands.push_back(decode({data + offset + i, Command::kBytes}));
      } catch (const DecodeError& error) {
        problems.push_back({at(offset + i), "command " + std::to_string(i / Command::kBytes) + ": " + error.what()});
      }
    }
    if (!problems.empty()) throw UserError(std::move(problems));
  }

  /// What loaders rely on; `verify` proves the rest.
  void check(const Program& program, std::uint64_t commands_at, std::uint64_t image_at) const {
    const std::uint64_t stream = program.commands.size() * Command::kBytes;
    if (program.image.size() > program.geometry.dram_bytes) fail(image_at, "the image is larger than DRAM");
    if (program.symbolic) {
      if (!program.image.empty()) fail(image_at, "a symbolic program has no image");
      return;
    }
    if (stream > program.image.size() || program.program_base > program.image.size() - stream ||
        std::memcmp(data_.data() + commands_at, program.image.data() + program.program_base, stream) != 0)
      fail(image_at, "the image does not hold the commands at program_base " + std::to_string(program.program_base));
  }

  io::ReadableFile file_;
  std::string data_;
};

}  // namespace

void write_program(const Program& program, const std::filesystem::path& path) {
  const std::string metadata = to_metadata(program);
  std::string out(kHeaderBytes, '\0');
  std::memcpy(out.data(), kMagic, sizeof kMagic);
  put(out, kVersionAt, kVersion, 4);
  put(out, kMetadataAt, metadata.size(), 8);
  put(out, kCommandsAt, program.commands.size() * Command::kBytes, 8);
  put(out, kImageAt, program.image.size(), 8);
  out.reserve(out.size() + metadata.size() + program.commands.size() * Command::kBytes + program.image.size());
  out += metadata;
  for (const Command& command : program.commands) {
    const auto bytes = encode(command);
    out.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  }
  out.append(reinterpret_cast<const char*>(program.image.data()), program.image.size());
  put(out, kChecksumAt, checksum(out), 4);
  io::write_file(path, out);
}

Program read_program(const std::filesystem::path& path) {
  return FileReader(io::ReadableFile(path, kMostBytes)).read();
}

Program parse_program(const std::string& bytes, const std::string& name) {
  return FileReader(io::ReadableFile(bytes, name)).read();
}

}  // namespace octet::program
