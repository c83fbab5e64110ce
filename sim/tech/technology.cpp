// SPDX-License-Identifier: Apache-2.0
#include "sim/tech/technology.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace octet::tech {
namespace {

/// y at x on the power law through two points.
double power_law(double x, double x0, double y0, double x1, double y1) {
  return y0 * std::pow(y1 / y0, std::log(x / x0) / std::log(x1 / x0));
}

}  // namespace

const char* key(Item item) {
  static constexpr std::array<const char*, kItemCount> kKeys = {
      "multiply_8_pj",        "multiply_32_pj",     "add_32_pj", "mac_8x8_pj",   "register_bit_pj", "wire_bit_mm_pj",
      "dram_bit_pj",          "dram_activation_pj", "gate_um2",  "sram_bit_um2", "sram_overhead",   "sram_second_port",
      "logic_leakage_mw_mm2", "sram_leakage_mw_mm2"};
  return kKeys[static_cast<std::size_t>(item)];
}

Technology::Technology(std::string name, int node_nm, std::array<Row, kItemCount> rows, std::vector<SramRow> sram)
    : name_(std::move(name)), node_nm_(node_nm), rows_(std::move(rows)), sram_(std::move(sram)) {
  std::sort(sram_.begin(), sram_.end(),
            [](const SramRow& a, const SramRow& b) { return a.bits != b.bits ? a.bits < b.bits : a.bytes < b.bytes; });
}

Joules Technology::multiply(int a_bits, int b_bits) const {
  return picojoules(power_law(static_cast<double>(a_bits) * b_bits, 64.0, row(Item::multiply_8).value, 1024.0,
                              row(Item::multiply_32).value));
}

Joules Technology::sram_access(std::uint64_t bytes, std::uint64_t bits) const {
  const auto distance = [&](const SramRow& it) {
    return std::abs(std::log(static_cast<double>(it.bits) / static_cast<double>(bits)));
  };
  std::uint64_t width = sram_.front().bits;
  double nearest = distance(sram_.front());
  for (const SramRow& it : sram_)
    if (distance(it) < nearest) {
      nearest = distance(it);
      width = it.bits;
    }
  const SramRow* below = nullptr;
  for (const SramRow& it : sram_) {
    if (it.bits != width) continue;
    const double words = static_cast<double>(bits) / static_cast<double>(width);
    if (bytes <= it.bytes) {
      if (below == nullptr || bytes == it.bytes) return picojoules(it.row.value * words);
      return picojoules(words * power_law(static_cast<double>(bytes), static_cast<double>(below->bytes),
                                          below->row.value, static_cast<double>(it.bytes), it.row.value));
    }
    below = &it;
  }
  throw UserError("technology " + name_,
                  fmt::format("/sram_access_pj: expected a row of {} bits and at least {} bytes (a bank of that size), "
                              "the largest has {} bytes",
                              width, bytes, below == nullptr ? 0 : below->bytes));
}

}  // namespace octet::tech
