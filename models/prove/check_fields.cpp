// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <utility>

#include "models/core/dyadic.hpp"
#include "models/program/command_rules.hpp"
#include "models/program/listing.hpp"
#include "models/program/operands.hpp"
#include "models/prove/findings.hpp"
#include "models/units/matmul.hpp"

namespace octet::prove {

using namespace program;
namespace {

/// Rows that all DMA steps together may move: every one of them is walked.
constexpr std::uint64_t kMostRows = std::uint64_t{1} << 26;

/// The checks of one command; every problem is one finding.
class CommandCheck {
 public:
  CommandCheck(const Program& program, std::uint64_t index, Findings& findings)
      : program_(program),
        c_(program.commands[index]),
        row_(machine::row(c_.opcode)),
        index_(index),
        findings_(findings) {}

  void run() {
    const std::vector<std::string> faults = impossible(c_, program_.geometry);
    for (const std::string& text : faults) fault(text);
    if (!faults.empty()) return;
    require(c_.layer < program_.layers.size(),
            "layer " + std::to_string(c_.layer) + " is not among the " + std::to_string(program_.layers.size()));
    in("rows_last", c_.rows_last, 1, c_.rows);
    in("columns_last", c_.columns_last, 1, c_.columns);
    check_tokens();
    for (const Operand* operand : {&c_.a, &c_.b, &c_.p, &c_.d}) check_operand(*operand);
    check_unused();
    if (row_.moves()) check_dma();
    check_opcode();
  }

 private:
  void fault(const std::string& text) {
    findings_.add(Finding::Kind::field, index_,
                  "command " + std::to_string(index_) + " (" + name(c_.context) + "): " + text);
  }
  void require(bool condition, const std::string& text) {
    if (!condition) fault(text);
  }
  void in(const std::string& field, std::uint64_t value, std::uint64_t low, std::uint64_t high) {
    require(value >= low && value <= high, field + ": expected " + std::to_string(low) + " to " + std::to_string(high) +
                                               ", got " + std::to_string(value));
  }
  void check_tokens() {
    for (const auto* list : {&c_.waits, &c_.signals})
      for (const Token& token : *list)
        require(!token.valid || (token.context != Context::fetch && token.context != c_.context &&
                                 std::string(name(token.context)) != "undefined"),
                std::string("a token names context ") + name(token.context));
  }

  void check_operand(const Operand& operand) {
    require(operand.base < (std::uint64_t{1} << 48),
            "an operand's base " + hex(operand.base) + " has more than 48 bits");
    require(operand.ring_count < (1U << 14),
            "a ring of " + std::to_string(operand.ring_count) + " slots has more than 14 bits");
  }

  /// Two encodings of one command would be two things to test, and what is unused today may mean something tomorrow.
  void check_unused() {
    const auto unset = [&](bool is_used, machine::Field field, const char* kind) {
      require(is_used || is_unset(c_, field),
              std::string(kind) + machine::name(field) + ": expected zero, a " + name(c_.opcode) + " does not use it");
    };
    for (const machine::Field field : machine::kOptionalFields) unset(uses(c_, field), field, "");
    using machine::Field, machine::Slot;
    constexpr std::pair<Slot, Field> kOperands[] = {
        {Slot::a, Field::a}, {Slot::b, Field::b}, {Slot::p, Field::p}, {Slot::d, Field::d}};
    for (const auto& [slot, field] : kOperands) unset(uses(c_, slot), field, "operand ");
    require(std::all_of(c_.constants.begin() + static_cast<std::ptrdiff_t>(row_.constants.size()), c_.constants.end(),
                        [](std::uint32_t x) { return x == 0; }),
            "a constant the opcode does not use is not zero");
  }

