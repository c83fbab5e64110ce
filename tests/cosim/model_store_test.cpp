// SPDX-License-Identifier: Apache-2.0
#include "hw/cosim/model_store.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <stdexcept>
#include <thread>

#include "hw/cosim/child_process.hpp"
#include "hw/cosim/gate_sources.hpp"
#include "hw/cosim/model_identity.hpp"
#include "hw/cosim/rtl_model.hpp"
#include "models/core/at_end.hpp"
#include "models/core/error.hpp"
#include "models/io/files.hpp"
#include "tests/support/catch.hpp"

using namespace octet;
namespace fs = std::filesystem;

namespace {

/// A cache of its own, and an environment put back in the end.
class Cache {
 public:
  Cache()
      : caller_(fs::current_path()),
        folder_(fs::temp_directory_path() / ("octet-store-" + std::to_string(getpid()))),
        path_(std::getenv("PATH")) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    setenv("OCTET_CACHE", (folder_ / "cache").c_str(), 1);
  }
  ~Cache() {
    fs::current_path(caller_);
    setenv("PATH", path_.c_str(), 1);
    unsetenv("OCTET_CACHE");
    fs::remove_all(folder_);
  }
  Cache(const Cache&) = delete;
  Cache& operator=(const Cache&) = delete;

  /// Everything kept, locks apart.
  std::vector<std::string> kept() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_ / "cache" / "gates"))
      if (entry.path().extension() != ".lock") names.push_back(entry.path().filename().string());
    return names;
  }
  fs::path write(const std::string& name, const std::string& text) const {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }
  fs::path folder() const { return folder_; }
  /// From now on every call of `tool` but for questions about itself begins with an edit of `file`.
  void edit_before(const std::string& tool, const fs::path& file) const {
    const fs::path folder = folder_ / ("before-" + tool), real = rtl::find_program(tool).value();
    fs::create_directories(folder);
    std::ofstream(folder / tool) << "#!/bin/sh\ncase \"$1\" in --version | --getenv) ;; *) echo '// later' >> '"
                                 << file.string() << "' ;; esac\nexec '" << real.string() << "' \"$@\"\n";
    fs::permissions(folder / tool, fs::perms::owner_all);
    setenv("PATH", (folder.string() + ":" + path_).c_str(), 1);
  }

 private:
  fs::path caller_, folder_;
  std::string path_;
};

/// No size that the build makes: 6 bits of root.
rtl::ModelRequest root() { return {"octet_square_root", {{"ROOT_BITS", 6}}, std::nullopt}; }

/// Our square root with one thing changed, as a user would.
std::string changed_root(const std::string& from, const std::string& to) {
  for (const rtl::GateSource& source : rtl::sources_of("octet_square_root")) {
    if (source.path.stem() != "octet_square_root") continue;
    std::string text = source.text;
    REQUIRE(text.find(from) != std::string::npos);
    return text.replace(text.find(from), from.size(), to);
  }
  throw std::logic_error("no square root");
}

}  // namespace

TEST_CASE("a model is built once for all who ask at once, is kept, and works", "[cosim][store]") {
  const Cache cache;
  fs::path first, second;
  std::thread other([&] { second = rtl::provide_model(root()); });
  first = rtl::provide_model(root());
  other.join();
  REQUIRE(first == second);
  REQUIRE(cache.kept() == std::vector<std::string>{first.filename().string()});
  REQUIRE(rtl::RtlModel(first).parameters() == "ROOT_BITS=6");

  const auto made = fs::last_write_time(first);
  const auto forbid = [](const std::string& what) { throw std::logic_error(what); };
  REQUIRE(rtl::provide_model(root(), forbid) == first);
  REQUIRE(fs::last_write_time(first) == made);
}

TEST_CASE("a kept model that is not what was built is never opened, but built again with a note", "[cosim][store]") {
  const Cache cache;
  const fs::path model = rtl::provide_model(root());
  const std::string whole = io::read_file(model, 1'000'000'000);
  std::string turned = whole, unsealed = whole.substr(0, whole.size() - 1);
  turned[whole.size() / 2] = static_cast<char>(~turned[whole.size() / 2]);
  // Cut off, an object of its kind ends the process that opens it.
  for (const std::string& bytes : {std::string("noise"), whole.substr(0, whole.size() / 2), turned, unsealed}) {
    io::write_file(model, bytes);
    std::vector<std::string> notes;
    const auto listen = [&](const std::string& what) {
      if (what.starts_with(rtl::kNote)) notes.push_back(what);
    };
    REQUIRE(rtl::provide_model(root(), listen) == model);
    REQUIRE(notes == std::vector{"note: " + model.string() + " is damaged: these gates are built anew"});
    REQUIRE(rtl::RtlModel(model).parameters() == "ROOT_BITS=6");
  }
}

TEST_CASE("who is told of a build hears how far it is", "[cosim][store]") {
  const Cache cache;
  std::set<std::string> heard;
  const fs::path model =
      rtl::provide_model(root(), [&](const std::string& what) { heard.insert(what.substr(what.rfind(": ") + 2)); });
  REQUIRE(heard.contains("Verilator"));
  REQUIRE(heard.size() > 1);
}

TEST_CASE("a process that ends without destructors in a build leaves nothing of it", "[cosim][store]") {
  const Cache cache;
  const pid_t child = fork();
  if (child == 0) {
    const auto end = [](const std::string& what) {
      if (what.find("compiler") == std::string::npos) return;
      AtEnd::run_all();
      _exit(9);
    };
    rtl::provide_model(root(), end);
    _exit(0);
  }
  int status = 0;
  REQUIRE(waitpid(child, &status, 0) == child);
  REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == 9));
  REQUIRE(cache.kept().empty());
}

