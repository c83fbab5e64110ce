// SPDX-License-Identifier: Apache-2.0
// Libraries that cannot be synthesized for are refused before yosys spends minutes on them.
#include "sim/synthesis/liberty.hpp"

#include <sys/stat.h>

#include <fstream>

#include "models/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

namespace octet::synthesis {
namespace {

void refused(const std::string& text, const std::string& message) {
  INFO(text);
  CHECK_THROWS_WITH(parse_liberty(text, "x.lib"), Catch::Contains(message));
}

constexpr const char* kNoLibrary = "x.lib: error: expected a liberty file (library (...) {cell (...) ...})";

}  // namespace

TEST_CASE("cells with areas are counted, those without are known by name and line", "[synthesis]") {
  const Liberty it = parse_liberty(
      "/* cell (NO) {area : 1;} */ library (x) { area : 7; // cell (NO) {area : 1;}\n"
      "  cell (A) { area : 2.5; pin (Y) { area : 9; function : \"(!A)}\"; } }\n"
      "  cell (\"B\") {\n    area : \"1e2\"\n    pin (a, \\\n b) {}\n  }\n"
      "  cell (FILL) { area : 0.0; }\n  cell (PAD)\n  {\n  }\n"
      "  operating_conditions (typical) { cell (NO) { area : 3; } }\n}\n",
      "x.lib");
  CHECK(it.cells == 2);
  REQUIRE(it.without_areas.size() == 2);
  CHECK(it.without_areas[0].name == "FILL");
  CHECK(it.without_areas[0].line == 8);
  CHECK(it.without_areas[1].name == "PAD");
  CHECK(it.without_areas[1].line == 9);
}

TEST_CASE("Debian's libraries are read by name", "[synthesis]") {
  CHECK(read_liberty("osu018").cells == 31);
  CHECK(read_liberty("osu035").cells == 38);
}

TEST_CASE("a library without areas is refused", "[synthesis][bad]") {
  refused("library (x) { wire_load (w) { area : 1.5; } cell (A) { } cell (B) { area : 0; } }",
          "x.lib: error: expected cells with areas, found 2 cells, none with an area above 0");
}

TEST_CASE("areas that are none are refused, all at once", "[synthesis][bad]") {
  const std::string text =
      "library (x) {\ncell (A) { area : much; }\ncell (B) { area : -1; }\ncell (C) { area : nan\n}\ncell (D) { area : "
      "1e999; }\ncell (E) { area : 3um; }\ncell () { area : 1; }\n}";
  for (const char* part :
       {"x.lib:2: error: cell A: expected an area of at least 0, got 'much'", "x.lib:3: error: cell B: ", "got 'nan'",
        "x.lib:6: error: cell D: ", "got '3um'", "x.lib:8: error: expected the name of a cell in parentheses"})
    refused(text, part);
}

TEST_CASE("a library that is cut off is refused where it breaks", "[synthesis][bad]") {
  refused("\nlibrary (x) {\n cell (A) {\n area : 1;\n", "x.lib:2: error: found 2 { without a }: the file is cut off");
  refused("library (x) { cell (A) { area : 1; } }\n}", "x.lib:2: error: found a } without its {");
  refused("library (x) {\n cell (A) { area : \"1; } }", "x.lib:2: error: expected a quote at the end of this text");
  refused("library (x) {\n /* cell (A) { area : 1; } }", "x.lib:2: error: expected */ at the end of this comment");
}

TEST_CASE("what is no library is refused", "[synthesis][bad]") {
  refused("", kNoLibrary);
  refused("library", kNoLibrary);
  refused("library (x) { }", kNoLibrary);
  refused("cell (A) { area : 1; }", kNoLibrary);
  refused("} } \" /*", kNoLibrary);
  refused(std::string("\x7f"
                      "ELF\0\0{\"",
                      9),
          kNoLibrary);
  refused("module library (input cell); endmodule", kNoLibrary);
  refused(std::string(1'000'000, '{'), kNoLibrary);
}

TEST_CASE("a library that cannot be read is refused", "[synthesis][bad]") {
  const test::TemporaryFolder folder;
  CHECK_THROWS_WITH(read_liberty(folder / "nowhere.lib"),
                    Catch::Contains("nowhere.lib: error: expected a liberty file, or osu018 or osu035, found nothing"));
  CHECK_THROWS_WITH(read_liberty(folder.path().string()), Catch::Contains("expected a file, got a folder"));
  REQUIRE(mkfifo((folder / "pipe").c_str(), 0600) == 0);
  CHECK_THROWS_WITH(read_liberty(folder / "pipe"), Catch::Contains("expected a regular file"));
  std::ofstream(folder / "huge.lib") << "library (x) {";
  std::filesystem::resize_file(folder / "huge.lib", 600'000'000);  // a hole: it takes no room
  CHECK_THROWS_WITH(read_liberty(folder / "huge.lib"), Catch::Contains("expected at most 500000000 bytes, got 600000"));
}

}  // namespace octet::synthesis
