// SPDX-License-Identifier: Apache-2.0
#include "hw/cosim/rtl_unit.hpp"

#include <algorithm>
#include <sstream>

#include "hw/cosim/rtl_accelerator.hpp"
#include "models/core/error.hpp"

namespace octet::rtl {
namespace {

using hw::UnitId;
using program::Space;

/// The row of a unit in the table of the machine.
const machine::UnitKindRow& row_of(UnitId unit) { return machine::row(machine::kind_of(unit)); }

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
  std::vector<UnitId> units;
  for (std::size_t i = 0; i < hw::kUnitCount; ++i)
    if (const auto unit = static_cast<UnitId>(i); !row_of(unit).parameters.empty()) units.push_back(unit);
  return units;
}

ModelRequest unit_request(const arch::Architecture& architecture, UnitId unit) {
  const auto& parameters = row_of(unit).parameters;
  if (parameters.empty()) throw UserError(hw::name(unit), "has no gates that can stand alone");
  const ModelRequest whole = accelerator_request(architecture);
  ModelRequest out{std::string("octet_") + hw::name(unit), {}, std::nullopt};
  for (const machine::Parameter& it : parameters) out.parameters[it.unit] = whole.parameters.at(it.accelerator);
  return out;
}

RtlUnit::RtlUnit(UnitId unit, const UnitGates& gates,
                 const std::array<execute::ByteMemory*, program::kSpaceCount>& memories)
    : unit_(unit),
      memories_(memories),
      model_(gates.library),
      start_(model_.port("start_i", 1)),
      finish_(model_.port("finish_o", 1)) {
  const machine::UnitKindRow& row = row_of(unit);
  const auto width = [&](machine::By by) -> std::size_t {
    switch (by) {
      case machine::By::one:
        return 1;
      case machine::By::rows:
        return parameter(model_, "ROWS");
      case machine::By::columns:
        return parameter(model_, "COLUMNS");
      case machine::By::lanes:
        return parameter(model_, "LANES");
    }
    return 1;
  };
  // Its occupancy may end before its step does.
  if (unit == UnitId::matmul) release_ = model_.port("release_o", 1);
  for (const machine::ReadPort& it : row.reads) add_read(it.name, it.space, width(it.by) * it.bytes);
  for (const machine::WritePort& it : row.writes) {
    if (it.valid != nullptr) valid_ = model_.port(it.valid, 1);
    add_write(it.name, it.strobe, it.space, width(it.by) * it.bytes / it.strobe_bytes, it.strobe_bytes);
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

namespace {

/// What a port that holds a step is set to (machine.yaml, "fields" of a unit).
std::uint64_t field_value(const machine::FieldPort& port, const program::Command& command, const program::Step& step,
                          const std::optional<SoftmaxMask>& mask) {
  using machine::Source;
  std::uint64_t value = 0;
  switch (port.source) {
    case Source::b:
      return step.b;
    case Source::p:
      return step.p;
    case Source::depth:
      return command.depth;
    case Source::a_unsigned:
      return command.a_unsigned ? 1 : 0;
    case Source::mode:
      return static_cast<std::uint64_t>(command.mode);
    case Source::element_bytes:
      return command.element_bytes;
    case Source::element_bytes_a:
      return command.element_bytes_b & std::uint64_t{0xf};
    case Source::element_bytes_b:
      return std::uint64_t{command.element_bytes_b} >> 4;
    case Source::keys:
      return mask ? mask->keys : step.columns;
    case Source::causal:
      return mask && mask->causal ? 1 : 0;
    case Source::position:
      return mask ? mask->position : 0;
    case Source::is_opcode:
      return static_cast<std::uint8_t>(command.opcode) == port.index ? 1 : 0;
    case Source::constant:
      for (std::size_t i = 0; i < port.words; ++i)
        value |= std::uint64_t{command.constants.at(port.index + i)} << (32 * i);
      return value;
  }
  return value;
}

}  // namespace

/// The wires of octet_datapath.sv and octet_vector_units.sv.
void RtlUnit::set_operands(const program::Command& command, const program::Step& step,
                           const std::optional<SoftmaxMask>& mask) {
  set("rows_i", step.rows, 16);
  set("columns_i", step.columns, 32);
  set("a_address_i", step.a, kAddressBits);
  set("d_address_i", step.d, kAddressBits);
  for (const machine::FieldPort& port : row_of(unit_).fields)
    set(port.name, field_value(port, command, step, mask), port.bits);
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
