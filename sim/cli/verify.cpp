// SPDX-License-Identifier: Apache-2.0
#include "models/prove/verify.hpp"

#include <fmt/format.h>

#include <memory>

#include "sim/cli/options.hpp"
#include "sim/cli/progress_line.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"

namespace octet::cli {
namespace {

constexpr std::size_t kMostFindings = 20;

void verify_verb(const std::string& path) {
  Faults faults;
  faults.require("PROGRAM", path);
  faults.finish();
  const program::Program program = program::read_program(path);
  ProgressLine line;
  for (const prove::Finding& finding : prove::verify(program, kMostFindings, line.share("verifying")))
    faults.add(path, finding.text);
  faults.finish();
  print(fmt::format(
      "{}: {} commands proved: addresses inside, tokens balanced, no deadlock, no race, nothing read unwritten\n", path,
      program.commands.size()));
}

}  // namespace

void add_verify(CLI::App& app, const Session& /*session*/) {
  Verb verb(app, "verify", "Prove a program's tokens and addresses");
  const auto path = std::make_shared<std::string>();
  verb.argument("program", "PROGRAM", *path, "Program file");
  verb.required({"program"});
  verb.example("octet verify build/vit.octet");
  verb.run([path] { verify_verb(*path); });
}

}  // namespace octet::cli
