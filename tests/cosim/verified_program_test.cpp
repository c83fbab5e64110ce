// SPDX-License-Identifier: Apache-2.0
// What octet verify accepts leaves the same bytes in every view, however its steps lie on each other's operands and
// whichever loads are under way at once.
#include <algorithm>
#include <array>
#include <iostream>
#include <optional>

#include "hw/chip/platform.hpp"
#include "models/core/error.hpp"
#include "models/prove/verify.hpp"
#include "tests/cosim/architectures.hpp"
#include "tests/cosim/compare_views.hpp"
#include "tests/cosim/token_programs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;
using program::Command;
using program::Context;
using program::Layout;
using program::Period;
using prove::Finding;

namespace {

constexpr std::uint32_t kBytes = 256;  // of the activation buffer, all written by the preparation
constexpr std::uint32_t kLoaded = 1 << 14, kStored = 1 << 15;  // DRAM

/// Loads of one context and a step of one unit anywhere in the same bytes; these are stored, then parts of them over
/// it.
program::Program random_program(const arch::Architecture& a, test::RandomSource& random) {
  const auto pick = [&](std::uint32_t low, std::uint32_t high) {
    return static_cast<std::uint32_t>(random.between(low, high));
  };
  const auto transfer = [&](Context context) {
    Command c = test::token_command(a, context, 1, 1);
    c.layout = static_cast<Layout>(pick(0, 3));
    const bool is_panel = c.layout == Layout::panel;
    c.rows = c.rows_last = static_cast<std::uint16_t>(pick(1, is_panel ? a.rows : 2 * a.rows));
    c.columns = c.columns_last = static_cast<std::uint16_t>(pick(1, a.rows));
    c.depth = is_panel ? 0 : c.columns + pick(0, 1) * pick(0, 9);
    c.tile_columns = static_cast<std::uint16_t>(c.layout == Layout::linear ? 0 : a.rows);
    return c;
  };
  const auto place = [&](std::uint32_t bytes) { return pick(0, (kBytes - bytes) / a.rows) * a.rows; };
  const Context unit = std::array{Context::softmax, Context::activation, Context::residual_adder}[pick(0, 2)];
  std::vector<Command> commands = test::preparation(a, {Context::load_b, unit, Context::store});
  for (std::uint32_t n = pick(1, 4); n > 0; --n) {
    Command c = transfer(Context::load_b);
    c.a.base = kLoaded + pick(0, 100);
    c.d.base = place(2 * a.rows * a.rows);
    commands.push_back(c);
  }
  commands.back().signals[0] = {true, unit, Period::command, 0};
  Command step = test::token_command(a, unit, 1, 1);
  step.rows = step.rows_last = static_cast<std::uint16_t>(a.rows);
  step.columns = step.columns_last = static_cast<std::uint16_t>(pick(1, 80 / a.rows));
  step.a.base = place(80);
  if (unit == Context::residual_adder) step.b.base = place(80);
  step.d.base = place(80);
  step.waits[0] = {true, Context::load_b, Period::command, 0};
  step.signals[0] = {true, Context::store, Period::command, 0};
  commands.push_back(step);
  Command store = test::token_command(a, Context::store, 1, 1);
  store.columns = store.columns_last = kBytes;
  store.depth = kBytes;
  store.waits[0] = {true, unit, Period::command, 0};
  commands.push_back(store);
  for (std::uint32_t n = pick(0, 3); n > 0; --n) {
    Command c = transfer(Context::store);
    c.a.base = place(2 * a.rows * a.rows);
    c.d.base = kStored + pick(0, 100);
    commands.push_back(c);
  }
  test::wait_for_preparation(commands);
  program::Program p = test::token_program(a, commands);
  p.output = {kStored, 1, kBytes, 1, false, kBytes};
  return p;
}

/// Nothing where padding is read, which only running tells.
std::optional<Matrix<std::int16_t>> systemc_output(const arch::Architecture& a, const program::Program& p) {
  try {
    return hw::Platform(a).run(p, Matrix<std::int16_t>(1, 1)).output;
  } catch (const MachineFault&) {
    return std::nullopt;
  }
}

}  // namespace

