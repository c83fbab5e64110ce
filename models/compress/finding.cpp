// SPDX-License-Identifier: Apache-2.0
#include "models/compress/finding.hpp"

#include <fmt/format.h>

namespace octet::compress {

std::string text(const Finding& finding) {
  return fmt::format("{}: {:.2g} % {}; {}", finding.node, 100.0 * finding.share, finding.what, finding.remedy);
}

}  // namespace octet::compress
