// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/compile.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>

#include "models/core/error.hpp"
#include "models/program/operands.hpp"
#include "models/program/step.hpp"
#include "models/prove/verify.hpp"
#include "sim/compile/dependences.hpp"
#include "sim/compile/image.hpp"
#include "sim/compile/lowering.hpp"
#include "sim/compile/placement.hpp"
#include "sim/compile/sequence.hpp"
#include "sim/compile/tokens.hpp"

namespace octet::sim {

using program::Command;
using program::Program;

namespace {

/// By choice.
constexpr std::array<int arch::SupportedNumerics::*, graph::kNumericRanges.size()> kMost = {
    &arch::SupportedNumerics::residual_bits_max, &arch::SupportedNumerics::multiplier_bits_max,
    &arch::SupportedNumerics::gelu_input_bits_max, &arch::SupportedNumerics::score_bits_max};

/// The widest of a choice that a node takes of the machine; 0 where it takes none.
int widest(const graph::Model& model, const graph::Node& node, graph::NumericChoice choice) {
  const graph::Values values(model.values);
  int bits = 0;
  for (const graph::NumericChoice own : graph::own_choices(node.op))
    if (own == choice) bits = width_of(graph::numerics_of(model, node), choice);
  for (const graph::ChosenWidth& it : graph::chosen_widths(node.op))
    if (it.choice == choice) bits = std::max(bits, values[it.value].bits);
  // What no memory holds is a residual stream, read by whomever.
  if (const int out = values[graph::output_of(node.op)].bits;
      choice == graph::kResidualBits && out > graph::kMemoryBits)
    bits = std::max(bits, out);
  return bits;
}

/// Tells, of each choice, the first node that takes more than the machine has.
void check_numerics(const graph::Model& model, const arch::Architecture& architecture,
                    std::vector<Diagnostic>& faults) {
  for (const graph::NumericChoice choice : graph::kNumericChoices) {
    const int most = architecture.numerics.*kMost[choice];
    const auto is_beyond = [&](const graph::Node& node) { return widest(model, node, choice) > most; };
    const auto first = std::find_if(model.nodes.begin(), model.nodes.end(), is_beyond);
    if (first == model.nodes.end()) continue;
    const auto count = std::count_if(first, model.nodes.end(), is_beyond);
    faults.push_back({"architecture " + architecture.name,
                      std::string("numerics: ") + graph::kNumericRanges[choice].name + ": expected at most " +
                          std::to_string(most) + ", node '" + first->name + "' has " +
                          std::to_string(widest(model, *first, choice)) +
                          (count == 1 ? "" : ", the first of " + std::to_string(count) + " nodes beyond it")});
  }
}

/// Units that commands need and the machine does not have, each with the first node that needs it.
void check_units(const Plan& plan, const graph::Model& model, const arch::Architecture& architecture,
                 std::vector<Diagnostic>& faults) {
  std::set<machine::UnitKind> told;
  for (const Group& group : plan.groups)
    for (const Draft& draft : group.drafts) {
      const machine::UnitKind kind = machine::row(draft.command.opcode).unit;
      if (architecture.has(kind) || !told.insert(kind).second) continue;
      const graph::Node& node = model.nodes[draft.command.layer];
      faults.push_back({"architecture " + architecture.name,
                        std::string("/lanes/") + machine::row(kind).lanes + ": expected at least 1 for node '" +
                            node.name + "', " + graph::called(node.op) + ", got 0: the machine has no such unit"});
    }
}

/// What takes long, for progress.
enum Phase : std::uint64_t { kPlan, kFind, kChoose, kDrop, kPhases };

/// Lowers and places until everything fits.
Plan make_plan(const graph::Model& model, const arch::Architecture& architecture, const MappingChoice& mapping,
               const Progress& progress) {
  const map::Mapping nothing;
  map::Decisions decisions(model, architecture, mapping.wanted == nullptr ? nothing : *mapping.wanted);
  decisions.take_the_least();
  std::vector<Diagnostic> faults;
  check_numerics(model, architecture, faults);
  try {
    const Plan least = Lowering(model, architecture, decisions).run();
    for (const Diagnostic& fault : decisions.unused()) faults.push_back(fault);
    check_units(least, model, architecture, faults);
    for (const Diagnostic& fault : find_shortfalls(least, model, architecture)) faults.push_back(fault);
  } catch (const UserError& error) {
    faults.insert(faults.end(), error.diagnostics().begin(), error.diagnostics().end());
  }
  if (!faults.empty()) throw UserError(std::move(faults));
  decisions.begin();
  for (;;) {
    tell(progress, kPlan, kPhases);
    Plan plan = Lowering(model, architecture, decisions).run();
    if (!place(plan, architecture, decisions)) continue;
    if (mapping.chosen != nullptr) *mapping.chosen = decisions.chosen(plan.order);
    return plan;
  }
}

/// Gives an operand its absolute base, and a ring its slots.
void bind(program::Operand& operand, RegionId id, const Plan& plan) {
  if (id == kNoRegion) return;
  const Region& region = plan.regions[static_cast<std::size_t>(id)];
  operand.base += region.address;
  if (operand.ring == program::Ring::none) return;
  operand.ring_count = static_cast<std::uint16_t>(region.slots);
  operand.stride0 = static_cast<std::uint32_t>(region.slot_bytes);
}

std::vector<Command> bind_commands(const Plan& plan, std::vector<GroupRange>& groups) {
  std::vector<Command> out;
  for (const Group& group : plan.groups) {
    const auto begin = static_cast<std::uint32_t>(out.size());
    for (const Draft& draft : group.drafts) {
      Command command = draft.command;
      bind(command.a, draft.a, plan);
      bind(command.b, draft.b, plan);
      bind(command.p, draft.p, plan);
      bind(command.d, draft.d, plan);
      out.push_back(command);
    }
    groups.push_back({begin, static_cast<std::uint32_t>(out.size())});
  }
  return out;
}

program::HostMatrix host_matrix(const graph::Model& model, graph::ValueId id, const Plan& plan, RegionId region,
                                std::uint32_t pitch) {
  const graph::Value& value = model.values[static_cast<std::size_t>(id)];
  program::HostMatrix out;
  out.address = plan.regions[static_cast<std::size_t>(region)].address;
  out.rows = static_cast<std::uint32_t>(value.rows);
  out.columns = static_cast<std::uint32_t>(value.columns);
  out.element_bytes = static_cast<std::uint32_t>(value.bytes_per_element());
  out.is_unsigned = value.is_unsigned;
  out.pitch = pitch;
  return out;
}

/// Before memory and time are spent on every step.
void check_steps(const Program& program) {
  std::vector<std::uint64_t> steps(program.layers.size(), 0);
  for (const Command& command : program.commands) steps[command.layer] += program::step_count(command);
  const std::uint64_t total = std::accumulate(steps.begin(), steps.end(), std::uint64_t{0});
  if (total <= prove::kMostSteps) return;
  const auto most = std::max_element(steps.begin(), steps.end());
  throw UserError("model " + program.model, "expected a program of at most " + std::to_string(prove::kMostSteps) +
                                                " steps on " + program.architecture + ", got " + std::to_string(total) +
                                                ", most of them (" + std::to_string(*most) + ") in layer " +
                                                program.layers[static_cast<std::size_t>(most - steps.begin())] +
                                                ": a larger array or larger chunks take fewer");
}

void order_by_tokens(Program& program, const std::vector<GroupRange>& groups, const Progress& progress) {
  std::vector<Command>& commands = program.commands;
  try {
    const Sequence sequence(commands, groups);
    const auto dependences = find_dependences(commands, sequence, program.geometry, part_of(progress, kFind, kPhases));
    std::vector<TokenPair> pairs = choose_tokens(commands, sequence, dependences, part_of(progress, kChoose, kPhases));
    set_tokens(commands,
               drop_redundant(commands, sequence, dependences, std::move(pairs), part_of(progress, kDrop, kPhases)));
  } catch (const TokenLimit& it) {
    const Command &from = commands[it.producer], &to = commands[it.consumer];
    throw UserError("model " + program.model,
                    "layer " + program.layers[to.layer] + ": " + std::to_string(program::step_count(to)) +
                        " steps of its " + program::name(to.opcode) + " (" + program::name(to.context) +
                        ") cannot be ordered after " + std::to_string(program::step_count(from)) + " steps of the " +
                        program::name(from.opcode) + " (" + program::name(from.context) + ") of layer " +
                        program.layers[from.layer] + ", because " + it.limit +
                        ": fewer heads, tokens or columns, or larger buffers, would do");
  }
}

}  // namespace

Program compile(const graph::Model& model, const arch::Architecture& architecture, bool symbolic,
                const Progress& progress, const MappingChoice& mapping) {
  OCTET_CHECK(symbolic || model.has_weights, "an image needs weights");
  Plan plan = make_plan(model, architecture, mapping, progress);
  std::size_t command_count = 0;
  for (const Group& group : plan.groups) command_count += group.drafts.size();
  const DramMap map = place_dram(plan, architecture, command_count);

  Program out;
  out.model = model.name;
  out.architecture = architecture.name;
  out.geometry = architecture.geometry();
  out.symbolic = symbolic;
  for (const graph::Node& node : model.nodes) out.layers.push_back(node.name);
  for (const Macs macs : graph::layer_macs(model)) out.layer_macs.push_back(macs.count());
  out.input = host_matrix(model, model.input, plan, plan.input, plan.input_pitch);
  out.output = host_matrix(model, model.output, plan, plan.output, plan.output_pitch);

  std::vector<GroupRange> groups;
  out.commands = bind_commands(plan, groups);
  check_steps(out);
  order_by_tokens(out, groups, progress);

  if (!symbolic) {
    out.image = make_image(plan, map, model, architecture);
    std::uint8_t* at = out.image.data() + out.program_base;
    for (const Command& command : out.commands) {
      const auto bytes = program::encode(command);
      at = std::copy(bytes.begin(), bytes.end(), at);
    }
  }
  return out;
}

}  // namespace octet::sim
