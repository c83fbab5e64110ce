// SPDX-License-Identifier: Apache-2.0
// Calls that are wrong by themselves.
#include "tests/bad/bad_support.hpp"
#include "tests/support/catch.hpp"

namespace octet::test {

TEST_CASE("numbers that are none are refused by their option", "[bad][options]") {
  const Victim victim;
  const std::string limit = "--limit: error: expected an integer from 1 to 1000000000, got ";
  for (const char* bad : {"0", "-1", "1e3", "1.5", " 7", "0x10", "ten", "99999999999999999999", "1000000001", "1 0"}) {
    refused(victim.run({"--limit", bad}), limit + bad);
    refused({"eval", victim.package(), "--dataset", "x", "--limit", bad}, limit + bad);
  }
  const std::string seed = "--seed: error: expected an integer from 0 to 18446744073709551615, got ";
  for (const char* bad : {"text", "-1", "1.0", "18446744073709551616"})
    refused(victim.run({"--seed", bad}), seed + bad);
}

TEST_CASE("an empty value is no option that was left out", "[bad][options]") {
  const Victim victim;
  for (const char* option : {"--limit", "--seed", "--input", "--json", "--view", "--set"}) {
    refused(victim.run({option, ""}), std::string(option) + ": error: expected a value, got ''");
    refused(victim.run({std::string(option) + "="}), std::string(option) + ": error: expected a value, got ''");
  }
  refused({"eval", victim.package(), "--dataset", "x", "--graph", ""}, "--graph: error: expected a value, got ''");
  refused({"show", ""}, "argument 2: error: expected a value, got ''");
}

TEST_CASE("a wrong override is refused with what it should have been", "[bad][options]") {
  const auto set = [](const std::string& text, const std::string& message) {
    refused({"show", "octet-16", "--set", text}, "--set " + text + ": error: " + message);
  };
  set("array.rows", "expected PATH=VALUE, got 'array.rows'");
  set("=3", "expected PATH=VALUE, got '=3'");
  set("array.rows=", "/array/rows: expected an integer from 2 to 256, got ''");
  set("array.row=8", "/array/row: unknown key; did you mean /array/rows?");
  set("memory.latency=8", "/memory/latency: unknown key; did you mean /memory/latency_cycles?");
  set("qqqqqqqqqqqqqqqqqqq=8", "/qqqqqqqqqqqqqqqqqqq: unknown key");
  set("array.rows=-8", "/array/rows: expected an integer from 2 to 256, got '-8'");
  set("buffers.weight.bytes=99999999 GiB",
      "/buffers/weight/bytes: expected an integer from 64 to 1073741824, got '99999999 GiB'");
  set("memory.kind=magic", "/memory/kind: expected one of fixed, banked, got 'magic'");
  set("memory.banks=8", "/memory/banks: expected a memory of kind banked, got kind fixed");
  set("lanes.softmax=17", "/lanes/softmax: expected at most /array/rows (16), got '17'");
}

TEST_CASE("unknown verbs, options and names come with the known ones, or a guess", "[bad][options]") {
  refused({"copmile"}, "got copmile; did you mean compile?");
  refused({"fly"}, "error: expected a verb (");
  refused({"list", "--fast"}, "--fast");
  refused({"show", "octet-17"}, "found nothing there; did you mean octet-1");
  const Victim victim;
  Words words = victim.run();
  words[5] = "golde";
  refused(words,
          "--view: error: expected one of golden, systemc, estimate, rtl, matmul=rtl, requantizer=rtl, softmax=rtl, "
          "activation=rtl, normalization=rtl, residual_adder=rtl, got golde; did you mean golden?");
}

TEST_CASE("what can only be timed is told how", "[bad][options]") {
  const Victim victim;
  refused({"compile", "workloads/bert-base.yaml", "--arch", "octet-16", "--out", victim / "p.octet"},
          "PACKAGE: error: workloads/bert-base.yaml is a network by its shapes, without weights: it can only be timed, "
          "with `octet run workloads/bert-base.yaml --timing-only`");
}

TEST_CASE("an architecture file is checked like every other", "[bad][options]") {
  const Victim victim;
  const std::string good = run_octet({"show", "octet-16"}).out;
  const auto file = [&](const std::string& text, const std::string& message) {
    victim.put("arch.yaml", text);
    refused({"show", victim / "arch.yaml"}, message);
  };
  file(good + "---\nname: other\n", "error: expected one YAML document, got another");
  file("name: &a x\nclock_hz: *a\n", "arch.yaml:1:7: error: expected a value, got an anchor");
  file(std::string(100000, '['), "error: expected lists and mappings nested at most 32 deep, got deeper");
  std::string many;
  for (int i = 0; i < 50000; ++i) many += "k" + std::to_string(i) + ": 1\n";
  file(many, "more problems");
  file(std::string(2'000'000, '#'), "error: expected at most 1000000 bytes, got 2000000");
  refused({"show", "."}, ".: error: expected a file, got a folder");
  refused({"show", "/dev/zero"}, "/dev/zero: error: expected a regular file");
}

TEST_CASE("numerics that a machine lacks, and buffers too small, are told all at once", "[bad][options]") {
  const Victim victim;
  Words words = victim.run({"--set", "numerics.residual_bits_max=15", "--set", "buffers.weight.bytes=64"});
  words[5] = "systemc";
  refused(words,
          "architecture octet-16: error: numerics: residual_bits: expected at most 15, node 'residual0' has 16, "
          "the first of 6 nodes beyond it");
  refused(words, "architecture octet-16: error: /buffers/weight/bytes: expected at least ");
}

TEST_CASE("what is shipped is found without a path of the build", "[bad][options]") {
  const ProcessResult list = run_octet({"list"});
  CHECK(list.status == 0);
  CHECK_THAT(list.out, Catch::Contains("\n  workloads/vit-fashion-mnist/package  (package)\n"));
}

}  // namespace octet::test
