// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "models/program/listing.hpp"
#include "models/program/program.hpp"
#include "sim/cli/options.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"

namespace octet::cli {

void add_disasm(CLI::App& app, const Session& /*session*/) {
  Verb verb(app, "disasm", "Print a program's commands");
  const auto path = std::make_shared<std::string>();
  verb.argument("program", "PROGRAM", *path, "Program file");
  verb.required({"program"});
  verb.example("octet disasm build/vit.octet");
  verb.run([path] {
    Faults faults;
    faults.require("PROGRAM", *path);
    faults.finish();
    print(program::listing(program::read_program(*path)));
  });
}

}  // namespace octet::cli
