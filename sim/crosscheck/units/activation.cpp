// SPDX-License-Identifier: Apache-2.0
#include "models/units/activation.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>

#include "sim/crosscheck/units/steps.hpp"
#include "sim/crosscheck/units/unit_program.hpp"

// The ends of models/units/activation.md: inputs where the gate steps, both roundings, clip points, shifts.
namespace octet::crosscheck::units {
namespace {

constexpr std::uint32_t kLeastOne = 8, kMostOne = 30, kGate = golden::kGateBits;

struct Constants {
  std::uint32_t one_bits = 16, multiplier = 1, shift = 0;
};

std::int64_t clip_of(std::uint32_t one_bits) {
  return golden::gelu_parameters(16, static_cast<int>(one_bits), DyadicScale{1, 0}).clip;
}

/// The page's gate with at most 13 fraction bits.
std::int64_t narrow_of(std::int64_t x, std::uint32_t one_bits) {
  const std::int64_t clip = clip_of(one_bits), gap = clip - std::min(x < 0 ? -x : x, clip);
  const std::int64_t gate = x < 0 ? gap * gap : (std::int64_t{2} << one_bits) - gap * gap;
  const std::uint32_t dropped = one_bits > kGate ? one_bits - kGate : 0;
  return dropped == 0 ? gate : (gate + (std::int64_t{1} << (dropped - 1))) >> dropped;
}

class Activation : public Steps {
 public:
  using Steps::Steps;

  AloneStep& step(std::uint32_t valid, std::uint32_t columns, std::uint32_t element_bytes, const Constants& k,
                  const At& x) {
    AloneStep& s = add(program::Opcode::gelu, valid, columns);
    s.command.element_bytes = static_cast<std::uint8_t>(element_bytes);
    s.command.constants[constants::gelu::input_bits] = 8 * element_bytes;
    s.command.constants[constants::gelu::one_bits] = k.one_bits;
    s.command.constants[constants::gelu::multiplier] = k.multiplier;
    s.command.constants[constants::gelu::shift] = k.shift;
    s.a = panel(valid, columns, element_bytes, [&](auto r, auto c) { return limit(x(r, c), 8 * element_bytes); });
    return s;
  }
  /// All of these inputs.
  void inputs(const Constants& k, const std::vector<std::int64_t>& x) {
    const auto columns = static_cast<std::uint32_t>((x.size() + rows() - 1) / rows());
    step(rows(), columns, 2, k, [&](auto r, auto c) { return x[(std::size_t{c} * rows() + r) % x.size()]; });
  }

  void gates() {
    begin("inputs at which the gate steps, for every clip point");
    for (std::uint32_t one = kLeastOne; one <= kMostOne; ++one) {
      const std::int64_t clip = clip_of(one);
      const std::uint32_t clip_bits = static_cast<std::uint32_t>(std::bit_width(static_cast<std::uint64_t>(clip)));
      const double step_of_gate = std::ldexp(1.0, static_cast<int>(one > kGate ? one - kGate : 0));
      // Of a negative x the gate is gap^2: it goes from k to k + 1 where gap is the root of k + 1/2 such steps. Smaller
      // shifts show the first gates, larger ones more of them.
      for (std::uint32_t shown = 0; shown <= 6; ++shown) {
        std::vector<std::int64_t> x{-clip - 1, -clip, -32768, clip, clip - 1, clip + 1, 32767, 0};
        for (std::uint32_t k = shown == 0 ? 0 : 1U << (shown - 1); k < 1U << shown; ++k) {
          const auto gap = std::llround(std::sqrt((k + 0.5) * step_of_gate));
          for (std::int64_t more = -1; more <= 1; ++more) x.push_back(-std::max<std::int64_t>(clip - gap - more, 0));
        }
        const std::uint32_t hidden = 7 - shown;
        inputs({one, 1, clip_bits > hidden ? clip_bits - hidden : 0}, x);
      }
      positive_gates(one, clip, step_of_gate);
      // Anywhere.
      std::vector<std::int64_t> x;
      for (int i = 0; i < 64; ++i) x.push_back(random.between(-clip - 2, clip + 2));
      inputs({one, 1, clip_bits + std::min(one, kGate) - 6}, x);
      inputs({one, 1, clip_bits + std::min(one, kGate) - 10}, x);
    }
  }

  /// Of a positive x the gate is near its largest: a scale that is on the edge between two results for it, and below
  /// for one less.
  void positive_gates(std::uint32_t one, std::int64_t clip, double step_of_gate) {
    if (widest() < 16) return;
    for (std::uint32_t k = 0; k < 5; ++k) {
      const auto gap = std::llround(std::sqrt((k + 0.5) * step_of_gate));
      for (const std::int64_t more : {0, random.once_in(2) ? 1 : -1}) {
        const std::int64_t x = clip - gap - more;
        if (x <= 0) continue;
        const std::int64_t product = x * narrow_of(x, one);
        const std::int64_t result = random.between(40, 120);
        std::uint32_t shift = 1;
        while (shift < kMostShift &&
               boundary(result, static_cast<std::uint32_t>(std::min<std::int64_t>(product, 0xffffffff)), shift + 1) >>
                       widest() ==
                   0)
          ++shift;
        const std::int64_t multiplier = boundary(result, static_cast<std::uint32_t>(product), shift);
        inputs({one, cut(static_cast<std::uint32_t>(multiplier)), shift}, {x, x - 1, x + 1, -x});
      }
    }
  }

