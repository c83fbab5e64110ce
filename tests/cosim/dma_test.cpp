// SPDX-License-Identifier: Apache-2.0
// The DMA by itself: every output in every cycle, for steps of every layout and size on all channels.
#include "tests/cosim/dma_bench.hpp"
#include "tests/support/catch.hpp"

using namespace octet;
using program::Layout;
using test::DmaBench;
using test::DmaJob;

namespace {

std::uint64_t pick(test::RandomSource& random, std::initializer_list<std::uint64_t> values) {
  return values.begin()[random.between(0, static_cast<std::int64_t>(values.size()) - 1)];
}

std::uint64_t up_to(test::RandomSource& random, std::uint64_t most) {
  return static_cast<std::uint64_t>(random.between(1, static_cast<std::int64_t>(most)));
}

/// Anywhere in 48 bits but at their end, where a transfer would not fit; often where a page ends.
std::uint64_t random_address(test::RandomSource& random) {
  std::uint64_t address = random.bits() >> random.between(16, 52);
  if (address >> 40 == 0xff) address -= std::uint64_t{1} << 40;
  return random.between(0, 1) == 0 ? address : (address | 4095) - static_cast<std::uint64_t>(random.between(0, 40));
}

/// A step of some hundred bytes, or, seldom, of some thousand rows or bytes a row; its strides and addresses have any
/// width.
DmaJob random_job(test::RandomSource& random) {
  DmaJob out;
  out.unit = random.between(0, 9) == 0 ? 0 : static_cast<std::uint32_t>(random.between(1, 4));
  out.dram = random_address(random);
  out.buffer = static_cast<std::uint32_t>(random.bits() >> random.between(32, 52));
  if (out.unit == 0) return out;
  out.space = out.is_store() ? program::Space::activation : static_cast<program::Space>(pick(random, {1, 2, 4}));
  out.layout = static_cast<Layout>(random.between(0, 3));
  const bool blocks = out.layout == Layout::row_panels;
  out.element_bytes = static_cast<std::uint8_t>(blocks ? up_to(random, 2) : pick(random, {1, 1, 2, 3, 4, 16, 255}));
  const bool is_large = random.between(0, 49) == 0;
  out.rows = static_cast<std::uint16_t>(up_to(random, random.between(0, 7) == 0 ? is_large ? 3000 : 40 : 9));
  const std::uint64_t row_bytes = out.rows > 9 ? 12 : is_large ? 4000 : random.between(0, 9) == 0 ? 600 : 60;
  out.columns =
      static_cast<std::uint32_t>(up_to(random, row_bytes / std::min<std::uint64_t>(out.element_bytes, row_bytes)));
  const std::uint64_t run = std::uint64_t{out.columns} * out.element_bytes;
  const bool wide = !blocks && random.between(0, 4) == 0;
  out.lanes = static_cast<std::uint16_t>(up_to(random, blocks ? DmaBench::kLanes : wide ? 65535 : 6));
  if (out.layout == Layout::panel) {
    out.element_bytes = static_cast<std::uint8_t>(pick(random, {1, 2, 4}));
    out.lanes = static_cast<std::uint16_t>(up_to(random, is_large ? 4000 : 9));
    out.columns = static_cast<std::uint32_t>(up_to(random, is_large ? 9 : 40));
    out.rows = static_cast<std::uint16_t>(up_to(random, out.lanes));
  }
  out.pitch = static_cast<std::uint32_t>(
      pick(random, {run, run + up_to(random, 30), random.bits() >> random.between(32, 60), 4096,
                    // A matrix that is dense but for one bit.
                    run ^ std::uint64_t{1} << random.between(0, 31)}));
  return out;
}

/// Steps in random order until `jobs` are over.
void run_jobs(DmaBench& bench, test::RandomSource& random, int jobs) {
  DmaJob next = random_job(random);
  for (std::uint64_t last = bench.cycles(); jobs > 0 || !bench.over(); bench.cycle()) {
    REQUIRE(bench.cycles() - last < 200'000);
    if (jobs == 0 || !bench.can_start(next.unit) || random.between(0, 2) == 0) continue;
    bench.start(next);
    next = random_job(random);
    last = bench.cycles();
    --jobs;
  }
}

}  // namespace

TEST_CASE("every output of the DMA is right in every cycle of a thousand steps, to the cycles of the page",
          "[dma][rtl]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  rtl::RtlModel model(rtl::model_directory() / "dma.so", test::seed());
  // A memory without stalls, and two with.
  for (const std::uint64_t stall_seed : {0, 1, 2}) {
    CAPTURE(stall_seed);
    DmaBench bench(model, random, true, stall_seed);
    run_jobs(bench, random, stall_seed == 0 ? 500 : 250);
  }
}

TEST_CASE("the DMA takes answers to reads and to writes in any order between them", "[dma][rtl]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  rtl::RtlModel model(rtl::model_directory() / "dma.so", test::seed());
  DmaBench bench(model, random, false);
  // It takes both kinds to end in one cycle, which few draws make them do.
  for (int round = 0; round < 10 && bench.finishes_at_once == 0; ++round) run_jobs(bench, random, 600);
  CHECK(bench.finishes_at_once > 0);
}

TEST_CASE("the DMA begins transfers of the largest sizes as it begins all others", "[dma][rtl]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  rtl::RtlModel model(rtl::model_directory() / "dma.so", test::seed());
  for (int i = 0; i < 150; ++i) {
    DmaJob job = random_job(random);
    if (job.unit == 0) continue;
    CAPTURE(i, job.unit);
    // Rows of up to 2^31 bytes, up to 65535 of them; of the first some are seen.
    const bool many = random.between(0, 1) == 0;
    job.rows = static_cast<std::uint16_t>(many ? 65535 - random.between(0, 40000) : job.rows);
    // A few more than a power of two: whoever loses that bit is over at once.
    if (random.between(0, 1) == 0) {
      if (many)
        job.rows = static_cast<std::uint16_t>((1 << random.between(6, 15)) + random.between(1, 6));
      else
        job.columns = (std::uint32_t{1} << random.between(10, 29)) / job.element_bytes +
                      static_cast<std::uint32_t>(up_to(random, 20));
    } else if (!many || random.between(0, 2) == 0)
      job.columns = static_cast<std::uint32_t>((random.bits() >> random.between(33, 44)) / job.element_bytes + 1);
    DmaBench bench(model, random, false);
    bench.start(job);
    for (int cycle = 0; cycle < 150; ++cycle) bench.cycle();
  }
}

TEST_CASE("the DMA refuses to transpose elements of more than two bytes, of any channel, and nothing else",
          "[dma][rtl]") {
  rtl::RtlModel model(rtl::model_directory() / "dma.so");
  test::RandomSource random;
  for (std::uint32_t unit = 1; unit <= 4; ++unit) {
    CAPTURE(unit);
    for (const std::uint64_t bytes : {3, 4, 8, 16, 32, 64, 128}) {
      CAPTURE(bytes);
      DmaJob job{.unit = unit, .layout = Layout::row_panels, .element_bytes = static_cast<std::uint8_t>(bytes)};
      DmaBench bench(model, random, false);
      REQUIRE(bench.refuses(job));
    }
  }
}
