// SPDX-License-Identifier: Apache-2.0
#include "models/execute/layer_results.hpp"

#include <string>
#include <utility>

#include "models/core/error.hpp"
#include "models/program/operands.hpp"

namespace octet::execute {

using namespace program;
namespace {

constexpr std::size_t kNoCommand = ~std::size_t{0};

/// The command whose result is the layer's, for each layer.
std::vector<std::size_t> result_commands(const Program& program) {
  std::vector<std::size_t> out(program.layers.size(), kNoCommand);
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    const Command& command = program.commands[i];
    if (command.layer < out.size() && result_of(command).is_result) out[command.layer] = i;
  }
  return out;
}

/// Little-endian, one or two bytes.
std::int32_t element(const std::uint8_t* at, std::uint32_t bytes, bool is_unsigned) {
  if (bytes == 2) return static_cast<std::int16_t>(at[0] | at[1] << 8);
  return is_unsigned ? std::int32_t{at[0]} : std::int32_t{static_cast<std::int8_t>(at[0])};
}

}  // namespace

LayerResults::LayerResults(const Program& program, const std::vector<bool>& wanted, TakeLayer take)
    : program_(program), take_(std::move(take)), is_result_(program.commands.size()), values_(program.layers.size()) {
  const std::vector<std::size_t> results = result_commands(program);
  for (std::size_t layer = 0; layer < wanted.size(); ++layer)
    if (wanted[layer] && results.at(layer) != kNoCommand) is_result_[results[layer]] = true;
  for (std::size_t i = 0; i < program.commands.size(); ++i)
    positions_[static_cast<std::size_t>(program.commands[i].context)].commands.push_back(i);
}

bool LayerResults::computes(const Program& program, std::size_t layer) {
  return result_commands(program).at(layer) != kNoCommand;
}

void LayerResults::step_over(Context context, const ReadActivations& read) {
  Position& at = positions_[static_cast<std::size_t>(context)];
  OCTET_CHECK(at.next < at.commands.size(), std::string("the program has a further step of ") + name(context));
  const std::size_t index = at.commands[at.next];
  const Command& command = program_.commands[index];
  if (is_result_[index]) read_step(command, at.step, read);
  if (++at.step < step_count(command)) return;
  at.step = 0;
  ++at.next;
  if (!is_result_[index]) return;
  take_(command.layer, values_[command.layer]);
  values_[command.layer] = {};
}

void LayerResults::read_step(const Command& command, std::uint64_t index, const ReadActivations& read) {
  Matrix<std::int32_t>& value = values_[command.layer];
  if (index == 0)
    value = {std::size_t{command.rows} * (command.count1 - 1u) + command.rows_last,
             std::size_t{command.columns} * (command.count0 - 1u) + command.columns_last};
  const Step step = step_at(command, index);
  const machine::OperandRow& result = result_of(command);
  const auto bytes = static_cast<std::uint32_t>(element_bits(result, command) / 8);
  const std::uint64_t run = std::uint64_t{step.rows} * bytes;
  bytes_.resize(run * step.columns);
  read(step.d, run, std::uint64_t{program_.geometry.rows} * bytes, step.columns, bytes_);
  const bool is_unsigned = result.holds == machine::Holds::natural;
  for (std::size_t row = 0; row < step.rows; ++row)
    for (std::size_t column = 0; column < step.columns; ++column)
      value.at(std::size_t{step.i1} * command.rows + row, std::size_t{step.i0} * command.columns + column) =
          element(bytes_.data() + column * run + row * bytes, bytes, is_unsigned);
}

void LayerResults::finish() const {
  for (std::size_t i = 0; i < program_.commands.size(); ++i) {
    if (!is_result_[i]) continue;
    const Context context = program_.commands[i].context;
    const Position& at = positions_[static_cast<std::size_t>(context)];
    OCTET_CHECK(at.next == at.commands.size(), std::string("every step of ") + name(context) + " was told");
  }
}

}  // namespace octet::execute
