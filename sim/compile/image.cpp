// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/image.hpp"

#include "models/core/error.hpp"
#include "models/program/program.hpp"
#include "sim/compile/sizes.hpp"

namespace octet::sim {

using program::Space;

namespace {

void write_element(std::uint8_t* out, std::int32_t number, int bytes) {
  const auto bits = static_cast<std::uint16_t>(number);
  out[0] = static_cast<std::uint8_t>(bits);
  if (bytes == 2) out[1] = static_cast<std::uint8_t>(bits >> 8);
}

const Matrix<std::int32_t>& stored_for(const Region& region, const graph::Model& model) {
  const auto* data = graph::stored_by(model.nodes[static_cast<std::size_t>(region.node)].op);
  OCTET_CHECK(data != nullptr, "what is stored has data");
  return *data;
}

int element_bytes(const Region& region, const graph::Model& model) {
  return model.values[static_cast<std::size_t>(region.value)].bytes_per_element();
}

}  // namespace

DramMap place_dram(Plan& plan, const arch::Architecture& architecture, std::size_t command_count) {
  const std::uint64_t unit = alignment(architecture, Space::dram);
  DramMap map;
  map.bytes = round_up(command_count * program::Command::kBytes, unit);
  const auto take = [&](Region& region) {
    region.address = map.bytes;
    map.bytes += region.bytes();  // regions are whole units
  };
  for (Region& region : plan.regions)
    if (region.space == Space::dram && region.fill != nullptr) take(region);
  map.image_bytes = map.bytes;
  for (Region& region : plan.regions)
    if (region.space == Space::dram && region.fill == nullptr) take(region);
  if (map.bytes > architecture.memory.bytes)
    throw UserError("architecture " + architecture.name,
                    "/memory/bytes: expected at least " + std::to_string(map.bytes) + ", which the model needs, got " +
                        std::to_string(architecture.memory.bytes));
  return map;
}

std::vector<std::uint8_t> make_image(const Plan& plan, const DramMap& map, const graph::Model& model,
                                     const arch::Architecture& architecture) {
  std::vector<std::uint8_t> image(map.image_bytes, 0);
  for (const Region& region : plan.regions)
    if (region.fill != nullptr) region.fill(image.data() + region.address, region, model, architecture);
  return image;
}

void fill_stored_rows(std::uint8_t* out, const Region& region, const graph::Model& model,
                      const arch::Architecture& architecture) {
  const Matrix<std::int32_t>& data = stored_for(region, model);
  const int bytes = element_bytes(region, model);
  const auto e = static_cast<std::size_t>(bytes);
  const std::size_t pitch = round_up(data.columns() * e, architecture.memory.beat_bytes);
  for (std::size_t row = 0; row < data.rows(); ++row)
    for (std::size_t column = 0; column < data.columns(); ++column)
      write_element(out + row * pitch + column * e, data.at(row, column), bytes);
}

void fill_stored_panels(std::uint8_t* out, const Region& region, const graph::Model& model,
                        const arch::Architecture& architecture) {
  const Matrix<std::int32_t>& data = stored_for(region, model);
  const int bytes = element_bytes(region, model);
  const std::size_t e = static_cast<std::size_t>(bytes), lanes = architecture.rows;
  for (std::size_t row = 0; row < data.rows(); ++row)
    for (std::size_t column = 0; column < data.columns(); ++column)
      write_element(out + (row / lanes * data.columns() * lanes + column * lanes + row % lanes) * e,
                    data.at(row, column), bytes);
}

}  // namespace octet::sim
