// SPDX-License-Identifier: Apache-2.0
#include "hw/cosim/rtl_accelerator.hpp"

#include <cstring>

#include "models/core/error.hpp"
#include "tests/cosim/architectures.hpp"
#include "tests/cosim/compare_views.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;
using program::Command;
using program::Context;
using program::Layout;
using program::Opcode;
using program::Period;
using program::Space;

namespace {

struct Copy {
  Layout layout;
  std::uint32_t steps, rows, columns, element_bytes, lanes, pitch, in_base, out_base;
};

/// A program that loads a matrix and stores it again, `steps` row blocks one after the other: two commands.
program::Program copy_program(const arch::Architecture& a, const Copy& copy) {
  Command load;
  load.opcode = Opcode::load;
  load.context = Context::load_a;
  load.space = Space::activation;
  load.layout = copy.layout;
  load.element_bytes = static_cast<std::uint8_t>(copy.element_bytes);
  load.tile_columns = static_cast<std::uint16_t>(copy.lanes);
  load.count0 = 1;
  load.count1 = static_cast<std::uint16_t>(copy.steps);
  load.rows = load.rows_last = static_cast<std::uint16_t>(copy.rows);
  load.columns = load.columns_last = copy.columns;
  load.depth = copy.pitch;
  // What panels make of a block: whole panels of columns, or of rows.
  const auto whole = [&](std::uint32_t size) { return (size + copy.lanes - 1) / copy.lanes * copy.lanes; };
  const std::uint32_t elements =
      copy.layout == Layout::row_panels ? whole(copy.rows) * copy.columns : copy.rows * whole(copy.columns);
  const std::uint32_t block = elements * copy.element_bytes;
  load.a.base = copy.in_base;
  load.a.stride1 = copy.rows * copy.pitch;
  load.d.base = 64;
  load.d.stride1 = block;
  Command store = load;
  store.opcode = Opcode::store;
  store.context = Context::store;
  store.a = load.d;
  store.d = load.a;
  store.d.base = copy.out_base;
  load.signals[0] = {true, Context::store, Period::step, 0};
  store.waits[0] = {true, Context::load_a, Period::step, 0};

  program::Program p;
  p.model = "copy";
  p.architecture = a.name;
  p.geometry = a.geometry();
  p.commands = {load, store};
  p.layers = {"copy"};
  p.layer_macs = {0};
  p.program_base = 32;
  p.image.resize(p.program_base + 2 * Command::kBytes);
  for (std::size_t i = 0; i < 2; ++i) {
    const auto bytes = program::encode(p.commands[i]);
    std::memcpy(p.image.data() + p.program_base + i * Command::kBytes, bytes.data(), bytes.size());
  }
  p.input = {copy.in_base, copy.steps * copy.rows, copy.columns, copy.element_bytes, false, copy.pitch};
  p.output = {copy.out_base, copy.steps * copy.rows, copy.columns, copy.element_bytes, false, copy.pitch};
  return p;
}

Matrix<std::int16_t> random_matrix(const program::HostMatrix& host) {
  test::RandomSource random;
  Matrix<std::int16_t> out(host.rows, host.columns);
  for (std::int16_t& x : out.data()) x = static_cast<std::int16_t>(random.bits() % 256) - 128;
  return out;
}

}  // namespace

