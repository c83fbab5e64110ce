// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "sim/crosscheck/units/steps.hpp"

// The ends of models/units/matmul.md: operands, depths, sums of every width, tiles.
namespace octet::crosscheck::units {
namespace {

/// How operands are drawn.
enum class Style { any, extremes, highest, lowest, alternating };

class Matmul : public Steps {
 public:
  using Steps::Steps;

  std::uint8_t draw(Style style, std::uint32_t k, bool is_row) {
    switch (style) {
      case Style::any:
        return static_cast<std::uint8_t>(random.next() >> 24);
      case Style::extremes:
        return random.once_in(2) ? 0x80 : 0x7F;
      case Style::highest:
        return is_row ? 0xFF : 0x7F;
      case Style::lowest:
        return is_row ? 0xFF : 0x80;
      case Style::alternating:
        return k % 2 == 0 ? 0x80 : 0xFF;
    }
    return 0;
  }

  /// Lanes of both operands in these styles in turn.
  AloneStep& step(std::uint32_t valid, std::uint32_t columns, std::uint32_t depth, bool is_unsigned,
                  const std::vector<Style>& row_styles, const std::vector<Style>& column_styles) {
    AloneStep& s = add(program::Opcode::matmul, valid, columns);
    s.command.depth = depth;
    s.command.a_unsigned = is_unsigned;
    const std::uint32_t tiles = (columns + a.columns - 1) / a.columns;
    s.a.reserve(std::size_t{depth} * rows());
    for (std::uint32_t k = 0; k < depth; ++k)
      for (std::uint32_t row = 0; row < rows(); ++row)
        s.a.push_back(draw(row_styles[row % row_styles.size()], k, true));
    s.b.reserve(std::size_t{tiles} * depth * a.columns);
    for (std::uint32_t i = 0; i < tiles * depth; ++i)
      for (std::uint32_t column = 0; column < a.columns; ++column)
        s.b.push_back(draw(column_styles[column % column_styles.size()], i, false));
    return s;
  }

  void sums() {
    begin("sums of every width up to 31 bits, both signs, from the largest operands");
    const std::vector<Style> unsigned_rows{Style::highest, Style::highest, Style::any},
        columns{Style::highest, Style::lowest, Style::any},
        signed_rows{Style::lowest, Style::alternating, Style::extremes};
    // A depth whose sum is just beyond 2^k.
    for (std::uint32_t k = 15; k < 27; ++k) {
      step(rows(), a.columns, (1U << k) / 32385 + 1, true, unsigned_rows, columns);
      step(rows(), a.columns, (1U << k) / 16256 + 1, false, {Style::extremes, Style::extremes, Style::any},
           {Style::lowest, Style::highest});
    }
    step(rows(), 1, 12'000, false, signed_rows, {Style::extremes});
    // The deepest of unsigned rows: sums of -(2^31 - 8) and beyond 2^30.
    step(rows(), std::min(2U, a.columns), 65'793, true, {Style::highest}, {Style::lowest, Style::highest});
  }

  void any() {
    begin("any shapes, depths and operands, one step behind the other");
    for (int i = 0; i < 300; ++i) {
      const std::uint32_t depth =
          random.once_in(3) ? random.pick(1, 300) : random.pick(1, std::uint64_t{2} * a.columns);
      const std::vector<Style> style{random.once_in(4) ? Style::extremes : Style::any};
      step(any_rows(), random.pick(1, std::uint64_t{3} * a.columns), depth, random.once_in(2), style, style);
    }
  }

  void ends() {
    begin("steps of up to 2^31 columns or products, reset");
    Matmul one(a, random.next());
    one.begin("");
    const std::vector<Style> style{Style::any};
    const AloneStep wide = one.step(rows(), 2 * a.columns, 3, false, style, style);
    add_cuts(wide, 8 + std::uint64_t{6} * a.columns, false);
    const AloneStep deep = one.step(rows(), 1, 4, true, style, style);
    add_cuts(deep, 40, true);
  }
};

}  // namespace

std::vector<Aim> matmul(const arch::Architecture& architecture, std::uint64_t seed) {
  Matmul all(architecture, seed);
  all.sums();
  all.any();
  all.ends();
  return all.take();
}

}  // namespace octet::crosscheck::units
