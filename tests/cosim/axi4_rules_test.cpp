// SPDX-License-Identifier: Apache-2.0
// Every rule of AXI4 that the bench watches is broken once, on ports made of bytes.
#include "hw/cosim/axi4_rules.hpp"

#include <map>
#include <memory>

#include "models/core/error.hpp"
#include "tests/support/catch.hpp"

using namespace octet;

namespace {

/// Ports as a model of gates has them, with nothing behind.
class Wires {
 public:
  rtl::RtlPort port(const std::string& name, std::size_t /*width*/ = 0) const {
    std::unique_ptr<std::uint64_t>& it = wires_[name];
    if (!it) it = std::make_unique<std::uint64_t>(0);
    return rtl::RtlPort({reinterpret_cast<std::uint8_t*>(it.get()), 8});
  }

 private:
  mutable std::map<std::string, std::unique_ptr<std::uint64_t>> wires_;
};

/// A bus of beats of four bytes, watched.
struct Bus {
  Wires wires;
  rtl::Axi4Ports ports{wires, 4};
  rtl::Axi4Rules rules{ports, 4};
  std::uint64_t cycle = 0;

  void set(const char* name, std::uint64_t value) { wires.port(std::string("m_axi_") + name).set(value); }
  void check() { rules.check(cycle++); }
  /// A write burst offered in this cycle.
  void offer_write(std::uint64_t address, std::uint64_t beats, bool ready) {
    set("awvalid_o", 1);
    set("awready_i", ready ? 1 : 0);
    set("awaddr_o", address);
    set("awlen_o", beats - 1);
    set("awsize_o", 2);
    set("awburst_o", 1);
  }
  void offer_beat(std::uint64_t strobes, bool last, bool ready) {
    set("wvalid_o", 1);
    set("wready_i", ready ? 1 : 0);
    set("wstrb_o", strobes);
    set("wlast_o", last ? 1 : 0);
  }
};

}  // namespace

TEST_CASE("a write burst within the rules passes, with data before, with or after the address", "[axi4_rules]") {
  for (const int data_at : {0, 1, 2}) {
    CAPTURE(data_at);
    Bus bus;
    for (int cycle = 0; cycle < 4; ++cycle) {
      bus.set("awvalid_o", 0);
      bus.set("wvalid_o", 0);
      if (cycle == 1) bus.offer_write(4090, 2, true);
      if (cycle == data_at) bus.offer_beat(0b1100, false, true);
      if (cycle == data_at + 1) bus.offer_beat(0b0011, true, true);
      REQUIRE_NOTHROW(bus.check());
    }
  }
}

TEST_CASE("an offer that changes or goes away before it is taken is told", "[axi4_rules]") {
  const char* rule = "an offer must stay as it is until it is taken";
  for (const char* change : {"awvalid_o", "awaddr_o", "awlen_o", "awid_o", "awcache_o"}) {
    CAPTURE(change);
    Bus bus;
    bus.offer_write(64, 2, false);
    bus.check();
    REQUIRE_NOTHROW(bus.check());
    bus.set(change, change == std::string("awvalid_o") ? 0 : 4);
    REQUIRE_THROWS_WITH(bus.check(), Catch::Contains(rule) && Catch::Contains("channel aw in cycle 2"));
  }
  for (const char* change : {"wdata_o", "wstrb_o", "wlast_o"}) {
    CAPTURE(change);
    Bus bus;
    bus.offer_beat(0b1111, false, false);
    bus.check();
    bus.set(change, 1);
    REQUIRE_THROWS_WITH(bus.check(), Catch::Contains(rule));
  }
}

TEST_CASE("an offer that depends on ready is told", "[axi4_rules]") {
  Bus bus;
  bus.offer_write(64, 1, true);
  bus.rules.before_other_ready();
  bus.set("awready_i", 0);
  bus.set("awvalid_o", 0);
  REQUIRE_THROWS_WITH(bus.check(), Catch::Contains("an offer must not depend on ready"));
}

TEST_CASE("addresses that AXI4 forbids are told", "[axi4_rules]") {
  Bus crossing;
  crossing.offer_write(4088, 3, true);
  REQUIRE_THROWS_WITH(crossing.check(), Catch::Contains("a burst must not cross a multiple of 4096"));
  Bus fixed;
  fixed.offer_write(0, 3, true);
  fixed.set("awburst_o", 0);
  REQUIRE_THROWS_WITH(fixed.check(), Catch::Contains("bursts must be INCR"));
  Bus narrow;
  narrow.offer_write(0, 3, true);
  narrow.set("awsize_o", 1);
  REQUIRE_THROWS_WITH(narrow.check(), Catch::Contains("beats must be as wide as the bus"));
}

TEST_CASE("a wrong last beat and a strobe before the address are told", "[axi4_rules]") {
  Bus missing;
  missing.offer_write(0, 1, true);
  missing.check();
  missing.set("awvalid_o", 0);
  missing.offer_beat(0b1111, false, true);
  REQUIRE_THROWS_WITH(missing.check(), Catch::Contains("the last beat of a burst must be marked"));
  Bus early;
  early.offer_write(0, 2, true);
  early.offer_beat(0b1111, true, true);
  REQUIRE_THROWS_WITH(early.check(), Catch::Contains("only the last beat of a burst must be marked"));
  Bus before;
  before.offer_write(2, 1, true);
  before.offer_beat(0b1110, true, true);
  REQUIRE_THROWS_WITH(before.check(), Catch::Contains("no strobe may lie before the burst's address"));
}
