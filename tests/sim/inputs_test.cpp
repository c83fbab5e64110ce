// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "models/core/error.hpp"
#include "models/io/digest.hpp"
#include "models/tasks/score.hpp"
#include "sim/run/workload.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_model.hpp"

using octet::sim::Inputs;

TEST_CASE("random inputs depend on seed and index only, and fill the range of the input", "[inputs][sim]") {
  const octet::graph::Model model = octet::test::random_model({});
  const Inputs few = Inputs::random(model, 2, 7), many = Inputs::random(model, 50, 7),
               other = Inputs::random(model, 2, 8);
  CHECK(few.at(1) == many.at(1));
  CHECK_FALSE(few.at(0) == few.at(1));
  CHECK_FALSE(few.at(0) == other.at(0));
  int low = 1000, high = -1000;
  for (std::size_t i = 0; i < many.size(); ++i) {
    const octet::Matrix<std::int16_t> input = many.at(i);
    for (const int element : input.data()) {
      low = std::min(low, element);
      high = std::max(high, element);
    }
  }
  CHECK(low == 0);
  CHECK(high == 255);
  CHECK_FALSE(few.label(0).has_value());
}

TEST_CASE("a model that takes no images refuses a data set", "[inputs][sim]") {
  const octet::graph::Model model = octet::test::random_model({});
  CHECK_THROWS_WITH(Inputs::from_dataset(model, "workloads/fashion-mnist-sample", 1),
                    Catch::Contains("the model takes no images"));
}

TEST_CASE("the prediction is the first of the largest outputs", "[inputs][sim]") {
  CHECK(octet::tasks::predicted_class(octet::Matrix<std::int16_t>(1, 4, std::vector<std::int16_t>{-3, 5, 5, 1})) == 1);
}

TEST_CASE("a score is the share of right answers, and the sum of its parts", "[inputs][sim]") {
  octet::tasks::Score score, rest;
  CHECK(score.share() == 0.0);
  score.count(3, 3);
  score.count(3, 4);
  rest.count(0, 0);
  rest.count(1, 1);
  score += rest;
  CHECK(score.samples == 4);
  CHECK(score.right == 3);
  CHECK(score.share() == 0.75);
}

TEST_CASE("multiply-accumulates of a matrix product are rows x columns x depth", "[inputs][sim]") {
  octet::test::RandomEncoder shape;
  const octet::graph::Model model = octet::test::random_model(shape);
  std::uint64_t macs = 0;
  for (const octet::Macs layer : octet::graph::layer_macs(model)) macs += layer.count();
  const auto product = [](int a, int b, int c) { return static_cast<std::uint64_t>(a * b * c); };
  const std::uint64_t layer = 4 * product(shape.tokens, shape.width, shape.width) +
                              2 * product(shape.tokens, shape.tokens, shape.width) +
                              2 * product(shape.tokens, shape.width, shape.mlp);
  CHECK(macs == product(shape.tokens, shape.input_columns, shape.width) +
                    static_cast<std::uint64_t>(shape.layers) * layer + product(1, shape.tokens, shape.width) +
                    product(1, shape.width, shape.classes));
}

TEST_CASE("SHA-256 is that of FIPS 180-4", "[inputs][sim]") {
  CHECK(octet::io::sha256("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}
