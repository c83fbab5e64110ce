// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <string>

namespace octet::crosscheck {

/// The text of a save file `<waves>.gtkw`: a waveform opened in GTKWave on the signals of module `top`, its ports
/// first. The waveform stands in `written` now, and will be `waves`. Throws `UserError` when it is not whole or has no
/// such module.
std::string wave_view(const std::filesystem::path& written, const std::filesystem::path& waves, const std::string& top);

}  // namespace octet::crosscheck
