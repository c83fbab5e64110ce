// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "models/execute/operand_io.hpp"
#include "models/execute/transpose.hpp"
#include "models/execute/unit_step.hpp"

// Loads and stores: a token-major matrix in DRAM against linear bytes or panels in a buffer; or one panel
// here and there.
namespace octet::execute {

using namespace program;
namespace {

/// What a step moves, in elements.
struct Moved {
  std::uint64_t rows, columns, lanes, element;
};

Moved moved_by(const Command& command, const Step& step) {
  return {step.rows, step.columns, command.tile_columns, command.element_bytes};
}

/// Panel `index` of column panels: rows words of `lanes` columns.
Panel column_panel(std::uint64_t base, const Moved& s, std::uint64_t index) {
  return {base + index * s.rows * s.lanes * s.element, s.rows, std::min(s.lanes, s.columns - index * s.lanes), s.lanes,
          s.element};
}

/// Panel `index` of row panels: columns words of `lanes` rows.
Panel row_panel(std::uint64_t base, const Moved& s, std::uint64_t index) {
  return {base + index * s.columns * s.lanes * s.element, s.columns, std::min(s.lanes, s.rows - index * s.lanes),
          s.lanes, s.element};
}

}  // namespace

template <>
struct UnitStep<machine::UnitKind::dma_load> {
  static std::vector<Write> operate(const Command& command, const Step& step, const Geometry&, MemoryReader& memory);
};
template <>
struct UnitStep<machine::UnitKind::dma_store> {
  static std::vector<Write> operate(const Command& command, const Step& step, const Geometry&, MemoryReader& memory);
};

std::vector<Write> UnitStep<machine::UnitKind::dma_load>::operate(const Command& command, const Step& step,
                                                                  const Geometry&, MemoryReader& memory) {
  const Moved s = moved_by(command, step);
  const std::uint64_t row_bytes = s.columns * s.element;
  std::vector<Write> writes;
  if (command.layout == Layout::panel) {
    Words words = read_panel(memory, Space::dram, row_panel(step.a, s, 0));
    writes.push_back(words.to(command.space, step.d, row_panel(step.d, s, 0).stride()));
    return writes;
  }
  if (command.layout == Layout::column_panels) {
    for (std::uint64_t first = 0; first < s.columns; first += s.lanes) {
      const Panel panel = column_panel(step.d, s, first / s.lanes);
      Words columns(memory, Space::dram, step.a + first * s.element, panel.run(), command.depth, s.rows);
      writes.push_back(columns.to(command.space, panel.address, panel.stride()));
    }
    return writes;
  }
  Words matrix(memory, Space::dram, step.a, row_bytes, command.depth, s.rows);
  if (command.layout == Layout::linear) {
    writes.push_back(matrix.to(command.space, step.d, row_bytes));
    return writes;
  }
  if (matrix.stride() % s.element != 0) matrix.pack();
  for (std::uint64_t first = 0; first < s.rows; first += s.lanes) {
    const Panel panel = row_panel(step.d, s, first / s.lanes);
    RawBytes data(panel.words * panel.run());
    transpose_bytes(matrix.data() + first * matrix.stride(), matrix.stride() / s.element, data.data(), panel.valid,
                    panel.valid, s.columns, s.element);
    writes.push_back(write_panel(command.space, panel, std::move(data)));
  }
  return writes;
}

std::vector<Write> UnitStep<machine::UnitKind::dma_store>::operate(const Command& command, const Step& step,
                                                                   const Geometry&, MemoryReader& memory) {
  const Moved s = moved_by(command, step);
  const std::uint64_t row_bytes = s.columns * s.element;
  std::vector<Write> writes;
  if (command.layout == Layout::panel) {
    Words words = read_panel(memory, command.space, row_panel(step.a, s, 0));
    writes.push_back(words.to(Space::dram, step.d, row_panel(step.d, s, 0).stride()));
    return writes;
  }
  if (command.layout == Layout::linear) {
    Words rows(memory, command.space, step.a, row_bytes, row_bytes, s.rows);
    writes.push_back(rows.to(Space::dram, step.d, command.depth));
    return writes;
  }
  RawBytes matrix(s.rows * row_bytes);
  switch (command.layout) {
    case Layout::column_panels:
      for (std::uint64_t first = 0; first < s.columns; first += s.lanes) {
        const Panel panel = column_panel(step.a, s, first / s.lanes);
        const Words data = read_panel(memory, command.space, panel);
        for (std::uint64_t row = 0; row < s.rows; ++row)
          std::memcpy(matrix.data() + row * row_bytes + first * s.element, data.data() + row * data.stride(),
                      panel.run());
      }
      break;
    case Layout::row_panels:
      for (std::uint64_t first = 0; first < s.rows; first += s.lanes) {
        const Panel panel = row_panel(step.a, s, first / s.lanes);
        const Words data = read_panel(memory, command.space, panel);
        transpose_bytes(data.data(), data.stride() / s.element, matrix.data() + first * row_bytes, s.columns, s.columns,
                        panel.valid, s.element);
      }
      break;
    case Layout::linear:
    case Layout::panel:
      break;
  }
  writes.push_back(write_runs(Space::dram, step.d, row_bytes, command.depth, s.rows, std::move(matrix)));
  return writes;
}

OCTET_UNIT_STEP(dma_load);
OCTET_UNIT_STEP(dma_store);

}  // namespace octet::execute
