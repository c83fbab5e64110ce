// SPDX-License-Identifier: Apache-2.0
#include "models/units/softmax.hpp"

#include <algorithm>
#include <array>
#include <optional>

#include "sim/crosscheck/units/steps.hpp"
#include "sim/crosscheck/units/unit_program.hpp"

// The ends of models/units/softmax.md: differences, sums of every width, context scales, roundings, masks.
namespace octet::crosscheck::units {
namespace {

struct Kind {
  bool plain = false;
  std::uint32_t score_bits = 16, element_bytes = 2;
  std::uint32_t bits = 8, multiplier = 255, shift = 0;  ///< of the context
  std::optional<std::uint32_t> align = std::nullopt;    ///< the default of packages for the width unless given
};

class Softmax : public Steps {
 public:
  using Steps::Steps;

  AloneStep& step(std::uint32_t valid, std::uint32_t columns, const Kind& kind, const At& score) {
    AloneStep& s = add(kind.plain ? program::Opcode::softmax_plain : program::Opcode::softmax, valid, columns);
    s.command.element_bytes = static_cast<std::uint8_t>(kind.element_bytes);
    auto& k = s.command.constants;
    k[constants::softmax::score_align] =
        kind.align.value_or(static_cast<std::uint32_t>(golden::default_score_align(static_cast<int>(kind.score_bits))));
    k[constants::softmax::context_multiplier] = kind.plain ? 0 : kind.multiplier;
    k[constants::softmax::context_shift] = kind.plain ? 0 : kind.shift;
    k[constants::softmax::multiplier_bits] = kind.plain ? 0 : kind.bits;
    s.a = panel(valid, columns, kind.element_bytes, score);
    return s;
  }

  Kind any_kind() {
    Kind kind;
    kind.plain = random.once_in(3);
    kind.element_bytes = random.pick(1, 2);
    kind.score_bits = kind.element_bytes == 1 ? 8 : random.pick(8, 16);
    if (random.once_in(2)) kind.align = random.pick(0, golden::kMostScoreAlign);
    kind.bits = random.pick(2, widest());
    kind.multiplier = random.once_in(12) ? 0 : multiplier(kind.bits);
    kind.shift = random.once_in(4) ? random.pick(0, kMostShift) : std::min(kMostShift, kind.bits + random.pick(0, 4));
    return kind;
  }
  std::int64_t any_score(std::uint32_t bits, std::uint32_t narrow) {
    const std::int64_t top = (std::int64_t{1} << (bits - 1)) - 1;
    return random.between(-top - 1, top) >> narrow;
  }

  void exponentials() {
    begin("every difference of scores whose exponential is not zero, for every shift, and the ends of the others");
    constexpr std::int64_t kTop = 32767;
    for (std::uint32_t align = 0; align <= golden::kMostScoreAlign; ++align) {
      const std::int64_t last = (8500 >> align) + 2;
      const auto columns = static_cast<std::uint32_t>((last + rows() - 1) / rows()) + 1;
      Kind kind;
      kind.align = align;
      step(rows(), columns, kind,
           [&](auto r, auto c) { return c == 0 ? kTop : kTop - (std::int64_t{c} - 1) * rows() - r; });
      // Differences up to the largest: two to a power, one less, one more.
      kind.plain = align % 2 == 0;
      step(rows(), 3 * 16 + 1, kind, [&](auto r, auto c) {
        const std::int64_t below = c == 0 ? 0 : (std::int64_t{1} << ((c - 1) / 3 + r % 2)) + c % 3 - 1;
        return std::max(kTop - below, -kTop - 1);
      });
    }
  }

  /// Scores of 16 bits whose exponentials sum up to this: the highest key, then the largest that still fit.
  std::vector<std::int64_t> scores_of(std::uint32_t sum) {
    if (below_.empty()) {
      below_.resize(256, -1);
      const golden::ExpConstants exp = golden::exp_constants_of(0);
      for (std::int64_t x = 8500; x >= 0; --x)
        below_[static_cast<std::size_t>(golden::iexp(Int<18>(-x), exp).value())] = x;
    }
    std::vector<std::int64_t> out;
    while (sum > 0) {
      std::uint32_t e = std::min(sum, 255U);
      while (below_[e] < 0) --e;  // 1 there is
      out.push_back(-below_[e]);
      sum -= e;
    }
    return out;
  }

