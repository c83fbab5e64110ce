// SPDX-License-Identifier: Apache-2.0
// Data sets that are none. What is wrong is said with the file and the byte.
#include <filesystem>

#include "tests/bad/bad_support.hpp"
#include "tests/support/catch.hpp"

namespace octet::test {
namespace {

namespace fs = std::filesystem;

const char* const kPackage = "workloads/vit-fashion-mnist/package";
const char* const kSample = "workloads/fashion-mnist-sample";
constexpr std::uint32_t kImages = 0x803, kLabels = 0x801;

/// A data set of `count` black images of 28 x 28 with label 0.
struct Data {
  explicit Data(const Victim& in, std::uint32_t count = 2) : victim(in) {
    fs::create_directory(victim / "data");
    images(big_endian({kImages, count, 28, 28}) + std::string(count * 784, '\0'));
    labels(big_endian({kLabels, count}) + std::string(count, '\0'));
  }
  void images(const std::string& bytes) const { victim.put("data/t10k-images-idx3-ubyte", bytes); }
  void labels(const std::string& bytes) const { victim.put("data/t10k-labels-idx1-ubyte", bytes); }
  void refuse(const std::string& message) const {
    refused({"eval", kPackage, "--dataset", victim / "data"}, message);
    refused({"run", kPackage, "--arch", "octet-16", "--view", "golden", "--input", victim / "data", "--out",
             victim / "out"},
            message);
  }
  const Victim& victim;
};

}  // namespace

TEST_CASE("files that are no IDX, or lie about their extents, are refused", "[bad][dataset]") {
  const Victim victim;
  const Data data(victim);
  const std::string images = victim / "data/t10k-images-idx3-ubyte", labels = victim / "data/t10k-labels-idx1-ubyte";
  data.images("PNG and so on, long enough");
  data.refuse(images +
              " (byte 0): error: expected an IDX file of unsigned bytes and 3 dimensions (magic 2051), got magic ");
  data.images(big_endian({kImages, 2, 28, 28}) + std::string(784, '\0'));
  data.refuse(images + " (byte 800): error: the data ends early");
  data.images(big_endian({kImages, 0xffffffff, 28, 28}));
  data.refuse(labels + " (byte 4): error: expected one label an image, 4294967295, got 2");
  data.images(big_endian({kImages, 0, 28, 28}));
  data.refuse(images + " (byte 4): error: expected at least one image, got none");
  data.images(big_endian({kImages, 2, 0, 28}));
  data.refuse(images + " (byte 8): error: expected sides from 1 to 16384, got 0 x 28");
  data.images(big_endian({kImages, 2, 27, 28}) + std::string(2 * 27 * 28, '\0'));
  data.refuse("error: expected images of 28");
  data.images(big_endian({kImages, 2, 28, 28}) + std::string(3 * 784, '\0'));
  data.refuse(images + " (byte 1584): error: expected the end of the file, got more data");
}

TEST_CASE("labels that no class has, or too few of them, are refused", "[bad][dataset]") {
  const Victim victim;
  const Data data(victim);
  const std::string labels = victim / "data/t10k-labels-idx1-ubyte";
  data.labels(big_endian({kLabels, 2}) + std::string("\x01\x0a", 2));
  data.refuse(labels + " (byte 9): error: expected labels from 0 to 9, the model's output has 10 columns, got 10");
  data.labels(big_endian({kLabels, 3}) + std::string(3, '\0'));
  data.refuse(labels + " (byte 4): error: expected one label an image, 2, got 3");
}

TEST_CASE("folders without the files, cut archives and files in place of folders are refused", "[bad][dataset]") {
  const Victim victim;
  const Data data(victim);
  fs::remove(victim / "data/t10k-labels-idx1-ubyte");
  data.refuse(victim / "data" + ": error: expected a file t10k-labels-idx1-ubyte or t10k-labels-idx1-ubyte.gz there");
  fs::remove_all(victim / "data");
  data.refuse(victim / "data" + ": error: expected a folder with IDX files, found nothing there");
  victim.put("data", "text");
  data.refuse(victim / "data" + ": error: expected a folder with IDX files, got a file");
  fs::remove(victim / "data");
  fs::copy(kSample, victim / "data");
  fs::permissions(victim / "data/t10k-images-idx3-ubyte.gz", fs::perms::owner_write, fs::perm_options::add);
  fs::resize_file(victim / "data/t10k-images-idx3-ubyte.gz", 5000);
  data.refuse(victim / "data/t10k-images-idx3-ubyte.gz (byte ");
  data.refuse("): error: the compressed data ends early");
}

TEST_CASE("a limit beyond the data is said, not hidden", "[bad][dataset]") {
  const Victim victim;
  const Data data(victim);
  const std::string said = "2 of 1000 asked: the data set holds no more\n";
  const ProcessResult eval =
      run_octet({"eval", kPackage, "--dataset", victim / "data", "--limit", "1000", "--json", victim / "eval.json"});
  CHECK(eval.status == 0);
  CHECK_THAT(eval.out, Catch::Contains("samples       " + said));
  CHECK_THAT(victim.text("eval.json"), Catch::Contains("\"samples\": 2"));
  const ProcessResult run = run_octet({"run", kPackage, "--arch", "octet-16", "--view", "golden", "--input",
                                       victim / "data", "--limit", "1000", "--out", victim / "out"});
  CHECK(run.status == 0);
  CHECK_THAT(run.out, Catch::Contains("inputs        " + said));
  CHECK_THAT(victim.text("out/run.json"), Catch::Contains("\"samples\": 2"));
  const ProcessResult exact = run_octet({"eval", kPackage, "--dataset", victim / "data", "--limit", "2"});
  CHECK_THAT(exact.out, Catch::Contains("samples       2\n"));
}

}  // namespace octet::test
