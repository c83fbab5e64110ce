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

TEST_CASE("what a killed process left is taken away, what a living one writes is not", "[output][sim]") {
  const octet::test::TemporaryFolder folder;
  fs::path living;
  {
    const Output other(folder / "result", Output::Kind::folder, false);
    living = other.work();  // .result.HOST.PROCESS
    const std::string prefix = living.string().substr(0, living.string().rfind('.') + 1);
    // No process has the largest number; process 1 always lives.
    fs::create_directory(prefix + "2147483647");
    std::ofstream(prefix + "2147483647/run.json") << "half";
    std::ofstream(prefix + "2147483646.partial") << "half";
    fs::create_directory(prefix + "1");
    std::ofstream(prefix + "notes") << "mine";
    Output output(folder / "result", Output::Kind::folder, false);
    CHECK_FALSE(fs::exists(prefix + "2147483647"));
    CHECK_FALSE(fs::exists(prefix + "2147483646.partial"));
    CHECK(fs::exists(prefix + "1"));
    CHECK(fs::exists(prefix + "notes"));
  }
  CHECK_FALSE(fs::exists(living));
}

TEST_CASE("what is not committed can be taken away without destructors, what is committed stays", "[output][sim]") {
  const octet::test::TemporaryFolder folder;
  Output committed(folder / "committed", Output::Kind::folder, false),
      output(folder / "result", Output::Kind::folder, false);
  committed.write("run.json", "{}");
  committed.commit();
  output.write("run.json", "{}");
  octet::report::remove_uncommitted();
  CHECK_FALSE(fs::exists(output.work()));
  CHECK(fs::exists(fs::path(folder / "committed") / "run.json"));
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