  void sums() {
    begin("sums on both sides of every power of two, context scales of every width and shift");
    for (std::uint32_t k = 8; k <= 14; ++k) {
      std::vector<std::vector<std::int64_t>> scores;
      for (std::uint32_t r = 0; r < std::min(rows(), 4U); ++r)
        scores.push_back(scores_of((1U << k) + r * (r == 3 ? 77 : 1) - 1));
      std::size_t columns = 0;
      for (const auto& one : scores) columns = std::max(columns, one.size());
      const At score = [&](auto r, auto c) { return c < scores[r].size() ? scores[r][c] : -20'000; };
      const auto valid = static_cast<std::uint32_t>(scores.size());
      for (std::uint32_t bits = 2; bits <= widest(); bits += k == 8 ? 1 : 6) {
        const std::uint32_t top = 1U << (bits - 1);
        for (const std::uint32_t m : {top, 2 * top - 1, top | random.pick(0, top - 1)})
          step(valid, static_cast<std::uint32_t>(columns), {false, 16, 2, bits, m, random.pick(0, 40)}, score);
      }
      // Shifts at which the scale is just still one, and no longer.
      for (std::uint32_t over = 0; over < 4; ++over)
        step(valid, static_cast<std::uint32_t>(columns),
             {false, 16, 2, 8, over == 0 ? 128U : 255U, kMostShift - k + 2 - over}, score);
      step(valid, static_cast<std::uint32_t>(columns), {true}, score);
    }
    step(rows(), 3, {false, 16, 2, 8, 128, kMostShift}, [](auto r, auto c) { return c * r; });
    step(rows(), 3, {false, 16, 2, 8, 0, 3}, [](auto r, auto c) { return c * r; });
    step(rows(), 1, {true}, [](auto r, auto) { return r; });
  }

  void large_sums() {
    begin("sums of up to 25 bits");
    const std::uint32_t valid = std::min<std::uint32_t>(rows(), a.lanes.softmax);
    for (const std::uint32_t keys : {255U, 256U, 257U, 258U, 511U, 513U, 515U, 1029U, 2100U, 4113U, 8226U, 131'073U}) {
      const Kind kind{keys % 2 == 1 && keys < 10'000, 8, 1, widest(), multiplier(widest()), 20};
      const At score = [&](auto r, auto c) {
        return c == 7 ? 0 : -std::int64_t{r} * (keys > 600 && keys < 5000 ? 20 : c % 1001 == 0 ? 1 : 0);
      };
      step(keys > 5000 ? std::min(valid, 2U) : valid, keys, kind, score);
      if (keys < 600)
        step(rows(), keys, {!kind.plain, 12, 2, widest(), multiplier(widest()), 30},
             [&](auto r, auto c) { return c == 3 ? 0 : -std::int64_t{r} * 100; });
    }
    // Sums of 17 to 20 bits, all of which the reciprocal sees.
    for (std::uint32_t narrow = 0; narrow < 16; ++narrow) {
      const Kind kind{narrow % 4 == 3, 8, 1, widest(), multiplier(widest()), 30};
      step(valid, random.pick(1100, 4500), kind, [&](auto, auto) { return any_score(8, narrow % 8); });
    }
  }

  void probabilities() {
    begin("exact halves of probabilities");
    // Where the sum is a power of two, the scale is one too, and odd exponentials are halves.
    for (const std::uint32_t sum : {512U, 1024U, 2048U}) {
      std::vector<std::vector<std::int64_t>> scores;
      for (std::uint32_t r = 0; r < rows(); ++r) {
        std::vector<std::int64_t> one{0};
        std::uint32_t left = sum - 255;
        while (left > 0) {
          std::uint32_t e = std::min(left, random.pick(1, 254));
          while (below_[e] < 0) --e;
          one.push_back(-below_[e]);
          left -= e;
        }
        scores.push_back(one);
      }
      std::size_t columns = 0;
      for (const auto& one : scores) columns = std::max(columns, one.size());
      step(rows(), static_cast<std::uint32_t>(columns), {true},
           [&](auto r, auto c) { return c < scores[r].size() ? scores[r][c] : -9000; });
    }
  }

  void masks() {
    begin("keys that take no part, rows of equal and of extreme scores");
    for (int i = 0; i < 400; ++i) {
      const Kind kind = any_kind();
      const std::uint32_t columns = random.pick(1, i % 4 == 0 ? 3 : 50), narrow = random.pick(0, kind.score_bits - 1);
      AloneStep& s = step(any_rows(), columns, kind, [&](auto, auto) { return any_score(kind.score_bits, narrow); });
      rtl::SoftmaxMask mask;
      mask.keys = random.once_in(2) ? columns : random.pick(0, columns);
      const bool is_far = i % 3 == 1;  // each bit of the position in turn
      mask.causal = is_far || random.once_in(2);
      mask.position = is_far ? 1U << (i / 3 % 32) : random.pick(0, columns);
      if (i % 3 != 0) s.mask = mask;
    }
    for (const std::uint32_t bits : {8U, 10U, 11U, 16U}) {
      const std::int64_t top = (std::int64_t{1} << (bits - 1)) - 1;
      for (const bool plain : {false, true}) {
        const Kind kind{plain, bits, 2, 16, cut(0x40000000) >> (widest() - std::min(widest(), 16U)), 7};
        Kind one = kind;
        one.bits = std::min(widest(), 16U);
        one.multiplier = 1U << (one.bits - 1);
        step(rows(), 9, one, [&](auto, auto) { return -top - 1; });
        step(rows(), 9, one, [&](auto, auto) { return top; });
        step(rows(), 9, one, [&](auto r, auto c) { return c % 4 == r % 4 ? top : -top - 1; });
        for (const std::uint32_t position : {0U, 1U, 5U, 8U, 0xFFFFFFFFU})
          step(rows(), 9, one, [&](auto r, auto c) { return c * r; }).mask = rtl::SoftmaxMask{9, true, position};
        for (const std::uint32_t keys : {0U, 1U, 8U})
          step(rows(), 9, one, [&](auto r, auto) { return r; }).mask = rtl::SoftmaxMask{keys, false, 0};
      }
    }
  }

  void long_masks() {
    begin("limits of 15 bits in rows of 2^15 keys");
    constexpr std::uint32_t kKeys = 0x7FFF;
    for (const std::uint32_t limit : {0x2AAAU, 0x5555U})
      for (const bool causal : {false, true}) {
        AloneStep& s = step(std::min<std::uint32_t>({rows(), a.lanes.softmax, 3}), kKeys, {false, 8, 1, 8, 255, 3},
                            [&](auto r, auto c) { return -((std::int64_t{c} + r) % 5); });
        s.mask = rtl::SoftmaxMask{causal ? kKeys : limit, causal, limit};
      }
  }

  void any() {
    begin("any shapes, widths and scores");
    for (int i = 0; i < 300; ++i) {
      const Kind kind = any_kind();
      const std::uint32_t narrow = random.pick(0, kind.score_bits - 1);
      step(any_rows(), random.pick(1, 50), kind, [&](auto, auto) { return any_score(kind.score_bits, narrow); });
    }
  }

  void ends() {
    begin("steps of up to 2^31 keys, a reset in every phase");
    Softmax one(a, random.next());
    one.begin("");
    const AloneStep s = one.step(rows(), 4, {}, [](auto r, auto c) { return r * c; });
    add_cuts(s, 60, true);
    for (std::uint64_t cycles = 1; cycles < 60; ++cycles) {
      AloneStep phase = one.step(rows(), 6, {cycles % 2 == 0}, [](auto r, auto c) { return r * c; });
      phase.cut = {6, 1, std::min<std::uint64_t>(cycles, 43), 0, false};
      add(phase);
    }
  }

 private:
  std::vector<std::int64_t> below_;  ///< the least difference with this exponential, or -1
};

}  // namespace

std::vector<Aim> softmax(const arch::Architecture& architecture, std::uint64_t seed) {
  Softmax all(architecture, seed);
  all.any();
  all.masks();
  all.exponentials();
  all.sums();
  all.probabilities();
  all.large_sums();
  all.long_masks();
  all.ends();
  return all.take();
}

void draw_softmax(UnitProgram& draft) {
  Random& random = draft.random;
  const arch::Architecture& a = draft.a;
  const bool plain = random.once_in(3);
  program::Command c =
      draft.nest(plain ? program::Opcode::softmax_plain : program::Opcode::softmax, program::Context::softmax, 24);
  c.element_bytes = static_cast<std::uint8_t>(random.pick(1, 2));
  const std::uint64_t scales = plain ? 0 : std::uint64_t{8} * a.rows;
  if (!draft.activation_fits(c, draft.panel(c, c.element_bytes) + draft.panel(c, 1) + scales)) return;
  c.constants[constants::softmax::score_align] = random.pick(0, golden::kMostScoreAlign);
  c.a = draft.input(c, c.element_bytes, draft.width(c.element_bytes));
  c.d = draft.result(c, draft.panel(c, 1));
  if (!plain) {
    const std::uint32_t bits = random.pick(2, static_cast<std::uint32_t>(a.numerics.multiplier_bits_max));
    c.constants[constants::softmax::multiplier_bits] = bits;
    c.constants[constants::softmax::context_multiplier] =
        random.once_in(16) ? 0 : (1U << (bits - 1)) | random.pick(0, (1U << (bits - 1)) - 1);
    c.constants[constants::softmax::context_shift] =
        random.once_in(6) ? random.pick(0, 62) : std::min<std::uint32_t>(62, bits + random.pick(0, 4));
    c.p = dense(draft.activation.take(draft.steps(c) * scales, 8), scales, c.count1);
  }
  draft.add(c);
}

}  // namespace octet::crosscheck::units
