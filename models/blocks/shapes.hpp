// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

#include "models/graph/model.hpp"

namespace octet::blocks {

/// A network known by its shapes only: an encoder of equal layers.
struct ShapesWorkload {
  graph::Model model;     ///< without weights, valid; scales are placeholders, as only the shapes mean something
  std::string reference;  ///< where the shapes were published
};

/// Reads a workload file. Each layer is attention (query, key, value and output projections) and a feed-forward part
/// (two linear nodes, GELU between), both with a residual addition; `norm: post` normalizes after every addition,
/// `norm: pre` what enters attention and feed-forward part. The input is what the first layer reads. Hostile input:
/// throws UserError with every unknown, duplicate, missing or mistyped key and every size out of range
/// (`file:line:col`).
ShapesWorkload read_shapes(const std::filesystem::path& path);

/// The same for text in memory; `name` stands for the file in messages.
ShapesWorkload parse_shapes(const std::string& yaml, const std::string& name);

}  // namespace octet::blocks