TEST_CASE("what the build made is taken as long as it is of the same sources", "[cosim][store]") {
  const Cache cache;
  const fs::path built = rtl::provide_model({"octet_square_root", {{"ROOT_BITS", 8}}, std::nullopt});
  REQUIRE(built == rtl::model_directory() / "square_root_8.so");
  const std::optional<rtl::ModelIdentity> identity = rtl::identify(built);
  REQUIRE(identity);
  REQUIRE(identity->top == "octet_square_root");
  REQUIRE(identity->sources == rtl::digest(rtl::sources_of("octet_square_root")));
  REQUIRE(identity->sources != rtl::digest(rtl::sources_of("octet_accelerator")));
  REQUIRE_FALSE(rtl::identify(cache.write("noise.so", "noise")));
}

TEST_CASE("whoever is told of a build can end it, and nothing is left of it", "[cosim][store]") {
  const Cache cache;
  int told = 0;
  const auto end = [&](const std::string& what) {
    REQUIRE_THAT(what, Catch::Contains("building the gates of octet_square_root"));
    if (++told == 5) throw std::runtime_error("enough");
  };
  REQUIRE_THROWS_WITH(rtl::provide_model(root(), end), "enough");
  REQUIRE(cache.kept().empty());
}

TEST_CASE("a user's module stands in for ours, and is another model", "[cosim][store]") {
  const Cache cache;
  rtl::ModelRequest request = root();
  request.replacement =
      cache.write("mine.sv", changed_root("module octet_square_root", "// mine\nmodule octet_square_root"));
  request.waves = true;
  const fs::path mine = rtl::provide_model(request);
  const fs::path waves = cache.folder() / "waves.fst";
  {
    rtl::RtlModel model(mine);
    model.write_waves(waves);
    for (int i = 0; i < 10; ++i) model.clock();
  }
  REQUIRE(fs::file_size(waves) > 100);
  request.waves = false;
  const fs::path plain = rtl::provide_model(request);
  REQUIRE(plain != mine);
  REQUIRE_THROWS_WITH(rtl::RtlModel(plain).write_waves(waves), Catch::Contains("octet_rtl_waves_open"));
  request.replacement.reset();
  REQUIRE(rtl::provide_model(request) != plain);
}

TEST_CASE("what cannot be built is the user's error and says which file and why", "[cosim][store]") {
  const Cache cache;
  rtl::ModelRequest request = root();
  request.replacement = cache.write("bad.sv", changed_root("endmodule", "assign = ;\nendmodule"));
  REQUIRE_THROWS_WITH(
      rtl::provide_model(request),
      Catch::Contains("bad.sv: error: makes no model of octet_square_root") && Catch::Contains("syntax error"));
  REQUIRE(cache.kept().empty());
  request.replacement = cache.write("other.sv", "module octet_square_rot; endmodule // module octet_square_root");
  REQUIRE_THROWS_WITH(rtl::provide_model(request),
                      Catch::Contains("found octet_square_rot; did you mean octet_square_root?"));
  request.replacement = cache.write("none.sv", "/* module octet_square_root; */");
  REQUIRE_THROWS_WITH(rtl::provide_model(request), Catch::Contains("expected a SystemVerilog module, found none"));
  const std::string stars(1'000'000, '*');
  request.replacement =
      cache.write("long.sv", "/*" + stars + "*/ // " + stars + "\nmodule automatic octet_square_rot;");
  REQUIRE_THROWS_WITH(rtl::provide_model(request), Catch::Contains("found octet_square_rot; did you mean"));
  request.replacement = cache.write("open.sv", "/* module octet_square_root; *" + stars);
  REQUIRE_THROWS_WITH(rtl::provide_model(request), Catch::Contains("expected a SystemVerilog module, found none"));
  request.replacement = cache.folder() / "absent.sv";
  REQUIRE_THROWS_WITH(rtl::provide_model(request), Catch::Contains("absent.sv: error: expected a file, found nothing"));
  request.replacement = "/dev/zero";
  REQUIRE_THROWS_WITH(rtl::provide_model(request), Catch::Contains("/dev/zero: error: expected a regular file"));
  REQUIRE_THROWS_WITH(rtl::provide_model({"octet_softmix", {}, std::nullopt}),
                      Catch::Contains("is no module of the gates; did you mean octet_softmax?"));
}

