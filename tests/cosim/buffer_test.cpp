// SPDX-License-Identifier: Apache-2.0
// A buffer (docs/machine.md, "Memories"): what is written in a cycle is read from the next on, by every reader, in
// every lane.
#include <array>
#include <vector>

#include "tests/cosim/port_bits.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;

namespace {

constexpr std::size_t kBytes = 1536, kReaders = 3, kReadLanes = 4, kWriters = 2, kWriteLanes = 4, kBeatBytes = 8;
constexpr int kUnknown = -1;  // never written

}  // namespace

TEST_CASE("every byte of a buffer reads as it was written last, whoever writes and reads it", "[buffer][rtl]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  rtl::RtlModel model(rtl::model_directory() / "buffer_clients.so", test::seed());
  const rtl::RtlPort read_address = model.port("read_address_i", kReaders * 32),
                     read_data = model.port("read_data_o", kReaders * kReadLanes * 8),
                     write_address = model.port("write_address_i", kWriters * 32),
                     write_enable = model.port("write_enable_i", kWriters * kWriteLanes),
                     write_data = model.port("write_data_i", kWriters * kWriteLanes * 8),
                     beat_address = model.port("beat_address_i", kBeatBytes * 32),
                     beat_enable = model.port("beat_enable_i", kBeatBytes),
                     beat_data = model.port("beat_data_i", kBeatBytes * 8);
  std::vector<int> memory(kBytes, kUnknown);
  const auto place = [&](std::size_t bytes) {
    return static_cast<std::size_t>(random.between(0, static_cast<std::int64_t>(kBytes - bytes)));
  };
  std::array<std::size_t, kReaders> reads{};
  std::size_t compared = 0;
  for (int cycle = 0; cycle < 6000; ++cycle) {
    std::vector<int> next = memory;
    std::vector<bool> taken(kBytes, false);  // no byte is written twice in a cycle
    const auto write = [&](std::size_t at, rtl::RtlPort data, std::size_t lane) {
      const auto byte = static_cast<std::uint8_t>(random.bits());
      test::put(data, lane * 8, 8, byte);
      const bool enable = random.between(0, 1) == 1 && !taken[at];
      if (enable) {
        taken[at] = true;
        next[at] = byte;
      }
      return enable;
    };
    for (const rtl::RtlPort& port :
         {read_address, write_address, write_enable, write_data, beat_address, beat_enable, beat_data})
      test::clear(port);
    for (std::size_t writer = 0; writer < kWriters; ++writer) {
      const std::size_t at = place(kWriteLanes);
      test::put(write_address, writer * 32, 32, at);
      for (std::size_t lane = writer * kWriteLanes; lane < (writer + 1) * kWriteLanes; ++lane)
        test::put(write_enable, lane, 1, write(at + lane % kWriteLanes, write_data, lane) ? 1 : 0);
    }
    for (std::size_t lane = 0; lane < kBeatBytes; ++lane) {
      const std::size_t at = place(1);
      test::put(beat_address, lane * 32, 32, at);
      test::put(beat_enable, lane, 1, write(at, beat_data, lane) ? 1 : 0);
    }
    for (std::size_t reader = 0; reader < kReaders; ++reader)
      test::put(read_address, reader * 32, 32, reads[reader] = place(kReadLanes));
    model.evaluate();
    for (std::size_t lane = 0; lane < kReaders * kReadLanes; ++lane) {
      const std::size_t at = reads[lane / kReadLanes] + lane % kReadLanes;
      if (memory[at] == kUnknown) continue;
      ++compared;
      if (read_data.bytes()[lane] != memory[at])
        FAIL("cycle " << cycle << ", lane " << lane << ": byte " << at << " reads " << int{read_data.bytes()[lane]}
                      << ", written was " << memory[at]);
    }
    model.clock();
    memory = next;
  }
  CHECK(compared > 50'000);
}
