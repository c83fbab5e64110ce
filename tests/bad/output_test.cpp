// SPDX-License-Identifier: Apache-2.0
// Results that cannot be written. Nothing is lost, nothing half written, nothing temporary stays or is named.
#include <unistd.h>

#include <filesystem>

#include "tests/bad/bad_support.hpp"
#include "tests/support/catch.hpp"

namespace octet::test {
namespace {

namespace fs = std::filesystem;

Words with_out(const Victim& victim, const std::string& out, const Words& more = {}) {
  Words words = victim.run({});
  words.back() = out;
  words.insert(words.end(), more.begin(), more.end());
  return words;
}

}  // namespace

TEST_CASE("a place that cannot take a result is refused before the work", "[bad][output]") {
  const Victim victim;
  victim.put("file", "mine");
  fs::create_directory(victim / "taken");
  refused(with_out(victim, victim / "file/out"),
          "--out: error: " + victim / "file" + " is a file, expected a folder to write in");
  refused(with_out(victim, victim / "file"), "file exists already; --force replaces it");
  refused(with_out(victim, victim / "file", {"--force"}),
          "--out: error: expected a folder, " + victim / "file" + " is none");
  refused(with_out(victim, "."), "--out: error: expected a name, got .");
  refused(with_out(victim, "/dev/null"), "/dev/null exists already");
  refused(with_out(victim, "/dev/null", {"--force"}), "/dev/null is no regular file; --force does not replace it");
  refused(with_out(victim, victim / std::string(300, 'x')), "--out: error: ");
  CHECK(victim.text("file") == "mine");
  CHECK(victim.names() == std::vector<std::string>{"file", "package", "taken"});
}

TEST_CASE("a read-only folder is refused", "[bad][output]") {
  if (geteuid() == 0) return;  // nothing is read-only to root; the file system below is
  const Victim victim;
  fs::create_directory(victim / "locked");
  fs::permissions(victim / "locked", fs::perms::owner_read | fs::perms::owner_exec);
  refused(with_out(victim, victim / "locked/out"),
          "--out: error: cannot write in " + victim / "locked" + ": Permission denied");
  refused(victim.run({"--json", victim / "locked/x.json"}),
          "--json: error: cannot write in " + victim / "locked" + ": Permission denied");
  fs::permissions(victim / "locked", fs::perms::owner_all);
}

TEST_CASE("a file system that takes no files is refused", "[bad][output]") {
  const Victim victim;
  refused(with_out(victim, "/proc/octet"), "--out: error: cannot write in /proc: ");
  refused({"compile", victim.package(), "--arch", "octet-16", "--out", "/proc/octet"}, "/proc");
}

TEST_CASE("a result is never put into its input, nor over it", "[bad][output]") {
  const Victim victim;
  const std::string place = "--out: error: expected a place outside the input " + victim.package() + ", got ";
  refused(with_out(victim, victim / "package/out"), place + victim / "package/out");
  refused(with_out(victim, victim / "package/../package/./out"), place);
  refused(with_out(victim, victim.package(), {"--force"}), place + victim.package());
  refused({"compile", victim.package(), "--arch", "octet-16", "--out", victim / "package/program.octet"}, place);
  refused(victim.run({"--json", victim / "package/model.yaml"}),
          "--json: error: expected a place outside the input " + victim.package());
  victim.put("arch.yaml", run_octet({"show", "octet-16"}).out);
  refused({"run", victim.package(), "--arch", victim / "arch.yaml", "--out", victim / "out", "--json",
           victim / "arch.yaml"},
          "--json: error: expected a place outside the input " + victim / "arch.yaml");
  CHECK(victim.names() == std::vector<std::string>{"arch.yaml", "package"});
  CHECK(run_octet(victim.run()).status == 0);  // the package is whole
}

TEST_CASE("--json is judged before the work, and never shares its place with --out", "[bad][output]") {
  const Victim victim;
  fs::create_directory(victim / "folder");
  refused(victim.run({"--json", victim / "folder"}),
          "--json: error: " + victim / "folder" + " is a folder, expected a file");
  refused(victim.run({"--json", victim / "package/model.yaml/x.json"}), "--json: error: ");
  refused(victim.run({"--json", victim / "out"}),
          "--json: error: expected another place than that of --out, got " + victim / "out");
  refused(victim.run({"--json", victim / "out/run.json"}), "--json: error: expected another place than that of --out");
  const std::string package = "workloads/vit-fashion-mnist/package", sample = "workloads/fashion-mnist-sample";
  refused({"eval", package, "--dataset", sample, "--json", victim / "folder"}, "is a folder, expected a file");
  CHECK(victim.names() == std::vector<std::string>{"folder", "package"});
}

TEST_CASE("a disk that fills up leaves what was there before, and names what the user named", "[bad][output]") {
  const Victim victim;
  REQUIRE(run_octet(victim.run()).status == 0);
  const std::string before = victim.text("out/run.json");
  const auto full = [&](const Words& words, std::uint64_t bytes, const std::string& message) {
    const ProcessResult result = run_octet(words, std::nullopt, bytes);
    INFO(result.err);
    CHECK(result.status == 2);
    CHECK_THAT(result.err, Catch::Contains(message));
    CHECK_THAT(result.err, !Catch::Contains("/.") && !Catch::Contains("partial"));  // no hidden name
  };
  full(victim.run({"--force"}), 1000, victim / "out/run.json" + ": error: cannot be written: File too large");
  CHECK(victim.text("out/run.json") == before);
  full({"compile", victim.package(), "--arch", "octet-16", "--out", victim / "p.octet"}, 1000,
       victim / "p.octet" + ": error: cannot be written: File too large");
  CHECK(victim.names() == std::vector<std::string>{"out", "package"});
  full(victim.run({"--force", "--json", victim / "x.json"}), 1000, "error: cannot be written: File too large");
  CHECK(victim.names() == std::vector<std::string>{"out", "package"});
  // Verbs whose only result is one file.
  const std::vector<std::pair<std::string, Words>> verbs = {
      {"page.html", {"report", victim / "out", "--force", "--out", victim / "page.html"}},
      {"compare.json", {"compare", victim.package(), "--arch", "octet-16", "--json", victim / "compare.json"}},
      {"area.json", {"area", "--arch", "octet-16", "--json", victim / "area.json"}}};
  for (const auto& [name, words] : verbs) {
    victim.put(name, "old");
    full(words, 100, victim / name + ": error: cannot be written: File too large");
    CHECK(victim.text(name) == "old");
  }
  CHECK(victim.names() == std::vector<std::string>{"area.json", "compare.json", "out", "package", "page.html"});
  const ProcessResult device = run_octet({"show", "octet-16"}, std::nullopt, 100);
  CHECK(device.status == 2);
  const ProcessResult json = run_octet(victim.run({"--force", "--json", "/dev/full"}));
  CHECK(json.status == 2);
  CHECK_THAT(json.err, Catch::Contains("/dev/full: error: cannot be written: No space left on device"));
}

}  // namespace octet::test
