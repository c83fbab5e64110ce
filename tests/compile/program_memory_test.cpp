// SPDX-License-Identifier: Apache-2.0
#include <numeric>

#include "models/core/error.hpp"
#include "models/execute/byte_memory.hpp"
#include "tests/support/catch.hpp"

using octet::MachineFault;
using octet::execute::ByteMemory;
using Bytes = std::vector<std::uint8_t>;

TEST_CASE("bytes written are read back across pages", "[program][golden]") {
  ByteMemory memory("dram", std::uint64_t{1} << 40);
  Bytes data(200000);
  std::iota(data.begin(), data.end(), std::uint8_t{0});
  const std::uint64_t address = (std::uint64_t{1} << 39) + 12345;
  memory.write(address, data);
  Bytes back(data.size());
  memory.read(address, back);
  CHECK(back == data);
}

TEST_CASE("a byte never written cannot be read", "[program][bad]") {
  ByteMemory memory("weight buffer", 100000);
  memory.write(65530, Bytes(10, 7));
  Bytes out(11);
  CHECK_THROWS_WITH(memory.read(65530, out), "weight buffer: read of address 0x10004, which was never written");
  CHECK_THROWS_WITH(memory.read(65529, out), "weight buffer: read of address 0xfff9, which was never written");
  out.resize(10);
  CHECK_NOTHROW(memory.read(65530, out));
  memory.poison();
  CHECK_THROWS_AS(memory.read(65530, out), MachineFault);
}

TEST_CASE("accesses outside a memory fault, without overflow", "[program][bad]") {
  ByteMemory memory("activation buffer", 100);
  Bytes out(4);
  CHECK_THROWS_WITH(memory.read(97, out), "activation buffer: 1 x 4 bytes from address 0x61 lie outside its 100 bytes");
  CHECK_THROWS_AS(memory.write(~std::uint64_t{0}, out), MachineFault);
  CHECK_THROWS_AS(memory.write_strided(0, 2, std::uint64_t{1} << 63, 2, out), MachineFault);
  CHECK_THROWS_AS(memory.write_strided(90, 2, 9, 2, out), MachineFault);
  CHECK_NOTHROW(memory.write_strided(89, 2, 9, 2, out));
}

TEST_CASE("strided runs leave what lies between alone", "[program][golden]") {
  ByteMemory memory("activation buffer", 100);
  memory.write_strided(10, 2, 5, 3, Bytes{1, 2, 3, 4, 5, 6});
  Bytes out(6);
  memory.read_strided(10, 2, 5, 3, out);
  CHECK(out == Bytes{1, 2, 3, 4, 5, 6});
  out.resize(9);
  CHECK_THROWS_WITH(memory.read_strided(10, 3, 5, 3, out),
                    "activation buffer: read of address 0xc, which was never written");
}

TEST_CASE("poisoning brings the image back", "[program][golden]") {
  const Bytes image(70000, 9);
  ByteMemory memory("dram", 1 << 20);
  memory.write(5, Bytes{1});
  memory.set_image(image);
  Bytes out(1);
  for (int round = 0; round < 3; ++round) {
    memory.read(5, out);
    CHECK(out[0] == 9);
    memory.write(5, Bytes{2});
    memory.write(70000, Bytes{3});
    memory.read(5, out);
    CHECK(out[0] == 2);
    memory.poison();
    CHECK_THROWS_AS(memory.read(70000, out), MachineFault);
  }
}

TEST_CASE("the largest memory of 48 address bits costs next to nothing", "[program][golden]") {
  ByteMemory memory("dram", std::uint64_t{1} << 48);
  const std::uint64_t last = (std::uint64_t{1} << 48) - 1;
  memory.write(last, Bytes{42});
  Bytes back(1);
  memory.read(last, back);
  CHECK(back == Bytes{42});
}

TEST_CASE("a page written to keeps the rest of the image", "[program][golden]") {
  Bytes image(70000);
  std::iota(image.begin(), image.end(), std::uint8_t{0});
  ByteMemory memory("dram", std::uint64_t{1} << 30);
  memory.set_image(image);
  memory.write(65535, Bytes{1, 2});
  Bytes out(image.size());
  memory.read(0, out);
  image[65535] = 1;
  image[65536] = 2;
  CHECK(out == image);
  out.resize(2);
  CHECK_THROWS_WITH(memory.read(69999, out), "dram: read of address 0x11170, which was never written");
}

TEST_CASE("a hole of one byte is found wherever it lies", "[program][bad]") {
  for (std::uint64_t hole = 0; hole < 1200; hole += 7) {
    CAPTURE(hole);
    ByteMemory memory("weight buffer", 2000);
    memory.write(0, Bytes(hole, 1));
    memory.write(hole + 1, Bytes(1300 - hole, 1));
    Bytes out(1301);
    CHECK_THROWS_AS(memory.read(0, out), MachineFault);
    CHECK_THROWS_AS(memory.read(hole, {out.data(), 1}), MachineFault);
    CHECK_NOTHROW(memory.read(0, {out.data(), hole}));
    CHECK_NOTHROW(memory.read(hole + 1, {out.data(), 1300 - hole}));
  }
}

