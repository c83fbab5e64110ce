// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

namespace octet::tech {

/// Values of a module's SystemVerilog parameters, by name.
using ModuleParameters = std::map<std::string, double>;

/// Gates (areas of a two-input NAND) of a module of rtl/ with all below it, from the fitted coefficients of gates.yaml;
/// docs/area.md has the formulas and how far they are from synthesis. Parameters that change no area may be left out.
/// `octet_buffer` is counted as the flip-flops and multiplexers that its SystemVerilog describes. Throws
/// `InternalError` on other modules and on absent parameters.
double module_gates(const std::string& module, const ModuleParameters& parameters);

}  // namespace octet::tech
