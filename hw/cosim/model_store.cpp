// SPDX-License-Identifier: Apache-2.0
#include "hw/cosim/model_store.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <system_error>
#include <thread>
#include <vector>

#include "hw/cosim/child_process.hpp"
#include "hw/cosim/gate_sources.hpp"
#include "hw/cosim/model_identity.hpp"
#include "hw/cosim/rtl_model.hpp"
#include "models/core/error.hpp"
#include "models/io/digest.hpp"
#include "models/io/files.hpp"
#include "models/io/sealed.hpp"
#include "models/io/work_folder.hpp"

namespace octet::rtl {
namespace {

namespace fs = std::filesystem;

/// A model of -O2 takes twice as long to build.
constexpr const char* kOptimize = "-O1";
constexpr std::size_t kShownLines = 12;
constexpr std::uint64_t kLargestModel = std::uint64_t{4} << 30;
constexpr const char* kNoModule = "Cannot find file containing module";  ///< as Verilator says it

std::string read_text(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

/// What building takes, found on PATH.
struct Tools {
  fs::path python, verilator, compiler;
  std::optional<fs::path> ccache;
};

Tools find_tools() {
  std::vector<Diagnostic> missing;
  const auto find = [&](const std::string& name, const char* package) {
    const std::optional<fs::path> found = find_program(name);
    if (!found)
      missing.push_back(
          {name, std::string("is not on PATH; gates are built with it on demand (Debian: ") + package + ")"});
    return found.value_or(fs::path());
  };
  const char* compiler = std::getenv("CXX");
  Tools tools{find("python3", "python3"), find("verilator", "verilator"),
              find(compiler == nullptr || *compiler == '\0' ? "c++" : compiler, "g++"), find_program("ccache")};
  if (!missing.empty()) throw UserError(missing);
  return tools;
}

fs::path cache_folder() {
  const auto variable = [](const char* name) {
    return fs::path(std::getenv(name) == nullptr ? "" : std::getenv(name));
  };
  fs::path folder = variable("OCTET_CACHE");
  if (folder.empty() && !variable("XDG_CACHE_HOME").empty()) folder = variable("XDG_CACHE_HOME") / "octet";
  if (folder.empty() && !variable("HOME").empty()) folder = variable("HOME") / ".cache" / "octet";
  if (folder.empty()) throw UserError("OCTET_CACHE", "expected a folder to keep built gates in, as there is no HOME");
  folder = fs::absolute(folder) / "gates";
  std::error_code error;
  fs::create_directories(folder, error);
  if (error || access(folder.c_str(), W_OK | X_OK) != 0)
    throw UserError(folder.string(), "cannot be written; OCTET_CACHE names another folder for built gates");
  return folder;
}

/// Exclusive while it lives; the kernel lets go when the process dies.
class Lock {
 public:
  Lock(const fs::path& path, const std::function<void()>& waiting)
      : file_(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)) {
    if (file_ < 0) throw UserError(path.string(), "cannot be written: " + std::generic_category().message(errno));
    while (flock(file_, LOCK_EX | LOCK_NB) != 0) {
      try {
        if (waiting) waiting();
      } catch (...) {
        close(file_);
        throw;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }
  ~Lock() { close(file_); }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  int file_;
};

std::string verilator_version(const Tools& tools, const fs::path& folder) {
  const io::WorkFolder work(folder, "version.");
  if (run_child({tools.verilator.string(), "--version"}, work.path() / "log") != 0)
    throw UserError(tools.verilator.string(), "does not tell its version: " + read_text(work.path() / "log"));
  return read_text(work.path() / "log");
}

/// The first lines of a failed build that say why, Verilator's errors where it has any.
std::vector<std::string> first_lines(const fs::path& log) {
  std::istringstream lines(read_text(log));
  std::vector<std::string> errors, all;
  std::getline(lines, all.emplace_back());  // the command
  all.clear();
  for (std::string line; std::getline(lines, line);) {
    const bool follows = !errors.empty() && !line.starts_with('%');  // the source line below an error
    if (line.starts_with("%Error") || follows) errors.push_back(line);
    all.push_back(line);
  }
  std::vector<std::string> shown = errors.empty() ? all : errors;
  if (shown.size() > kShownLines) shown.resize(kShownLines);
  return shown;
}

/// A model in the folder of built ones. Where the user named that folder, what lies there is taken at its word: models
/// of changed sources are tried that way.
std::optional<fs::path> find_built(const ModelRequest& request, const std::string& sources) {
  const bool is_named = std::getenv("OCTET_RTL_MODELS") != nullptr;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(model_directory(), none)) {
    if (entry.path().extension() != ".so") continue;
    const std::optional<ModelIdentity> it = identify(entry.path());
    if (it && it->top == request.top && it->parameters == parameter_text(request.parameters) &&
        (is_named || it->sources == sources))
      return entry.path();
  }
  return std::nullopt;
}

/// What build_model.py is at, by what it has written: one tool after the other, one object after the other.
std::string phase(const fs::path& made) {
  const fs::path folder = fs::path(made).replace_extension(".d");
  if (!fs::exists(folder / "identity.cpp")) return "Verilator";
  std::size_t objects = 0;
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(folder, none)) objects += entry.path().extension() == ".o" ? 1 : 0;
  return "compiler and linker, " + std::to_string(objects) + " files done";
}

void build(const ModelRequest& request, const std::vector<GateSource>& sources, const Tools& tools,
           const fs::path& target, const std::function<void(const std::string&)>& saying) {
  const io::WorkFolder work(target.parent_path(), target.filename().string() + ".work.");
  const fs::path made = work.path() / "model.so";
  std::vector<std::string> command = {tools.python.string(),
                                      model_builder().string(),
                                      "--top",
                                      request.top,
                                      "--output",
                                      made.string(),
                                      "--compiler",
                                      tools.compiler.string(),
                                      "--verilator",
                                      tools.verilator.string(),
                                      std::string("--optimize=") + kOptimize,
                                      "--digest=" + digest(sources),
                                      "--discard-when-ended"};
  if (tools.ccache) command.push_back("--launcher=" + tools.ccache->string());
  if (request.waves) command.emplace_back("--waves");
  if (request.replacement) command.emplace_back("--lenient");
  for (const auto& [name, value] : request.parameters)
    command.push_back("--parameter=" + name + "=" + std::to_string(value));
  for (const GateSource& source : sources) command.push_back(source.path.string());
  const auto waiting = [&] { saying(": " + phase(made)); };
  const int status = run_child(command, work.path() / "log", saying ? waiting : std::function<void()>());
  if (status != 0) {
    const std::string place = request.replacement ? request.replacement->string() : request.top;
    const std::string what = request.replacement ? "makes no model of " + request.top : std::string("cannot be built");
    std::vector<Diagnostic> lines = {{place, what + " (exit status " + std::to_string(status) + "):"}};
    const std::vector<std::string> log = first_lines(work.path() / "log");
    for (const std::string& line : log) lines.push_back({place, "  " + line});
    const auto lacks_module = [](const std::string& line) { return line.find(kNoModule) != std::string::npos; };
    if (request.replacement && std::any_of(log.begin(), log.end(), lacks_module))
      lines.push_back({place, "expected a file that stands by itself: no file beside it is searched for modules"});
    throw UserError(lines);
  }
  io::write_file(made, io::sealed(io::read_file(made, kLargestModel)));
  std::error_code error;
  fs::rename(made, target, error);
  if (error) throw UserError(target.string(), "cannot be written: " + error.message());
}

/// Whether a kept model is the one that was built, asked before a byte of it is run.
bool is_whole(const fs::path& model) {
  try {
    return io::unsealed(io::read_file(model, kLargestModel)).has_value() && identify(model).has_value();
  } catch (const UserError&) {
    return false;
  }
}

}  // namespace

std::string parameter_text(const std::map<std::string, std::uint64_t>& parameters) {
  std::set<std::string> sorted;  // by the whole text, as build_model.py sorts
  for (const auto& [name, value] : parameters) sorted.insert(name + "=" + std::to_string(value));
  std::string text;
  for (const std::string& one : sorted) text += (text.empty() ? "" : " ") + one;
  return text;
}

fs::path provide_model(const ModelRequest& request, const std::function<void(const std::string&)>& tell) {
  const std::vector<GateSource> sources = sources_of(request.top, request.replacement);
  const std::string texts = digest(sources), parameters = parameter_text(request.parameters);
  if (!request.replacement && !request.waves)
    if (const auto built = find_built(request, texts)) return *built;

  const Tools tools = find_tools();
  const fs::path folder = cache_folder();
  std::string key;
  for (const std::string& part : {texts, parameters, verilator_version(tools, folder), tools.compiler.string(),
                                  std::string(kOptimize), std::string(request.waves ? "waves" : ""),
                                  std::string("sealed"), read_text(model_builder()), read_text(model_header())})
    key += part + '\0';
  const fs::path target = folder / (request.top + "-" + io::sha256(key).substr(0, 32) + ".so");
  if (is_whole(target)) return target;

  const auto saying = [&](const std::string& what) -> std::function<void(const std::string&)> {
    if (!tell) return {};
    return [&tell, text = what + " the gates of " + request.top + " (once; they are kept)"](const std::string& more) {
      tell(text + more);
    };
  };
  const auto waits = saying("waiting for another process that builds");
  const Lock lock(target.string() + ".lock", waits ? [&] { waits(""); } : std::function<void()>());
  if (is_whole(target)) return target;
  if (tell && fs::exists(target)) tell(kNote + target.string() + " is damaged: these gates are built anew");
  build(request, sources, tools, target, saying("building"));
  return target;
}

}  // namespace octet::rtl
