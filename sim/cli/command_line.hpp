// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace octet::cli {

/// A word as a shell takes it back.
std::string shell_quoted(std::string_view word);

/// The call as provenance records it: shell-quoted, and without what decides only where results go (`--out` and
/// `--json` become placeholders, `--force` goes), so that the same input gives the same record.
std::string command_line(std::span<char*> arguments);

}  // namespace octet::cli
