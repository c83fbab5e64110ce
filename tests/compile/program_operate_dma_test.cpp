// SPDX-License-Identifier: Apache-2.0
#include <functional>

#include "models/core/error.hpp"
#include "tests/compile/program_memories.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;
using namespace octet::program;

namespace {

struct Shape {
  std::uint64_t rows, columns, lanes, e;
};

/// Where docs/machine.md puts element (r, c) on the buffer side.
std::uint64_t offset(Layout layout, const Shape& s, std::uint64_t r, std::uint64_t c) {
  switch (layout) {
    case Layout::linear:
      return (r * s.columns + c) * s.e;
    case Layout::column_panels:
      return (c / s.lanes) * s.rows * s.lanes * s.e + r * s.lanes * s.e + (c % s.lanes) * s.e;
    case Layout::panel:
    case Layout::row_panels:
      return (r / s.lanes) * s.columns * s.lanes * s.e + c * s.lanes * s.e + (r % s.lanes) * s.e;
  }
  return 0;
}

Command dma(Opcode opcode, Layout layout, const Shape& s, std::uint32_t pitch) {
  Command c;
  c.opcode = opcode;
  c.layout = layout;
  c.space = Space::activation;
  c.element_bytes = static_cast<std::uint8_t>(s.e);
  c.count0 = c.count1 = 1;
  c.rows = c.rows_last = static_cast<std::uint16_t>(s.rows);
  c.columns = c.columns_last = static_cast<std::uint32_t>(s.columns);
  c.tile_columns = static_cast<std::uint16_t>(s.lanes);
  c.depth = pitch;
  return c;
}

}  // namespace

TEST_CASE("loads and stores put every element where its layout says", "[program][golden]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  for (const Layout layout : {Layout::linear, Layout::column_panels, Layout::row_panels})
    for (const std::uint64_t e : {1, 2, 4})
      for (const auto& [rows, columns] :
           {std::pair<std::uint64_t, std::uint64_t>{1, 1}, {3, 5}, {4, 4}, {8, 16}, {17, 9}, {19, 37}, {32, 24}})
        for (const std::uint64_t lanes : {4, 8, 16})
          for (const std::uint64_t gap : {0, 3}) {
            const Shape s{rows, columns, lanes, e};
            const std::uint64_t pitch = columns * e + gap;
            CAPTURE(name(layout), e, rows, columns, lanes, gap);
            test::Memories memories;
            Command load = dma(Opcode::load, layout, s, static_cast<std::uint32_t>(pitch));
            load.a.base = 77;
            load.d.base = 1001;
            for (std::uint64_t r = 0; r < rows; ++r)
              for (std::uint64_t c = 0; c < columns * e; ++c)
                memories.put(Space::dram, 77 + r * pitch + c, 1, static_cast<std::int64_t>(random.bits()));
            memories.execute(load, {});
            bool right = true;
            for (std::uint64_t r = 0; r < rows; ++r)
              for (std::uint64_t c = 0; c < columns; ++c)
                right = right && memories.get(Space::activation, 1001 + offset(layout, s, r, c), e) ==
                                     memories.get(Space::dram, 77 + r * pitch + c * e, e);
            CHECK(right);

            Command store = dma(Opcode::store, layout, s, static_cast<std::uint32_t>(pitch));
            store.a.base = 1001;
            store.d.base = 30001;
            memories.execute(store, {});
            for (std::uint64_t r = 0; r < rows; ++r)
              for (std::uint64_t c = 0; c < columns * e; ++c)
                right = right && memories.get(Space::dram, 30001 + r * pitch + c, 1) ==
                                     memories.get(Space::dram, 77 + r * pitch + c, 1);
            CHECK(right);
            if (gap > 0 && rows > 1)
              CHECK_THROWS_AS(memories.get(Space::dram, 30001 + columns * e, 1),
                              MachineFault);  // between rows: untouched
          }
}

TEST_CASE("a panel lies in DRAM as in a buffer, and its padding lanes are left as they were", "[program][golden]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  constexpr std::uint64_t kLanes = 8, kFrom = 77, kBuffer = 1001, kTo = 30'001;
  for (const std::uint64_t e : {1, 2, 4})
    for (const std::uint64_t rows : {1, 5, 8})
      for (const std::uint64_t columns : {1, 9}) {
        CAPTURE(e, rows, columns);
        const Shape s{rows, columns, kLanes, e};
        const auto each = [&](const std::function<void(std::uint64_t)>& use) {
          for (std::uint64_t r = 0; r < rows; ++r)
            for (std::uint64_t c = 0; c < columns; ++c) use(offset(Layout::panel, s, r, c));
        };
        test::Memories memories;
        each([&](std::uint64_t at) {
          memories.put(Space::dram, kFrom + at, e, static_cast<std::int64_t>(random.bits()));
        });
        Command load = dma(Opcode::load, Layout::panel, s, 0), store = dma(Opcode::store, Layout::panel, s, 0);
        load.a.base = kFrom;
        load.d.base = store.a.base = kBuffer;
        store.d.base = kTo;
        memories.execute(load, {});
        memories.execute(store, {});
        bool right = true;
        each([&](std::uint64_t at) {
          const std::int64_t value = memories.get(Space::dram, kFrom + at, e);
          right = right && memories.get(Space::activation, kBuffer + at, e) == value &&
                  memories.get(Space::dram, kTo + at, e) == value;
        });
        CHECK(right);
        if (rows == kLanes) continue;
        CHECK_THROWS_AS(memories.get(Space::activation, kBuffer + rows * e, 1), MachineFault);
        CHECK_THROWS_AS(memories.get(Space::dram, kTo + rows * e, 1), MachineFault);
      }
}

TEST_CASE("a load leaves the padding lanes of an edge panel unwritten", "[program][golden]") {
  test::Memories memories;
  for (std::uint64_t i = 0; i < 15; ++i) memories.put(Space::dram, i, 1, 1);
  memories.execute(dma(Opcode::load, Layout::row_panels, {3, 5, 4, 1}, 5), {});
  CHECK_NOTHROW(memories.get(Space::activation, 18, 1));
  CHECK_THROWS_AS(memories.get(Space::activation, 3, 1), MachineFault);
  CHECK_THROWS_AS(memories.get(Space::activation, 19, 1), MachineFault);
}
