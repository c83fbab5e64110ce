// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "models/core/matrix.hpp"
#include "models/program/program.hpp"

namespace octet::execute {

/// Copies `count` runs of `run` bytes, `stride` bytes apart, from the activation buffer as it is now.
using ReadActivations = std::function<void(std::uint64_t address, std::uint64_t run, std::uint64_t stride,
                                           std::uint64_t count, std::span<std::uint8_t> out)>;

/// Hears that a step of `context` is over: in each context in the order of its steps, before anything of a later one
/// could overwrite what it wrote.
using StepObserver = std::function<void(program::Context context, const ReadActivations& read)>;

/// Takes a layer's value, [rows, columns].
using TakeLayer = std::function<void(std::size_t layer, const Matrix<std::int32_t>& value)>;

/// Puts layers' values together while a machine runs their program. Most of them never stand anywhere whole: a ring's
/// slots are used again. So each step's result is read where the step wrote it, when it is over. A layer's result is
/// what its last command that computes into the activation buffer writes; scores, exponentials and row scales of an
/// attention, and sums, are inside of a layer and are not told.
class LayerResults {
 public:
  /// Of the layers marked in `wanted`, by `Program::layers`; `program` outlives the object. `take` is called when a
  /// layer's last step is over.
  LayerResults(const program::Program& program, const std::vector<bool>& wanted, TakeLayer take);

  /// Whether the program computes this layer at all.
  static bool computes(const program::Program& program, std::size_t layer);

  /// As `StepObserver`.
  void step_over(program::Context context, const ReadActivations& read);
  /// Throws `InternalError` unless every step was told of the contexts that compute the wanted layers.
  void finish() const;

 private:
  struct Position {
    std::vector<std::size_t> commands;  ///< of the context, in program order
    std::size_t next = 0;               ///< index in it
    std::uint64_t step = 0;             ///< of that command
  };
  void read_step(const program::Command& command, std::uint64_t index, const ReadActivations& read);

  const program::Program& program_;
  TakeLayer take_;
  std::vector<bool> is_result_;  ///< by command: writes what is wanted
  std::array<Position, program::kContextCount> positions_;
  std::vector<Matrix<std::int32_t>> values_;  ///< by layer, empty but for those under way
  std::vector<std::uint8_t> bytes_;
};

}  // namespace octet::execute
