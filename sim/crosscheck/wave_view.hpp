// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace octet::crosscheck {

/// Writes `<waves>.gtkw`: the waveform opened in GTKWave on the signals of module `top`, its ports first. Returns the
/// file. Throws `UserError` when the waveform has no such module.
std::filesystem::path write_wave_view(const std::filesystem::path& waves, const std::string& top);

}  // namespace octet::crosscheck
