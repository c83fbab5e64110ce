// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "models/core/error.hpp"
#include "models/execute/interpreter.hpp"
#include "models/graph/executor.hpp"
#include "models/program/operands.hpp"
#include "models/prove/verify.hpp"
#include "sim/compile/compile.hpp"
#include "tests/compile/random_layer.hpp"
#include "tests/compile/token_pairs.hpp"
#include "tests/support/catch.hpp"

namespace octet::test {
namespace {

struct Subject {
  graph::Model model;
  program::Program program;
};

/// Two row tiles, an edge in every direction; `tight` makes it spill and chunk.
Subject small_subject(bool tight) {
  RandomEncoder encoder;
  encoder.tokens = 7;
  encoder.width = 10;
  encoder.mlp = 14;
  SmallArchitecture options;
  options.columns = 3;
  if (tight) {
    options.keep_on_chip = false;
    options.chunk_tiles = 1;
  }
  Subject out;
  out.model = random_model(encoder);
  out.program = sim::compile(out.model, small_architecture(options));
  return out;
}

/// Writes changed commands where the machine fetches them: the change is not to be found by comparing the two copies.
void write_commands(program::Program& program) {
  auto at = program.image.begin() + static_cast<std::ptrdiff_t>(program.program_base);
  for (const program::Command& command : program.commands) {
    const auto bytes = program::encode(command);
    at = std::copy(bytes.begin(), bytes.end(), at);
  }
}

}  // namespace

TEST_CASE("no token pair can be left out", "[compile]") {
  for (const bool tight : {false, true}) {
    const Subject subject = small_subject(tight);
    const prove::RaceChecker races(subject.program);
    REQUIRE(races.ordered(subject.program.commands));
    for (const MatchedPair& pair : matched_pairs(subject.program.commands)) {
      std::vector<program::Command> commands = subject.program.commands;
      erase(commands, pair.signal);
      erase(commands, pair.wait);
      INFO("tight " << tight << ": command " << pair.signal.command << " to " << pair.wait.command);
      CHECK_FALSE(races.ordered(commands));
    }
  }
}

TEST_CASE("no token pair of random layers can be left out", "[compile]") {
  for (std::uint64_t seed = 1000; seed < 1012; ++seed) {
    const program::Program program = random_layer(seed).program;
    const prove::RaceChecker races(program);
    const std::vector<MatchedPair> pairs = matched_pairs(program.commands);
    for (std::size_t i = seed % 5; i < pairs.size(); i += 5) {
      std::vector<program::Command> commands = program.commands;
      erase(commands, pairs[i].signal);
      erase(commands, pairs[i].wait);
      INFO("seed " << seed << ": command " << pairs[i].signal.command << " to " << pairs[i].wait.command);
      CHECK_FALSE(races.ordered(commands));
    }
  }
}

TEST_CASE("a wait or a signal alone left out is found", "[compile]") {
  const Subject subject = small_subject(true);
  for (const TokenSlot& slot : token_slots(subject.program.commands)) {
    program::Program changed = subject.program;
    erase(changed.commands, slot);
    write_commands(changed);
    INFO("command " << slot.command << (slot.is_wait ? " wait " : " signal ") << slot.slot);
    CHECK_FALSE(prove::verify(changed).empty());
  }
}

namespace {

/// The operand of a command in the table of the machine; null where it has none there.
const machine::OperandRow* row_of(const program::Command& command, char operand) {
  constexpr std::string_view kSlots = "abpd";
  for (const machine::OperandRow& row : machine::row(command.opcode).operands)
    if (row.slot == static_cast<machine::Slot>(kSlots.find(operand)) && program::holds(row.when, command)) return &row;
  return nullptr;
}

/// Bytes of one lane's element and of one word (all lanes) at the operand.
std::pair<std::uint64_t, std::uint64_t> units(const program::Command& command, char operand,
                                              const program::Geometry& geometry) {
  const machine::OperandRow& row = *row_of(command, operand);
  const std::uint64_t e = program::element_bits(row, command) / 8;
  if (machine::row(command.opcode).moves())
    return {e, command.layout == program::Layout::linear ? 2 * e : e * command.tile_columns};
  if (row.form == machine::Form::line) return {4, e};  // entries of words of 32 bits
  return {e, e * (row.form == machine::Form::column_panels ? command.tile_columns : geometry.rows)};
}

std::string operands_of(const program::Command& command) {
  std::string out;
  for (const char operand : {'a', 'b', 'p', 'd'})
    if (row_of(command, operand) != nullptr) out += operand;
  return out;
}

program::Operand& operand_of(program::Command& command, char operand) {
  return operand == 'a' ? command.a : operand == 'b' ? command.b : operand == 'p' ? command.p : command.d;
}

/// Whether anything notices: verify, a fault, or the bits.
bool is_noticed(const program::Program& changed, const Matrix<std::int16_t>& input,
                const Matrix<std::int16_t>& expected) {
  if (!prove::verify(changed).empty()) return true;
  try {
    return !(execute::Interpreter(changed).run(input) == expected);
  } catch (const MachineFault&) {
    return true;
  }
}

}  // namespace

TEST_CASE("an operand moved by an element or a word is noticed", "[compile]") {
  const Subject subject = small_subject(true);
  const Matrix<std::int16_t> input = random_input(subject.model, 3), expected = graph::execute(subject.model, input);
  REQUIRE_FALSE(is_noticed(subject.program, input, expected));
  for (std::size_t i = 0; i < subject.program.commands.size(); ++i)
    for (const char operand : operands_of(subject.program.commands[i])) {
      const auto [element, word] = units(subject.program.commands[i], operand, subject.program.geometry);
      for (const std::uint64_t shift : {element, word, ~element + 1, ~word + 1}) {
        program::Program changed = subject.program;
        std::uint64_t& base = operand_of(changed.commands[i], operand).base;
        base += shift;
        if (base >> 48 != 0) continue;  // below zero
        write_commands(changed);
        INFO("command " << i << " (" << program::name(changed.commands[i].context) << ") operand " << operand << " by "
                        << static_cast<std::int64_t>(shift));
        CHECK(is_noticed(changed, input, expected));
      }
    }
}

}  // namespace octet::test
