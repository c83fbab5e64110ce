// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/stress_program.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <vector>

#include "models/core/error.hpp"
#include "sim/crosscheck/random.hpp"

namespace octet::crosscheck {
namespace {

using program::Command;
using program::Context;
using program::Layout;
using program::Opcode;
using program::Operand;
using program::Period;
using program::RequantizeMode;
using program::Ring;
using program::Space;
using program::Token;

// Regions of the buffers: what the preparation fills and nobody writes again, and one slice a writer.
constexpr std::uint32_t kRead = 0;  // activation, weight, parameter, accumulator: read by everyone
constexpr std::uint32_t kParameterBytes = 2048;
constexpr std::uint32_t kSlices = 8;  // requantizer a and b, load b and c, softmax, activation, normalization, adder
constexpr std::uint32_t kImage = 1 << 17;  // DRAM: source of every load
constexpr std::uint32_t kInput = 1 << 18;
constexpr std::uint32_t kOut = 1 << 19;

/// Bytes of these regions; they grow with the words of the machine.
struct StressSizes {
  explicit StressSizes(const arch::Architecture& a) {
    const std::uint32_t scale = std::max((a.rows + 7) / 8, (a.columns + 11) / 12);
    read = 2048 * scale;
    slice = 1024 * scale;  // of the activation buffer, after `read`
    sums = 1024 * scale;   // of the accumulator buffer
  }
  std::uint32_t read, slice, sums;
};

/// Random commands for every context that has gates, almost without tokens: they meet at units, memory port and banks
/// as they like. Reads and writes never meet in a byte, so the result does not depend on the order.
class Stress {
 public:
  Stress(const arch::Architecture& a, const StressSizes& sizes, std::uint64_t seed) : a_(a), s_(sizes), random_(seed) {
    prepare();
    const std::uint32_t count = pick(5, 60);
    for (std::uint32_t i = 0; i < count; ++i) add_random();
    finish();
  }

  program::Program program() const {
    program::Program p;
    p.model = "stress";
    p.architecture = a_.name;
    p.geometry = a_.geometry();
    p.commands = commands_;
    p.layers = {"stress"};
    p.layer_macs = {0};
    p.image.resize(kImage + (kSlices + 2) * s_.read);
    Random noise(7);
    for (std::uint8_t& x : p.image) x = static_cast<std::uint8_t>(noise.next());
    // Parameter entries and row scales must have sound shifts, wherever a step starts to read them: every third word of
    // four, and every second of two, is small.
    for (std::uint32_t i = 0; i < s_.read; i += 4) {
      const std::uint32_t word = i % 16 == 8 || i % 8 == 4 ? 34 + i / 16 % 20
                                 : i % 16 == 0             ? i * 77
                                                           : cut(0x40000000 + i * 12345);
      std::memcpy(p.image.data() + kImage + i, &word, 4);
    }
    for (std::size_t i = 0; i < commands_.size(); ++i) {
      const auto bytes = program::encode(commands_[i]);
      std::memcpy(p.image.data() + i * Command::kBytes, bytes.data(), bytes.size());
    }
    p.input = {kInput, 1, 1, 1, false, 1};
    p.output = {kOut, 1, kSlices * s_.slice, 1, false, kSlices * s_.slice};
    return p;
  }

 private:
  std::uint32_t pick(std::uint64_t low, std::uint64_t high) { return random_.pick(low, high); }
  /// A multiplier of 31 bits as wide as the machine has them; gates cut wider ones.
  std::uint32_t cut(std::uint32_t multiplier) const { return multiplier >> (31 - a_.numerics.multiplier_bits_max); }
  static Token token(Context other) { return {true, other, Period::command, 0}; }

  Command load(Context context, Space space, std::uint32_t from, std::uint32_t to, std::uint32_t bytes) {
    Command c;
    c.opcode = Opcode::load;
    c.context = context;
    c.space = space;
    c.element_bytes = 1;
    c.count0 = c.count1 = c.rows = c.rows_last = 1;
    c.columns = c.columns_last = c.depth = bytes;
    c.tile_columns = static_cast<std::uint16_t>(a_.columns);
    c.a.base = from;
    c.d.base = to;
    return c;
  }

  /// Fills what everybody reads and what nobody may leave unwritten; everyone else waits for the last of it.
  void prepare() {
    commands_.push_back(load(Context::load_a, Space::activation, kImage, 0, s_.read));
    commands_.push_back(load(Context::load_a, Space::activation, kImage, s_.read, kSlices * s_.slice));
    commands_.push_back(load(Context::load_a, Space::weight, kImage, 0, s_.read));
    commands_.push_back(load(Context::load_a, Space::parameter, kImage, 0, kParameterBytes));
    commands_.back().signals[0] = token(Context::matmul_a);
    Command fill = matmul(Context::matmul_a);
    fill.count0 = fill.count1 = 1;
    fill.rows_last = static_cast<std::uint16_t>(a_.rows);
    fill.columns_last = s_.sums / 4 / a_.rows;
    fill.depth = 3;
    fill.d = {};
    fill.waits[0] = token(Context::load_a);
    const std::array everyone{Context::load_b,        Context::load_c,        Context::store,   Context::matmul_b,
                              Context::requantizer_a, Context::requantizer_b, Context::softmax, Context::activation};
    for (std::size_t i = 0; i < everyone.size(); ++i) fill.signals[i] = token(everyone[i]);
    commands_.push_back(fill);
    Command more = matmul(Context::matmul_a);  // a command has eight signals
    more.count0 = more.count1 = 1;
    more.signals[0] = token(Context::normalization);
    more.signals[1] = token(Context::residual_adder);
    commands_.push_back(more);
  }