TEST_CASE("a view shows runs in place, or packed where pages part them", "[program][golden]") {
  Bytes data(200000);
  std::iota(data.begin(), data.end(), std::uint8_t{0});
  for (const std::uint64_t bytes : {std::uint64_t{1} << 18, std::uint64_t{1} << 30}) {
    ByteMemory memory("memory", bytes);
    memory.write(1000, data);
    for (const std::uint64_t address : {std::uint64_t{1000}, std::uint64_t{65000}}) {
      octet::RawBytes room;
      const octet::execute::Runs runs = memory.view_strided(address, 10, 77, 20, room);
      for (std::uint64_t i = 0; i < 20; ++i)
        for (std::uint64_t j = 0; j < 10; ++j)
          CHECK(runs.data[i * runs.stride + j] == data[address - 1000 + 77 * i + j]);
    }
    octet::RawBytes room;
    CHECK_THROWS_AS(memory.view_strided(990, 10, 77, 20, room), MachineFault);
  }
}

TEST_CASE("a view of what only the image holds lasts", "[program][golden]") {
  Bytes image(200000);
  std::iota(image.begin(), image.end(), std::uint8_t{0});
  ByteMemory memory("dram", std::uint64_t{1} << 30);
  memory.set_image(image);
  octet::RawBytes room;
  // Two pages; then one of them is written to, and what is there must be packed, old beside new.
  const octet::execute::Runs found = memory.view_strided(60000, 10, 7000, 2, room);
  REQUIRE(found.lasting);
  CHECK(found.data == image.data() + 60000);
  CHECK(memory.lasting(60000, 10, 7000, 2) == found.data);
  memory.write(67000, Bytes(4, 0xff));
  CHECK(found.data[found.stride] == image[67000]);
  CHECK(memory.lasting(60000, 10, 7000, 2) == nullptr);
  const octet::execute::Runs parted = memory.view_strided(60000, 10, 7000, 2, room);
  CHECK_FALSE(parted.lasting);
  CHECK(parted.data[0] == image[60000]);
  CHECK(parted.data[parted.stride] == 0xff);
  CHECK(parted.data[parted.stride + 4] == image[67004]);
  CHECK(memory.view_strided(130000, 10, 7000, 2, room).lasting == false);
  CHECK(memory.lasting(131072, 8, 8, 2) == image.data() + 131072);
  CHECK(memory.lasting(199995, 5, 5, 1) != nullptr);
  CHECK(memory.lasting(199995, 6, 6, 1) == nullptr);
  CHECK_THROWS_AS(memory.view_strided(199995, 6, 6, 1, room), MachineFault);
}

TEST_CASE("runs far apart are written next to each other, marked once", "[program][golden]") {
  Bytes data(5000);
  std::iota(data.begin(), data.end(), std::uint8_t{0});
  for (const std::uint64_t bytes : {std::uint64_t{1} << 16, std::uint64_t{1} << 30}) {  // one page; several
    ByteMemory memory("memory", bytes);
    const std::uint64_t address = (1 << 16) - 300;
    memory.write_strided(address, 7, 7, 40, octet::execute::Runs{data.data(), 100});
    Bytes out(280);
    memory.read(address, out);
    for (std::uint64_t i = 0; i < out.size(); ++i) CHECK(out[i] == data[i / 7 * 100 + i % 7]);
    CHECK_THROWS_AS(memory.read(address - 1, {out.data(), 1}), MachineFault);
    CHECK_THROWS_AS(memory.read(address + 280, {out.data(), 1}), MachineFault);
    CHECK(memory.version(address, 280) != 0);
  }
}

TEST_CASE("a version changes with every write to its bytes and belongs to one memory", "[program][golden]") {
  ByteMemory memory("activation buffer", 1 << 16), other("weight buffer", 1 << 16);
  CHECK(memory.version(0, 4000) == 0);
  memory.write(0, Bytes(8000, 1));
  other.write(0, Bytes(8000, 1));
  const std::uint64_t first = memory.version(0, 4000);
  CHECK(first != 0);
  CHECK(first != other.version(0, 4000));
  memory.write(5000, Bytes{1});
  CHECK(memory.version(0, 4000) == first);
  memory.write(3999, Bytes{1});
  const std::uint64_t second = memory.version(0, 4000);
  CHECK(second != first);
  memory.poison();
  CHECK(memory.version(0, 4000) == 0);
  memory.write(0, Bytes(8000, 1));
  CHECK(memory.version(0, 4000) != second);
  CHECK_THROWS_AS(memory.version(0, 1 << 17), MachineFault);
}
