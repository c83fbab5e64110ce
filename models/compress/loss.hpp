// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

namespace octet::compress {

/// Something of a float graph that its integer model loses, as far as calibration could see it.
struct Loss {
  std::string node;    ///< of the graph
  double share = 0.0;  ///< of what the text speaks of, in [0, 1]
  std::string what;    ///< after the share: "of its scores saturate at +-26.7"
  std::string remedy;  ///< what the user can change, an imperative without full stop
};
using LossList = std::vector<Loss>;

/// One line: "blocks.0.attention: 3.1 % of its scores saturate at +-26.7; raise score_bits in the recipe".
std::string text(const Loss& loss);

}  // namespace octet::compress
