// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstring>
#include <string>
#include <vector>

#include "models/core/error.hpp"
#include "models/prove/verify.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/matmul_program.hpp"

// A program to break, and what the verifier says of it.
namespace octet::test::broken {

inline MatmulProgram build(bool linear = true) {
  MatmulProgramOptions options;
  options.m = 10;
  options.k = 6;
  options.n = 21;
  options.geometry = fitted_geometry(4, 4);
  options.linear_only = linear;
  return matmul_program(options);
}

/// Commands changed after the image was made stand in it changed too.
inline std::vector<prove::Finding> check(program::Program& program) {
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    const auto bytes = program::encode(program.commands[i]);
    std::memcpy(program.image.data() + program.program_base + i * program::Command::kBytes, bytes.data(), bytes.size());
  }
  return prove::verify(program);
}

inline bool has(const std::vector<prove::Finding>& findings, prove::Finding::Kind kind, const std::string& part = "") {
  for (const prove::Finding& finding : findings)
    if (finding.kind == kind && finding.text.find(part) != std::string::npos) return true;
  for (const prove::Finding& finding : findings) UNSCOPED_INFO(prove::name(finding.kind) << ": " << finding.text);
  return false;
}

inline program::Command& of(program::Program& program, program::Context context) {
  for (program::Command& command : program.commands)
    if (command.context == context) return command;
  throw InternalError("no such command");
}

}  // namespace octet::test::broken
