// SPDX-License-Identifier: Apache-2.0
#include "models/data/dataset.hpp"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <memory>

#include "models/core/error.hpp"

namespace octet::data {
namespace {

constexpr std::uint32_t kLargestSide = 16384;
constexpr std::uint64_t kLargestBytes = std::uint64_t{1} << 32;

/// One IDX file of unsigned bytes, plain or gzipped (zlib tells them apart).
class IdxFile {
 public:
  explicit IdxFile(const std::filesystem::path& path)
      : path_(path.string()), file_(gzopen(path_.c_str(), "rb"), gzclose) {
    if (!file_) throw UserError(path_, "cannot be opened");
    gzbuffer(file_.get(), 1U << 17);
  }

  /// Reads the header: magic 0x0000'08'rank, then `rank` big-endian extents.
  std::vector<std::uint32_t> extents(unsigned rank) {
    const std::uint32_t magic = big_endian();
    if (magic != (0x800U | rank))
      fail(0, "expected an IDX file of unsigned bytes and " + std::to_string(rank) + " dimensions (magic " +
                  std::to_string(0x800U | rank) + "), got magic " + std::to_string(magic));
    std::vector<std::uint32_t> out;
    for (unsigned i = 0; i < rank; ++i) out.push_back(big_endian());
    return out;
  }

  /// The next `count` bytes. Memory grows with what the file really holds, not with what its header claims.
  std::vector<std::uint8_t> bytes(std::uint64_t count) {
    constexpr std::uint64_t kStep = std::uint64_t{1} << 20;
    std::vector<std::uint8_t> out;
    while (out.size() < count) {
      const std::size_t old = out.size();
      const std::uint64_t step = std::min(kStep, count - old);
      out.resize(old + step);
      take(out.data() + old, step);
    }
    return out;
  }

  void expect_end() {
    std::uint8_t byte = 0;
    if (gzread(file_.get(), &byte, 1) > 0) fail(read_, "expected the end of the file, got more data");
    check();
  }

  [[noreturn]] void fail(std::uint64_t byte, const std::string& message) const {
    throw UserError(path_ + " (byte " + std::to_string(byte) + ")", message);
  }

 private:
  void take(std::uint8_t* out, std::uint64_t count) {
    const int got = gzread(file_.get(), out, static_cast<unsigned>(count));
    if (got > 0) read_ += static_cast<std::uint64_t>(got);
    if (got != static_cast<int>(count)) {
      check();
      fail(read_, "the data ends early");
    }
  }
  void check() const {
    int code = Z_OK;
    const char* text = gzerror(file_.get(), &code);
    if (code == Z_BUF_ERROR) fail(read_, "the compressed data ends early");
    if (code != Z_OK && code != Z_STREAM_END) fail(read_, std::string("the compressed data is damaged: ") + text);
  }
  std::uint32_t big_endian() {
    std::array<std::uint8_t, 4> raw{};
    take(raw.data(), raw.size());
    return std::uint32_t{raw[0]} << 24 | std::uint32_t{raw[1]} << 16 | std::uint32_t{raw[2]} << 8 | raw[3];
  }

  std::string path_;
  std::unique_ptr<gzFile_s, int (*)(gzFile)> file_;
  std::uint64_t read_ = 0;  // uncompressed bytes so far
};

std::filesystem::path find_file(const std::filesystem::path& folder, const std::string& stem) {
  for (const char* ending : {"", ".gz"})
    if (std::filesystem::is_regular_file(folder / (stem + ending))) return folder / (stem + ending);
  throw UserError(folder.string(), "expected a file " + stem + " or " + stem + ".gz there");
}

}  // namespace

void check_labels(const ImageDataset& dataset, int classes) {
  const auto bad = std::find_if(dataset.labels.begin(), dataset.labels.end(),
                                [&](std::uint8_t label) { return static_cast<int>(label) >= classes; });
  if (bad == dataset.labels.end()) return;
  throw UserError(dataset.labels_file.string() + " (byte " + std::to_string(8 + (bad - dataset.labels.begin())) + ")",
                  "expected labels from 0 to " + std::to_string(classes - 1) + ", the model's output has " +
                      std::to_string(classes) + " columns, got " + std::to_string(*bad));
}

ImageDataset read_image_dataset(const std::filesystem::path& folder, Split split, std::size_t limit) {
  const std::string prefix = split == Split::kTrain ? "train" : "t10k";
  if (!std::filesystem::is_directory(folder))
    throw UserError(folder.string(), std::filesystem::exists(folder)
                                         ? "expected a folder with IDX files, got a file"
                                         : "expected a folder with IDX files, found nothing there");
  ImageDataset dataset;
  dataset.folder = folder;
  IdxFile images(find_file(folder, prefix + "-images-idx3-ubyte"));
  IdxFile labels(dataset.labels_file = find_file(folder, prefix + "-labels-idx1-ubyte"));
  const std::vector<std::uint32_t> shape = images.extents(3);
  const std::vector<std::uint32_t> count = labels.extents(1);
  if (shape[0] == 0) images.fail(4, "expected at least one image, got none");
  if (shape[1] < 1 || shape[2] < 1 || shape[1] > kLargestSide || shape[2] > kLargestSide)
    images.fail(8, "expected sides from 1 to " + std::to_string(kLargestSide) + ", got " + std::to_string(shape[1]) +
                       " x " + std::to_string(shape[2]));
  if (count[0] != shape[0])
    labels.fail(4, "expected one label an image, " + std::to_string(shape[0]) + ", got " + std::to_string(count[0]));
  const std::uint64_t wanted = limit == 0 ? shape[0] : std::min<std::uint64_t>(limit, shape[0]);
  const std::uint64_t side = std::uint64_t{shape[1]} * shape[2];
  if (wanted > kLargestBytes / side)
    images.fail(4, "expected at most " + std::to_string(kLargestBytes) + " bytes of pixels");

  dataset.name = std::filesystem::weakly_canonical(folder).filename().string();
  dataset.height = static_cast<int>(shape[1]);
  dataset.width = static_cast<int>(shape[2]);
  dataset.pixels = images.bytes(wanted * side);
  dataset.labels = labels.bytes(wanted);
  if (wanted == shape[0]) {
    images.expect_end();
    labels.expect_end();
  }
  dataset.classes = 1 + *std::max_element(dataset.labels.begin(), dataset.labels.end());
  const auto pixels_crc = crc32_z(0, dataset.pixels.data(), dataset.pixels.size());
  dataset.checksum = static_cast<std::uint32_t>(crc32_z(pixels_crc, dataset.labels.data(), dataset.labels.size()));
  return dataset;
}

}  // namespace octet::data
