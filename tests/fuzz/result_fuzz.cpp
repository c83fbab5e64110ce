// SPDX-License-Identifier: Apache-2.0
// Hostile results, as `octet report` reads them, and outcomes as a sweep's database keeps them. The first line of the
// input says which: `run` (run.json, a line `%%`, trace.json), `sweep` (sweep.json, a line `%%`, points.csv) or
// `outcome`. The seeds are results of the package seed `encoder`, shortened.
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "sim/explore/outcome.hpp"
#include "sim/report/run_document.hpp"
#include "sim/report/sweep_document.hpp"
#include "tests/fuzz/fuzz_target.hpp"

namespace octet::test {
namespace {

namespace fs = std::filesystem;

/// A folder of this process, in memory where the system has such a place.
class Folder {
 public:
  Folder() {
    std::error_code error;
    const fs::path base = fs::is_directory("/dev/shm", error) ? "/dev/shm" : fs::temp_directory_path();
    std::string name = base / "octet-fuzz-XXXXXX";
    OCTET_CHECK(mkdtemp(name.data()) != nullptr, "a folder for what is read");
    path_ = name;
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const fs::path& path() const { return path_; }
  void put(const std::string& name, const std::string& text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
  }

 private:
  fs::path path_;
};

/// A document holds nothing that a page could not show: no number that JSON has no word for.
void check_document(const report::Json& document) {
  const std::string text = document.dump(-1, ' ', false, report::Json::error_handler_t::replace);
  OCTET_CHECK(report::Json::parse(text).size() == document.size(), "a document is read back");
}

void read_outcome(const std::string& text) {
  const std::string once = explore::to_text(explore::outcome_of(text));
  try {
    OCTET_CHECK(explore::to_text(explore::outcome_of(once)) == once, "an outcome changed on its way through a text");
  } catch (const UserError& error) {
    OCTET_CHECK(false, error.what());
  }
}

}  // namespace
}  // namespace octet::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace octet;
  static const test::Folder run, sweep;
  const std::string bytes = test::text_of(data, size);
  const std::size_t line = bytes.find('\n');
  if (line == std::string::npos) return 0;
  const std::string kind = bytes.substr(0, line), separator = "\n%%\n";
  const std::size_t end = bytes.find(separator, line);
  const std::string first = bytes.substr(line + 1, end == std::string::npos ? end : end - line - 1);
  const std::string second = end == std::string::npos ? "" : bytes.substr(end + separator.size());
  test::expect_only_told_failures([&] {
    if (kind == "run") {
      run.put("run.json", first);
      run.put("trace.json", second);
      test::check_document(report::read_run_folder(run.path()));
    }
    if (kind == "sweep") {
      sweep.put("sweep.json", first);
      sweep.put("points.csv", second);
      test::check_document(report::read_sweep_folder(sweep.path(), 5));
    }
    if (kind == "outcome") test::read_outcome(first);
  });
  return 0;
}
