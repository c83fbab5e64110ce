// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>

#include "models/core/error.hpp"
#include "sim/report/output_folder.hpp"
#include "sim/report/yaml_json.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

using octet::UserError;
using octet::report::Output;
namespace fs = std::filesystem;

TEST_CASE("an output that is not committed leaves nothing", "[output][sim]") {
  const octet::test::TemporaryFolder folder;
  {
    const Output output(folder / "result", Output::Kind::folder, false);
    output.write("run.json", "{}");
    CHECK_FALSE(fs::exists(folder / "result"));
  }
  CHECK(fs::is_empty(folder.path()));
}

TEST_CASE("a committed output holds its files, and is refused the next time", "[output][sim]") {
  const octet::test::TemporaryFolder folder;
  const std::string path = folder / "result";
  for (const char* text : {"first", "second"}) {
    Output output(path + "/", Output::Kind::folder, fs::exists(path));
    output.write("run.json", text);
    output.commit();
    CHECK(octet::test::text_of(path + "/run.json") == text);
  }
  CHECK_THROWS_WITH(Output(path, Output::Kind::folder, false),
                    "--out: error: " + path + " exists already; --force replaces it");
  CHECK_THROWS_WITH(Output(path, Output::Kind::file, true), Catch::Contains("expected a file"));
}

TEST_CASE("--force does not replace a folder of other things", "[output][sim]") {
  const octet::test::TemporaryFolder folder;
  fs::create_directory(folder / "photos");
  std::ofstream(folder / "photos/cat.jpg") << "meow";
  CHECK_THROWS_WITH(Output(folder / "photos", Output::Kind::folder, true), Catch::Contains("does not replace it"));
  CHECK(fs::exists(folder / "photos/cat.jpg"));
}

TEST_CASE("YAML keeps its types as JSON", "[output][sim]") {
  CHECK(octet::report::yaml_to_json("a: {b: 3, c: true, d: \"7\", e: [0.5, x]}").dump() ==
        R"({"a":{"b":3,"c":true,"d":"7","e":[0.5,"x"]}})");
}
