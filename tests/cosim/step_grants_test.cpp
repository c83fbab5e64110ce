// SPDX-License-Identifier: Apache-2.0
// Which steps are granted and what is remembered of them until they end (docs/machine.md, "Life of a step"), in every
// cycle of random requests.
#include <algorithm>
#include <array>
#include <deque>

#include "tests/cosim/port_bits.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;

namespace {

constexpr std::size_t kContexts = 13, kUnits = 11, kBanks = 10, kCountBits = 4, kContextBits = 4, kStateBits = 3;
constexpr std::size_t kCountsBits = kContexts * kCountBits;
constexpr std::uint32_t kSinglePort = 0b0100110010;  // banks whose reader and writer take turns
constexpr std::array<std::size_t, kContexts> kUnitOf = {0, 1, 2, 3, 4, 5, 5, 6, 6, 7, 8, 9, 10};
constexpr std::array<std::size_t, kUnits> kSteps = {3, 3, 3, 3, 3, 3, 1, 1, 1, 1, 1};  // unfinished at most
constexpr std::size_t kPortContexts = 5;                                               // fetch, loads, store
constexpr int kMostTokens = 255, kMostOfAStep = 8;

enum State : std::uint64_t { idle, busy, token, unit, port, bank, drain, granted };

using Counts = std::array<int, kContexts>;  // tokens by the other context

struct Request {
  bool is_up = false, is_withheld = false;
  Counts waits{}, signals{};
  std::uint32_t reads = 0, writes = 0;
};

struct Unit {
  bool is_busy = false;
  std::size_t context = 0;
  std::uint32_t reads = 0;
  struct Step {
    std::size_t context;
    std::uint32_t writes;
    Counts signals;
  };
  std::deque<Step> steps;  ///< unfinished, the oldest first
  std::uint32_t writes() const {
    std::uint32_t out = 0;
    for (const Step& it : steps) out |= it.writes;
    return out;
  }
};

/// How tokens are drawn: given and taken about alike, only given until there are as many as there may be, or only
/// taken; or, for the banks, units crowded with unfinished steps that claim few of them.
enum class Mood { mixed, give, take, crowd };

/// The page's machine beside the gates.
class Bench {
 public:
  explicit Bench(test::RandomSource& random)
      : random_(random), model_(rtl::model_directory() / "step_grants.so", random.bits()) {
    model_.reset();
  }

  void reset() {
    model_.reset();
    units_ = {};
    tokens_ = {};
    owed_ = {};
  }

  void cycle(Mood mood) {
    draw(mood);
    walk();
    drive();
    model_.evaluate();
    compare();
    model_.clock();
    end_cycle();
  }

  std::array<std::uint64_t, 8> states{};  ///< how often each was met
  int most_tokens = 0;

 private:
  bool chance(int of) { return random_.between(1, of) == 1; }
  std::size_t any_context() { return static_cast<std::size_t>(random_.between(0, kContexts - 1)); }
  std::uint32_t any_banks(int of) {
    std::uint32_t out = 0;
    for (std::size_t i = 0; i < kBanks; ++i)
      if (chance(of)) out |= 1U << i;
    return out;
  }

  void draw(Mood mood) {
    const int sparse = mood == Mood::mixed ? static_cast<int>(random_.between(6, 30)) : mood == Mood::crowd ? 15 : 200;
    for (std::size_t i = 0; i < kContexts; ++i) {
      const Unit& own = units_[kUnitOf[i]];
      const bool may = !(own.is_busy && own.context == i), full = own.steps.size() == kSteps[kUnitOf[i]];
      Request& it = requests_[i] = {};
      const bool has_step = !chance(8);
      it.is_up = has_step && may && !full;
      it.is_withheld = has_step && may && full;
      it.reads = any_banks(sparse);
      it.writes = any_banks(sparse);
      if (mood == Mood::take || (mood == Mood::mixed && chance(2))) draw_waits(i, it.waits);
      if (mood != Mood::take) draw_signals(i, mood, it.signals);
    }
    is_port_busy_ = chance(mood == Mood::mixed ? 2 : 10);
    for (std::size_t i = 0; i < kUnits; ++i) {
      const Unit& it = units_[i];
      const bool soon = mood == Mood::give || mood == Mood::take || chance(2);
      release_[i] = it.is_busy && soon;
      // The step that occupies the unit is the youngest: it ends when its occupancy does, or later.
      finish_[i] = it.steps.size() > (it.is_busy && !release_[i] ? 1U : 0U) && (mood == Mood::crowd ? chance(6) : soon);
    }
  }
  /// About as many as there are: one more never starts.
  void draw_waits(std::size_t context, Counts& out) {
    for (int left = kMostOfAStep, tries = 0; left > 0 && tries < 3; ++tries) {
      const std::size_t from = any_context();
      const int there = tokens_[context][from];
      const int wanted = static_cast<int>(
          random_.between(std::max(0, std::min(there, left) - 2), std::min(there + (chance(4) ? 1 : 0), left)));
      if (out[from] != 0 || wanted > kMostOfAStep) continue;
      out[from] = wanted;
      left -= wanted;
    }
  }
  void draw_signals(std::size_t context, Mood mood, Counts& out) {
    for (int left = kMostOfAStep, tries = 0; left > 0 && tries < 3; ++tries) {
      const std::size_t to = any_context();
      const int room = std::min(left, kMostTokens - tokens_[to][context] - owed_[to][context] - out[to]);
      const int given = mood == Mood::give ? room : static_cast<int>(random_.between(0, room));
      out[to] += given;
      left -= given;
    }
  }