TEST_CASE("loads and stores move every layout and alignment alike in SystemC and in gates", "[cosim][dma]") {
  test::RandomSource random;
  CAPTURE(test::seed());
  for (int i = 0; i < 300; ++i) {
    const auto pick = [&](std::int64_t low, std::int64_t high) {
      return static_cast<std::uint32_t>(random.between(low, high));
    };
    const std::vector<arch::Architecture> all = test::built_architectures(pick(1, 40));
    const arch::Architecture& a = all[static_cast<std::size_t>(i) % all.size()];
    const bool by_rows = random.between(0, 1) == 0;
    Copy copy{i % 5 == 0 ? Layout::linear
              : by_rows  ? Layout::row_panels
                         : Layout::column_panels,
              pick(1, 4), pick(1, 12), pick(1, 30), pick(1, 2),
              by_rows && random.between(0, 3) != 0 ? a.rows : a.columns, 0,
              // Around an end of a page of addresses, which no burst crosses.
              3500 + pick(0, 600), 12'000 + pick(0, 600)};
    copy.pitch = copy.columns * copy.element_bytes + (random.between(0, 2) == 0 ? 0 : pick(1, 40));
    CAPTURE(i, copy.steps, copy.rows, copy.columns, copy.element_bytes, copy.pitch, copy.in_base, copy.out_base);
    const program::Program p = copy_program(a, copy);
    const Matrix<std::int16_t> input = random_matrix(p.input);
    const rtl::RtlResult gates = test::compare_views(a, p, input, random.between(0, 1) == 0 ? 0 : random.bits() | 1);
    REQUIRE(gates.output == input);
    const std::uint64_t moved = std::uint64_t{copy.steps} * copy.rows * copy.columns * copy.element_bytes;
    REQUIRE(gates.read.count() == moved + 2 * Command::kBytes);
    REQUIRE(gates.written.count() == moved);
  }
}

TEST_CASE("a copy of four bytes takes the cycles counted by hand", "[cosim][dma]") {
  // Beats of 16 bytes, bursts of 64, latency 10. Fetches of 160 bytes at 32 and 192: bursts of 64, 64 and 32 bytes.
  // 0 granted; bursts in 1, 2, 3; beats in 11..20. 4 granted; bursts in 5 (four are outstanding), 15 (the first ended
  // in 14), 19; its beats in 21..24, 25..28, 29..30. The load is dispatched in 21, heads its queue in 22, requests in
  // 23: granted, burst in 24 (two outstanding), its beat in 34. The store is dispatched in 31, heads its queue in 32,
  // requests from 33; the token is there in 35: granted, its beat in 36, on the bus in 46. Over in 47.
  const arch::Architecture a = test::built_architecture("accelerator_4x4", 10);
  const program::Program p = copy_program(a, {Layout::linear, 1, 1, 4, 1, 4, 4, 1024, 2048});
  REQUIRE(test::compare_views(a, p, random_matrix(p.input)).cycles.count() == 47);
}

TEST_CASE("an empty program is over at once", "[cosim]") {
  const arch::Architecture a = test::built_architecture("accelerator_4x4", 10);
  program::Program p = copy_program(a, {Layout::linear, 1, 1, 4, 1, 4, 4, 1024, 1024});
  p.commands.clear();
  REQUIRE(rtl::RtlAccelerator(a).run(p, random_matrix(p.input)).cycles.count() == 0);
}

TEST_CASE("gates say what they cannot do", "[cosim]") {
  arch::Architecture a = test::built_architecture("accelerator_4x4", 10);
  const program::Program words = copy_program(a, {Layout::row_panels, 1, 4, 4, 4, 4, 16, 1024, 2048});
  REQUIRE_THROWS_AS(rtl::RtlAccelerator(a).run(words, Matrix<std::int16_t>(4, 4)), MachineFault);

  program::Program absent = copy_program(a, {Layout::linear, 1, 1, 4, 1, 4, 4, 1024, 2048});
  absent.image.at(32 + 1) = static_cast<std::uint8_t>(Context::softmax);
  REQUIRE_THROWS_AS(rtl::RtlAccelerator(a).run(absent, random_matrix(absent.input)), MachineFault);

  // The memory has fewer bytes than the gates think.
  program::Program outside = copy_program(a, {Layout::linear, 1, 1, 4, 1, 4, 4, 1024, 1 << 21});
  outside.output.address = 2048;
  REQUIRE_THROWS_WITH(rtl::RtlAccelerator(a).run(outside, random_matrix(outside.input)),
                      Catch::Contains("the memory answered a burst with an error before cycle"));

  a.rows = 5;
  REQUIRE_THROWS_WITH(rtl::RtlAccelerator(a), Catch::Contains("rows: the gates want a multiple of 4 up to 64, got 5"));
  a.columns = 68;
  REQUIRE_THROWS_WITH(rtl::RtlAccelerator(a),
                      Catch::Contains("rows: the gates want") &&
                          Catch::Contains("columns: the gates want a multiple of 4 up to 64, got 68"));
}
