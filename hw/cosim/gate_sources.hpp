// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace octet::rtl {

/// One SystemVerilog file that a model of gates is made from.
struct GateSource {
  std::filesystem::path path;
  std::string text;
};

/// The shipped SystemVerilog in the order to compile it, the generated command package first: all of it, or without
/// the system around the units. `UserError` naming what is missing when the source tree of this program is gone.
std::vector<GateSource> shipped_sources(bool with_system = true);

/// What `top` is made from: the units' files, and those of the system for a module of the system. With a replacement,
/// its modules stand in for ours of the same name. `UserError` when `top` is no module of ours, or the replacement
/// cannot be read, defines no module that we have, or includes another file (`file:line`).
std::vector<GateSource> sources_of(const std::string& top,
                                   const std::optional<std::filesystem::path>& replacement = std::nullopt);

/// SHA-256 of names and texts, as hexadecimal digits; build_model.py computes the same.
std::string digest(const std::vector<GateSource>& sources);

/// build_model.py of this program's source tree, and the header of the C ABI.
std::filesystem::path model_builder();
std::filesystem::path model_header();

}  // namespace octet::rtl
