// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstdio>

#include "models/core/dyadic.hpp"
#include "models/program/command_rules.hpp"
#include "models/program/listing.hpp"
#include "models/prove/findings.hpp"
#include "models/units/matmul.hpp"
#include "models/units/normalization.hpp"
#include "models/units/softmax.hpp"

namespace octet::prove {

using namespace program;
namespace {

/// Rows that all DMA steps together may move: every one of them is walked.
constexpr std::uint64_t kMostRows = std::uint64_t{1} << 26;

/// Fields that mean nothing to some opcodes.
enum Used : unsigned {
  kLayout = 1,
  kSpace = 2,
  kMode = 4,
  kUnsigned = 8,
  kElement = 16,
  kElementB = 32,
  kTile = 64,
  kDepth = 128,
  kA = 256,
  kB = 512,
  kP = 1024,
  kD = 2048
};

/// Which of them, and how many constants, a command uses (docs/machine.md, "Commands").
struct Usage {
  unsigned fields;
  std::size_t constants;
};

Usage usage(const Command& c) {
  switch (c.opcode) {
    case Opcode::load:
    case Opcode::store:
      return {kLayout | kSpace | kElement | kA | kD | (c.layout == Layout::linear ? 0U : kTile) |
                  (c.layout == Layout::panel ? 0U : kDepth),
              0};
    case Opcode::matmul:
      return {kUnsigned | kTile | kDepth | kA | kB | kD, 0};
    case Opcode::requantize:
      return {kMode | kElement | kA | kD | (c.mode == RequantizeMode::uniform ? 0U : kP),
              constants::requantize::output_bits + 1};
    case Opcode::softmax:
      return {kElement | kA | kP | kD, constants::softmax::multiplier_bits + 1};
    case Opcode::softmax_plain:
      return {kElement | kA | kD, constants::softmax_plain::score_align + 1};
    case Opcode::gelu:
      return {kElement | kA | kD, constants::gelu::shift + 1};
    case Opcode::layernorm:
      return {kElement | kA | kP | kD, constants::layernorm::epsilon_high + 1};
    case Opcode::add:
      return {kElement | kElementB | kA | kB | kD, constants::add::output_bits + 1};
  }
  return {};
}

/// The checks of one command; every problem is one finding.
class CommandCheck {
 public:
  CommandCheck(const Program& program, std::uint64_t index, Findings& findings)
      : program_(program), c_(program.commands[index]), index_(index), findings_(findings) {}

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
    if (c_.opcode == Opcode::load || c_.opcode == Opcode::store) check_dma();
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
  void elements(const std::string& field, std::uint64_t bytes) { in(field, bytes, 1, 2); }

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
    const Usage used = usage(c_);
    const auto zero = [&](unsigned field, const char* what, bool is_zero) {
      require((used.fields & field) != 0 || is_zero,
              std::string(what) + ": expected zero, a " + name(c_.opcode) + " does not use it");
    };
    zero(kLayout, "layout", c_.layout == Layout::linear);
    zero(kSpace, "space", c_.space == Space::dram);
    zero(kMode, "mode", c_.mode == RequantizeMode::per_column);
    zero(kUnsigned, "a_unsigned", !c_.a_unsigned);
    zero(kElement, "element_bytes", c_.element_bytes == 0);
    zero(kElementB, "element_bytes_b", c_.element_bytes_b == 0);
    zero(kTile, "tile_columns", c_.tile_columns == 0);
    zero(kDepth, "depth", c_.depth == 0);
    zero(kA, "operand a", c_.a == Operand{});
    zero(kB, "operand b", c_.b == Operand{});
    zero(kP, "operand p", c_.p == Operand{});
    zero(kD, "operand d", c_.d == Operand{});
    require(std::all_of(c_.constants.begin() + static_cast<std::ptrdiff_t>(used.constants), c_.constants.end(),
                        [](std::uint32_t x) { return x == 0; }),
            "a constant the opcode does not use is not zero");
  }

