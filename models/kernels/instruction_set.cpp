// SPDX-License-Identifier: Apache-2.0
#include "models/kernels/instruction_set.hpp"

#include <cstdlib>
#include <string>

#include "models/core/error.hpp"

namespace octet::kernels {
namespace {

constexpr const char* kVariable = "OCTET_INSTRUCTION_SET";

}  // namespace

const char* name_of(InstructionSet set) {
  switch (set) {
    case InstructionSet::scalar:
      return "scalar";
    case InstructionSet::sse2:
      return "sse2";
    case InstructionSet::avx2:
      return "avx2";
    case InstructionSet::avx512:
      return "avx512";
    case InstructionSet::vnni:
      return "vnni";
  }
  OCTET_CHECK(false, "instruction set is defined");
}

bool is_supported(InstructionSet set) {
  if (set == InstructionSet::scalar) return true;
#if defined(__x86_64__)
  __builtin_cpu_init();
  // The compiler's run-time library also asks the operating system (XGETBV) before it reports AVX or AVX-512.
  const bool avx2 = __builtin_cpu_supports("avx2");
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  switch (set) {
    case InstructionSet::scalar:
    case InstructionSet::sse2:
      return true;
    case InstructionSet::avx2:
      return avx2;
    case InstructionSet::avx512:
      return avx512;
    case InstructionSet::vnni:
      return avx512 && __builtin_cpu_supports("avx512vnni");
  }
#endif
  return false;
}

InstructionSet select_instruction_set(const char* name) {
  InstructionSet widest = InstructionSet::scalar;
  std::string supported;
  for (const InstructionSet set : kInstructionSets) {
    if (!is_supported(set)) continue;
    widest = set;
    supported += (supported.empty() ? "" : ", ") + std::string(name_of(set));
  }
  if (name == nullptr || *name == '\0') return widest;
  for (const InstructionSet set : kInstructionSets)
    if (std::string(name) == name_of(set) && is_supported(set)) return set;
  throw UserError(kVariable, "expected an instruction set of this CPU (" + supported + "), got " + std::string(name));
}

InstructionSet instruction_set() {
  static const InstructionSet kChosen = select_instruction_set(std::getenv(kVariable));
  return kChosen;
}

}  // namespace octet::kernels
