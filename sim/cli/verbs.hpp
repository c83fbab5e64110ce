// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/cli/verb.hpp"

namespace octet::cli {

/// What every verb may want to know about this call.
struct Session {
  std::string command_line;  ///< as provenance records it
};

/// Each adds one verb: its options, its help with a real example, and what it does. One file a verb.
void add_area(CLI::App& app, const Session& session);
void add_bench(CLI::App& app, const Session& session);
void add_compare(CLI::App& app, const Session& session);
void add_compile(CLI::App& app, const Session& session);
void add_compress(CLI::App& app, const Session& session);
void add_crosscheck(CLI::App& app, const Session& session);
void add_disasm(CLI::App& app, const Session& session);
void add_eval(CLI::App& app, const Session& session);
void add_list(CLI::App& app, const Session& session);
void add_report(CLI::App& app, const Session& session);
void add_rtl(CLI::App& app, const Session& session);
void add_run(CLI::App& app, const Session& session);
void add_show(CLI::App& app, const Session& session);
void add_sweep(CLI::App& app, const Session& session);
void add_verify(CLI::App& app, const Session& session);

}  // namespace octet::cli
