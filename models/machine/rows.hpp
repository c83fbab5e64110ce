// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "models/machine/vocabulary.hpp"

/// The rows of the table of the machine (machine.yaml says what each key means); tables.hpp has the table.
namespace octet::machine {

/// Which of a command's four operands.
enum class Slot : std::uint8_t { a, b, p, d };
/// How an operand's elements lie (docs/machine.md, "Layouts").
enum class Form : std::uint8_t { row_panels, column_panels, line, moved, matrix };
/// Along what the words of an operand run.
enum class Dimension : std::uint8_t { columns, rows, depth };
/// Where the bits of an element are said: in the row, or bytes in a field of the command.
enum class Width : std::uint8_t { constant, element_bytes, element_bytes_a, element_bytes_b };
/// How often a step reads an operand: once, once a pass over the input, a tile of columns, a group of rows.
enum class Times : std::uint8_t { once, passes, tiles, groups };
enum class Holds : std::uint8_t { raw, integer, natural };

/// Holds for a command whose `field` has (`equal`) or has not that value.
struct Condition {
  Field field = Field::opcode;
  std::uint8_t value = 0;
  bool equal = true;
  bool always = true;
};

struct OperandRow {
  Slot slot;
  Form form;
  Dimension extent;
  Width width;
  std::uint8_t bits;  ///< of an element, if the row says it
  bool is_write;
  Space space;
  bool is_chosen;       ///< the command's `space` says where, one of `spaces`
  std::uint8_t spaces;  ///< one bit a space
  Times times;
  Holds holds;
  bool is_result;  ///< its numbers are values of a layer
  Condition when;
  const char* show;  ///< label in a listing
};

/// What a constant may be.
enum class ConstantRule : std::uint8_t { any, between, scale, element, multiplier, normalized };
struct ConstantRow {
  const char* name;
  std::uint8_t bits;  ///< in the gates
  ConstantRule rule;
  std::uint32_t low, high;
};

struct FieldUse {
  Field field;
  Condition when;
};

/// Cycles of a step: groups * (passes * columns + group) + constant.
struct Latency {
  std::uint32_t passes = 0, group = 0, constant = 0;
};

struct OpcodeRow {
  UnitKind unit = UnitKind::controller;
  std::uint32_t most_columns = 0;
  std::uint8_t least_bytes = 0, most_bytes = 0;  ///< of an element, where a field says it
  Latency latency;
  std::span<const OperandRow> operands;
  std::span<const ConstantRow> constants;
  std::span<const FieldUse> fields;
  const char* no_gates = nullptr;  ///< why the gates do not know it, if they do not

  /// Between DRAM and a buffer.
  constexpr bool moves() const { return unit == UnitKind::dma_load || unit == UnitKind::dma_store; }
};

struct ContextRow {
  Unit unit;
  UnitKind kind;
  bool port;  ///< its steps move data over the memory port
};

/// What a port of a unit's gates is wide as.
enum class By : std::uint8_t { one, rows, columns, lanes };
struct ReadPort {
  const char* name;
  Space space;
  By by;
  std::uint8_t bytes;
};
struct WritePort {
  const char *name, *strobe, *valid;  ///< valid: none for nullptr
  Space space;
  By by;
  std::uint8_t bytes, strobe_bytes;
};
/// What a port that holds a step is set to.
enum class Source : std::uint8_t {
  b,
  p,
  depth,
  a_unsigned,
  mode,
  element_bytes,
  element_bytes_a,
  element_bytes_b,
  keys,
  causal,
  position,
  is_opcode,
  constant
};
struct FieldPort {
  const char* name;
  std::uint8_t bits;
  Source source;
  std::uint8_t index;  ///< of the constant, or the opcode
  std::uint8_t words;  ///< constants it is made of, the lowest first
};
struct Parameter {
  const char *unit, *accelerator;
};

struct UnitKindRow {
  const char* lanes = nullptr;  ///< key of the architecture file
  std::span<const Parameter> parameters;
  std::span<const ReadPort> reads;
  std::span<const WritePort> writes;
  std::span<const FieldPort> fields;
  const char *head = nullptr, *short_name = nullptr;  ///< at most 4 and 7 characters, for tables
  const char* no_gates = nullptr;                     ///< why there are no gates of it, if there are none
  ArrayCause cause = ArrayCause::memory;              ///< what it is at work for the array that waits
  bool is_optional = false;                           ///< a machine may lack it
};

}  // namespace octet::machine
