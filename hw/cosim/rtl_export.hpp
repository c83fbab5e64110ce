// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/cosim/gate_sources.hpp"

namespace octet::rtl {

/// octet_top: octet_accelerator with every parameter bound to what the architecture says, and its ports. Throws
/// `UserError` with everything that the gates cannot be.
std::string generated_top(const arch::Architecture& architecture);

/// One architecture for anybody's tools: the generated command package, every source, the generated top last, each
/// under its plain name; in the order to compile them.
std::vector<GateSource> exported_sources(const arch::Architecture& architecture);

/// The file list of these, a name a line: `verilator -f octet.f` in their folder.
std::string file_list(const std::vector<GateSource>& sources);

}  // namespace octet::rtl
