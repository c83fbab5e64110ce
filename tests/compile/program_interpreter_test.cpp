// SPDX-License-Identifier: Apache-2.0
#include "models/core/error.hpp"
#include "models/execute/interpreter.hpp"
#include "models/prove/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/matmul_program.hpp"

using namespace octet;
using test::fitted_geometry;
using test::matmul_program;
using test::MatmulProgramOptions;

TEST_CASE("the hand-written matmul gives the golden kernels' result in any order of steps", "[program][golden]") {
  for (const bool linear : {true, false})
    for (const auto& [m, k, n, rows, columns] : {std::array<std::uint32_t, 5>{5, 7, 9, 4, 4},
                                                 {4, 8, 4, 4, 4},
                                                 {33, 20, 50, 16, 8},
                                                 {1, 1, 1, 8, 8},
                                                 {40, 64, 30, 8, 16}})
      for (const std::uint32_t tiles : {1u, 2u})
        for (const std::uint32_t slots : {1u, 2u, 3u}) {
          MatmulProgramOptions options{
              m, k, n, fitted_geometry(rows, columns), tiles, slots, linear, (m + n) % 2 == 0, m + n};
          const auto built = matmul_program(options);
          CAPTURE(linear, m, k, n, rows, columns, tiles, slots);
          for (const auto& finding : prove::verify(built.program)) FAIL_CHECK(finding.text);
          execute::Interpreter interpreter(built.program);
          for (const std::uint64_t seed : {0, 1, 2, 3}) CHECK(interpreter.run(built.input, seed) == built.expected);
        }
}

TEST_CASE("inputs that do not fit are refused", "[program][bad]") {
  MatmulProgramOptions options;
  options.geometry = fitted_geometry(4, 4);
  options.linear_only = false;
  const auto built = matmul_program(options);
  execute::Interpreter interpreter(built.program);
  CHECK_THROWS_WITH(interpreter.run(Matrix<std::int16_t>(7, 5)),
                    Catch::Contains("expected a matrix of 5 x 7, got 7 x 5"));
  Matrix<std::int16_t> input = built.input;
  input.at(2, 3) = 128;
  CHECK_THROWS_WITH(interpreter.run(input),
                    Catch::Contains("element (2, 3): expected a value in [-128, 127], got 128"));
}

TEST_CASE("faults name command, context and step", "[program][bad]") {
  MatmulProgramOptions options;
  options.geometry = fitted_geometry(4, 4);
  auto built = matmul_program(options);
  const auto run = [&] { return execute::Interpreter(built.program).run(built.input); };
  SECTION("poison") {
    built.program.commands[4].a.base += 28;  // past the last tile that was loaded
    CHECK_THROWS_WITH(run(), Catch::Contains("command 4 (matmul_a, step 1 of 6): activation buffer: read of address"));
  }
  SECTION("deadlock") {
    built.program.commands[1].signals[0].valid = false;
    CHECK_THROWS_WITH(
        run(), Catch::Contains("deadlock: ") && Catch::Contains("command 4 (matmul_a, step 0 of 6) waits for load_b"));
  }
  SECTION("symbolic") {
    built.program.symbolic = true;
    CHECK_THROWS_WITH(run(), Catch::Contains("the program is symbolic"));
  }
}
