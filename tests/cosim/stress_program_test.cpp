// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cstring>

#include "tests/cosim/architectures.hpp"
#include "tests/cosim/compare_views.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;
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

namespace {

// Regions of the buffers: what the preparation fills and nobody writes again, and one slice a writer.
constexpr std::uint32_t kRead = 0;  // activation, weight, parameter, accumulator: read by everyone
constexpr std::uint32_t kReadBytes = 2048;
constexpr std::uint32_t kSlice = 1024;  // bytes of a writer's slice of the activation buffer, after kReadBytes
constexpr std::uint32_t kSlices = 8;    // requantizer a and b, load b and c, softmax, activation, normalization, adder
constexpr std::uint32_t kAccumulatorSlice = 1024;
constexpr std::uint32_t kImage = 1 << 17;  // DRAM: source of every load

/// Random commands for every context that has gates, almost without tokens: they meet at units, memory port and banks
/// as they like. Reads and writes never meet in a byte, so the result does not depend on the order.
class Stress {
 public:
  Stress(const arch::Architecture& a, std::uint64_t seed) : a_(a), random_(seed) {
    prepare();
    const int count = static_cast<int>(random_.between(5, 60));
    for (int i = 0; i < count; ++i) add_random();
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
    p.image.resize(kImage + (kSlices + 2) * kReadBytes);
    test::RandomSource noise(7);
    for (std::uint8_t& x : p.image) x = static_cast<std::uint8_t>(noise.bits());
    // Parameter entries and row scales must have sound shifts, wherever a step starts to read them: every third word of
    // four, and every second of two, is small.
    for (std::uint32_t i = 0; i < kReadBytes; i += 4) {
      const std::uint32_t word = i % 16 == 8 || i % 8 == 4 ? 34 + i / 16 % 20
                                 : i % 16 == 0             ? i * 77
                                                           : 0x40000000 + i * 12345;
      std::memcpy(p.image.data() + kImage + i, &word, 4);
    }
    for (std::size_t i = 0; i < commands_.size(); ++i) {
      const auto bytes = program::encode(commands_[i]);
      std::memcpy(p.image.data() + i * Command::kBytes, bytes.data(), bytes.size());
    }
    p.input = {1 << 18, 1, 1, 1, false, 1};
    p.output = {kOut, 1, kSlices * kSlice, 1, false, kSlices * kSlice};
    return p;
  }

 private:
  static constexpr std::uint32_t kOut = 1 << 19;
  std::uint32_t pick(std::int64_t low, std::int64_t high) {
    return static_cast<std::uint32_t>(random_.between(low, high));
  }
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
    commands_.push_back(load(Context::load_a, Space::activation, kImage, 0, kReadBytes));
    commands_.push_back(load(Context::load_a, Space::activation, kImage, kReadBytes, kSlices * kSlice));
    commands_.push_back(load(Context::load_a, Space::weight, kImage, 0, kReadBytes));
    commands_.push_back(load(Context::load_a, Space::parameter, kImage, 0, kReadBytes));
    commands_.back().signals[0] = token(Context::matmul_a);
    Command fill = matmul(Context::matmul_a);
    fill.count0 = fill.count1 = 1;
    fill.rows_last = static_cast<std::uint16_t>(a_.rows);
    fill.columns_last = kAccumulatorSlice / 4 / a_.rows;
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
    c.d = {kAccumulatorSlice * (context == Context::matmul_a ? 1U : 2U), 0, Ring::none, 0, 0};
    return c;
  }

