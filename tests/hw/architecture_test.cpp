// SPDX-License-Identifier: Apache-2.0
#include "hw/arch/resolve.hpp"

#include <unistd.h>
#include <filesystem>
#include <fstream>

#include "models/core/error.hpp"
#include "tests/support/catch.hpp"

using namespace octet;
using Catch::Contains;

namespace {

/// A file for the length of a test.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& text)
      : path_(std::filesystem::temp_directory_path() / ("octet_architecture_" + std::to_string(::getpid()) + ".yaml")) {
    std::ofstream(path_) << text;
  }
  ~TemporaryFile() { std::filesystem::remove(path_); }
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

const std::string kGood = arch::to_yaml(arch::read_architecture("octet-16"));

}  // namespace

TEST_CASE("four architectures are shipped and found by name", "[architecture][hw]") {
  CHECK(arch::shipped_architectures() == std::vector<std::string>{"octet-128", "octet-16", "octet-32", "octet-64"});
  for (const std::string& name : arch::shipped_architectures()) CHECK(arch::read_architecture(name).name == name);
}

TEST_CASE("octet-16 is what its page says", "[architecture][hw]") {
  const arch::Architecture it = arch::read_architecture("octet-16");
  CHECK(it.rows == 16);
  CHECK(it.clock_hz == 500'000'000);
  CHECK(it.buffers.activation.bytes == 128 * 1024);
  CHECK(it.geometry().buffers.accumulator == program::BufferGeometry{32 * 1024, 4});
  CHECK(it.memory.bytes == std::uint64_t{4} << 30);
}

TEST_CASE("every shipped machine holds the working set of a 256-token encoder of width 768", "[architecture][hw]") {
  for (const std::string& name : arch::shipped_architectures()) {
    const arch::Architecture it = arch::read_architecture(name);
    CHECK(it.buffers.weight.bytes >= 2ull * 4096 * it.columns);
    CHECK(it.buffers.accumulator.bytes >= 2ull * 256 * 4 * it.rows);
    CHECK(it.buffers.parameter.bytes >= 16ull * 3072);
    CHECK(it.buffers.activation.bytes >= 2ull * 256 * 3 * it.rows + 3072ull * it.rows);
  }
}

TEST_CASE("a resolved architecture reads back to the same", "[architecture][hw]") {
  for (const std::string& name : arch::shipped_architectures()) {
    const std::string text = arch::to_yaml(
        arch::read_architecture(name, {"buffers.weight.ports=single", "array.shadow_accumulators=false"}));
    CHECK(arch::to_yaml(arch::read_architecture(TemporaryFile(text).path())) == text);
  }
}

TEST_CASE("--set overrides a value", "[architecture][hw]") {
  CHECK(arch::read_architecture("octet-16", {"memory.latency_cycles=7"}).memory.device.value("latency_cycles") == 7);
  CHECK(arch::read_architecture("octet-16", {"/buffers/weight/bytes=256 KiB"}).buffers.weight.bytes == 262144);
}

TEST_CASE("a memory has the parameters of its kind", "[architecture][hw]") {
  const auto banked = arch::read_architecture("octet-16", {"memory.kind=banked", "memory.banks=4"});
  CHECK(banked.memory.device.value("banks") == 4);
  CHECK(banked.memory.device.value("row_bytes") == 2048);  // chosen by an option: the usual value
  CHECK(banked.memory.beat_bytes == 16);                   // of the port: the file's
  const std::string text = arch::to_yaml(banked);
  CHECK_THAT(text, Catch::Contains("  address_mapping: \"row_bank_column\"\n") && !Catch::Contains("latency_cycles"));
  CHECK(arch::to_yaml(arch::read_architecture(TemporaryFile(text).path())) == text);
  CHECK(arch::with_override(banked, "memory.kind=fixed").memory.device.value("latency_cycles") == 60);

  const auto refused = [&](const std::string& from, const std::string& to, const std::string& why) {
    std::string changed = text;
    changed.replace(changed.find(from), from.size(), to);
    CHECK_THROWS_WITH(arch::read_architecture(TemporaryFile(changed).path()), Catch::Contains(why));
  };
  refused("  banks: 4\n  row_bytes", "  row_bytes", "/memory/banks: required, but missing");
  refused("  banks: 4\n  row_bytes", "  banks: 3\n  row_bytes",
          "/memory/banks: expected a power of two from 1 to 64, got '3'");
  refused("\"row_bank_column\"", "\"column\"",
          "/memory/address_mapping: expected one of row_bank_column, bank_row_column, got 'column'");
  refused("kind: \"banked\"", "kind: \"fixed\"", "/memory/banks: expected a memory of kind banked, got kind fixed");
}

