// SPDX-License-Identifier: Apache-2.0
#include "models/compress/quantize.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "models/compress/formats.hpp"
#include "models/compress/losses.hpp"
#include "models/core/error.hpp"
#include "models/graph/validate.hpp"
#include "models/units/activation.hpp"
#include "models/units/normalization.hpp"
#include "models/units/softmax.hpp"

namespace octet::compress {
namespace {

using graph::ValueId;

constexpr double kWeightTop = 127.0;
constexpr double kLargestBias = 1 << 30;       // leaves half the accumulator to the products
constexpr double kLargestGamma = 65535.0;      // 17 bits with sign
constexpr double kLargestBeta = 2147483520.0;  // fits int32 after rounding

double largest_of(std::span<const float> values) {
  double largest = 0.0;
  for (const float x : values) largest = std::max(largest, std::abs(static_cast<double>(x)));
  return largest;
}

std::int64_t rounded(double x) { return std::llround(x); }

class Quantizer {
 public:
  Quantizer(const graph::FloatGraph& source, const Calibration& seen, const Recipe& recipe)
      : source_(source), seen_(seen), recipe_(recipe), readers_(readers_of(source)) {}

  graph::Model run() {
    model_.name = source_.name;
    model_.dataset = source_.dataset;
    model_.image = source_.image;
    model_.numerics = recipe_.numerics;
    model_.input = source_.input;
    model_.output = source_.output;
    model_.values = choose_formats(source_, readers_, seen_, recipe_);
    for (const graph::FloatNode& node : source_.nodes) {
      node_ = &node;
      model_.nodes.push_back(
          {node.name, std::visit([&](const auto& op) { return graph::Operator(convert(op)); }, node.op)});
    }
    graph::validate(model_, source_.name);
    return std::move(model_);
  }

 private:
  /// At a node of the graph's file, or of its name where it comes from none.
  Diagnostic diagnostic(const graph::FloatNode& node, const std::string& message) const {
    const std::string path = "/nodes/" + std::to_string(&node - source_.nodes.data());
    return {node.place.empty() ? source_.name : node.place, path + ": '" + node.name + "': " + message};
  }

  Readers& readers(ValueId id) { return readers_[static_cast<std::size_t>(id)]; }
  graph::Value& at(ValueId id) { return model_.values[static_cast<std::size_t>(id)]; }
  double scale(ValueId id) { return at(id).scale; }
  const Statistics& statistics(ValueId id) const { return seen_.values[static_cast<std::size_t>(id)]; }
  double range(ValueId id, int bits) const { return statistics(id).range(bits, recipe_.method); }
  DyadicScale dyadic(double factor) const {
    const int bits = recipe_.numerics.multiplier_bits;
    // Narrow values on a wide scale need factors of up to 2^(difference of widths): below 2^bits, rounding included.
    if (!(factor < std::ldexp(1.0, bits) - 0.5))  // NaN too
      throw UserError(
          {diagnostic(*node_, "expected scales that fit multipliers of " + std::to_string(bits) + " bits, got " +
                                  fmt::format("{:g}", factor) + ": more multiplier_bits or fewer residual_bits fit")});
    return dyadic_from_real(factor, bits);
  }

  graph::Linear convert(const graph::FloatLinear& op) {
    graph::Linear out{};
    out.input = op.input, out.output = op.output;
    out.weight = Matrix<std::int8_t>(op.weight.rows(), op.weight.columns());
    for (std::size_t column = 0; column < op.weight.rows(); ++column) {
      const double input = scale(op.input), bias = op.bias[column];
      double step = largest_of(op.weight.row(column)) / kWeightTop;
      step = std::max(step, std::abs(bias) / (input * kLargestBias));  // the bias must fit the accumulator
      if (step == 0.0) step = 1.0 / kWeightTop;                        // a dead column
      for (std::size_t k = 0; k < op.weight.columns(); ++k)
        out.weight.at(column, k) = static_cast<std::int8_t>(rounded(op.weight.at(column, k) / step));
      out.bias.push_back(static_cast<std::int32_t>(rounded(bias / (input * step))));
      out.scale.push_back(dyadic(input * step / scale(op.output)));
    }
    return out;
  }