  /// What is granted in this cycle, and what every context does in it.
  void walk() {
    std::array<bool, kUnits> taken{};
    std::array<std::uint32_t, kUnits> reads{}, writes{};
    for (std::size_t i = 0; i < kUnits; ++i) {
      taken[i] = units_[i].is_busy;
      reads[i] = units_[i].is_busy ? units_[i].reads : 0;
      writes[i] = units_[i].writes();
    }
    bool is_port_taken = is_port_busy_;
    for (std::size_t i = 0; i < kContexts; ++i) {
      const Request& it = requests_[i];
      const std::size_t own = kUnitOf[i];
      std::uint32_t other_reads = 0, other_writes = 0;
      for (std::size_t other = 0; other < kUnits; ++other) {
        if (other == own) continue;
        other_reads |= reads[other];
        other_writes |= writes[other];
      }
      const bool are_there = std::equal(it.waits.begin(), it.waits.end(), tokens_[i].begin(), std::less_equal<>());
      const bool needs_port = i < kPortContexts;
      const std::uint32_t conflicts = (it.reads & other_reads) | (it.writes & other_writes) |
                                      (kSinglePort & ((it.reads & other_writes) | (it.writes & other_reads)));
      grants_[i] = it.is_up && are_there && !taken[own] && !(needs_port && is_port_taken) && conflicts == 0;
      states_[i] = units_[own].is_busy && units_[own].context == i ? busy
                   : !it.is_up                                     ? (it.is_withheld ? drain : idle)
                   : grants_[i]                                    ? granted
                   : !are_there                                    ? token
                   : taken[own]                                    ? unit
                   : needs_port && is_port_taken                   ? port
                                                                   : bank;
      ++states[states_[i]];
      if (!grants_[i]) continue;
      taken[own] = true;
      is_port_taken = is_port_taken || needs_port;
      reads[own] |= it.reads;
      writes[own] |= it.writes;
    }
  }

  void drive() {
    for (const rtl::RtlPort& it : {request_, withheld_, waits_, signals_, reads_, writes_, release_i_, finish_i_})
      test::clear(it);
    for (std::size_t i = 0; i < kContexts; ++i) {
      const Request& it = requests_[i];
      test::put(request_, i, 1, it.is_up ? 1 : 0);
      test::put(withheld_, i, 1, it.is_withheld ? 1 : 0);
      test::put(reads_, i * kBanks, kBanks, it.reads);
      test::put(writes_, i * kBanks, kBanks, it.writes);
      for (std::size_t other = 0; other < kContexts; ++other) {
        const std::size_t at = i * kCountsBits + other * kCountBits;
        if (it.waits[other] != 0) test::put(waits_, at, kCountBits, static_cast<std::uint64_t>(it.waits[other]));
        if (it.signals[other] != 0) test::put(signals_, at, kCountBits, static_cast<std::uint64_t>(it.signals[other]));
      }
    }
    for (std::size_t i = 0; i < kUnits; ++i) {
      test::put(release_i_, i, 1, release_[i] ? 1 : 0);
      test::put(finish_i_, i, 1, finish_[i] ? 1 : 0);
    }
    port_busy_.set(is_port_busy_ ? 1 : 0);
  }

