// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>

#include "models/graph/package.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"
#include "tests/support/random_model.hpp"

using octet::test::run_octet;
namespace fs = std::filesystem;

namespace {

struct Case {
  std::string name;
  std::vector<std::string> arguments;
  std::string message;  ///< part of standard error
};

/// What `run` needs, with one of its arguments replaced or more of them added.
std::vector<std::string> run_with(const std::string& package, const std::string& out, std::vector<std::string> more,
                                  const std::string& architecture = "octet-16") {
  std::vector<std::string> arguments = {"run", package, "--arch", architecture, "--out", out};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return arguments;
}

}  // namespace

TEST_CASE("wrong input exits 2, says what is wrong, and leaves nothing", "[cli][bad]") {
  const octet::test::TemporaryFolder folder;
  const std::string package = folder / "package", out = folder / "out", taken = folder / "taken",
                    empty = folder / "empty";
  octet::graph::write_package(octet::test::random_model({}), package);
  fs::create_directory(taken);
  fs::create_directory(empty);
  std::ofstream(folder / "noise.octet") << "this is no program";
  std::ofstream(folder / "arch.yaml") << "array: [";
  std::ofstream(folder / "net.yaml") << "octet_shapes: 1\nname: net\nencoder: {layers: 0, width: 8, heads: 3}\n";
  const std::string sample = "workloads/fashion-mnist-sample", shapes = "workloads/bert-base.yaml";
  const std::vector<Case> cases = {
      {"no verb", {}, "expected a verb"},
      {"unknown verb", {"fly"}, "fly"},
      {"unknown option", {"list", "--fast"}, "--fast"},
      {"option without value", {"run", package, "--arch"}, "--arch"},
      {"no architecture", {"run", package, "--out", out}, "--arch: error: is required"},
      {"no output", {"run", package, "--arch", "octet-16"}, "--out: error: is required"},
      {"no workload", {"run", "--arch", "octet-16", "--out", out}, "WORKLOAD: error: is required"},
      {"missing package", run_with(folder / "nowhere", out, {}), folder / "nowhere"},
      {"folder that is no package", run_with(empty, out, {}), empty},
      {"unknown architecture", run_with(package, out, {}, "octet-17"), "octet-17"},
      {"broken architecture", run_with(package, out, {}, folder / "arch.yaml"), folder / "arch.yaml"},
      {"unknown key in --set", run_with(package, out, {"--set", "array.depth=3"}), "array/depth"},
      {"--set without value", run_with(package, out, {"--set", "array.rows"}), "array.rows"},
      {"--set out of range", run_with(package, out, {"--set", "array.rows=0"}), "array/rows"},
      {"unknown view", run_with(package, out, {"--view", "dream"}),
       "--view: error: expected one of golden, systemc, estimate, rtl, matmul=rtl, requantizer=rtl, softmax=rtl, "
       "activation=rtl, normalization=rtl, residual_adder=rtl, got dream"},
      {"golden has no time", run_with(package, out, {"--view", "golden", "--timing-only"}),
       "--timing-only: error: the golden view"},
      {"negative limit", run_with(package, out, {"--limit", "-3"}),
       "--limit: error: expected an integer from 1 to 1000000000, got -3"},
      {"limit of words", run_with(package, out, {"--limit", "ten"}),
       "--limit: error: expected an integer from 1 to 1000000000, got ten"},
      {"seed beside data", run_with(package, out, {"--seed", "3", "--input", sample}),
       "--seed: error: is for random inputs"},
      {"missing data", run_with(package, out, {"--input", folder / "nowhere"}), "nowhere"},
      {"data of another kind", run_with(package, out, {"--input", sample}), "the model takes no images"},
      {"shapes without --timing-only", run_with(shapes, out, {}),
       "WORKLOAD: error: workloads/bert-base.yaml has no weights, expected --timing-only or --random-weights SEED"},
      {"random weights for a package", run_with(package, out, {"--random-weights", "1"}),
       "--random-weights: error: " + package + " has weights of its own, expected a network by its shapes"},
      {"random weights without values", run_with(shapes, out, {"--timing-only", "--random-weights", "1"}),
       "--random-weights: error: are for values, which no cycle depends on: expected no --timing-only"},
      {"random weights of words", run_with(shapes, out, {"--random-weights", "any"}),
       "--random-weights: error: expected an integer from 0 to 18446744073709551615, got any"},
      {"shapes with images", run_with(shapes, out, {"--timing-only", "--input", sample}), "the model takes no images"},
      {"shapes in a view without time", run_with(shapes, out, {"--timing-only", "--view", "golden"}),
       "--timing-only: error: the golden view"},
      {"a limit without values", run_with(package, out, {"--timing-only", "--limit", "5"}),
       "--limit: error: --timing-only computes no values, expected no --limit"},
      {"data without values", run_with(package, out, {"--timing-only", "--input", sample}),
       "--input: error: --timing-only computes no values, expected no --input"},
      {"a layer nobody has", run_with(package, out, {"--dump", "nowhere,all"}),
       "--dump: error: expected a layer of random-1 or all, got nowhere"},
      {"a layer mistyped", run_with(package, out, {"--dump", "hed"}), "got hed; did you mean head?"},
      {"no layer", run_with(package, out, {"--dump", ","}), "--dump: error: expected a layer of random-1 or all, got "},
      {"layers without values", run_with(package, out, {"--timing-only", "--dump", "all"}),
       "--dump: error: --timing-only computes no values, expected no --dump"},
      {"layers in closed form", run_with(package, out, {"--view", "estimate", "--dump", "all"}),
       "--dump: error: the estimate view computes no values, expected no --dump"},
      {"errors by layer of nothing",
       {"eval", package, "--dataset", sample, "--by-layer"},
       "--by-layer: error: needs the float graph, " + package + " keeps none: expected --graph GRAPH"},
      {"broken shapes", run_with(folder / "net.yaml", out, {"--timing-only"}),
       "net.yaml:3:19: error: /encoder/layers: expected an integer from 1 to 256, got '0'"},
      {"missing shapes", run_with(folder / "nowhere.yaml", out, {"--timing-only"}), folder / "nowhere.yaml"},
      {"compile of shapes", {"compile", shapes, "--arch", "octet-16", "--out", out}, "bert-base.yaml"},
      {"existing output", run_with(package, taken, {}), "taken exists already; --force replaces it"},
      {"output in a file", run_with(package, folder / "noise.octet/b", {}), "is a file, expected a folder to write in"},
      {"eval without data", {"eval", package}, "--dataset: error: is required"},
      {"eval of nothing", {"eval", folder / "nowhere", "--dataset", sample}, folder / "nowhere"},
      {"eval of a machine in the golden view",
       {"eval", package, "--dataset", sample, "--arch", "octet-16"},
       "--arch: error: the golden view has no machine"},
      {"eval in closed form",
       {"eval", package, "--dataset", sample, "--arch", "octet-16", "--view", "estimate"},
       "--view: error: the estimate view computes no values"},
      {"gates without values", run_with(package, out, {"--view", "rtl", "--timing-only"}),
       "--timing-only: error: gates cannot be timed without the values they compute"},
      {"a unit in gates without values", run_with(package, out, {"--view", "softmax=rtl", "--timing-only"}),
       "--timing-only: error: gates cannot be timed without the values they compute"},
      {"an unknown unit in gates", run_with(package, out, {"--view", "softmx=rtl"}), "did you mean softmax=rtl?"},
      {"two views", run_with(package, out, {"--view", "rtl", "--view", "golden"}),
       "--view: error: expected one view of the whole machine, got rtl, golden"},
      {"gates beside gates", run_with(package, out, {"--view", "rtl", "--view", "softmax=rtl"}),
       "--view: error: units in gates stand in the systemc view, expected no --view rtl beside them"},
      {"gates explained", run_with(package, out, {"--view", "rtl", "--explain"}),
       "--explain: error: needs the steps of the systemc view, got --view rtl"},
      {"gates of an array that cannot be", run_with(package, out, {"--view", "rtl"}, "octet-128"),
       "octet-128: error: array.rows: the gates want a multiple of 4 up to 64, got 128"},
      {"compress without a graph",
       {"compress", empty, "--recipe", folder / "r.yaml", "--calibration", sample, "--out", out},
       "r.yaml"},
      {"a recipe of no name",
       {"compress", empty, "--recipe", "int9", "--calibration", sample, "--out", out},
       "int9: error: expected a recipe or a shipped one (int8), found none; did you mean int8?"},
      {"disasm of noise", {"disasm", folder / "noise.octet"}, "noise.octet"},
      {"verify of noise", {"verify", folder / "noise.octet"}, "noise.octet"},
      {"verify of nothing", {"verify", folder / "nowhere"}, folder / "nowhere"},
      {"show of an unknown architecture", {"show", "octet-17"}, "octet-17"},
  };
  for (const Case& bad : cases) {
    const auto result = run_octet(bad.arguments);
    INFO(bad.name << "\n" << result.err);
    CHECK(result.status == 2);
    CHECK_THAT(result.err, Catch::Contains(bad.message));
    CHECK(result.out.empty());
    CHECK_FALSE(fs::exists(out));
  }
  // The six entries made above: no temporary neighbor stayed.
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 6);
}