  Command requantize(Context context) {
    Command c = matmul(context);
    c.opcode = Opcode::requantize;
    c.mode = static_cast<RequantizeMode>(pick(0, 2));
    c.element_bytes = static_cast<std::uint8_t>(pick(1, 2));
    c.constants = {0x40000001, 36, c.element_bytes == 1 ? 8U : 13U};
    c.columns = pick(1, 16);
    c.columns_last = pick(1, 16);
    c.a = {kRead, 0, Ring::none, 0, a_.rows * 4};
    c.p = {0, 0, Ring::none, 64, 0};
    const std::uint32_t slice = kReadBytes + kSlice * (context == Context::requantizer_a ? 0 : 1);
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
    const std::uint32_t bits = 8U * c.element_bytes, scale = 0x40000000 + pick(0, 0x3fffffff);
    const std::uint32_t slice =
        kReadBytes + kSlice * (4 + static_cast<std::uint32_t>(context) - static_cast<std::uint32_t>(Context::softmax));
    c.d = {slice, 0, Ring::none, 0, 0};
    switch (context) {
      case Context::softmax:
        c.opcode = pick(0, 2) == 0 ? Opcode::softmax_plain : Opcode::softmax;
        c.constants[0] = bits;
        if (c.opcode == Opcode::softmax) {
          c.constants = {bits, scale, 30 + pick(0, 20), 31};
          c.p = {slice + kSlice / 2, 0, Ring::none, 0, 0};
        }
        break;
      case Context::activation:
        c.opcode = Opcode::gelu;
        c.constants = {bits, pick(8, 20), scale, 30 + pick(0, 20)};
        break;
      case Context::normalization:
        c.opcode = Opcode::layernorm;
        c.constants = {pick(4, 20)};
        c.p = {16 * pick(0, 8), 0, Ring::none, 0, 0};
        break;
      default:
        c.opcode = Opcode::add;
        c.element_bytes_b = static_cast<std::uint8_t>(pick(1, 2) | pick(1, 2) << 4);
        c.b = {kRead + 4 * pick(0, 20), 0, Ring::none, 4, 0};
        c.constants = {scale, 28 + pick(0, 10), scale ^ 0xfff, 28 + pick(0, 10), bits};
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
        c = load(Context::load_b, Space::activation, kImage + pick(0, 60), kReadBytes + 2 * kSlice, pick(1, 100));
        c.d.stride1 = pick(0, 100);
        break;
      case 5:
        c = load(Context::load_c, Space::activation, kImage + pick(0, 60), kReadBytes + 3 * kSlice, pick(1, 20));
        in_panels(c);
        // A transposed column may come after the beats of a later step: they never write the same byte
        // (docs/machine.md).
        if (c.layout == Layout::row_panels) c.d.base += kSlice / 2;
        break;
      case 6:
      case 7:
      case 8:
      case 9:
        c = vector(
            static_cast<Context>(pick(static_cast<int>(Context::softmax), static_cast<int>(Context::residual_adder))));
        break;
      default:
        c = load(Context::store, Space::activation, pick(0, 60), kOut + kSlices * kSlice + pick(0, 60), pick(1, 100));
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

  /// Makes a transfer of some columns go in column or row panels, of one or two bytes, linear now and then.
  void in_panels(Command& c) {
    c.layout = static_cast<Layout>(pick(0, 2));
    c.element_bytes = static_cast<std::uint8_t>(pick(1, 2));
    if (pick(0, 1) == 0) c.tile_columns = static_cast<std::uint16_t>(a_.rows);
    c.rows = c.rows_last = static_cast<std::uint16_t>(pick(1, 8));
    c.depth = c.columns * c.element_bytes + pick(0, 10);
  }

  /// The slices to DRAM, once every writer is done: an empty-handed last command of each context says so.
  void finish() {
    Command store = load(Context::store, Space::activation, kReadBytes, kOut, kSlices * kSlice);
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
              ? load(context, Space::activation, kImage, kReadBytes + (context == Context::load_b ? 2 : 3) * kSlice, 5)
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

  arch::Architecture a_;
  test::RandomSource random_;
  std::vector<Command> commands_;
};

}  // namespace

TEST_CASE("random commands of all contexts at once cost the same cycles and stalls in SystemC and in gates",
          "[cosim][stress]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  rtl::UnitCycles total;
  for (int i = 0; i < 160; ++i) {
    const std::vector<arch::Architecture> all =
        test::built_architectures(static_cast<std::uint32_t>(random.between(1, 40)));
    const arch::Architecture& a = all[static_cast<std::size_t>(i) % all.size()];
    const std::uint64_t seed = random.bits();
    CAPTURE(i, seed);
    const program::Program p = Stress(a, seed).program();
    const rtl::RtlResult gates = test::compare_views(a, p, Matrix<std::int16_t>(1, 1));
    for (const rtl::UnitCycles& u : gates.units) {
      total.busy += u.busy;
      total.token += u.token;
      total.unit += u.unit;
      total.port += u.port;
      total.bank += u.bank;
      total.drain += u.drain;
    }
  }
  // A push at the very edge of a load once lost a command in SystemC.
  test::compare_views(test::built_architecture("accelerator_8x4", 32),
                      Stress(test::built_architecture("accelerator_8x4", 32), 7660992861447426701U).program(),
                      Matrix<std::int16_t>(1, 1));
  // The same with a memory that stalls every handshake at random.
  for (int i = 0; i < 40; ++i) {
    const std::vector<arch::Architecture> all =
        test::built_architectures(static_cast<std::uint32_t>(random.between(1, 40)));
    const arch::Architecture& a = all[static_cast<std::size_t>(i) % all.size()];
    const std::uint64_t seed = random.bits(), stalls = random.bits() | 1;
    CAPTURE(i, seed, stalls);
    test::compare_views(a, Stress(a, seed).program(), Matrix<std::int16_t>(1, 1), stalls);
  }
  // Every cause of a stall was met, else the comparison says less than it seems to.
  CHECK(total.token > 0);
  CHECK(total.port > 0);
  CHECK(total.bank > 0);
  CHECK(total.drain > 0);
}
