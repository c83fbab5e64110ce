// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/image.hpp"

#include <bit>

#include "models/core/error.hpp"
#include "models/program/program.hpp"
#include "sim/compile/sizes.hpp"

namespace octet::sim {

using program::Space;

namespace {

void write32(std::uint8_t* out, std::uint32_t number) {
  for (int byte = 0; byte < 4; ++byte) out[byte] = static_cast<std::uint8_t>(number >> (8 * byte));
}

void write_element(std::uint8_t* out, std::int32_t number, int bytes) {
  const auto bits = static_cast<std::uint16_t>(number);
  out[0] = static_cast<std::uint8_t>(bits);
  if (bytes == 2) out[1] = static_cast<std::uint8_t>(bits >> 8);
}

/// Column panels [k][C] of the transposed weight matrix.
void write_weights(std::uint8_t* out, const graph::Linear& op, std::size_t lanes) {
  const std::size_t columns = op.weight.rows(), depth = op.weight.columns();
  for (std::size_t column = 0; column < columns; ++column) {
    const std::span<const std::int8_t> row = op.weight.row(column);
    std::uint8_t* lane = out + column / lanes * depth * lanes + column % lanes;
    for (std::size_t k = 0; k < depth; ++k) lane[k * lanes] = static_cast<std::uint8_t>(row[k]);
  }
}

void write_requantization(std::uint8_t* out, const graph::Linear& op) {
  for (std::size_t column = 0; column < op.bias.size(); ++column, out += 16) {
    write32(out, std::bit_cast<std::uint32_t>(op.bias[column]));
    write32(out + 4, op.scale[column].multiplier);
    write32(out + 8, op.scale[column].shift);
  }
}

void write_normalization(std::uint8_t* out, const graph::LayerNorm& op) {
  for (std::size_t column = 0; column < op.beta.size(); ++column, out += 16) {
    write32(out, std::bit_cast<std::uint32_t>(op.beta[column]));
    write32(out + 4, std::bit_cast<std::uint32_t>(op.gamma[column]));
  }
}

void write_rows(std::uint8_t* out, const Matrix<std::int32_t>& data, int bytes, std::size_t pitch) {
  const auto e = static_cast<std::size_t>(bytes);
  for (std::size_t row = 0; row < data.rows(); ++row)
    for (std::size_t column = 0; column < data.columns(); ++column)
      write_element(out + row * pitch + column * e, data.at(row, column), bytes);
}

void write_panels(std::uint8_t* out, const Matrix<std::int32_t>& data, int bytes, std::size_t lanes) {
  const auto e = static_cast<std::size_t>(bytes);
  for (std::size_t row = 0; row < data.rows(); ++row)
    for (std::size_t column = 0; column < data.columns(); ++column)
      write_element(out + (row / lanes * data.columns() * lanes + column * lanes + row % lanes) * e,
                    data.at(row, column), bytes);
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
  const auto is_image = [](const Region& region) {
    return region.content != Content::scratch && region.content != Content::host;
  };
  for (Region& region : plan.regions)
    if (region.space == Space::dram && is_image(region)) take(region);
  map.image_bytes = map.bytes;
  for (Region& region : plan.regions)
    if (region.space == Space::dram && !is_image(region)) take(region);
  if (map.bytes > architecture.memory.bytes)
    throw UserError("architecture " + architecture.name,
                    "/memory/bytes: expected at least " + std::to_string(map.bytes) + ", which the model needs, got " +
                        std::to_string(architecture.memory.bytes));
  return map;
}

std::vector<std::uint8_t> make_image(const Plan& plan, const DramMap& map, const graph::Model& model,
                                     const arch::Architecture& architecture) {
  std::vector<std::uint8_t> image(map.image_bytes, 0);
  for (const Region& region : plan.regions) {
    if (region.space != Space::dram) continue;
    std::uint8_t* out = image.data() + region.address;
    const graph::Operator& op = model.nodes[static_cast<std::size_t>(region.node)].op;
    const auto element_bytes = [&] { return model.values[static_cast<std::size_t>(region.value)].bytes_per_element(); };
    switch (region.content) {
      case Content::scratch:
      case Content::host:
        break;
      case Content::weights:
        write_weights(out, std::get<graph::Linear>(op), architecture.columns);
        break;
      case Content::requantization:
        write_requantization(out, std::get<graph::Linear>(op));
        break;
      case Content::normalization:
        write_normalization(out, std::get<graph::LayerNorm>(op));
        break;
      case Content::constant_panels:
        write_panels(out, std::get<graph::Constant>(op).data, element_bytes(), architecture.rows);
        break;
      case Content::constant_rows: {
        const auto& data = std::get<graph::Constant>(op).data;
        write_rows(
            out, data, element_bytes(),
            round_up(data.columns() * static_cast<std::size_t>(element_bytes()), architecture.memory.beat_bytes));
        break;
      }
      case Content::ones:
        for (int i = 0; i < model.values[static_cast<std::size_t>(std::get<graph::Mean>(op).input)].rows; ++i)
          out[i] = 1;
        break;
    }
  }
  return image;
}

}  // namespace octet::sim