  void check_dma() {
    const Geometry& g = program_.geometry;
    for (const machine::OperandRow& row : row_.operands)
      require(!row.is_chosen || (row.spaces >> static_cast<unsigned>(c_.space) & 1) != 0,
              std::string("space ") + name(c_.space) + " is not reached by a " + name(c_.opcode));
    if (c_.layout != Layout::linear) {
      require(c_.space != Space::parameter, "the parameter buffer holds no panels");
      const std::uint32_t lanes = c_.space == Space::weight ? g.columns : g.rows;
      in("tile_columns", c_.tile_columns, lanes, lanes);
    }
    // With a single chunk or row tile only the last size is ever used.
    const std::uint64_t rows = c_.count1 > 1 ? c_.rows : c_.rows_last,
                        columns = c_.count0 > 1 ? c_.columns : c_.columns_last;
    if (rows > 1 && c_.layout != Layout::panel)
      require(c_.depth >= columns * c_.element_bytes,
              "the pitch of " + std::to_string(c_.depth) + " bytes is shorter than a row");
  }

  /// Elements of operands have the bytes that the opcode's unit knows.
  void check_elements() {
    const auto bytes = [&](const char* field, std::uint64_t value) {
      in(field, value, row_.least_bytes, row_.most_bytes);
    };
    using machine::Field;
    if (uses(c_, Field::element_bytes)) bytes("element_bytes", c_.element_bytes);
    if (!uses(c_, Field::element_bytes_b)) return;
    bytes("element_bytes_b, a", c_.element_bytes_b & 0xf);
    bytes("element_bytes_b, b", c_.element_bytes_b >> 4);
  }

  void check_constant(std::size_t index) {
    const machine::ConstantRow& row = row_.constants[index];
    const std::uint32_t value = c_.constants[index];
    const std::uint32_t most_bits = program_.geometry.multiplier_bits;
    const auto within = [&](std::uint64_t low, std::uint64_t high) {
      in(std::string(name(c_.opcode)) + " " + row.name, value, low, high);
    };
    switch (row.rule) {
      case machine::ConstantRule::any:
        break;
      case machine::ConstantRule::between:
        return within(row.low, row.high);
      case machine::ConstantRule::scale:
        return within(0, (std::uint64_t{1} << most_bits) - 1);
      case machine::ConstantRule::element:
        return within(8, c_.element_bytes == 1 ? 8 : 16);
      case machine::ConstantRule::multiplier:
        return within(2, most_bits);
      case machine::ConstantRule::normalized: {
        const std::uint32_t bits = c_.constants.at(index + 2);
        const DyadicScale scale{value, static_cast<std::uint8_t>(std::min(c_.constants.at(index + 1), 255U))};
        require(is_normalized(scale, static_cast<int>(std::clamp(bits, 2U, 31U))),
                std::string(row.name) + " is not normalized to " + row_.constants[index + 2].name);
      }
    }
  }

  void check_opcode() {
    check_elements();
    in("columns", c_.columns, 1, row_.most_columns);
    for (std::size_t i = 0; i < row_.constants.size(); ++i) check_constant(i);
    if (row_.unit != machine::UnitKind::matmul) return;
    in("tile_columns", c_.tile_columns, program_.geometry.columns, program_.geometry.columns);
    require(golden::accumulates_within_int32(c_.depth, c_.a_unsigned, 0),
            "a sum over depth " + std::to_string(c_.depth) + " may overflow 32 bits");
  }

