// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "hw/arch/architecture.hpp"
#include "sim/cli/options.hpp"
#include "sim/cli/shipped_workloads.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"

namespace octet::cli {

void add_list(CLI::App& app, const Session& /*session*/) {
  Verb verb(app, "list", "Print the shipped architectures and workloads");
  verb.example("octet list");
  verb.run([] {
    std::string text = "architectures\n";
    for (const std::string& name : arch::shipped_architectures()) {
      const arch::Architecture architecture = arch::read_architecture(name);
      text += fmt::format("  {:<12} {}x{} array, {:.4g} MHz\n", name, architecture.rows, architecture.columns,
                          1e-6 * static_cast<double>(architecture.clock_hz));
    }
    const std::vector<ShippedWorkload> workloads = shipped_workloads();
    text += fmt::format("workloads{}\n", workloads.empty() ? ": none found, neither here nor beside the program" : "");
    for (const ShippedWorkload& it : workloads)
      text += fmt::format("  {}  ({}){}\n", it.path.string(), it.kind, it.note.empty() ? "" : "  " + it.note);
    print(text);
  });
}

}  // namespace octet::cli
