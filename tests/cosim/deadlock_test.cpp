// SPDX-License-Identifier: Apache-2.0
// What octet verify says of deadlocks is what the machine does: every small program of two or three contexts, and large
// random ones.
#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <set>

#include "hw/chip/platform.hpp"
#include "hw/cosim/rtl_accelerator.hpp"
#include "models/core/error.hpp"
#include "models/prove/verify.hpp"
#include "sim/estimate/estimate.hpp"
#include "tests/cosim/architectures.hpp"
#include "tests/cosim/token_programs.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random_source.hpp"

using namespace octet;
using program::Command;
using program::Context;
using program::Period;
using program::Token;
using prove::Finding;

namespace {

/// Asks verify and the machine about programs of one architecture, and counts.
class Verdicts {
 public:
  /// `most_cycles`: far beyond what the programs take on gates.
  Verdicts(const arch::Architecture& a, std::uint64_t most_cycles)
      : a_(a), most_cycles_(most_cycles), platform_(a), stalling_(a, {.values = true, .stall_seed = 1}), gates_(a) {}

  /// `sample`: ask the gates too, and SystemC with random stalls.
  void check(const std::vector<Command>& commands, bool sample) {
    const program::Program p = test::token_program(a_, commands);
    const std::vector<Finding> findings = prove::verify(p);
    for (const Finding& it : findings)
      if (it.kind != Finding::Kind::deadlock && it.kind != Finding::Kind::unbalanced) FAIL(it.text);
    const bool stuck = std::any_of(findings.begin(), findings.end(),
                                   [](const Finding& it) { return it.kind == Finding::Kind::deadlock; });
    stuck ? ++deadlocks : ++endings;
    if (findings.empty()) ++accepted;
    const Matrix<std::int16_t> input(1, 1);
    std::uint64_t cycles = 0;
    // Which step goes first is a matter of time: stalls at random change the order, not the verdict.
    const bool ended = ends(p, [&] { cycles = platform_.run(p, input).cycles.count(); }) &&
                       (!sample || ends(p, [&] { stalling_.run(p, input); }));
    if (ended == stuck) FAIL(listing(p) << (stuck ? "refused, but it ends" : "accepted, but it never ends"));
    if (!sample) return;
    ++on_gates;
    std::uint64_t in_gates = 0;
    const bool gates_ended = ends(p, [&] { in_gates = gates_.run(p, input, 1, most_cycles_).cycles.count(); });
    if (gates_ended == stuck || in_gates != cycles)
      FAIL(listing(p) << "gates: " << in_gates << " cycles, SystemC: " << cycles << ", 0 for a deadlock");
  }
  void print(const char* what) const {
    std::cout << what << " on " << a_.name << ": " << deadlocks + endings << " programs, " << accepted << " accepted, "
              << deadlocks << " refused for a deadlock; " << on_gates << " of them on gates\n";
  }
  std::uint64_t accepted = 0, deadlocks = 0, endings = 0, on_gates = 0;

 private:
  template <class Run>
  static bool ends(const program::Program& p, Run run) {
    try {
      run();
    } catch (const MachineFault& fault) {
      const std::string text = fault.what();
      if (text.find("deadlock") == std::string::npos && text.find("not over after") == std::string::npos)
        FAIL(listing(p) << text);
      return false;
    }
    return true;
  }
  static std::string listing(const program::Program& p) {
    std::string out;
    const char* periods[] = {"command", "outer", "step"};
    for (const Command& c : p.commands) {
      out += std::string(name(c.context)) + " " + std::to_string(c.count0) + "x" + std::to_string(c.count1);
      const auto add = [&](const char* what, const auto& tokens) {
        for (const Token& t : tokens)
          if (t.valid)
            out += std::string(what) + name(t.context) + "/" + periods[static_cast<int>(t.period)] + "/" +
                   std::to_string(t.skip);
      };
      add(" waits ", c.waits);
      add(" signals ", c.signals);
      out += "\n";
    }
    return out;
  }