TEST_CASE("steps that lie on each other's operands: what verify accepts is the same in all views", "[cosim][program]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  int accepted = 0, refused = 0, differing = 0;
  for (int i = 0; i < 600; ++i) {
    const arch::Architecture a = test::built_architecture(i % 2 == 0 ? "accelerator_4x4" : "accelerator_8x4",
                                                          static_cast<std::uint32_t>(random.between(1, 30)));
    const program::Program p = random_program(a, random);
    CAPTURE(i, a.name);
    const std::vector<Finding> findings = prove::verify(p);
    for (const Finding& it : findings)
      if (it.kind != Finding::Kind::overlap && it.kind != Finding::Kind::race) FAIL(it.text);
    const std::optional<Matrix<std::int16_t>> output = systemc_output(a, p);
    if (!output) continue;
    if (findings.empty()) {
      test::compare_views(a, p, Matrix<std::int16_t>(1, 1), random.between(0, 1) == 0 ? 0 : random.bits() | 1);
      ++accepted;
    } else {
      const Matrix<std::int16_t> gates = rtl::RtlAccelerator(a).run(p, Matrix<std::int16_t>(1, 1)).output;
      if (gates.data() != output->data()) ++differing;
      ++refused;
    }
  }
  std::cout << accepted << " accepted, " << refused << " refused, " << differing
            << " of these with other bytes in gates\n";
  CHECK(accepted > 50);
  CHECK(differing > 5);
}

TEST_CASE("loads of one context finish in order, those that are transposed and those that are not",
          "[cosim][program]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  const auto pick = [&](std::uint32_t low, std::uint32_t high) {
    return static_cast<std::uint32_t>(random.between(low, high));
  };
  constexpr std::uint32_t kSlot = 512;  // bytes of the activation buffer for each
  for (int i = 0; i < 400; ++i) {
    const std::vector<arch::Architecture> all = test::built_architectures(pick(1, 20));
    // Most are drawn for the machine that has most loads on their way.
    const arch::Architecture a = i % 2 == 0 ? test::built_architecture("accelerator_4x12", pick(1, 20))
                                            : all[pick(0, static_cast<std::uint32_t>(all.size()) - 1)];
    std::vector<Command> commands;
    for (std::uint32_t n = pick(3, 8), slot = 0; slot < n; ++slot) {
      Command c = test::token_command(a, Context::load_b, 1, 1);
      c.layout = pick(0, 1) == 0 ? Layout::linear : Layout::row_panels;
      const bool is_transposed = c.layout == Layout::row_panels;
      c.rows = c.rows_last = static_cast<std::uint16_t>(is_transposed && pick(0, 1) == 0 ? a.rows : pick(1, a.rows));
      c.columns = c.columns_last = static_cast<std::uint16_t>(pick(0, 2) == 0 ? pick(4, 40) : pick(1, 3));
      c.depth = c.columns;
      c.tile_columns = static_cast<std::uint16_t>(is_transposed ? a.rows : 0);
      c.a.base = kLoaded + pick(0, 100);
      c.d.base = slot * kSlot;
      commands.push_back(c);
    }
    commands.back().signals[0] = {true, Context::store, Period::command, 0};
    Command store = test::token_command(a, Context::store, 1, 1);
    const auto whole = std::find_if(commands.rbegin(), commands.rend(), [&](const Command& it) {
      return it.layout == Layout::linear || it.rows == a.rows;
    });
    const Command& shown = whole == commands.rend() ? commands.back() : *whole;
    // Of an edge panel only the first lanes of the first column are there.
    const std::uint32_t bytes = whole == commands.rend() ? shown.rows : std::uint32_t{shown.rows} * shown.columns;
    store.a.base = shown.d.base;
    store.columns = store.columns_last = static_cast<std::uint16_t>(bytes);
    store.depth = bytes;
    store.waits[0] = {true, Context::load_b, Period::command, 0};
    commands.push_back(store);
    program::Program p = test::token_program(a, commands);
    p.output = {kStored, 1, bytes, 1, false, bytes};
    CAPTURE(i, a.name, a.memory.device.value("latency_cycles"));
    const std::vector<Finding> findings = prove::verify(p);
    if (!findings.empty()) FAIL(findings.front().text);
    test::compare_views(a, p, Matrix<std::int16_t>(1, 1), pick(0, 2) == 0 ? random.bits() | 1 : 0);
  }
}
