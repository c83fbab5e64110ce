// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

#include "sim/cli/options.hpp"
#include "sim/cli/verbs.hpp"

namespace octet::cli {

void add_show(CLI::App& app, const Session& /*session*/) {
  CLI::App* verb = app.add_subcommand("show", "Print a resolved architecture");
  const auto options = std::make_shared<ArchitectureOptions>();
  verb->add_option("arch", options->name, "A file, or the name of a shipped architecture")->type_name("ARCH");
  add_set_option(*verb, options->overrides);
  add_example(*verb, "octet show octet-16 --set memory.latency_cycles=100");
  verb->callback([options] {
    Faults faults;
    faults.require("ARCH", options->name);
    faults.finish();
    fmt::print("{}", arch::to_yaml(arch::read_architecture(options->name, options->overrides)));
  });
}

}  // namespace octet::cli