  Command matmul(Context context) {
    Command c;
    c.opcode = Opcode::matmul;
    c.context = context;
    c.tile_columns = static_cast<std::uint16_t>(a_.columns);
    c.a_unsigned = pick(0, 1) == 1;
    c.rows = static_cast<std::uint16_t>(a_.rows);
    c.rows_last = static_cast<std::uint16_t>(pick(1, a_.rows));
    c.columns = pick(1, 20);
    c.columns_last = pick(1, 20);
    c.depth = pick(1, 40);
    c.a.stride1 = a_.rows * 4;
    c.b.stride0 = a_.columns * 4;
    c.d = {std::uint64_t{s_.sums} * (context == Context::matmul_a ? 1U : 2U), 0, Ring::none, 0, 0};
    return c;
  }

  Command requantize(Context context) {
    Command c = matmul(context);
    c.opcode = Opcode::requantize;
    c.mode = static_cast<RequantizeMode>(pick(0, 2));
    c.element_bytes = static_cast<std::uint8_t>(pick(1, 2));
    c.constants = {cut(0x40000001), 36, c.element_bytes == 1 ? 8U : 13U};
    c.columns = pick(1, 16);
    c.columns_last = pick(1, 16);
    c.a = {kRead, 0, Ring::none, 0, a_.rows * 4};
    c.p = {0, 0, Ring::none, 64, 0};
    const std::uint32_t slice = s_.read + s_.slice * (context == Context::requantizer_a ? 0 : 1);
    c.d = {slice, static_cast<std::uint16_t>(pick(1, 2)), Ring::step, a_.rows * 32, 0};
    return c;
  }

  /// One of the units that read and write the activation buffer; elements are any bytes.
  Command vector(Context context) {
    Command c;
    c.context = context;
    c.tile_columns = static_cast<std::uint16_t>(a_.columns);
    c.element_bytes = static_cast<std::uint8_t>(pick(1, 2));
    c.rows = static_cast<std::uint16_t>(a_.rows);
    c.rows_last = static_cast<std::uint16_t>(pick(1, a_.rows));
    c.columns = pick(1, 20);
    c.columns_last = pick(1, 20);
    c.a = {kRead, 0, Ring::none, 0, a_.rows * 4};
    const std::uint32_t bits = 8U * c.element_bytes, any = 0x40000000 + pick(0, 0x3fffffff), scale = cut(any);
    const std::uint32_t slice =
        s_.read + s_.slice * (4 + static_cast<std::uint32_t>(context) - static_cast<std::uint32_t>(Context::softmax));
    c.d = {slice, 0, Ring::none, 0, 0};
    switch (context) {
      case Context::softmax:
        c.opcode = pick(0, 2) == 0 ? Opcode::softmax_plain : Opcode::softmax;
        c.constants[0] = pick(0, 12);
        if (c.opcode == Opcode::softmax) {
          c.constants = {c.constants[0], scale, 30 + pick(0, 20),
                         static_cast<std::uint32_t>(a_.numerics.multiplier_bits_max)};
          c.p = {slice + s_.slice / 2, 0, Ring::none, 0, 0};
        }
        break;
      case Context::activation:
        c.opcode = Opcode::gelu;
        c.constants = {bits, pick(8, 20), scale, 30 + pick(0, 20)};
        break;
      case Context::normalization:
        c.opcode = Opcode::layernorm;
        c.constants = {pick(4, 20), any, any >> 10};
        c.p = {std::uint64_t{16} * pick(0, 8), 0, Ring::none, 0, 0};
        break;
      default:
        c.opcode = Opcode::add;
        c.element_bytes_b = static_cast<std::uint8_t>(pick(1, 2) | pick(1, 2) << 4);
        c.b = {kRead + 4 * pick(0, 20), 0, Ring::none, 4, 0};
        c.constants = {scale, 28 + pick(0, 10), cut(any ^ 0xfff), 28 + pick(0, 10), bits};
    }
    return c;
  }

