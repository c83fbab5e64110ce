// SPDX-License-Identifier: Apache-2.0
#include <memory>

#include "sim/cli/options.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"

namespace octet::cli {

void add_show(CLI::App& app, const Session& /*session*/) {
  Verb verb(app, "show", "Print a resolved architecture");
  const auto options = std::make_shared<ArchitectureOptions>();
  verb.argument("arch", "ARCH", options->name, "A file, or the name of a shipped architecture");
  add_set_option(verb, options->overrides);
  verb.required({"arch"});
  verb.example("octet show octet-16 --set memory.latency_cycles=100");
  verb.run([options] {
    Faults faults;
    faults.require("ARCH", options->name);
    check_set_once(options->overrides, faults);
    faults.finish();
    print(arch::to_yaml(arch::read_architecture(options->name, options->overrides)));
  });
}

}  // namespace octet::cli
