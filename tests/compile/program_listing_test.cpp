// SPDX-License-Identifier: Apache-2.0
#include "models/program/listing.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/matmul_program.hpp"

using namespace octet;

TEST_CASE("a listing shows loops, operands and tokens of a command", "[program][golden]") {
  test::MatmulProgramOptions options;
  options.geometry = test::fitted_geometry(4, 4);
  const auto program = test::matmul_program(options).program;
  CHECK(program::listing(program, 4) ==
        "4: matmul on matmul_a for matmul: 3 x 2 steps of 4 (last 1) x 4 (last 1) depth 7\n"
        "    rows  activation 0x0 + i0 * 0x0 + i1 * 0x1c\n"
        "    cols  weight 0x0 ring outer of 2 x 0x1c + i1 * 0x0\n"
        "    write accumulator 0x0 ring step of 2 x 0x40\n"
        "    wait load_a/command, load_b/outer, requantizer_a/step skip 2\n"
        "    signal load_b/outer skip 2, requantizer_a/step\n");
  const std::string whole = program::listing(program);
  CHECK_THAT(whole, Catch::StartsWith("program of matmul for test\narray 4 x 4, queues of 4") &&
                        Catch::Contains("6: store on store"));
}
