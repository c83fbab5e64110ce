// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

#include "models/program/listing.hpp"
#include "models/program/program.hpp"
#include "sim/cli/options.hpp"
#include "sim/cli/verbs.hpp"

namespace octet::cli {

void add_disasm(CLI::App& app, const Session& /*session*/) {
  CLI::App* verb = app.add_subcommand("disasm", "Print a program's commands");
  const auto path = std::make_shared<std::string>();
  verb->add_option("program", *path, "Program file")->type_name("PROGRAM");
  add_example(*verb, "octet disasm build/vit.octet");
  verb->callback([path] {
    Faults faults;
    faults.require("PROGRAM", *path);
    faults.finish();
    fmt::print("{}", program::listing(program::read_program(*path)));
  });
}

}  // namespace octet::cli
