// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

namespace octet::kernels {

/// What a kernel is compiled for, from the narrowest. `scalar` is plain C++ for any CPU; `vnni` is AVX-512 with its
/// 8-bit dot product. All give the same bits.
enum class InstructionSet { scalar, sse2, avx2, avx512, vnni };

inline constexpr InstructionSet kInstructionSets[] = {
    InstructionSet::scalar, InstructionSet::sse2, InstructionSet::avx2, InstructionSet::avx512, InstructionSet::vnni};

/// The name of the enumerator.
const char* name_of(InstructionSet set);

/// Whether this CPU and its operating system (which must keep the wide registers) have the set, and this program holds
/// kernels for it.
bool is_supported(InstructionSet set);

/// The set named by `name`, one this CPU has. Null or empty: the widest it has. Throws `UserError` for an unknown name
/// or a set the CPU lacks.
InstructionSet select_instruction_set(const char* name);

/// The set kernels use unless told otherwise: `select_instruction_set` of the environment variable
/// OCTET_INSTRUCTION_SET, read once.
InstructionSet instruction_set();

}  // namespace octet::kernels