  arch::Architecture a_;
  std::uint64_t most_cycles_;
  hw::Platform platform_, stalling_;
  rtl::RtlAccelerator gates_;
};

/// Every program of `length` commands of these contexts, each with no wait or one, no signal or one.
template <class Visit>
void each_program(const arch::Architecture& a, const std::vector<Context>& contexts, int length, Visit visit) {
  std::vector<Command> choices;
  for (const Context self : contexts) {
    std::vector<Token> tokens{Token{}};
    for (const Context other : contexts)
      if (other != self) tokens.push_back({true, other, Period::command, 0});
    for (const Token& wait : tokens)
      for (const Token& signal : tokens) {
        choices.push_back(test::token_command(a, self, 1, 1));
        choices.back().waits[0] = wait;
        choices.back().signals[0] = signal;
      }
  }
  std::uint64_t all = 1;
  for (int i = 0; i < length; ++i) all *= choices.size();
  for (std::uint64_t number = 0; number < all; ++number) {
    std::vector<Command> commands;
    for (std::uint64_t rest = number, i = 0; i < static_cast<std::uint64_t>(length); ++i, rest /= choices.size())
      commands.push_back(choices[rest % choices.size()]);
    visit(commands);
  }
}

/// Random commands of all kinds of units with random pairs of tokens, as many given as taken: a wait may come before
/// its signal in the program, in queues that may be too short, or in a circle.
std::vector<Command> random_commands(const arch::Architecture& a, test::RandomSource& random) {
  const std::vector<Context> contexts{Context::load_b,     Context::load_c,        Context::store,
                                      Context::matmul_a,   Context::matmul_b,      Context::softmax,
                                      Context::activation, Context::residual_adder};
  const auto pick = [&](std::int64_t low, std::int64_t high) {
    return static_cast<std::size_t>(random.between(low, high));
  };
  std::vector<Command> commands;
  std::vector<Context> used;
  const std::size_t kinds = pick(2, 8), count = pick(2, 24);
  for (std::size_t i = 0; i < count; ++i) {
    const Context context = contexts[pick(0, static_cast<std::int64_t>(kinds) - 1)];
    if (std::find(used.begin(), used.end(), context) == used.end()) used.push_back(context);
    commands.push_back(test::token_command(a, context, static_cast<std::uint16_t>(pick(1, 3)),
                                           static_cast<std::uint16_t>(pick(1, 3))));
  }
  const std::size_t pairs = pick(0, static_cast<std::int64_t>(2 * count));
  const bool forward = random.between(0, 3) != 0;  // then only queues can be the cause of a deadlock, and skips
  for (std::size_t i = 0; i < pairs; ++i) {
    std::size_t from = pick(0, static_cast<std::int64_t>(count) - 1),
                to = pick(0, static_cast<std::int64_t>(count) - 1);
    if (forward && from > to && random.between(0, 15) != 0) std::swap(from, to);
    Command& producer = commands[from];
    Command& consumer = commands[to];
    if (producer.context == consumer.context) continue;
    const auto is_free = [](const Token& token) { return !token.valid; };
    const auto signal = std::find_if(producer.signals.begin(), producer.signals.end(), is_free);
    const auto wait = std::find_if(consumer.waits.begin(), consumer.waits.begin() + 7, is_free);
    if (signal == producer.signals.end() || wait == consumer.waits.begin() + 7) continue;
    *signal = {true, consumer.context, static_cast<Period>(pick(0, 2)), static_cast<std::uint8_t>(pick(0, 2))};
    *wait = {true, producer.context, static_cast<Period>(pick(0, 2)), static_cast<std::uint8_t>(pick(0, 2))};
    // Another period whose tokens are as many; the plainest one if these are not.
    if (token_total(producer, *signal) != token_total(consumer, *wait)) {
      signal->period = wait->period = Period::command;
      signal->skip = wait->skip = 0;
    }
  }
  std::vector<Command> out = test::preparation(a, used);
  out.insert(out.end(), commands.begin(), commands.end());
  test::wait_for_preparation(out);
  return out;
}

}  // namespace

TEST_CASE("a step that takes two tokens of one context waits for both", "[cosim][deadlock]") {
  const arch::Architecture a = test::built_architecture("accelerator_4x4", 3);
  // load_b gives its two tokens far apart; the long command of the activation unit must start after the second.
  std::vector<Command> commands = test::preparation(a, {Context::load_b, Context::activation});
  for (int i = 0; i < 2; ++i) {
    commands.push_back(test::token_command(a, Context::load_b, static_cast<std::uint16_t>(1 + 9 * i), 1));
    commands.back().signals[0] = {true, Context::activation, Period::command, 0};
  }
  commands.push_back(test::token_command(a, Context::activation, 30, 1));
  commands.back().waits[2] = commands.back().waits[5] = {true, Context::load_b, Period::command, 0};
  test::wait_for_preparation(commands);
  const program::Program p = test::token_program(a, commands);
  REQUIRE(prove::verify(p).empty());
  const Matrix<std::int16_t> input(1, 1);
  const std::uint64_t cycles = rtl::RtlAccelerator(a).run(p, input).cycles.count();
  CHECK(hw::Platform(a).run(p, input).cycles.count() == cycles);
  CHECK(sim::estimate(p, a).cycles.count() == cycles);
}

TEST_CASE(
    "octet verify refuses a small program for a deadlock if and only if the machine never ends it, for every program",
    "[cosim][deadlock]") {
  const char* text = std::getenv("OCTET_GATES_EVERY");
  const std::uint64_t every = text == nullptr ? 101 : std::strtoull(text, nullptr, 10);
  REQUIRE(every > 0);
  std::uint64_t number = 0, accepted = 0, deadlocks = 0, on_gates = 0;
  for (const char* machine : {"accelerator_4x4_small", "accelerator_4x4"}) {  // queues of one command and of four
    const arch::Architecture a = test::built_architecture(machine, 3);
    Verdicts verdicts(a, 3'000);
    const auto check = [&](const std::vector<Command>& commands) { verdicts.check(commands, ++number % every == 0); };
    for (int length = 1; length <= 4; ++length) each_program(a, {Context::load_a, Context::load_b}, length, check);
    for (int length = 1; length <= (a.queue_depth == 1 ? 3 : 2); ++length)
      each_program(a, {Context::load_a, Context::load_b, Context::load_c}, length, check);
    verdicts.print("every small program");
    accepted += verdicts.accepted;
    deadlocks += verdicts.deadlocks;
    on_gates += verdicts.on_gates;
  }
  CHECK(accepted > 500);
  CHECK(deadlocks > 20'000);
  CHECK(on_gates > 250);
}

TEST_CASE("octet verify refuses a random program for a deadlock if and only if the machine never ends it",
          "[cosim][deadlock]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  std::uint64_t accepted = 0, deadlocks = 0;
  for (const char* machine : {"accelerator_4x4_small", "accelerator_4x12", "accelerator_8x4", "accelerator_4x4"}) {
    const arch::Architecture a = test::built_architecture(machine, 7);
    Verdicts verdicts(a, 12'000);
    for (int i = 0; i < 500; ++i) {
      CAPTURE(i);
      verdicts.check(random_commands(a, random), i % 10 == 0);
    }
    verdicts.print("random programs");
    accepted += verdicts.accepted;
    deadlocks += verdicts.deadlocks;
  }
  CHECK(accepted > 500);
  CHECK(deadlocks > 200);
}
