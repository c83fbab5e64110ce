// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "models/core/error.hpp"
#include "sim/report/run_document.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

// A result of `octet run`, changed as a stranger might, and what its reader says.
namespace octet::test {

/// A result to edit: one short run, made once.
inline const TemporaryFolder& result() {
  static const TemporaryFolder folder;
  if (!std::filesystem::exists(folder / "run"))
    REQUIRE(run_octet({"run", "workloads/vit-fashion-mnist/package", "--arch", "octet-16", "--timing-only", "--explain",
                       "--out", folder / "run"})
                .status == 0);
  return folder;
}

inline void write(const std::string& path, const std::string& text) { std::ofstream(path) << text; }

inline constexpr const char* kBeside[] = {"layers.csv", "architecture.yaml"};

/// A copy of the result with its run.json changed, alone with its trace: what else lies beside it would contradict.
inline std::filesystem::path edited(const TemporaryFolder& folder, const std::function<void(report::Json&)>& change) {
  const std::filesystem::path copy = folder / "edited";
  std::filesystem::remove_all(copy);
  std::filesystem::copy(result() / "run", copy);
  report::Json run = report::Json::parse(text_of(copy / "run.json"));
  change(run);
  write((copy / "run.json").string(), run.dump());
  for (const char* name : kBeside) std::filesystem::remove(copy / name);
  return copy;
}

inline std::string error_of(const std::function<void()>& read) {
  try {
    read();
  } catch (const UserError& error) {
    return error.what();
  }
  return "nothing was wrong";
}

inline std::string error_of_run(const std::function<void(report::Json&)>& change) {
  const TemporaryFolder folder;
  const std::filesystem::path copy = edited(folder, change);
  return error_of([&] { report::read_run_folder(copy); });
}

}  // namespace octet::test