  void check_dma() {
    const Geometry& g = program_.geometry;
    const bool readable = c_.space == Space::activation;
    const bool writable = readable || c_.space == Space::weight || c_.space == Space::parameter;
    require(c_.opcode == Opcode::load ? writable : readable,
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

  void scale(const char* what, std::uint32_t multiplier, std::uint32_t shift) {
    in(std::string(what) + " multiplier", multiplier, 0, (std::uint64_t{1} << program_.geometry.multiplier_bits) - 1);
    in(std::string(what) + " shift", shift, 0, 62);
  }

  void output(std::uint32_t bits) {
    elements("element_bytes", c_.element_bytes);
    in("output_bits", bits, 8, c_.element_bytes == 1 ? 8 : 16);
  }

  void input(const char* field, std::uint32_t bits) {
    elements("element_bytes", c_.element_bytes);
    in(field, bits, 8, c_.element_bytes == 1 ? 8 : 16);
  }

  void scores(std::uint32_t align) {
    elements("element_bytes", c_.element_bytes);
    in("score_align", align, 0, golden::kMostScoreAlign);
  }

  void check_opcode() {
    const auto& k = c_.constants;
    switch (c_.opcode) {
      case Opcode::load:
      case Opcode::store:
        break;
      case Opcode::matmul:
        in("tile_columns", c_.tile_columns, program_.geometry.columns, program_.geometry.columns);
        require(golden::accumulates_within_int32(c_.depth, c_.a_unsigned, 0),
                "a sum over depth " + std::to_string(c_.depth) + " may overflow 32 bits");
        break;
      case Opcode::requantize:
        output(k[constants::requantize::output_bits]);
        scale("requantize", k[constants::requantize::multiplier], k[constants::requantize::shift]);
        break;
      case Opcode::softmax: {
        in("columns", c_.columns, 1, golden::kMostKeys);
        scores(k[constants::softmax::score_align]);
        in("multiplier_bits", k[constants::softmax::multiplier_bits], 2, program_.geometry.multiplier_bits);
        const std::uint32_t shift = k[constants::softmax::context_shift];
        const DyadicScale context{k[constants::softmax::context_multiplier],
                                  static_cast<std::uint8_t>(std::min(shift, 255U))};
        require(is_normalized(context, static_cast<int>(std::clamp(k[constants::softmax::multiplier_bits], 2U, 31U))),
                "the context scale is not normalized to multiplier_bits");
        break;
      }
      case Opcode::softmax_plain:
        in("columns", c_.columns, 1, golden::kMostKeys);
        scores(k[constants::softmax_plain::score_align]);
        break;
      case Opcode::gelu:
        input("input_bits", k[constants::gelu::input_bits]);
        in("one_bits", k[constants::gelu::one_bits], 8, 30);
        scale("gelu", k[constants::gelu::multiplier], k[constants::gelu::shift]);
        break;
      case Opcode::layernorm:
        elements("element_bytes", c_.element_bytes);
        in("columns", c_.columns, 1, 4096);
        in("shift", k[constants::layernorm::shift], 0, 62);
        in("epsilon_high", k[constants::layernorm::epsilon_high], 0, golden::Epsilon::kMax >> 32);
        break;
      case Opcode::add:
        elements("element_bytes_b, a", c_.element_bytes_b & 0xf);
        elements("element_bytes_b, b", c_.element_bytes_b >> 4);
        scale("a", k[constants::add::multiplier_a], k[constants::add::shift_a]);
        scale("b", k[constants::add::multiplier_b], k[constants::add::shift_b]);
        output(k[constants::add::output_bits]);
        break;
    }
  }

  const Program& program_;
  const Command& c_;
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
  require(std::max({g.activation.bytes, g.weight.bytes, g.accumulator.bytes, g.parameter.bytes}) <= kMostBytes,
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
    if (command.opcode == Opcode::load || command.opcode == Opcode::store)
      rows += step_count(command) * std::max(command.rows, command.rows_last);
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