  graph::Constant convert(const graph::FloatConstant& op) {
    graph::Constant out{op.output, Matrix<std::int32_t>(op.data.rows(), op.data.columns())};
    const double top = top_code(at(op.output).bits);
    for (std::size_t i = 0; i < op.data.data().size(); ++i)
      out.data.data()[i] =
          static_cast<std::int32_t>(std::clamp(std::round(op.data.data()[i] / scale(op.output)), -top, top));
    return out;
  }

  graph::Add convert(const graph::FloatAdd& op) {
    return {op.a, op.b, op.output, dyadic(scale(op.a) / scale(op.output)), dyadic(scale(op.b) / scale(op.output))};
  }

  graph::LayerNorm convert(const graph::FloatLayerNorm& op) {
    graph::LayerNorm out{};
    out.input = op.input, out.output = op.output;
    out.epsilon = golden::epsilon_from_real(op.epsilon, op.weight.size(), scale(op.input)).raw();
    // gamma has as many bits as its width holds: the shift decides, x_hat's fraction bits included.
    const double gamma_top =
        largest_of(op.weight) / scale(op.output) * std::ldexp(1.0, -golden::kNormalizedFractionBits);
    const double beta_top = largest_of(op.bias) / scale(op.output);
    const auto fits = [&](int shift) {
      return std::ldexp(gamma_top, shift) <= kLargestGamma && std::ldexp(beta_top, shift) <= kLargestBeta;
    };
    while (out.shift < 30 && fits(out.shift + 1)) ++out.shift;
    for (std::size_t column = 0; column < op.weight.size(); ++column) {
      out.gamma.push_back(static_cast<std::int32_t>(
          rounded(std::ldexp(op.weight[column] / scale(op.output), out.shift - golden::kNormalizedFractionBits))));
      out.beta.push_back(static_cast<std::int32_t>(rounded(std::ldexp(op.bias[column] / scale(op.output), out.shift))));
    }
    return out;
  }

  /// Of the node that writes `output`.
  int score_align(ValueId output) const {
    return compress::score_align(seen_.scores_of(output), recipe_.numerics.score_bits);
  }

  graph::Attention convert(const graph::FloatAttention& op) {
    const double head_width = static_cast<double>(at(op.query).columns) / op.heads;
    const int align = score_align(op.output);
    const double score = scale(op.query) * scale(op.key) / (std::sqrt(head_width) * golden::score_step(align));
    return {op.query, op.key, op.value, op.output, op.heads, dyadic(score), dyadic(scale(op.value) / scale(op.output)),
            align};
  }

  graph::Gelu convert(const graph::FloatGelu& op) {
    const int bits = at(op.input).bits, one_bits = golden::gelu_one_bits(range(op.input, bits), bits);
    return {op.input, op.output, one_bits,
            golden::gelu_parameters(bits, one_bits, scale(op.output), recipe_.numerics.multiplier_bits).output};
  }

  graph::Mean convert(const graph::FloatMean& op) {
    return {op.input, op.output, dyadic(scale(op.input) / (scale(op.output) * at(op.input).rows))};
  }

  graph::Softmax convert(const graph::FloatSoftmax& op) { return {op.input, op.output, score_align(op.output)}; }

  const graph::FloatGraph& source_;
  const Calibration& seen_;
  const Recipe& recipe_;
  std::vector<Readers> readers_;
  const graph::FloatNode* node_ = nullptr;  ///< being converted
  graph::Model model_;
};

std::string hexadecimal(std::uint32_t x) {
  char text[9];
  std::snprintf(text, sizeof text, "%08x", x);
  return text;
}

}  // namespace

graph::Model quantize(const graph::FloatGraph& graph, const Calibration& seen, const Recipe& recipe,
                      Findings* findings) {
  graph::Model model = Quantizer(graph, seen, recipe).run();
  if (findings != nullptr) tell_losses(graph, seen, model, *findings);
  return model;
}

graph::Model compress(const graph::FloatGraph& graph, const Recipe& recipe, const data::ImageDataset& calibration,
                      const Progress& progress, Findings* findings) {
  graph::Model model =
      quantize(graph, calibrate(graph, calibration, recipe.calibration_images, progress), recipe, findings);
  model.provenance["calibration.dataset"] = calibration.name;
  model.provenance["calibration.crc32"] = hexadecimal(calibration.checksum);
  model.provenance["calibration.images"] =
      std::to_string(std::min<std::size_t>(static_cast<std::size_t>(recipe.calibration_images), calibration.size()));
  model.provenance["calibration.method"] = method_name(recipe.method);
  return model;
}

}  // namespace octet::compress
