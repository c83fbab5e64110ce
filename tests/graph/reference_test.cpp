// SPDX-License-Identifier: Apache-2.0
#include "models/reference/executor.hpp"

#include <cmath>
#include <map>

#include "models/operators/float_multiply.hpp"
#include "tests/graph/float_folder.hpp"
#include "tests/graph/pairs.hpp"
#include "tests/support/catch.hpp"

namespace octet::reference {
namespace {

TEST_CASE("the blocked product equals the plain one to the bit, at every size", "[reference]") {
  test::Random random(1);
  const auto filled = [&](std::size_t size) {
    std::vector<float> out(size);
    for (float& x : out) x = static_cast<float>(random.between(-1000, 1000)) / 777.0F;
    return out;
  };
  for (const std::size_t m : {1U, 4U, 7U})
    for (const std::size_t n : {1U, 16U, 37U})
      for (const std::size_t k : {1U, 5U, 40U}) {
        const std::vector<float> a = filled(m * k), b = filled(k * n);
        std::vector<float> out(m * n, 99.0F), plain(m * n);
        graph::float_multiply(a.data(), k, b.data(), n, out.data(), n, m, n, k);
        for (std::size_t i = 0; i < m; ++i)
          for (std::size_t step = 0; step < k; ++step)
            for (std::size_t j = 0; j < n; ++j) plain[i * n + j] += a[i * k + step] * b[step * n + j];
        CHECK(out == plain);
      }
}

TEST_CASE("the float executor computes the textbook formulas", "[reference]") {
  const test::TemporaryFolder folder;
  test::write_small_graph(folder.path(), 3);
  const graph::FloatGraph graph = graph::read_float_graph(folder.path());
  std::vector<Matrix<float>> values(graph.values.size());
  Matrix<std::int16_t> input(4, 16);
  test::Random random(9);
  for (std::int16_t& x : input.data()) x = static_cast<std::int16_t>(random.between(0, 255));
  FloatExecutor executor(graph);
  std::vector<Matrix<float>> scores;  // of each head
  executor.run(
      input, [&](graph::ValueId id, const Matrix<float>& value) { values[static_cast<std::size_t>(id)] = value; },
      [&](graph::ValueId id, const Matrix<float>& seen) {
        CHECK(graph.values[static_cast<std::size_t>(id)].name == "attention");
        scores.push_back(seen);
      });
  REQUIRE(scores.size() == 2);
  const auto at = [&](const std::string& name) -> const Matrix<float>& {
    for (std::size_t i = 0; i < values.size(); ++i)
      if (graph.values[i].name == name) return values[i];
    throw InternalError("no value " + name);
  };
  const Matrix<float>&q = at("query"), &k = at("key"), &v = at("value");
  for (std::size_t column = 0; column < 16; ++column) {
    const std::size_t first = column / 8 * 8;
    double sum = 0.0, weighted = 0.0;
    for (std::size_t j = 0; j < 4; ++j) {
      double score = 0.0;
      for (std::size_t i = first; i < first + 8; ++i) score += static_cast<double>(q.at(2, i)) * k.at(j, i);
      CHECK(scores[column / 8].at(2, j) == Approx(score / std::sqrt(8.0)).epsilon(1e-4).margin(1e-5));
      sum += std::exp(score / std::sqrt(8.0));
      weighted += std::exp(score / std::sqrt(8.0)) * v.at(j, column);
    }
    CHECK(at("attention").at(2, column) == Approx(weighted / sum).epsilon(1e-4).margin(1e-5));
  }
  const float x = at("expand").at(1, 3);
  CHECK(at("gelu").at(1, 3) == Approx(0.5 * x * std::erfc(-x / std::sqrt(2.0))).margin(1e-6));
  double mean = 0.0;
  for (std::size_t row = 0; row < 4; ++row) mean += at("norm").at(row, 5) / 4.0;
  CHECK(at("pool").at(0, 5) == Approx(mean).margin(1e-6));
}

TEST_CASE("every operator in float is what its definition says in doubles", "[reference]") {
  test::Random random(3);
  for (const std::string& name : test::producers())
    for (std::uint64_t seed = 1; seed < 4; ++seed) {
      const graph::FloatGraph graph = test::PairGraph(seed).build(name, "output", "output");
      std::map<graph::ValueId, test::Real> values;
      Matrix<std::int16_t> input(4, 16);
      for (std::int16_t& x : input.data()) x = static_cast<std::int16_t>(random.between(0, 255));
      FloatExecutor(graph).run(input, [&](graph::ValueId id, const Matrix<float>& value) {
        for (std::size_t row = 0; row < value.rows(); ++row)
          values[id].emplace_back(value.row(row).begin(), value.row(row).end());
      });
      for (const graph::FloatNode& node : graph.nodes) {
        CAPTURE(name, seed, node.name);
        std::vector<test::Real> inputs;
        for (const graph::ValueId id : graph::inputs_of(node.op)) inputs.push_back(values.at(id));
        const auto define = [&]<class Op>(const Op& op) { return test::PairCase<Op>::define(op, inputs); };
        const test::Real expected = std::visit(define, node.op), &got = values.at(graph::output_of(node.op));
        REQUIRE(got.size() == expected.size());
        for (std::size_t row = 0; row < got.size(); ++row) {
          REQUIRE(got[row].size() == expected[row].size());
          for (std::size_t column = 0; column < got[row].size(); ++column)
            CHECK(got[row][column] == Approx(expected[row][column]).epsilon(1e-5).margin(1e-5));
        }
      }
    }
}

}  // namespace
}  // namespace octet::reference
