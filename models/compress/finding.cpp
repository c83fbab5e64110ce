// SPDX-License-Identifier: Apache-2.0
#include "models/compress/finding.hpp"

#include <fmt/format.h>

namespace octet::compress {

std::string text(const Finding& finding) {
  const double percent = 100.0 * finding.share;
  return fmt::format("{}: {} % {}; {}", finding.node,
                     percent < 10.0 ? fmt::format("{:.2g}", percent) : fmt::format("{:.0f}", percent), finding.what,
                     finding.remedy);
}

}  // namespace octet::compress
