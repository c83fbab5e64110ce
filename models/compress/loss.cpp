// SPDX-License-Identifier: Apache-2.0
#include "models/compress/loss.hpp"

#include <fmt/format.h>

namespace octet::compress {

std::string text(const Loss& loss) {
  const double percent = 100.0 * loss.share;
  return fmt::format("{}: {} % {}; {}", loss.node,
                     percent < 10.0 ? fmt::format("{:.2g}", percent) : fmt::format("{:.0f}", percent), loss.what,
                     loss.remedy);
}

}  // namespace octet::compress
