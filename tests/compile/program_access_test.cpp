// SPDX-License-Identifier: Apache-2.0
#include <set>

#include "models/program/access.hpp"
#include "tests/support/catch.hpp"

using namespace octet::program;

namespace {

Geometry geometry() {
  Geometry g;
  g.rows = 4;
  g.columns = 8;
  return g;
}

Command command(Opcode opcode, std::uint8_t element_bytes) {
  Command c;
  c.opcode = opcode;
  c.element_bytes = element_bytes;
  c.tile_columns = 8;
  c.depth = 10;
  return c;
}

/// 3 valid rows, 9 columns.
const Step kStep{0, 0, 3, 9, 100, 200, 300, 400};

std::vector<Access> accesses(const Command& c) {
  std::vector<Access> out;
  append_accesses(c, kStep, geometry(), out);
  return out;
}

}  // namespace

TEST_CASE("a word is what a bank delivers a cycle, a granule what it holds a whole number of", "[program][golden]") {
  using octet::machine::Space;
  const Geometry g = geometry();
  CHECK(g.word_bytes(Space::activation) == 4);
  CHECK(g.word_bytes(Space::weight) == 8);
  CHECK(g.word_bytes(Space::accumulator) == 16);
  CHECK(g.word_bytes(Space::parameter) == 16);
  CHECK(g.word_bytes(Space::dram) == 0);
  CHECK(g.granule_bytes(Space::activation) == 8);
  for (const Space space : {Space::weight, Space::accumulator, Space::parameter})
    CHECK(g.granule_bytes(space) == g.word_bytes(space));
}

TEST_CASE("the footprints of a step are those of the machine's contract", "[program][golden]") {
  const auto act = Space::activation;
  CHECK(accesses(command(Opcode::matmul, 0)) == std::vector<Access>{{act, 100, 40, false},
                                                                    {Space::weight, 200, 160, false},
                                                                    {Space::accumulator, 400, 144, true}});
  Command c = command(Opcode::requantize, 2);
  CHECK(accesses(c) == std::vector<Access>{{Space::accumulator, 100, 144, false},
                                           {Space::parameter, 300, 144, false},
                                           {act, 400, 72, true}});
  c.mode = RequantizeMode::per_row;
  CHECK(accesses(c).at(1) == Access{act, 300, 24, false});
  c.mode = RequantizeMode::uniform;
  CHECK(accesses(c).size() == 2);
  CHECK(accesses(command(Opcode::softmax, 2)) ==
        std::vector<Access>{{act, 100, 72, false}, {act, 400, 36, true}, {act, 300, 24, true}});
  CHECK(accesses(command(Opcode::softmax_plain, 1)) ==
        std::vector<Access>{{act, 100, 36, false}, {act, 400, 36, true}});
  CHECK(accesses(command(Opcode::gelu, 2)) == std::vector<Access>{{act, 100, 72, false}, {act, 400, 36, true}});
  CHECK(accesses(command(Opcode::layernorm, 2)) ==
        std::vector<Access>{{act, 100, 72, false}, {Space::parameter, 300, 144, false}, {act, 400, 36, true}});
  c = command(Opcode::add, 2);
  c.element_bytes_b = 0x21;
  CHECK(accesses(c) == std::vector<Access>{{act, 100, 36, false}, {act, 200, 72, false}, {act, 400, 72, true}});
}

TEST_CASE("DMA steps touch rows of DRAM and whole panels of a buffer", "[program][golden]") {
  Command c = command(Opcode::load, 1);
  c.space = Space::weight;
  CHECK(accesses(c) == std::vector<Access>{{Space::dram, 100, 9, false},
                                           {Space::dram, 110, 9, false},
                                           {Space::dram, 120, 9, false},
                                           {Space::weight, 400, 27, true}});
  c.depth = 9;
  CHECK(accesses(c).front() == Access{Space::dram, 100, 27, false});
  c.layout = Layout::column_panels;
  CHECK(accesses(c).back() == Access{Space::weight, 400, 2 * 3 * 8, true});
  c.layout = Layout::row_panels;
  CHECK(accesses(c).back() == Access{Space::weight, 400, 9 * 8, true});
  c.opcode = Opcode::store;
  c.element_bytes = 2;
  c.depth = 18;
  CHECK(accesses(c) == std::vector<Access>{{Space::weight, 100, 2 * 9 * 8, false}, {Space::dram, 400, 54, true}});
  // A panel is one on both sides, padding and all; only its valid lanes count.
  c.layout = Layout::panel;
  CHECK(accesses(c) ==
        std::vector<Access>{{Space::weight, 100, 2 * 9 * 8, false}, {Space::dram, 400, 2 * 9 * 8, true}});
  const Footprints both = footprints(c, kStep, geometry());
  for (std::uint64_t byte = 0; byte < 2 * 9 * 8; ++byte)
    for (const Footprint& footprint : both) REQUIRE(footprint.has_valid(byte, byte + 1) == (byte % 16 < 6));
}

TEST_CASE("valid lanes of a footprint agree with the layouts", "[program][golden]") {
  Command c = command(Opcode::matmul, 0);
  const Footprints all = footprints(c, kStep, geometry());
  std::set<std::uint64_t> rows, columns;
  for (std::uint64_t k = 0; k < 10; ++k) {
    for (std::uint64_t row = 0; row < 3; ++row) rows.insert(k * 4 + row);
    for (std::uint64_t column = 0; column < 9; ++column) columns.insert(column / 8 * 10 * 8 + k * 8 + column % 8);
  }
  for (std::uint64_t begin = 0; begin < 160; ++begin)
    for (std::uint64_t end = begin; end <= 160; ++end) {
      if (end <= 40) REQUIRE(all.items[0].has_valid(begin, end) == (rows.lower_bound(begin) != rows.lower_bound(end)));
      REQUIRE(all.items[1].has_valid(begin, end) == (columns.lower_bound(begin) != columns.lower_bound(end)));
    }
}
