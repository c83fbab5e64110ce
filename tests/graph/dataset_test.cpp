// SPDX-License-Identifier: Apache-2.0
#include "models/data/dataset.hpp"

#include <zlib.h>

#include "models/data/patches.hpp"
#include "tests/graph/temporary_folder.hpp"
#include "tests/support/catch.hpp"

namespace octet::data {
namespace {

using Catch::Matchers::Contains;

std::string big_endian(std::uint32_t x) {
  return {static_cast<char>(x >> 24), static_cast<char>(x >> 16), static_cast<char>(x >> 8), static_cast<char>(x)};
}

constexpr std::uint32_t kImageMagic = 0x803, kLabelMagic = 0x801;

std::string three_images() {
  std::string bytes = big_endian(kImageMagic) + big_endian(3) + big_endian(2) + big_endian(4);
  for (int i = 0; i < 24; ++i) bytes += static_cast<char>(i * 10);
  return bytes;
}
std::string three_labels() { return big_endian(kLabelMagic) + big_endian(3) + std::string("\x02\x00\x07", 3); }

void put_gz(const std::filesystem::path& path, const std::string& bytes) {
  gzFile file = gzopen(path.c_str(), "wb");
  gzwrite(file, bytes.data(), static_cast<unsigned>(bytes.size()));
  gzclose(file);
}

std::string complaint_about(const std::string& images, const std::string& labels) {
  const test::TemporaryFolder folder;
  test::put(folder / "t10k-images-idx3-ubyte", images);
  test::put(folder / "t10k-labels-idx1-ubyte", labels);
  return test::complaint(folder, [&] { read_image_dataset(folder.path(), Split::kTest); });
}

TEST_CASE("IDX images and labels are read plain and compressed", "[dataset]") {
  const test::TemporaryFolder folder;
  test::put(folder / "t10k-images-idx3-ubyte", three_images());
  test::put(folder / "t10k-labels-idx1-ubyte", three_labels());
  put_gz(folder / "train-images-idx3-ubyte.gz", three_images());
  put_gz(folder / "train-labels-idx1-ubyte.gz", three_labels());
  const ImageDataset plain = read_image_dataset(folder.path(), Split::kTest),
                     packed = read_image_dataset(folder.path(), Split::kTrain);
  CHECK(plain.size() == 3);
  CHECK(plain.height == 2);
  CHECK(plain.width == 4);
  CHECK(plain.classes == 8);
  CHECK(plain.labels == std::vector<std::uint8_t>{2, 0, 7});
  CHECK(plain.image(1)[2] == 100);
  CHECK(plain.pixels == packed.pixels);
  CHECK(plain.checksum == packed.checksum);
  CHECK(read_image_dataset(folder.path(), Split::kTrain, 2).size() == 2);
}

TEST_CASE("damaged IDX files are refused", "[dataset]") {
  CHECK(complaint_about(three_images(), three_labels()) == "");
  CHECK_THAT(complaint_about(three_labels(), three_labels()),
             Contains("t10k-images-idx3-ubyte (byte 0): error: expected an IDX file of unsigned bytes and 3 dimensions "
                      "(magic 2051), got magic 2049"));
  CHECK_THAT(complaint_about(three_images().substr(0, 30), three_labels()),
             Contains("(byte 30): error: the data ends early"));
  CHECK_THAT(complaint_about("", three_labels()), Contains("the data ends early"));
  CHECK_THAT(complaint_about(three_images() + "x", three_labels()),
             Contains("(byte 40): error: expected the end of the file, got more data"));
  CHECK_THAT(complaint_about(three_images(), big_endian(kLabelMagic) + big_endian(2) + "ab"),
             Contains("expected one label an image, 3, got 2"));
  CHECK_THAT(complaint_about(big_endian(kImageMagic) + big_endian(0) + big_endian(2) + big_endian(4), three_labels()),
             Contains("expected at least one image"));
  CHECK_THAT(complaint_about(big_endian(kImageMagic) + big_endian(3) + big_endian(0) + big_endian(4), three_labels()),
             Contains("expected sides from 1 to 16384, got 0 x 4"));
  const std::string huge = big_endian(0xffffffff);
  CHECK_THAT(
      complaint_about(big_endian(kImageMagic) + huge + big_endian(28) + big_endian(28), big_endian(kLabelMagic) + huge),
      Contains("bytes of pixels"));
}

TEST_CASE("truncated and damaged compression is refused", "[dataset]") {
  const test::TemporaryFolder folder;
  put_gz(folder / "whole", three_images());
  put_gz(folder / "t10k-labels-idx1-ubyte.gz", three_labels());
  const std::string whole = test::contents(folder / "whole");
  const auto complaint = [&](const std::string& bytes) {
    test::put(folder / "t10k-images-idx3-ubyte.gz", bytes);
    return test::complaint(folder, [&] { read_image_dataset(folder.path(), Split::kTest); });
  };
  CHECK(complaint(whole) == "");
  for (std::size_t size = 0; size < whole.size(); ++size) CHECK(complaint(whole.substr(0, size)) != "");
  std::string flipped = whole;
  flipped[whole.size() - 6] = static_cast<char>(flipped[whole.size() - 6] ^ 1);  // the checksum
  CHECK_THAT(complaint(flipped), Contains("damaged"));
}

TEST_CASE("a folder without the files is refused by their names", "[dataset]") {
  const test::TemporaryFolder folder;
  CHECK_THAT(test::complaint(folder, [&] { read_image_dataset(folder.path(), Split::kTrain); }),
             Contains("expected a file train-images-idx3-ubyte or train-images-idx3-ubyte.gz there"));
  CHECK_THAT(test::complaint(folder, [&] { read_image_dataset(folder / "no", Split::kTrain); }),
             Contains("expected a folder with IDX files"));
}

TEST_CASE("patches are cut row by row, pixels row by row inside, channel last", "[dataset]") {
  std::vector<std::uint8_t> pixels(2 * 4 * 2);
  for (std::size_t i = 0; i < pixels.size(); ++i) pixels[i] = static_cast<std::uint8_t>(i);
  const Matrix<std::int16_t> cut = patches(pixels, {2, 4, 2, 2});
  REQUIRE(cut.rows() == 2);
  CHECK(std::vector<std::int16_t>(cut.row(0).begin(), cut.row(0).end()) ==
        std::vector<std::int16_t>{0, 1, 2, 3, 8, 9, 10, 11});
  CHECK(std::vector<std::int16_t>(cut.row(1).begin(), cut.row(1).end()) ==
        std::vector<std::int16_t>{4, 5, 6, 7, 12, 13, 14, 15});
}

}  // namespace
}  // namespace octet::data