  void halves() {
    begin("exact halves of every shift, and the inputs beside them");
    struct Product {
      std::uint32_t one;
      std::int64_t x;
    };
    // Products of few odd bits, by their zeros below.
    std::array<std::vector<Product>, 32> by_zeros;
    for (std::uint32_t one = kLeastOne; one <= 16; ++one) {
      const std::int64_t clip = clip_of(one);
      for (std::int64_t x = -clip - 1; x <= 4 * clip + 3; ++x) {
        const std::int64_t product = x * narrow_of(x, one), size = product < 0 ? -product : product;
        if (size == 0) continue;
        const int zeros = std::countr_zero(static_cast<std::uint64_t>(size));
        if (size >> zeros <= 257 && zeros < 32) by_zeros[static_cast<std::size_t>(zeros)].push_back({one, x});
      }
    }
    for (std::uint32_t shift = 0; shift <= kMostShift; ++shift) {
      for (int round = 0; round < 12; ++round) {
        const std::uint32_t lowest = shift > widest() ? shift - widest() : 0,
                            zeros = random.pick(std::min(lowest, 31U), std::min(shift == 0 ? 0 : shift - 1, 31U));
        const auto& some = by_zeros[zeros];
        if (some.empty() || shift == 0 || shift - 1 - zeros >= widest()) {
          const Constants k{random.pick(kLeastOne, kMostOne), shift == 0 ? 1 : cut(0x7FFFFFFF), shift};
          inputs(k, {-32768, 32767, 1, 2, -1, 3, -5, 100});
          continue;
        }
        const Product& it = some[random.pick(0, some.size() - 1)];
        inputs({it.one, 1U << (shift - 1 - zeros), shift}, {it.x, it.x - 1, it.x + 1, -it.x});
      }
      // Powers of two beyond the clip point: one bit alone says that the result saturates.
      inputs({kGate, 1U << (widest() - 1), shift}, {128, 256, 512, 1024, 2048, 4096, 8192, 16384});
    }
  }

  void all_inputs() {
    begin("all 65 536 inputs for every clip point");
    for (std::uint32_t one = kLeastOne; one <= kMostOne; ++one) {
      // The first gates of negative inputs apart, and saturation from both sides.
      const auto clip_bits = static_cast<std::uint32_t>(std::bit_width(static_cast<std::uint64_t>(clip_of(one))));
      step(rows(), 65536 / rows(), 2, {one, 1, clip_bits > 6 ? clip_bits - 6 : 0},
           [&](auto r, auto c) { return static_cast<std::int16_t>(c * rows() + r); });
    }
  }

  void any() {
    begin("any shapes, constants and inputs");
    for (int i = 0; i < 400; ++i) {
      const std::uint32_t bits = random.pick(1, widest()), bytes = random.pick(1, 2),
                          one = random.pick(kLeastOne, kMostOne), narrow = random.pick(0, 8 * bytes - 1);
      // An input times a gate, to about 8 bits.
      const std::uint32_t product = std::min(one, kGate) + 1 + 8 * bytes - narrow + bits;
      const std::uint32_t shift = random.once_in(6)
                                      ? random.pick(0, kMostShift)
                                      : std::min(kMostShift, product - std::min(product, random.pick(6, 12)));
      step(any_rows(), random.pick(1, 40), bytes, {one, random.once_in(20) ? 0 : multiplier(bits), shift},
           [&](auto, auto) { return limit(random.between(-32768, 32767), 8 * bytes) >> narrow; });
    }
  }

  void ends() {
    begin("steps of up to 2^31 columns, reset");
    constexpr std::uint32_t kKnown = 16;
    const std::uint32_t groups = (rows() + a.lanes.activation - 1) / a.lanes.activation;
    Activation one(a, random.next());
    one.begin("");
    const AloneStep s = one.step(rows(), kKnown, 2, {16, 1, 20}, [&](auto, auto) { return random.between(-999, 999); });
    add_cuts(s, std::uint64_t{kKnown} * groups + 8, false);
  }
};

}  // namespace

std::vector<Aim> activation(const arch::Architecture& architecture, std::uint64_t seed) {
  Activation all(architecture, seed);
  all.gates();
  all.halves();
  all.any();
  all.all_inputs();
  all.ends();
  return all.take();
}

void draw_activation(UnitProgram& draft) {
  Random& random = draft.random;
  program::Command c = draft.nest(program::Opcode::gelu, program::Context::activation, 24);
  c.element_bytes = static_cast<std::uint8_t>(random.pick(1, 2));
  if (!draft.activation_fits(c, draft.panel(c, c.element_bytes) + draft.panel(c, 1))) return;
  const std::uint32_t bits = draft.width(c.element_bytes);
  c.constants[constants::gelu::input_bits] = bits;
  c.constants[constants::gelu::one_bits] = random.pick(8, 30);
  c.constants[constants::gelu::multiplier] = draft.multiplier();
  // An input times a gate of up to 14 bits, to 8 bits.
  const std::uint32_t gate = std::min<std::uint32_t>(c.constants[constants::gelu::one_bits], 13);
  c.constants[constants::gelu::shift] = draft.shift(30 + gate + bits - 8);
  c.a = draft.input(c, c.element_bytes, bits);
  c.d = draft.result(c, draft.panel(c, 1));
  draft.add(c);
}

}  // namespace octet::crosscheck::units