TEST_CASE("a user's file stands by itself: what lies beside it is neither included nor instantiated",
          "[cosim][store]") {
  const Cache cache;
  fs::current_path(cache.folder());  // where Verilator looks by default
  cache.write("helper.sv", "module helper; endmodule\n");
  cache.write("body.svh", "// body\n");
  rtl::ModelRequest request = root();
  request.replacement = cache.write("mine.sv", changed_root("endmodule", "helper i_helper ();\nendmodule"));
  REQUIRE_THROWS_WITH(rtl::provide_model(request),
                      Catch::Contains("mine.sv: error: makes no model of") &&
                          Catch::Contains("Cannot find file containing module: 'helper'") &&
                          Catch::Contains("mine.sv: error: expected a file that stands by"));
  // Wherever it is: the message tells the line.
  for (const char* name : {"body.svh", "./body.svh", "/etc/passwd"}) {
    const std::string text = changed_root(
        "module octet_square_root", "/* one\ntwo */ `include \"" + std::string(name) + "\"\nmodule octet_square_root");
    const std::string before = text.substr(0, text.find("`include"));
    const auto line = std::to_string(1 + std::count(before.begin(), before.end(), '\n'));
    request.replacement = cache.write("mine.sv", text);
    REQUIRE_THROWS_WITH(
        rtl::provide_model(request),
        Catch::Contains("mine.sv:" + line + ": error: expected a file that stands by itself, got `include"));
  }
  REQUIRE(cache.kept().empty());
  // Only code includes.
  request.replacement =
      cache.write("mine.sv", changed_root("endmodule",
                                          "// `include \"body.svh\"\n/* `include */ localparam string WORD = "
                                          "\"\\\"`include // \"; `define included\n`included\nendmodule"));
  REQUIRE(rtl::RtlModel(rtl::provide_model(request)).parameters() == "ROOT_BITS=6");
}

TEST_CASE("a file that is read beside the given ones, by its full name too, is told by the builder", "[cosim][store]") {
  const Cache cache;
  fs::current_path(cache.folder());
  const fs::path body = cache.write("body.svh", "// body\n");
  const fs::path source = cache.write("top.sv", "`include \"" + body.string() +
                                                    "\"\nmodule top (input logic clk_i, output logic o); assign o = "
                                                    "clk_i; endmodule\n");
  const fs::path log = cache.folder() / "log";
  REQUIRE(rtl::run_child({rtl::find_program("python3")->string(), rtl::model_builder().string(), "--top", "top",
                          "--output", (cache.folder() / "top.so").string(), source.string()},
                         log) != 0);
  std::ifstream file(log);
  const std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  REQUIRE_THAT(text, Catch::Contains("%Error: " + body.string() + ": was read and is not among the sources"));
}

TEST_CASE("a source that changes while it is built is told, and nothing is kept under its old name", "[cosim][store]") {
  // Before the builder reads it, and between that and Verilator.
  for (const char* tool : {"python3", "verilator"}) {
    CAPTURE(tool);
    const Cache cache;
    rtl::ModelRequest request = root();
    request.replacement = cache.write("mine.sv", changed_root("module", "module"));
    cache.edit_before(tool, *request.replacement);
    REQUIRE_THROWS_WITH(rtl::provide_model(request),
                        Catch::Contains("mine.sv: error: makes no model") && Catch::Contains("a source was changed"));
    REQUIRE(cache.kept().empty());
  }
}

TEST_CASE("a port of another width than it is wired with is told", "[cosim][store]") {
  const rtl::RtlModel model(rtl::model_directory() / "square_root_8.so");
  REQUIRE(model.port("root_o", 8).width() == 8);
  REQUIRE_THROWS_WITH(model.port("root_o", 9),
                      Catch::Contains("square_root_8.so: error: port root_o: expected 9 bits, got 8"));
  REQUIRE_THROWS_AS(model.port("root_o").bits(8, 1), InternalError);
}

TEST_CASE("absent tools and caches are told all at once", "[cosim][store]") {
  const Cache cache;
  setenv("PATH", "/nonexistent", 1);
  REQUIRE_THROWS_WITH(rtl::provide_model(root()), Catch::Contains("verilator: error: is not on PATH") &&
                                                      Catch::Contains("c++: error: is not on PATH") &&
                                                      Catch::Contains("python3: error: is not on PATH"));
}

TEST_CASE("a cache that cannot be written is told", "[cosim][store]") {
  const Cache cache;
  setenv("OCTET_CACHE", cache.write("file", "").c_str(), 1);
  REQUIRE_THROWS_AS(rtl::provide_model(root()), UserError);
}
