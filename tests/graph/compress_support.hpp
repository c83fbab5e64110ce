// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <string>
#include <vector>

#include "models/compress/loss.hpp"
#include "models/data/patches.hpp"
#include "models/graph/executor.hpp"
#include "models/reference/executor.hpp"

namespace octet::test {

inline std::string lines(const compress::LossList& findings) {
  std::string all;
  for (const compress::Loss& finding : findings) all += compress::text(finding) + "\n";
  return all;
}

/// Root mean square error of each value of the integer model, relative to the float value's own root mean square.
inline std::vector<double> relative_errors(const graph::FloatGraph& source, const graph::Model& model,
                                           const data::ImageDataset& images) {
  std::vector<double> error(model.values.size()), power(model.values.size());
  reference::FloatExecutor executor(source);
  for (std::size_t i = 0; i < images.size(); ++i) {
    const auto input = data::patches(images.image(i), model.image);
    std::vector<Matrix<float>> real(model.values.size());
    executor.run(input,
                 [&](graph::ValueId id, const Matrix<float>& value) { real[static_cast<std::size_t>(id)] = value; });
    graph::execute(model, input, [&](graph::ValueId id, const Matrix<std::int32_t>& value) {
      const auto index = static_cast<std::size_t>(id);
      for (std::size_t j = 0; j < value.data().size(); ++j) {
        const double x = real[index].data()[j];
        error[index] += std::pow(value.data()[j] * model.values[index].scale - x, 2);
        power[index] += x * x;
      }
    });
  }
  for (std::size_t i = 0; i < error.size(); ++i) error[i] = std::sqrt(error[i] / power[i]);
  return error;
}

}  // namespace octet::test
