// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "sim/tech/units.hpp"

namespace octet::tech {

/// How far a figure can be trusted.
enum class Mark : char {
  confirmed = 'C',  ///< in a text at hand
  measured = 'M',   ///< by our synthesis
  recalled = 'R',   ///< and unconfirmed
  scaled = 'S'      ///< from other rows, by the rule in its source
};

/// One figure of a table.
struct Row {
  double value = 0.0;  ///< in the unit that its key ends in; positive
  Mark mark = Mark::recalled;
  std::string source;
  std::string from;     ///< of a scaled row: `table/row`, several joined by ` + `; else empty
  double factor = 0.0;  ///< of a scaled row: value = sum of `from` * factor
};

/// What every table has one row of. docs/area.md says what each means.
enum class Item : std::uint8_t {
  multiply_8,
  multiply_32,
  add_32,
  mac_8x8,
  register_bit,
  wire_bit_mm,
  dram_bit,
  dram_activation,
  gate_area,
  sram_bit_area,
  sram_overhead,
  sram_second_port,
  logic_leakage,
  sram_leakage
};
inline constexpr std::size_t kItemCount = 14;

/// The row's key in a table, e.g. `multiply_8_pj`.
const char* key(Item item);

/// One access of an on-chip memory of `bytes` bytes that moves `bits` bits, in picojoules.
struct SramRow {
  std::uint64_t bytes = 0, bits = 0;
  Row row;
};

/// A technology table: every row of `Item`, and accesses of memories by size and width.
class Technology {
 public:
  Technology(std::string name, int node_nm, std::array<Row, kItemCount> rows, std::vector<SramRow> sram);

  const std::string& name() const { return name_; }
  int node_nm() const { return node_nm_; }
  const Row& row(Item item) const { return rows_[static_cast<std::size_t>(item)]; }
  const std::vector<SramRow>& sram() const { return sram_; }

  /// Of an item whose key ends in `_pj`.
  Joules energy(Item item) const { return picojoules(row(item).value); }
  /// Of a multiplication of a x b bits: by the product a * b, on the power law through 8 x 8 and 32 x 32.
  Joules multiply(int a_bits, int b_bits) const;
  /// Of one access: energy a bit of the rows of the nearest width (in the ratio), on the power law between the sizes
  /// around `bytes`; a memory below the smallest takes that row. Throws `UserError` naming the missing row for a memory
  /// beyond the largest.
  Joules sram_access(std::uint64_t bytes, std::uint64_t bits) const;

 private:
  std::string name_;
  int node_nm_;
  std::array<Row, kItemCount> rows_;
  std::vector<SramRow> sram_;  ///< by width, then by size
};

/// Reads a table: a file, or the name of a shipped one. Throws `UserError` with every problem at once: rows missing,
/// unknown or twice, without mark or source, not positive, a scaled row without origin or factor.
Technology read_technology(const std::string& file_or_name);

/// The same for the text of a table; `name` stands for the file in messages.
Technology parse_technology(const std::string& yaml, const std::string& name);

/// Names of the shipped tables, from the largest node to the smallest.
std::vector<std::string> shipped_technologies();

/// The table used when none is asked for: the one with the most confirmed rows.
inline constexpr const char* kDefaultTechnology = "45nm";

}  // namespace octet::tech
