// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace octet::explore {

/// 16 hexadecimal digits of the sources that decide a sweep's results, by names and contents: the program of a rebuild
/// with other code has another one, whatever its version says.
const char* source_digest();

}  // namespace octet::explore
