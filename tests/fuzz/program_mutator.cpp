// SPDX-License-Identifier: Apache-2.0
// Mutates metadata, commands or image of a program file and makes sizes, the image's copy of the commands and the
// checksum right again: without that no mutation would get past the first checks.
#include <zlib.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <optional>
#include <vector>

#include "tests/fuzz/fuzz_target.hpp"
#include "tests/fuzz/mutation.hpp"

namespace octet::test {
namespace {

constexpr std::size_t kHeader = 40, kChecksumAt = 12, kMetadataAt = 16, kCommand = 160;

struct ProgramFile {
  std::string header, metadata, image;
  std::vector<std::string> commands;

  static std::optional<ProgramFile> split(const std::string& bytes) {
    std::array<std::uint64_t, 3> sizes{};
    if (bytes.size() < kHeader) return std::nullopt;
    std::memcpy(sizes.data(), bytes.data() + kMetadataAt, sizeof sizes);
    std::size_t at = kHeader;
    const auto take = [&](std::uint64_t size) {
      const std::string part = bytes.substr(at, std::min<std::uint64_t>(size, bytes.size() - at));
      at += part.size();
      return part;
    };
    ProgramFile file;
    file.header = bytes.substr(0, kHeader);
    file.metadata = take(sizes[0]);
    const std::string stream = take(sizes[1]);
    for (std::size_t i = 0; i + kCommand <= stream.size(); i += kCommand)
      file.commands.push_back(stream.substr(i, kCommand));
    file.image = take(sizes[2]);
    return file;
  }

  std::size_t size() const { return kHeader + metadata.size() + commands.size() * kCommand + image.size(); }

  std::string joined() {
    std::string stream;
    for (const std::string& command : commands) stream += command;
    copy_into_image(stream);
    const std::array<std::uint64_t, 3> sizes = {metadata.size(), stream.size(), image.size()};
    std::memcpy(header.data() + kMetadataAt, sizes.data(), sizeof sizes);
    std::string out = header + metadata + stream + image;
    const auto crc = static_cast<std::uint32_t>(crc32_z(
        crc32(0, nullptr, 0), reinterpret_cast<const Bytef*>(out.data()) + kMetadataAt, out.size() - kMetadataAt));
    std::memcpy(out.data() + kChecksumAt, &crc, sizeof crc);
    return out;
  }

 private:
  void copy_into_image(const std::string& stream) {
    const std::string key = "\"program_base\": ";
    const std::size_t at = metadata.find(key);
    std::uint64_t base = 0;
    if (at == std::string::npos || image.empty()) return;
    std::from_chars(metadata.data() + at + key.size(), metadata.data() + metadata.size(), base);
    if (stream.size() <= image.size() && base <= image.size() - stream.size())
      image.replace(base, stream.size(), stream);
  }
};

/// A field of a command gets a value of its neighborhood, of another command, or at which arithmetic is wont to fail.
void mutate_field(std::vector<std::string>& commands, Dice& dice) {
  std::string& command = commands[dice() % commands.size()];
  const std::size_t width = std::array<std::size_t, 6>{1, 2, 2, 4, 4, 6}[dice() % 6];
  const std::size_t at = dice() % (kCommand / width) * width;
  static constexpr std::array<std::uint64_t, 12> kValues = {0,   1,    2,     3,          4,          8,
                                                            255, 4096, 65535, 0x7fffffff, 0xffffffff, 0xffffffffffff};
  std::uint64_t value = 0;
  std::memcpy(&value, command.data() + at, std::min(width, kCommand - at));
  switch (dice() % 5) {
    case 0:
      value = kValues[dice() % kValues.size()];
      break;
    case 1:
      value += dice() % 9;
      break;
    case 2:
      value -= dice() % 9;
      break;
    case 3:
      value ^= std::uint64_t{1} << dice() % (8 * width);
      break;
    default:
      std::memcpy(&value, commands[dice() % commands.size()].data() + at, std::min(width, kCommand - at));
  }
  std::memcpy(command.data() + at, &value, std::min(width, kCommand - at));
}

void mutate_stream(std::vector<std::string>& commands, Dice& dice) {
  const auto place = [&] { return commands.begin() + static_cast<std::ptrdiff_t>(dice() % commands.size()); };
  switch (dice() % 3) {
    case 0:
      std::iter_swap(place(), place());
      break;
    case 1:
      commands.erase(place());
      break;
    default:
      commands.insert(place(), std::string(*place()));
  }
}

std::string mutated_program(const std::string& bytes, std::size_t room, Dice& dice) {
  std::optional<ProgramFile> file = ProgramFile::split(bytes);
  if (!file || dice() % 32 == 0) return mutated(bytes, room);
  const std::size_t left = room > file->size() ? room - file->size() : 0;
  const unsigned kind = dice() % 16;
  if (kind < 3) {
    file->metadata = with_another_number(std::move(file->metadata), dice);
  } else if (kind < 6) {
    file->metadata = mutated(std::move(file->metadata), file->metadata.size() + left);
  } else if (kind < 7) {
    file->image = mutated(std::move(file->image), file->image.size() + left);
  } else if (!file->commands.empty()) {
    if (kind < 9) mutate_stream(file->commands, dice);
    if (kind >= 9) mutate_field(file->commands, dice);
  }
  return file->joined();
}

}  // namespace
}  // namespace octet::test

extern "C" std::size_t LLVMFuzzerCustomMutator(std::uint8_t* data, std::size_t size, std::size_t max_size,
                                               unsigned int seed) {
  using namespace octet::test;
  Dice dice(seed);
  return give_back(mutated_program(text_of(data, size), max_size, dice), data, max_size);
}
