// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace octet::rtl {

/// The program of this name on PATH, or `name` itself where it holds a slash; nothing when there is none.
std::optional<std::filesystem::path> find_program(const std::string& name);

/// Runs `command` in a process group of its own with both outputs in the file `log`, and returns its exit status (128
/// and the signal's number where one ended it). `waiting` is called some ten times a second; when it throws, or
/// ends the process (`AtEnd`), the whole group is ended first. When this process dies, the child gets SIGTERM.
int run_child(const std::vector<std::string>& command, const std::filesystem::path& log,
              const std::function<void()>& waiting = {});

}  // namespace octet::rtl