  void same(const char* what, std::size_t index, std::uint64_t gates, std::uint64_t page) const {
    if (gates != page) FAIL(what << " of " << index << ": the gates have " << gates << ", the page " << page);
  }
  void compare() const {
    for (std::size_t i = 0; i < kContexts; ++i) {
      same("grant", i, grant_.bits(i, 1), grants_[i] ? 1 : 0);
      same("state", i, state_.bits(i * kStateBits, kStateBits), states_[i]);
    }
    for (std::size_t i = 0; i < kUnits; ++i) {
      const Unit& it = units_[i];
      same("busy", i, busy_.bits(i, 1), it.is_busy ? 1 : 0);
      same("full", i, full_.bits(i, 1), it.steps.size() == kSteps[i] ? 1 : 0);
      same("empty", i, empty_.bits(i, 1), it.steps.empty() ? 1 : 0);
      same("reads", i, unit_reads_.bits(i * kBanks, kBanks), it.is_busy ? it.reads : 0);
      same("writes", i, unit_writes_.bits(i * kBanks, kBanks), it.writes());
      if (it.is_busy) same("context", i, context_.bits(i * kContextBits, kContextBits), it.context);
      if (it.steps.empty()) continue;
      same("oldest context", i, finish_context_.bits(i * kContextBits, kContextBits), it.steps.front().context);
      for (std::size_t other = 0; other < kContexts; ++other)
        same("tokens", i, finish_signals_.bits(i * kCountsBits + other * kCountBits, kCountBits),
             static_cast<std::uint64_t>(it.steps.front().signals[other]));
    }
  }

  void end_cycle() {
    for (std::size_t i = 0; i < kUnits; ++i) {
      Unit& it = units_[i];
      if (release_[i]) it.is_busy = false;
      if (!finish_[i]) continue;
      const Unit::Step& over = it.steps.front();
      for (std::size_t to = 0; to < kContexts; ++to) {
        tokens_[to][over.context] += over.signals[to];
        owed_[to][over.context] -= over.signals[to];
        most_tokens = std::max(most_tokens, tokens_[to][over.context]);
      }
      it.steps.pop_front();
    }
    for (std::size_t i = 0; i < kContexts; ++i) {
      if (!grants_[i]) continue;
      const Request& it = requests_[i];
      Unit& own = units_[kUnitOf[i]];
      own.is_busy = true;
      own.context = i;
      own.reads = it.reads;
      own.steps.push_back({i, it.writes, it.signals});
      for (std::size_t other = 0; other < kContexts; ++other) {
        tokens_[i][other] -= it.waits[other];
        owed_[other][i] += it.signals[other];
      }
    }
  }

  test::RandomSource& random_;
  rtl::RtlModel model_;
  rtl::RtlPort request_ = model_.port("request_i", kContexts), withheld_ = model_.port("withheld_i", kContexts),
               waits_ = model_.port("waits_i", kContexts*kCountsBits),
               signals_ = model_.port("signals_i", kContexts*kCountsBits),
               reads_ = model_.port("reads_i", kContexts*kBanks), writes_ = model_.port("writes_i", kContexts*kBanks),
               grant_ = model_.port("grant_o", kContexts), state_ = model_.port("state_o", kContexts*kStateBits),
               port_busy_ = model_.port("port_busy_i", 1), release_i_ = model_.port("release_i", kUnits),
               finish_i_ = model_.port("finish_i", kUnits), busy_ = model_.port("busy_o", kUnits),
               context_ = model_.port("context_o", kUnits*kContextBits), full_ = model_.port("full_o", kUnits),
               empty_ = model_.port("empty_o", kUnits), unit_reads_ = model_.port("unit_reads_o", kUnits*kBanks),
               unit_writes_ = model_.port("unit_writes_o", kUnits*kBanks),
               finish_context_ = model_.port("finish_context_o", kUnits*kContextBits),
               finish_signals_ = model_.port("finish_signals_o", kUnits*kCountsBits);
  std::array<Unit, kUnits> units_;
  std::array<Counts, kContexts> tokens_{},
      owed_{};  ///< [consumer][producer]: there, and of steps that are not finished
  // Of this cycle.
  std::array<Request, kContexts> requests_;
  std::array<bool, kContexts> grants_{};
  std::array<std::uint64_t, kContexts> states_{};
  std::array<bool, kUnits> release_{}, finish_{};
  bool is_port_busy_ = false;
};

}  // namespace

TEST_CASE("steps are granted, remembered and ended as the page says, in every cycle", "[scoreboard][rtl]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  Bench bench(random);
  const auto run = [&](int cycles, Mood mood) {
    for (; cycles > 0; --cycles) bench.cycle(mood);
  };
  for (int round = 0; round < 2; ++round) {
    run(1200, Mood::mixed);
    run(1200, Mood::crowd);
    bench.reset();
    run(1000, Mood::mixed);
    run(2500, Mood::give);
    run(1200, Mood::crowd);
    run(2500, Mood::take);
  }
  run(500, Mood::mixed);
  // Everything was met, else the comparison says less than it seems to.
  for (const std::uint64_t met : bench.states) CHECK(met > 100);
  CHECK(bench.most_tokens == kMostTokens);
}
