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

TEST_CASE("a sweep asks of its data what every other verb asks", "[bad][dataset]") {
  const Victim victim;
  const Data data(victim, 12);
  const fs::path root = fs::current_path();
  const auto spec = [&](const std::string& workload) {
    victim.put("spec.yaml", "octet_sweep: 1\nworkload: " + workload + "\ndataset: " + (victim / "data") +
                                "\narchitecture: octet-16\nrecipe: " + (root / "workloads/recipes/int8.yaml").string() +
                                "\naxes: {lanes.softmax: [1, 4]}\nobjectives: [latency_s, accuracy]\n");
    return Words{"sweep", victim / "spec.yaml", "--out", victim / "swept"};
  };
  const std::string graph = (root / "workloads/vit-fashion-mnist").string(), package = graph + "/package";
  for (const char* kind : {"images-idx3-ubyte", "labels-idx1-ubyte"})
    fs::copy(victim / (std::string("data/t10k-") + kind), victim / (std::string("data/train-") + kind));
  const std::string labels = victim / "data/t10k-labels-idx1-ubyte",
                    told = " (byte 9): error: expected labels from 0 to 9, the model's output has 10 columns, got 10";
  data.labels(big_endian({kLabels, 12}) + std::string("\0\x0a", 2) + std::string(10, '\0'));
  refused(spec(graph), labels + told);
  refused({"compress", graph, "--recipe", "workloads/recipes/int8.yaml", "--calibration", victim / "data", "--out",
           victim / "out"},
          labels + told);
  // Images and labels at once.
  data.images(big_endian({kImages, 12, 8, 8}) + std::string(12 * 64, '\0'));
  refused(spec(graph), labels + told);
  refused(spec(graph), victim / "data" + ": error: expected images of 28 x 28 x 1, got 8 x 8 x 1");
  data.refuse(labels + told);
  data.refuse(victim / "data" + ": error: expected images of 28 x 28 x 1, got 8 x 8 x 1");
}

TEST_CASE("a graph that is not the package's origin is refused, named or kept", "[bad][dataset]") {
  const Victim victim;
  const Data data(victim);
  const std::string origin = "workloads/vit-fashion-mnist", place = victim / "other",
                    head = ": error: expected the graph that the package was made from, got another:";
  fs::copy(origin + "/graph.yaml", victim / "graph.yaml");
  fs::copy(origin + "/model.safetensors", victim / "model.safetensors");
  fs::create_directory(place);
  const auto put = [&](const std::vector<std::pair<std::string, std::string>>& changes) {
    std::string text = victim.text("graph.yaml");
    for (const auto& [from, to] : changes)
      for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
        text.replace(at, from.size(), to);
    victim.put("other/graph.yaml", text);
    fs::copy(victim / "model.safetensors", place + "/model.safetensors", fs::copy_options::overwrite_existing);
  };
  const Words eval = {"eval", kPackage, "--dataset", victim / "data", "--graph", place};
  put({{"heads: 4", "heads: 2"}});
  refused(eval, place + head);
  refused(eval, place + ": error: node blocks.0.attention: expected 4 heads as in the package, got 2 heads");
  refused(eval, place + ": error: node blocks.3.attention: expected 4 heads as in the package, got 2 heads");
  put({{"name: blocks.2.norm1,", "name: blocks.2.first,"}, {"[blocks.2.norm1]", "[blocks.2.first]"}});
  refused(eval, place + ": error: /nodes: the package has no node blocks.2.first");
  // The package's own, exchanged by hand; nothing is computed before.
  fs::copy(kPackage, victim / "copy", fs::copy_options::recursive);
  fs::remove_all(victim / "copy/reference");
  fs::copy(place, victim / "copy/reference", fs::copy_options::recursive);
  refused({"eval", victim / "copy", "--dataset", victim / "data"}, victim / "copy/reference" + head);
  // A graph of another network altogether: other shapes, another image, other nodes.
  victim.put("other/graph.yaml",
             "octet_graph: 1\nname: tiny\ndataset: fashion-mnist\ninput: {name: pixels, shape: [1, 16], type: uint8}\n"
             "image: {height: 4, width: 4, channels: 1, patch: 4}\noutput: head\nnodes:\n"
             "  - {name: head, op: linear, inputs: [pixels], weight: head.weight, bias: head.bias}\n");
  std::string header = R"({"head.weight":{"dtype":"F32","shape":[3,16],"data_offsets":[0,192]},)"
                       R"("head.bias":{"dtype":"F32","shape":[3],"data_offsets":[192,204]}})";
  header.resize(160, ' ');
  victim.put("other/model.safetensors",
             std::string(1, static_cast<char>(header.size())) + std::string(7, '\0') + header + std::string(204, '\0'));
  refused(eval, place + ": error: /image: expected 28 x 28 x 1 in patches of 4 as in the package, got 4 x 4 x 1 in " +
                    "patches of 4");
  refused(eval, place + ": error: /output: expected 10 classes as in the package, got 3");
  refused(eval, "more differences");
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