  void add_random() {
    Command c;
    switch (pick(0, 10)) {
      case 0:
      case 1:
        c = matmul(pick(0, 1) == 0 ? Context::matmul_a : Context::matmul_b);
        break;
      case 2:
      case 3:
        c = requantize(pick(0, 1) == 0 ? Context::requantizer_a : Context::requantizer_b);
        break;
      case 4:
        c = load(Context::load_b, Space::activation, kImage + pick(0, 60), s_.read + 2 * s_.slice, pick(1, 100));
        c.d.stride1 = pick(0, 100);
        break;
      case 5:
        c = load(Context::load_c, Space::activation, kImage + pick(0, 60), s_.read + 3 * s_.slice, pick(1, 20));
        in_panels(c);
        // A transposed column may come after the beats of a later step: they never write the same byte
        // (docs/machine.md).
        if (c.layout == Layout::row_panels) c.d.base += s_.slice / 2;
        break;
      case 6:
      case 7:
      case 8:
      case 9:
        c = vector(static_cast<Context>(
            pick(static_cast<std::uint64_t>(Context::softmax), static_cast<std::uint64_t>(Context::residual_adder))));
        break;
      default:
        c = load(Context::store, Space::activation, pick(0, 60), kOut + kSlices * s_.slice + pick(0, 60), pick(1, 100));
        c.opcode = Opcode::store;
        c.d.stride1 = 128;
        if (pick(0, 1) == 0) {
          c.columns = c.columns_last = c.depth = pick(1, 10);
          in_panels(c);
          c.d.stride1 = 200;
        }
    }
    c.count0 = static_cast<std::uint16_t>(pick(1, 3));
    c.count1 = static_cast<std::uint16_t>(pick(1, 3));
    commands_.push_back(c);
  }

  /// Makes a transfer of some columns go in column or row panels, or as one panel, of one or two bytes, linear now and
  /// then.
  void in_panels(Command& c) {
    c.layout = static_cast<Layout>(pick(0, 3));
    c.element_bytes = static_cast<std::uint8_t>(pick(1, 2));
    if (pick(0, 1) == 0) c.tile_columns = static_cast<std::uint16_t>(a_.rows);
    c.rows = c.rows_last = static_cast<std::uint16_t>(pick(1, 8));
    if (c.layout == Layout::panel) {
      c.tile_columns = static_cast<std::uint16_t>(a_.rows);
      c.rows = c.rows_last = static_cast<std::uint16_t>(pick(1, a_.rows));
    }
    c.depth = c.columns * c.element_bytes + pick(0, 10);
  }

  /// The slices to DRAM, once every writer is done: an empty-handed last command of each context says so.
  void finish() {
    Command store = load(Context::store, Space::activation, s_.read, kOut, kSlices * s_.slice);
    store.opcode = Opcode::store;
    std::size_t slot = 0;
    // The vector units one after the other, for a command has eight waits.
    for (int i = static_cast<int>(Context::softmax); i <= static_cast<int>(Context::residual_adder); ++i) {
      Command last = vector(static_cast<Context>(i));
      last.count0 = last.count1 = 1;
      if (i > static_cast<int>(Context::softmax)) last.waits[0] = token(static_cast<Context>(i - 1));
      last.signals[0] =
          token(i < static_cast<int>(Context::residual_adder) ? static_cast<Context>(i + 1) : Context::store);
      commands_.push_back(last);
    }
    store.waits[slot++] = token(Context::residual_adder);
    for (const Context context :
         {Context::load_b, Context::load_c, Context::matmul_b, Context::requantizer_a, Context::requantizer_b}) {
      store.waits[slot++] = token(context);
      Command last =
          context == Context::matmul_b ? matmul(context)
          : context == Context::load_b || context == Context::load_c
              ? load(context, Space::activation, kImage, s_.read + (context == Context::load_b ? 2 : 3) * s_.slice, 5)
              : requantize(context);
      last.count0 = last.count1 = 1;
      last.signals[0] = token(Context::store);
      commands_.push_back(last);
    }
    commands_.push_back(store);
    // The first command of every context but matmul_a and load_a waits for the preparation.
    std::array<bool, program::kContextCount> seen{};
    for (Command& c : commands_) {
      bool& known = seen[static_cast<std::size_t>(c.context)];
      if (!known && c.context != Context::load_a && c.context != Context::matmul_a)
        c.waits[7] = token(Context::matmul_a);
      known = true;
    }
  }

  const arch::Architecture& a_;
  StressSizes s_;
  Random random_;
  std::vector<Command> commands_;
};

}  // namespace

bool stress_fits(const arch::Architecture& a) {
  const StressSizes s(a);
  return a.buffers.activation.bytes >= s.read + std::uint64_t{kSlices} * s.slice && a.buffers.weight.bytes >= s.read &&
         a.buffers.accumulator.bytes >= std::uint64_t{3} * s.sums && a.buffers.parameter.bytes >= kParameterBytes &&
         a.memory.bytes >= kOut + (kSlices + 2) * std::uint64_t{s.slice} && kImage + (kSlices + 2) * s.read <= kInput;
}

Case stress_case(const arch::Architecture& architecture, std::uint64_t seed) {
  if (!stress_fits(architecture))
    throw UserError(architecture.name, "buffers: expected room for the slices of every unit, got too few bytes");
  return {Stress(architecture, StressSizes(architecture), seed).program(), Matrix<std::int16_t>(1, 1)};
}

}  // namespace octet::crosscheck
