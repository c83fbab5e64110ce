// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "models/graph/model.hpp"

namespace octet::graph {

/// Reads a package folder: model.yaml (graph, shapes, scales, widths, provenance) and model.safetensors (int8 weights,
/// int32 biases, u32 multipliers, u8 shifts, int16 constants, int32 with a residual stream above 16 bits, ...). Hostile
/// input: throws UserError with every fault (`file:line:col`, or a byte offset); what it returns passes `validate`.
Model read_package(const std::filesystem::path& folder);

/// The same for the contents of both files in memory.
Model parse_package(const std::string& yaml, const std::string& tensors);

/// Writes a valid model (UserError otherwise) as a package, creating the folder. The same model gives the same bytes.
void write_package(const Model& model, const std::filesystem::path& folder);

/// Bytes of model.yaml and model.safetensors together.
std::uint64_t package_bytes(const std::filesystem::path& folder);

/// Weights: elements of matrices of 8 bits.
std::uint64_t weight_count(const Model& model);

}  // namespace octet::graph