TEST_CASE("bad overrides are told all at once", "[architecture][hw][bad]") {
  CHECK_THROWS_WITH(
      arch::read_architecture("octet-16", {"array.rows=1", "memory.latency=3", "oops"}),
      "--set oops: error: expected PATH=VALUE, got 'oops'\n"
      "--set array.rows=1: error: /array/rows: expected an integer from 2 to 256, got '1'\n"
      "--set memory.latency=3: error: /memory/latency: unknown key; did you mean /memory/latency_cycles?");
}

TEST_CASE("a bad file is told by line and column", "[architecture][hw][bad]") {
  struct Case {
    std::string from, to, text;
  };
  for (const Case& it : {
           Case{"rows: 16", "rowz: 16", ":4:9: error: /array/rowz: unknown key"},
           Case{"rows: 16", "rowz: 16", "error: /array/rows: required, but missing"},
           Case{"rows: 16", "rows: sixteen",
                ":4:9: error: /array/rows: expected an integer from 2 to 256, got 'sixteen'"},
           Case{"rows: 16", "rows: 16\n  rows: 16", ":5:3: error: /array/rows: given twice"},
           Case{"rows: 16", "rows: [16]", ":4:9: error: /array/rows: expected a value or a mapping, got a list"},
           Case{"ports: dual", "ports: two", "/buffers/activation/ports: expected dual or single, got 'two'"},
           Case{"shadow_accumulators: true", "shadow_accumulators: 1",
                "/array/shadow_accumulators: expected true or false, got '1'"},
           Case{"requantizer: 16", "requantizer: 32",
                "/lanes/requantizer: expected at most /array/rows (16), got '32'"},
           Case{"bytes: 131072", "bytes: 131000",
                "/buffers/activation/bytes: expected a multiple of banks x 32 bytes (256), got '131000'; did you "
                "mean 131072 or 130816?"},
           Case{"burst_bytes: 256", "burst_bytes: 8",
                "/memory/burst_bytes: expected at least /memory/beat_bytes (16), got '8'"},
           Case{"clock_hz: 500000000", "clock_hz: 5",
                "/clock_hz: expected an integer from 1000000 to 10000000000, got '5'"},
           Case{"name: \"octet-16\"", "name: \"a b\"",
                "/name: expected a name of letters, digits, '-', '_' and '.', got 'a b'"},
           Case{"beat_bytes: 16", "beat_bytes: 12",
                "/memory/beat_bytes: expected a power of two from 4 to 128, got '12'; did you mean 8 or 16?"},
           Case{"beat_bytes: 16", "beat_bytes: 500", "got '500'; did you mean 128?"},
           Case{"beat_bytes: 16", "beat_bytes: 16 bits", "from 4 to 128, got '16 bits'"},
           Case{"array:", "array: 3\nother:", "/array: unknown key"},
       }) {
    CAPTURE(it.to);
    CHECK_THROWS_WITH(arch::read_architecture(TemporaryFile(replaced(kGood, it.from, it.to)).path()),
                      Contains(it.text));
  }
}

TEST_CASE("a burst that could have more than 256 beats is refused", "[architecture][hw][bad]") {
  CHECK_NOTHROW(arch::read_architecture("octet-16", {"memory.beat_bytes=4", "memory.burst_bytes=512"}));
  CHECK_NOTHROW(arch::read_architecture("octet-16", {"memory.beat_bytes=16", "memory.burst_bytes=4096"}));
  CHECK_THROWS_WITH(
      arch::read_architecture("octet-16", {"memory.beat_bytes=4", "memory.burst_bytes=1024"}),
      Contains("/memory/burst_bytes: expected at most 512, 256 beats of 4 bytes wherever the burst starts, "
               "got '1024'"));
}

TEST_CASE("what is no YAML, or nothing at all, is refused", "[architecture][hw][bad]") {
  CHECK_THROWS_WITH(arch::read_architecture(TemporaryFile("a: [").path()), Contains("not YAML"));
  CHECK_THROWS_WITH(arch::read_architecture(TemporaryFile("").path()), Contains("/: expected a mapping, got nothing"));
  CHECK_THROWS_WITH(arch::read_architecture(TemporaryFile("- 1").path()),
                    Contains("/: expected a mapping, got a list"));
  CHECK_THROWS_WITH(arch::read_architecture("octet-17"),
                    Contains("expected an architecture file or one of octet-128, octet-16, octet-32, octet-64"));
}
