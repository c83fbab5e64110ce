// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>

#include "models/core/at_end.hpp"
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
    living = other.work().parent_path();  // .result.HOST.PROCESS
    const std::string prefix = living.string().substr(0, living.string().rfind('.') + 1);
    // No process has the largest number; process 1 always lives.
    fs::create_directory(prefix + "2147483647");
    std::ofstream(prefix + "2147483647/run.json") << "half";
    fs::create_directory(prefix + "2147483646.2");
    fs::create_directory(prefix + "1");
    std::ofstream(prefix + "notes") << "mine";
    Output output(folder / "result", Output::Kind::folder, false);
    CHECK_FALSE(fs::exists(prefix + "2147483647"));
    CHECK_FALSE(fs::exists(prefix + "2147483646.2"));
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
  octet::AtEnd::run_all();
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

TEST_CASE("--force replaces only what stood there when the work began", "[output][sim]") {
  const octet::test::TemporaryFolder folder;
  const std::string path = folder / "result";
  const auto begin = [&] {
    auto output = std::make_unique<Output>(path, Output::Kind::folder, true);
    output->write("run.json", "new");
    return output;
  };
  const auto refused = [&](Output& output, const char* why) {
    CHECK_THROWS_WITH(output.commit(), "--out: error: " + path + " " + why +
                                           " while Octet worked: it is left as it is, nothing was written");
  };
  auto output = begin();
  fs::create_directory(path);
  refused(*output, "appeared");
  output = begin();  // that empty folder is what stands there now
  std::ofstream(path + "/photo.jpg") << "mine";
  refused(*output, "was changed");
  fs::remove(path + "/photo.jpg");
  output = begin();
  fs::rename(path, path + ".aside");
  fs::create_directory(path);
  refused(*output, "was changed");
  output = begin();
  fs::remove(path);  // nothing stands there any more
  output->commit();
  CHECK(octet::test::text_of(path + "/run.json") == "new");
  output = begin();
  output->commit();
  output.reset();
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 2);
}

TEST_CASE("a folder with our names for other things is somebody else's", "[output][sim]") {
  const octet::test::TemporaryFolder folder;
  const std::string path = folder / "result";
  for (const char* inner : {"run.json", "reference", "reference/deep", "dump"}) {
    fs::create_directories(path + "/" + inner);
    std::ofstream(path + "/" + inner + "/photo.jpg") << "mine";
    CHECK_THROWS_WITH(Output(path, Output::Kind::folder, true), Catch::Contains("does not replace it"));
    CHECK(fs::exists(path + "/" + inner + "/photo.jpg"));
    fs::remove_all(path);
  }
}

TEST_CASE("folders above a result come with it, and not without it", "[output][sim]") {
  const octet::test::TemporaryFolder folder;
  {
    Output output(folder / "a/b/result", Output::Kind::file, false);
    output.fill([](const fs::path& work) { std::ofstream(work) << "new"; });
    CHECK_FALSE(fs::exists(folder / "a"));
    std::ofstream(folder / "a") << "mine";
    CHECK_THROWS_WITH(output.commit(), Catch::Contains("cannot be written"));
    fs::remove(folder / "a");
  }
  CHECK(fs::is_empty(folder.path()));
  Output output(folder / "a/b/result", Output::Kind::file, false);
  output.fill([](const fs::path& work) { std::ofstream(work) << "new"; });
  output.commit();
  CHECK(octet::test::text_of(folder / "a/b/result") == "new");
}

TEST_CASE("YAML keeps its types as JSON", "[output][sim]") {
  CHECK(octet::report::yaml_to_json("a: {b: 3, c: true, d: \"7\", e: [0.5, x]}").dump() ==
        R"({"a":{"b":3,"c":true,"d":"7","e":[0.5,"x"]}})");
}
