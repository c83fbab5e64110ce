// SPDX-License-Identifier: Apache-2.0
#include "sim/estimate/step_time.hpp"

#include "tests/support/catch.hpp"

using namespace octet;
using namespace octet::program;
using sim::estimation::Cycle;
using sim::estimation::matmul_body;
using sim::estimation::vector_body;

namespace {

Cycle body(Opcode opcode, std::uint32_t rows, std::uint32_t columns) {
  Command command;
  command.opcode = opcode;
  Step step;
  step.rows = rows;
  step.columns = columns;
  return vector_body(command, step,
                     {.requantizer = 4, .softmax = 1, .activation = 2, .normalization = 1, .residual_adder = 2});
}

}  // namespace

TEST_CASE("bodies of the vector units are those of the machine's page", "[estimate]") {
  CHECK(body(Opcode::requantize, 4, 10) == 14);       // one group of 4 lanes: 10 + 4
  CHECK(body(Opcode::requantize, 5, 10) == 24);       // two groups
  CHECK(body(Opcode::softmax, 3, 10) == 3 * 52 + 8);  // two passes and 32 a row
  CHECK(body(Opcode::softmax_plain, 1, 1) == 43);     // three passes
  CHECK(body(Opcode::gelu, 3, 10) == 26);             // two groups of 2 lanes
  CHECK(body(Opcode::layernorm, 2, 10) == 2 * 68 + 12);
  CHECK(body(Opcode::add, 4, 10) == 24);
}

TEST_CASE("tiles of a matmul with shadow accumulators follow max(k, C) cycles apart", "[estimate]") {
  Cycle drain_end = 0;
  // k = 7, C = 4: handed over in 107, 114, 121; the last tile of 2 columns is drained in 123.
  const auto deep = matmul_body(100, 10, 4, 7, true, drain_end);
  CHECK(deep.occupancy == 121);
  CHECK(deep.finish == 123);
  CHECK(drain_end == 123);
  // k = 1: the first waits for the drain before, then one drain of 4 after the other.
  const auto shallow = matmul_body(121, 10, 4, 1, true, drain_end);
  CHECK(shallow.occupancy == 131);  // 123, 127, 131
  CHECK(shallow.finish == 133);
}

TEST_CASE("tiles of a matmul without shadow accumulators follow k + C cycles apart", "[estimate]") {
  Cycle drain_end = 0;
  const auto end = matmul_body(100, 10, 4, 7, false, drain_end);
  CHECK(end.occupancy == 100 + 3 * 7 + 10);
  CHECK(end.finish == end.occupancy);
}
