// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "models/core/error.hpp"
#include "models/execute/operand_io.hpp"

// Panels of the activation buffer as elements: what the units on it share.
namespace octet::execute {

/// An input panel as 16-bit integers in panel order: element (column, row) at column * rows + row.
class PanelElements {
 public:
  PanelElements(std::uint64_t address, std::uint64_t element_bytes, const program::Step& step,
                const program::Geometry& geometry, MemoryReader& memory)
      : words_(read_panel(memory, program::Space::activation,
                          {address, step.columns, step.rows, geometry.rows, element_bytes})) {
    OCTET_CHECK(element_bytes == 1 || element_bytes == 2, "elements have 1 or 2 bytes");
    if (element_bytes == 1) wide_ = widen(words_.as<std::int8_t>());
    elements_ = element_bytes == 1 ? std::span<const std::int16_t>(wide_) : words_.as<std::int16_t>();
  }
  PanelElements(const PanelElements&) = delete;
  PanelElements& operator=(const PanelElements&) = delete;

  std::span<const std::int16_t> operator*() const { return elements_; }

 private:
  Words words_;
  RawVector<std::int16_t> wide_;
  std::span<const std::int16_t> elements_;
};

/// The same as rows: element (row, column) at row * columns + column. Units that look at a whole row want it so.
RawVector<std::int16_t> read_rows(std::uint64_t address, std::uint64_t element_bytes, const program::Step& step,
                                  const program::Geometry& geometry, MemoryReader& memory);

/// 8-bit results in row order to their panel.
Write write_rows(const program::Step& step, const program::Geometry& geometry, const std::uint8_t* rows);

/// Results in panel order to the panel d, 1 or 2 bytes an element.
std::vector<Write> write_elements(const program::Step& step, const program::Geometry& geometry,
                                  const RawVector<std::int16_t>& elements, std::uint64_t element_bytes);

}  // namespace octet::execute
