// SPDX-License-Identifier: Apache-2.0
#include "sim/run/views.hpp"

#include "hw/cosim/known_opcodes.hpp"
#include "models/graph/executor.hpp"

namespace octet::sim {
namespace {

class GoldenView final : public View {
 public:
  explicit GoldenView(const graph::Model& model) : model_(model), executor_(model) {}
  const char* part_name() const override { return "layer"; }
  Matrix<std::int16_t> run(const Matrix<std::int16_t>& input, const Progress& progress, const LayerTap* tap) override {
    if (tap == nullptr) return executor_.run(input, {}, progress);
    // The executor tells values in the order of nodes, the input first.
    std::size_t told = 0;
    const graph::ValueObserver observer = [&](graph::ValueId, const Matrix<std::int32_t>& value) {
      if (told++ == 0) return;
      const std::size_t node = told - 2;
      if (tap->wanted[node] && graph::stored_by(model_.nodes[node].op) == nullptr) tap->take(node, value);
    };
    return executor_.run(input, observer, progress);
  }

 private:
  const graph::Model& model_;
  graph::Executor executor_;
};

}  // namespace

std::unique_ptr<View> make_golden_view(const graph::Model& model) { return std::make_unique<GoldenView>(model); }

std::unique_ptr<View> make_machine_view(const ViewChoice& choice, const arch::Architecture& architecture,
                                        const program::Program& program, bool values, bool explains,
                                        const BuildProgress& building) {
  if (choice.name == "estimate") return make_estimate_view(architecture, program);
  if (choice.name == "rtl" || !choice.gates.empty()) rtl::require_gates(program, choice.gates);
  if (choice.name == "rtl") return make_rtl_view(architecture, program, building);
  if (!choice.gates.empty()) return make_gated_view(architecture, program, choice.gates, explains, building);
  return make_systemc_view(architecture, program, values, explains);
}

std::vector<std::string> view_names() { return {"golden", "systemc", "estimate", "rtl"}; }

}  // namespace octet::sim