TEST_CASE("every problem of a call is reported at once", "[cli][bad]") {
  const auto result = run_octet({"run", "nowhere", "--arch", "octet-17", "--view", "dream", "--limit", "0"});
  CHECK(result.status == 2);
  for (const char* part : {"nowhere", "octet-17", "--view: error", "--limit: error", "--out: error: is required"})
    CHECK_THAT(result.err, Catch::Contains(part));
}

TEST_CASE("an architecture that the gates cannot be is refused with every reason", "[cli][bad]") {
  const octet::test::TemporaryFolder folder;
  const std::string out = folder / "gates";
  const auto result = run_octet({"rtl", "--arch", "octet-128", "--out", out});
  CHECK(result.status == 2);
  for (const char* part : {"array.rows: the gates want a multiple of 4 up to 64, got 128; did you mean 64?",
                           "array.columns: the gates want a multiple of 4 up to 64, got 128; did you mean 64?"})
    CHECK_THAT(result.err, Catch::Contains(part));
  CHECK_FALSE(fs::exists(out));
  // Sizes that are named go with the rest of the machine: 12 rows are too few for its lanes, and 20 columns do not go
  // into its weight buffer.
  const std::vector<std::string> odd = {"rtl",
                                        "--arch",
                                        "octet-16",
                                        "--set",
                                        "array.rows=14",
                                        "--set",
                                        "array.columns=18",
                                        "--set",
                                        "lanes.requantizer=14",
                                        "--set",
                                        "buffers.activation.bytes=107520",
                                        "--set",
                                        "buffers.accumulator.bytes=26880",
                                        "--set",
                                        "buffers.weight.bytes=73728",
                                        "--out",
                                        out};
  const auto near = run_octet(odd);
  CHECK(near.status == 2);
  for (const char* part : {"array.rows: the gates want a multiple of 4 up to 64, got 14; did you mean 16?",
                           "array.columns: the gates want a multiple of 4 up to 64, got 18; did you mean 16 or 24?"})
    CHECK_THAT(near.err, Catch::Contains(part));
}

TEST_CASE("help exits 0 and gives an example on every verb", "[cli][bad]") {
  CHECK(run_octet({"--help"}).status == 0);
  CHECK(run_octet({"--version"}).status == 0);
  for (const char* verb :
       {"compress", "compile", "disasm", "verify", "run", "eval", "rtl", "bench", "list", "show", "sweep"}) {
    const auto result = run_octet({verb, "--help"});
    INFO(verb);
    CHECK(result.status == 0);
    CHECK_THAT(result.out, Catch::Contains("Example:\n  octet " + std::string(verb)));
  }
}
