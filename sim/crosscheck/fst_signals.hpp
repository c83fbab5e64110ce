// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace octet::crosscheck {

/// A signal of a waveform file.
struct FstSignal {
  std::string scope;  ///< `TOP.octet_softmax`
  std::string name;   ///< `a_data_i[63:0]`
  std::uint64_t bits = 0;
};

/// The signals that an FST file declares, in its order. Throws `UserError` when the file is none, or is cut off.
std::vector<FstSignal> fst_signals(const std::filesystem::path& file);

}  // namespace octet::crosscheck
