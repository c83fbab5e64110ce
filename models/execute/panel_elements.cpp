// SPDX-License-Identifier: Apache-2.0
#include "models/execute/panel_elements.hpp"

#include <utility>

#include "models/execute/transpose.hpp"

namespace octet::execute {

using namespace program;

RawVector<std::int16_t> read_rows(std::uint64_t address, std::uint64_t element_bytes, const Step& step,
                                  const Geometry& geometry, MemoryReader& memory) {
  const PanelElements words(address, element_bytes, step, geometry, memory);
  RawVector<std::int16_t> rows((*words).size());
  transpose_bytes(reinterpret_cast<const std::uint8_t*>((*words).data()), step.rows,
                  reinterpret_cast<std::uint8_t*>(rows.data()), step.columns, step.columns, step.rows, 2);
  return rows;
}

Write write_rows(const Step& step, const Geometry& geometry, const std::uint8_t* rows) {
  RawBytes words(std::size_t{step.rows} * step.columns);
  transpose(rows, step.columns, words.data(), step.rows, step.rows, step.columns);
  return write_panel(Space::activation, {step.d, step.columns, step.rows, geometry.rows, 1}, std::move(words));
}

std::vector<Write> write_elements(const Step& step, const Geometry& geometry, const RawVector<std::int16_t>& elements,
                                  std::uint64_t element_bytes) {
  std::vector<Write> writes;
  const Panel target{step.d, step.columns, step.rows, geometry.rows, element_bytes};
  writes.push_back(write_panel(Space::activation, target, narrow(elements, element_bytes)));
  return writes;
}

}  // namespace octet::execute
