// SPDX-License-Identifier: Apache-2.0
// Packages, graphs and networks whose text is wrong. What is wrong is said with file, line, column and path.
#include <algorithm>

#include "tests/bad/bad_support.hpp"
#include "tests/support/catch.hpp"

namespace octet::test {
namespace {

const char* const kFile = "package/model.yaml";

/// The complaint about a package with `from` replaced.
void after_edit(const std::string& from, const std::string& to, const std::string& message) {
  const Victim victim;
  victim.edit(kFile, from, to);
  refused(victim.run(), message);
}

}  // namespace

TEST_CASE("unknown, doubled and mistyped keys are refused, the unknown with a guess", "[bad][package]") {
  after_edit(
      "multiplier_bits:", "multiplier_bit:", "/numerics/multiplier_bit: unknown key; did you mean multiplier_bits?");
  after_edit("name: ", "name: one\nname: ", "/name: given twice");
  after_edit("octet_package: 1", "octet_package: 2",
             "model.yaml:1:16: error: /octet_package: expected an integer from 1 to 1, got '2'");
  after_edit("octet_package: 1", "octet_package: \"1\"", "/octet_package: expected an integer from 1 to 1, got '1'");
  after_edit("shape: [6, 8]", "shape: [0, 8]", "/values/0/shape: expected an integer from 1 to 65536, got '0'");
  after_edit("shape: [6, 8]", "shape: [-6, 8]", "/values/0/shape: expected an integer from 1 to 65536, got '-6'");
  after_edit("shape: [6, 8]", "shape: [6.5, 8]", "/values/0/shape: expected an integer from 1 to 65536, got '6.5'");
  after_edit("shape: [6, 8]", "shape: [99999999999999999999, 8]",
             "/values/0/shape: expected an integer from 1 to 65536");
  after_edit("shape: [6, 8]", "shape: [6, 8, 1]", "/values/0/shape: expected two extents, got 3");
  after_edit("heads: 2", "heads: 0", "/heads: expected an integer from 1 to 65536, got '0'");
}

TEST_CASE("names that break lines and scales that are no scales are refused", "[bad][package]") {
  const std::string rule = "expected a name of 1 to 200 letters, digits and ._-/, got ";
  after_edit("{name: \"embed\"", "{name: \"\"", rule + "''");
  after_edit("{name: \"embed\"", "{name: \"em\\nbed\"", rule + "'em\\x0abed'");
  after_edit("{name: \"embed\"", "{name: \"em\\x1bbed\"", rule + "'em\\x1bbed'");
  after_edit("name: \"random-1\"", "name: \"\"",
             "/name: expected a name of 1 to 200 printable ASCII characters, no space at either end, got ''");
  after_edit("name: \"random-1\"", "name: \"a\\tb\"", "got 'a\\x09b'");
  after_edit("name: \"random-1\"", "name: \"\xff\"", "printable ASCII");
  for (const char* scale : {"nan", ".nan", "inf", "0", "-1", "1e-320", "1e-39", "1e39", "one"})
    after_edit("scale: 1}", std::string("scale: ") + scale + "}",
               "/values/0/scale: expected a number from 1.2e-38 to 3.4e+38, got '" + std::string(scale) + "'");
}

TEST_CASE("one document, no aliases, no deep nesting", "[bad][package]") {
  const Victim victim;
  const std::string whole = victim.text(kFile);
  victim.put(kFile, whole + "---\nname: another\n");
  refused(victim.run(), "error: expected one YAML document, got another");
  std::string bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n";
  for (char c = 'b'; c < 'z'; ++c) {
    bomb += std::string(1, c) + ": &" + c + " [";
    for (int i = 0; i < 9; ++i) bomb += std::string(i ? ", *" : "*") + static_cast<char>(c - 1);
    bomb += "]\n";
  }
  victim.put(kFile, bomb);
  refused(victim.run(),
          "model.yaml:1:4: error: expected a value, got an anchor: anchors and aliases are not supported");
  for (const char* nest : {"[", "{a: ", "- ", "? "}) {
    std::string deep;
    for (int i = 0; i < 100000; ++i) deep += nest;
    victim.put(kFile, deep);
    refused(victim.run(), "error: expected lists and mappings nested at most 32 deep, got deeper");
  }
  std::string many = "values: [";
  for (int i = 0; i < 1'000'000; ++i) many += "1,";
  victim.put(kFile, many + "]");
  refused(victim.run(), "error: expected at most 200000 values, got more");
  victim.put(kFile, std::string(5'000'000, ' '));
  refused(victim.run(), "model.yaml: error: expected at most 4000000 bytes, got 5000000");
  victim.put(kFile, "");
  refused(victim.run(), "model.yaml:1:1: error: /: expected a mapping, got nothing");
  victim.put(kFile, whole + "\t:\x01");
  refused(victim.run(), "error: not YAML: ");
}

TEST_CASE("a thousand faults are counted, not printed", "[bad][package]") {
  const Victim victim;
  std::string more;
  for (int i = 0; i < 1000; ++i) more += "key" + std::to_string(i) + ": 1\n";
  victim.put(kFile, victim.text(kFile) + more);
  const ProcessResult result = run_octet(victim.run());
  CHECK(result.status == 2);
  CHECK(std::count(result.err.begin(), result.err.end(), '\n') == 101);
  CHECK_THAT(result.err, Catch::EndsWith("model.yaml: error: and 900 more problems\n"));
}

TEST_CASE("one wrong edge is one error, not one of every node behind it", "[bad][package]") {
  const Victim victim;
  const auto lines_after = [&](const std::string& from, const std::string& to) {
    const std::string whole = victim.text(kFile);
    victim.edit(kFile, from, to);
    const ProcessResult result = run_octet(victim.run());
    victim.put(kFile, whole);
    CHECK(result.status == 2);
    INFO(result.err);
    CHECK_THAT(result.err, Catch::Contains("/nodes/0: ") || Catch::Contains("/nodes/2: "));
    return std::count(result.err.begin(), result.err.end(), '\n');
  };
  // Of the first node: everything else follows from it.
  CHECK(lines_after("inputs: [\"input\"], output: \"embed\"", "inputs: [\"head\"], output: \"embed\"") == 1);
  CHECK(lines_after("inputs: [\"embed\", \"position\"]", "inputs: [\"embed\", \"head\"]") == 1);
}

TEST_CASE("a package whose shapes disagree names the node and both shapes", "[bad][package]") {
  after_edit("shape: [6, 8]", "shape: [6, 9]", "/nodes/0: weight: expected shape [columns, 9]");
  after_edit("heads: 2", "heads: 3", "heads: expected a divisor of 16, got 3");
}

TEST_CASE("a folder that is no package says what it is", "[bad][package]") {
  const Victim victim;
  refused({"eval", "workloads/vit-fashion-mnist", "--dataset", "workloads/fashion-mnist-sample"},
          "workloads/vit-fashion-mnist: error: expected a package, got a float graph: `octet compress` makes a package "
          "of it");
  refused({"run", victim / kFile, "--arch", "octet-16", "--timing-only", "--out", victim / "out"},
          "model.yaml:1:1: error: /octet_package: unknown key");
  refused({"eval", victim / kFile, "--dataset", "workloads/fashion-mnist-sample"},
          "model.yaml: error: expected a package folder, got a file");
}

TEST_CASE("a network by its shapes is checked like a package", "[bad][package]") {
  const Victim victim;
  const auto network = [&](const std::string& encoder, const std::string& message) {
    victim.put("net.yaml",
               "octet_shapes: 1\nname: net\nreference: a paper\nleft_out: []\nencoder: {" + encoder + "}\n");
    refused({"run", victim / "net.yaml", "--arch", "octet-16", "--timing-only", "--out", victim / "out"}, message);
  };
  const std::string rest = "ffn_width: 8, tokens: 4, norm: post";
  network("layers: 1, width: 8, heads: 512, " + rest,
          "net.yaml:5:39: error: /encoder/heads: expected an integer from 1 to 128, got '512'");
  network("layers: 1, width: 8, heads: 3, " + rest,
          "/encoder/heads: expected a divisor of the width 8, got 3; did you mean 2 or 4?");
  network("layers: -1, width: 8, heads: 2, " + rest, "/encoder/layers: expected an integer from 1 to 256, got '-1'");
  network("layers: 1e9, width: 8, heads: 2, " + rest, "/encoder/layers: expected an integer from 1 to 256, got '1e9'");
  network("layers: 1, width: 8, heads: 2, head: 2, " + rest, "/encoder/head: unknown key; did you mean heads?");
}

}  // namespace octet::test
