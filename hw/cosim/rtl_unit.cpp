// SPDX-License-Identifier: Apache-2.0
#include "hw/cosim/rtl_unit.hpp"

#include <algorithm>
#include <sstream>

#include "hw/cosim/rtl_accelerator.hpp"
#include "models/core/error.hpp"
#include "models/units/normalization.hpp"

namespace octet::rtl {
namespace {

using hw::UnitId;
using program::Space;

/// A parameter of the accelerator under the name it has in a unit.
struct Parameter {
  const char *whole, *unit;
};

std::vector<Parameter> parameters_of(UnitId unit) {
  switch (unit) {
    case UnitId::matmul:
      return {{"ROWS", "ROWS"}, {"COLUMNS", "COLUMNS"}, {"SHADOW", "SHADOW"}};
    case UnitId::requantizer:
      return {{"ROWS", "ROWS"}, {"REQUANTIZER_LANES", "LANES"}, {"MULTIPLIER_BITS", "MULTIPLIER_BITS"}};
    case UnitId::softmax:
      return {{"ROWS", "ROWS"}, {"SOFTMAX_LANES", "LANES"}};
    case UnitId::activation:
      return {{"ROWS", "ROWS"}, {"ACTIVATION_LANES", "LANES"}, {"MULTIPLIER_BITS", "MULTIPLIER_BITS"}};
    case UnitId::normalization:
      return {{"ROWS", "ROWS"}, {"NORMALIZATION_LANES", "LANES"}};
    case UnitId::residual_adder:
      return {{"ROWS", "ROWS"}, {"RESIDUAL_ADDER_LANES", "LANES"}, {"MULTIPLIER_BITS", "MULTIPLIER_BITS"}};
    default:
      return {};
  }
}

/// The value of `NAME=value` in what a model was built with.
std::size_t parameter(const RtlModel& model, const std::string& name) {
  std::istringstream words(model.parameters());
  for (std::string word; words >> word;)
    if (word.starts_with(name + "=")) return std::stoul(word.substr(name.size() + 1));
  throw UserError(name, "expected a model of gates built with this parameter, got " + model.parameters());
}

/// What a byte of a buffer is before anybody wrote it: nobody may look at it.
constexpr std::uint8_t kNoise = 0xA5;

/// Of an address within a buffer.
constexpr std::size_t kAddressBits = 32;

}  // namespace

std::vector<UnitId> gated_units() {
  return {UnitId::matmul,     UnitId::requantizer,   UnitId::softmax,
          UnitId::activation, UnitId::normalization, UnitId::residual_adder};
}

ModelRequest unit_request(const arch::Architecture& architecture, UnitId unit) {
  const std::vector<Parameter> parameters = parameters_of(unit);
  if (parameters.empty()) throw UserError(hw::name(unit), "has no gates that can stand alone");
  const ModelRequest whole = accelerator_request(architecture);
  ModelRequest out{std::string("octet_") + hw::name(unit), {}, std::nullopt};
  for (const Parameter& it : parameters) out.parameters[it.unit] = whole.parameters.at(it.whole);
  return out;
}

RtlUnit::RtlUnit(UnitId unit, const UnitGates& gates,
                 const std::array<execute::ByteMemory*, program::kSpaceCount>& memories)
    : unit_(unit),
      memories_(memories),
      model_(gates.library),
      start_(model_.port("start_i", 1)),
      finish_(model_.port("finish_o", 1)) {
  const std::size_t rows = parameter(model_, "ROWS");
  if (unit == UnitId::matmul) {
    release_ = model_.port("release_o", 1);
    valid_ = model_.port("d_valid_o", 1);
    add_read("a", Space::activation, rows);
    add_read("b", Space::weight, parameter(model_, "COLUMNS"));
    add_write("d", "d_rows_o", Space::accumulator, rows, 4);
  } else {
    const std::size_t lanes = parameter(model_, "LANES");
    switch (unit) {
      case UnitId::requantizer:
        add_read("a", Space::accumulator, lanes * 4);
        add_read("column", Space::parameter, 16);
        add_read("row", Space::activation, lanes * 8);
        add_write("d", "d_strobe_o", Space::activation, lanes * 2, 1);
        break;
      case UnitId::softmax:
        add_read("a", Space::activation, lanes * 2);
        add_write("d", "d_strobe_o", Space::activation, lanes, 1);
        add_write("p", "p_strobe_o", Space::activation, lanes, 8);
        break;
      case UnitId::activation:
        add_read("a", Space::activation, lanes * 2);
        add_write("d", "d_strobe_o", Space::activation, lanes, 1);
        break;
      case UnitId::normalization:
        add_read("a", Space::activation, lanes * 2);
        add_read("p", Space::parameter, 16);
        add_write("d", "d_strobe_o", Space::activation, lanes, 1);
        break;
      default:
        add_read("a", Space::activation, lanes * 2);
        add_read("b", Space::activation, lanes * 2);
        add_write("d", "d_strobe_o", Space::activation, lanes * 2, 1);
    }
  }
  set_operands({}, {});  // all of these ports are there, and as wide as they are here
  model_.reset();
  if (gates.waves) model_.write_waves(*gates.waves);
  if (gates.log != nullptr) model_.record(*gates.log);
}

void RtlUnit::add_read(const std::string& port, Space space, std::size_t bytes) {
  reads_.push_back({model_.port(port + "_address_o", kAddressBits), model_.port(port + "_data_i", bytes * 8),
                    memories_[static_cast<std::size_t>(space)], bytes});
}

void RtlUnit::add_write(const std::string& port, const std::string& strobe, Space space, std::size_t lanes,
                        std::size_t lane_bytes) {
  writes_.push_back({model_.port(port + "_address_o", kAddressBits), model_.port(strobe, lanes),
                     model_.port(port + "_data_o", lanes * lane_bytes * 8), memories_[static_cast<std::size_t>(space)],
                     lanes, lane_bytes});
}

void RtlUnit::set(const char* port, std::uint64_t value, std::size_t bits) {
  auto found = fields_.find(port);
  if (found == fields_.end()) found = fields_.emplace(port, model_.port(port, bits)).first;
  found->second.set(value & ((std::uint64_t{1} << bits) - 1));
}

void RtlUnit::put_noise(std::uint64_t bits) {
  for (const auto& [name, port] : fields_) {
    bits = (bits << 7 | bits >> 57) * 0x9e3779b97f4a7c15ULL;
    port.set(bits & ((std::uint64_t{1} << port.width()) - 1));
  }
}

void RtlUnit::start(const program::Command& command, const program::Step& step,
                    const std::optional<SoftmaxMask>& mask) {
  start_.set(1);
  set_operands(command, step, mask);
}

/// The wires of octet_datapath.sv and octet_vector_units.sv.
void RtlUnit::set_operands(const program::Command& command, const program::Step& step,
                           const std::optional<SoftmaxMask>& mask) {
  namespace constants = program::constants;
  const auto constant = [&](const char* port, std::size_t index, std::size_t bits) {
    set(port, command.constants[index], bits);
  };
  set("rows_i", step.rows, 16);
  set("columns_i", step.columns, 32);
  set("a_address_i", step.a, kAddressBits);
  set("d_address_i", step.d, kAddressBits);
  switch (unit_) {
    case UnitId::matmul:
      set("b_address_i", step.b, kAddressBits);
      set("depth_i", command.depth, 32);
      set("a_unsigned_i", command.a_unsigned ? 1 : 0, 1);
      break;
    case UnitId::requantizer:
      set("p_address_i", step.p, kAddressBits);
      set("mode_i", static_cast<std::uint64_t>(command.mode), 8);
      set("element_bytes_i", command.element_bytes, 8);
      constant("output_bits_i", constants::requantize::output_bits, 5);
      constant("multiplier_i", constants::requantize::multiplier, 31);
      constant("shift_i", constants::requantize::shift, 6);
      break;
    case UnitId::softmax:
      set("p_address_i", step.p, kAddressBits);
      set("element_bytes_i", command.element_bytes, 2);
      set("keys_i", mask ? mask->keys : step.columns, 32);
      set("causal_i", mask && mask->causal ? 1 : 0, 1);
      set("position_i", mask ? mask->position : 0, 32);
      set("divide_i", command.opcode == program::Opcode::softmax_plain ? 1 : 0, 1);
      constant("score_align_i", constants::softmax::score_align, 4);
      constant("multiplier_i", constants::softmax::context_multiplier, 31);
      constant("shift_i", constants::softmax::context_shift, 6);
      constant("multiplier_bits_i", constants::softmax::multiplier_bits, 5);
      break;
    case UnitId::activation:
      set("element_bytes_i", command.element_bytes, 2);
      constant("one_bits_i", constants::gelu::one_bits, 5);
      constant("multiplier_i", constants::gelu::multiplier, 31);
      constant("shift_i", constants::gelu::shift, 6);
      break;
    case UnitId::normalization:
      set("p_address_i", step.p, kAddressBits);
      set("element_bytes_i", command.element_bytes, 2);
      constant("shift_i", constants::layernorm::shift, 6);
      set("epsilon_i",
          command.constants[constants::layernorm::epsilon_low] |
              std::uint64_t{command.constants[constants::layernorm::epsilon_high]} << 32,
          golden::kEpsilonBits);
      break;
    default:
      set("b_address_i", step.b, kAddressBits);
      set("a_bytes_i", command.element_bytes_b, 2);
      set("b_bytes_i", command.element_bytes_b >> 4, 2);
      set("element_bytes_i", command.element_bytes, 2);
      constant("output_bits_i", constants::add::output_bits, 5);
      constant("multiplier_a_i", constants::add::multiplier_a, 31);
      constant("shift_a_i", constants::add::shift_a, 6);
      constant("multiplier_b_i", constants::add::multiplier_b, 31);
      constant("shift_b_i", constants::add::shift_b, 6);
  }
}

UnitPulses RtlUnit::evaluate() {
  model_.evaluate();  // addresses
  for (const Read& read : reads_) read.memory->peek(read.address.get(), read.data.bytes().first(read.bytes), kNoise);
  model_.evaluate();
  const bool finish = finish_.get() != 0;
  return {release_ ? release_->get() != 0 : finish, finish};
}

void RtlUnit::end_cycle() {
  if (!valid_ || valid_->get() != 0)
    for (const Write& write : writes_) apply(write);
  model_.clock();
  start_.set(0);
}

void RtlUnit::apply(const Write& write) {
  const std::uint64_t address = write.address.get();
  const std::span<const std::uint8_t> data = write.data.bytes();
  for (std::size_t lane = 0; lane < write.lanes;) {
    std::size_t end = lane;
    while (end < write.lanes && write.strobe.bits(end, 1) != 0) ++end;
    if (end > lane) {
      const std::size_t first = lane * write.lane_bytes;
      bytes_written_ += (end - lane) * write.lane_bytes;
      write.memory->write(address + first, data.subspan(first, (end - lane) * write.lane_bytes));
    }
    lane = end + 1;
  }
}

}  // namespace octet::rtl