  const Program& program_;
  const Command& c_;
  const machine::OpcodeRow& row_;
  std::uint64_t index_;
  Findings& findings_;
};

void check_host_matrix(const char* which, const HostMatrix& m, const Program& program, Findings& findings) {
  const auto fault = [&](const std::string& text) {
    findings.add(Finding::Kind::field, 0, std::string("program ") + which + ": " + text);
  };
  if (m.rows == 0 || m.columns == 0) return fault("the matrix is empty");
  if (m.element_bytes != 1 && m.element_bytes != 2)
    return fault("element_bytes: expected 1 or 2, got " + std::to_string(m.element_bytes));
  if (m.is_unsigned && m.element_bytes != 1) return fault("unsigned elements have one byte");
  if (m.rows > kMostSteps)
    return fault("it has " + std::to_string(m.rows) + " rows, more than " + std::to_string(kMostSteps));
  const std::uint64_t row = std::uint64_t{m.columns} * m.element_bytes;
  if (m.rows > 1 && m.pitch < row)
    return fault("the pitch of " + std::to_string(m.pitch) + " bytes is shorter than a row");
  const std::uint64_t span = std::uint64_t{m.rows - 1} * m.pitch;
  const std::uint64_t bytes = program.geometry.dram_bytes;
  if (row > bytes || m.address > bytes - row || span > bytes - row - m.address)
    return findings.add(
        Finding::Kind::address, 0,
        std::string("program ") + which + ": lies outside the " + std::to_string(bytes) + " bytes of DRAM");
  if (program.commands.empty()) return;
  const std::uint64_t begin = program.program_base, end = begin + program.commands.size() * Command::kBytes;
  for (std::uint64_t i = 0; i < m.rows; ++i) {
    const std::uint64_t at = m.address + i * m.pitch;
    if (at < end && begin < at + row)
      return findings.add(Finding::Kind::address, 0,
                          std::string("program ") + which + ": row " + std::to_string(i) + " at dram " + hex(at) +
                              " lies on the commands at [" + hex(begin) + ", " + hex(end) + ")");
  }
}

}  // namespace

void check_fields(const Program& program, Findings& findings) {
  const Geometry& g = program.geometry;
  const auto require = [&](bool condition, const std::string& text) {
    if (!condition) findings.add(Finding::Kind::field, 0, "program: " + text);
  };
  require(g.rows >= 1 && g.rows <= 0xffff && g.columns >= 1 && g.columns <= 0xffff,
          "an array has 1 to 65535 rows and columns");
  require(g.queue_depth >= 1, "queue_depth is zero");
  require(g.multiplier_bits >= 2 && g.multiplier_bits <= 31, "a scale's multiplier has 2 to 31 bits");
  constexpr std::uint64_t kMostBytes = std::uint64_t{1} << 48;
  require(g.dram_bytes <= kMostBytes, "DRAM has more than 48 address bits");
  require(std::max({g.buffers.activation.bytes, g.buffers.weight.bytes, g.buffers.accumulator.bytes,
                    g.buffers.parameter.bytes}) <= kMostBytes,
          "a buffer has more than 48 address bits");
  require(program.layer_macs.size() == program.layers.size(), "layer_macs and layers differ in length");
  const std::uint64_t stream = program.commands.size() * Command::kBytes;
  require(stream <= g.dram_bytes && program.program_base <= g.dram_bytes - stream, "the commands lie outside DRAM");
  require(program.image.size() <= g.dram_bytes, "the image is larger than DRAM");
  check_host_matrix("input", program.input, program, findings);
  check_host_matrix("output", program.output, program, findings);
  if (!findings.empty()) return;
  std::uint64_t steps = 0, rows = 0;
  for (std::uint64_t index = 0; index < program.commands.size(); ++index) {
    CommandCheck(program, index, findings).run();
    const Command& command = program.commands[index];
    steps += step_count(command);
    if (machine::row(command.opcode).moves()) rows += step_count(command) * std::max(command.rows, command.rows_last);
    if (program.symbolic || !findings.empty()) continue;
    const std::uint64_t at = program.program_base + index * Command::kBytes;
    const auto bytes = encode(program.commands[index]);
    if (at + bytes.size() > program.image.size() ||
        !std::equal(bytes.begin(), bytes.end(), program.image.begin() + static_cast<std::ptrdiff_t>(at)))
      findings.add(Finding::Kind::field, index,
                   "command " + std::to_string(index) + ": the image holds another one at " + hex(at));
  }
  require(rows <= kMostRows,
          "its steps move " + std::to_string(rows) + " rows, more than " + std::to_string(kMostRows));
  require(steps <= kMostSteps, "it has " + std::to_string(steps) + " steps, more than " + std::to_string(kMostSteps));
}

}  // namespace octet::prove
