// SPDX-License-Identifier: Apache-2.0
// From the fetch of a command to the requests of its steps (docs/machine.md, "Controller", "Commands" and "Life of a
// step"), in every cycle: random commands come in beats of random sizes, random grants and occupancies let their steps
// go.
#include <algorithm>
#include <array>
#include <deque>
#include <optional>
#include <vector>

#include "models/machine/tables.hpp"
#include "models/program/access.hpp"
#include "tests/cosim/port_bits.hpp"
#include "tests/cosim/random_command.hpp"
#include "tests/support/catch.hpp"

using namespace octet;
using program::Command;
using program::Space;

namespace {

// As the module's parameters say: buffers so large that every bit of a size counts.
constexpr std::size_t kContexts = machine::kGatedContextCount, kQueueDepth = 2, kFetchDepth = 3, kFetchBeat = 16;
const program::Geometry kGeometry{
    4, 12, {{3 << 26, 3}, {1 << 27, 2}, {1 << 28, 4}, {1 << 25, 2}}, kQueueDepth, std::uint64_t{1} << 48};
constexpr std::size_t kBanks = 3 + 2 + 4 + 2;
// octet_machine_pkg::step_t, the lowest bits first.
constexpr std::size_t kRowsBits = 16, kColumnsBits = 32, kAddressBits = 48, kCountBits = 4,
                      kCountsBits = kContexts * kCountBits;
constexpr std::size_t kStepBits = kRowsBits + kColumnsBits + 4 * kAddressBits + 2 * kCountsBits;
constexpr std::uint64_t kAddressMask = (std::uint64_t{1} << kAddressBits) - 1;

/// Banks of all buffers that a step reads or writes, the activation buffer's lowest.
std::uint64_t banks_of(const Command& command, const program::Step& step, bool writes) {
  std::uint64_t out = 0;
  for (const program::Footprint& footprint : program::footprints(command, step, kGeometry)) {
    if (footprint.space == Space::dram || footprint.is_write != writes) continue;
    std::size_t first = 0;
    for (const auto& [space, buffer] : {std::pair{Space::activation, kGeometry.buffers.activation},
                                        std::pair{Space::weight, kGeometry.buffers.weight},
                                        std::pair{Space::accumulator, kGeometry.buffers.accumulator},
                                        std::pair{Space::parameter, kGeometry.buffers.parameter}}) {
      const std::uint64_t bank_bytes = buffer.bytes / buffer.banks;
      if (space == footprint.space)
        for (std::uint64_t bank = footprint.address / bank_bytes;
             bank <= (footprint.address + footprint.bytes - 1) / bank_bytes; ++bank)
          out |= std::uint64_t{1} << (first + bank);
      first += buffer.banks;
    }
  }
  return out;
}

struct Context {
  std::deque<const Command*> queue;
  const Command* command = nullptr;  ///< whose steps are presented
  std::uint64_t index = 0;           ///< of the step presented
  std::uint64_t occupied = 0;        ///< cycles left
  bool is_full = false;
  // What the step presented says, set by `present`.
  std::vector<std::pair<std::size_t, std::uint64_t>> fields;  ///< of 48 bits at most, by place in the gates' step
  std::uint64_t reads = 0, writes = 0;
  std::array<std::uint8_t, Command::kBytes> bytes{};

  bool requests() const { return command != nullptr && occupied == 0 && !is_full; }
  void present() {
    fields.clear();
    const program::Step step = program::step_at(*command, index);
    std::size_t at = 0;
    const auto add = [&](std::size_t bits, std::uint64_t value) {
      fields.emplace_back(at, value);
      at += bits;
    };
    add(kRowsBits, step.rows);
    add(kColumnsBits, step.columns);
    for (const std::uint64_t address : {step.a, step.b, step.p, step.d}) add(kAddressBits, address & kAddressMask);
    const auto add_counts = [&](const auto& tokens, auto falls_here) {
      for (std::size_t other = 0; other < kContexts; ++other)
        add(kCountBits,
            static_cast<std::uint64_t>(std::count_if(tokens.begin(), tokens.end(), [&](const program::Token& it) {
              return static_cast<std::size_t>(it.context) == other && falls_here(*command, it, index);
            })));
    };
    add_counts(command->waits, program::waits_at);
    add_counts(command->signals, program::signals_at);
    reads = banks_of(*command, step, false);
    writes = banks_of(*command, step, true);
  }
};

class Bench {
 public:
  explicit Bench(test::RandomSource& random)
      : random_(random), model_(rtl::model_directory() / "command_path.so", random.bits()) {}

  /// Runs until every command has been granted all its steps; most occupancies are `longest` cycles at most.
  void run(const std::vector<Command>& commands, std::uint64_t longest, std::uint64_t most_cycles) {
    commands_ = &commands;
    longest_ = longest;
    contexts_ = {};
    fetches_.clear();
    fetched_ = dispatched_ = 0;
    fetching_ = 0;
    ready_.clear();
    base_ = random_.bits() >> 16;
    program_base_.set(base_);
    command_count_.set(commands.size());
    start_.set(0);
    for (const rtl::RtlPort& it : {fetch_grant_, beat_valid_, grant_, occupied_, full_}) test::clear(it);
    model_.reset();
    for (cycle_ = 0; !over(); ++cycle_) {
      if (cycle_ == most_cycles) FAIL("the commands never end");
      one_cycle();
    }
  }
  std::uint64_t withheld = 0, queue_was_full = 0, steps = 0;

 private:
  struct Fetch {
    std::size_t command;
    std::size_t offset = 0;
  };
  bool chance(int of) { return random_.between(1, of) == 1; }
  bool over() const {
    return dispatched_ == commands_->size() && std::all_of(contexts_.begin(), contexts_.end(), [](const Context& it) {
             return it.command == nullptr && it.queue.empty();
           });
  }
  void same(const char* what, std::size_t context, std::uint64_t gates, std::uint64_t page) const {
    if (gates != page)
      FAIL("cycle " << cycle_ << ", " << what << " of context " << context << ": the gates have " << gates
                    << ", the page " << page);
  }

  void one_cycle() {
    is_started_ = cycle_ > 3 || chance(2);  // nothing is fetched before
    start_.set(is_started_ ? 1 : 0);
    fetching_i_.set(fetching_ > 0 ? 1 : 0);
    std::uint64_t occupied = 0, full = 0;
    for (std::size_t i = 1; i < kContexts; ++i) {
      Context& it = contexts_[i];
      it.is_full = longest_ > 1 && chance(5);
      occupied |= std::uint64_t{it.occupied > 0} << i;
      full |= std::uint64_t{it.is_full} << i;
    }
    occupied_.set(occupied);
    full_.set(full);
    const bool is_fetch_up =
        is_started_ && fetching_ == 0 && fetched_ < commands_->size() && fetched_ - dispatched_ < kFetchDepth;
    const bool is_fetch_granted = is_fetch_up && (longest_ == 1 || chance(2));
    fetch_grant_.set(is_fetch_granted ? 1 : 0);
    std::uint64_t grants = 0;
    for (std::size_t i = 1; i < kContexts; ++i)
      if (contexts_[i].requests() && (longest_ == 1 || !chance(3))) grants |= std::uint64_t{1} << i;
    grant_.set(grants);
    const bool arrives = offer_beat();
    model_.evaluate();
    compare(is_fetch_up);
    const std::optional<std::size_t> target = dispatch_target();
    model_.clock();

    // The end of the cycle. What was pushed in it, and the room that a load makes, are seen in the next.
    for (std::size_t i = 1; i < kContexts; ++i) end_of(contexts_[i], (grants >> i & 1) != 0);
    if (target) {
      contexts_[*target].queue.push_back(&(*commands_)[ready_.front()]);
      ready_.pop_front();
      ++dispatched_;
    }
    if (arrives) {
      ready_.push_back(fetches_.front().command);
      fetches_.pop_front();
    }
    if (fetching_ > 0) --fetching_;
    if (is_fetch_granted) {
      fetches_.push_back({fetched_++});
      fetching_ = static_cast<std::uint64_t>(random_.between(1, 4));
    }
  }

  void end_of(Context& it, bool is_granted) {
    const bool loads = it.command == nullptr && it.occupied == 0 && !it.queue.empty();
    if (it.occupied > 0) --it.occupied;
    if (is_granted) {
      ++steps;
      it.occupied = static_cast<std::uint64_t>(
          random_.between(1, static_cast<std::int64_t>(chance(8) ? 2 * longest_ : longest_)));
      if (++it.index == program::step_count(*it.command))
        it.command = nullptr;
      else
        it.present();
    } else if (loads) {
      it.command = it.queue.front();
      it.queue.pop_front();
      it.index = 0;
      it.bytes = program::encode(*it.command);
      it.present();
    }
  }

  /// Some bytes of the oldest fetch; noise behind them and where there are none. True when its last byte is among them.
  bool offer_beat() {
    for (std::uint8_t& it : beat_data_.bytes()) it = static_cast<std::uint8_t>(random_.bits());
    const bool comes = !fetches_.empty() && (longest_ == 1 || !chance(3));
    beat_valid_.set(comes ? 1 : 0);
    beat_last_.set(random_.bits() & 1);
    beat_offset_.set(random_.between(0, Command::kBytes - 1));
    beat_take_.set(random_.between(1, kFetchBeat));
    if (!comes) return false;
    Fetch& it = fetches_.front();
    const std::size_t take =
        std::min<std::size_t>(Command::kBytes - it.offset, chance(2) ? kFetchBeat : random_.between(1, kFetchBeat));
    const auto bytes = program::encode((*commands_)[it.command]);
    std::copy_n(bytes.begin() + static_cast<std::ptrdiff_t>(it.offset), take, beat_data_.bytes().begin());
    beat_offset_.set(it.offset);
    beat_take_.set(take);
    it.offset += take;
    beat_last_.set(it.offset == Command::kBytes ? 1 : 0);
    return it.offset == Command::kBytes;
  }

  /// Where the oldest command that has come whole goes in this cycle, if its queue has room.
  std::optional<std::size_t> dispatch_target() const {
    if (ready_.empty()) return std::nullopt;
    const auto target = static_cast<std::size_t>((*commands_)[ready_.front()].context);
    if (contexts_[target].queue.size() == kQueueDepth) return std::nullopt;
    return target;
  }

  void compare(bool is_fetch_up) {
    same("fetch request", 0, fetch_request_.get(), is_fetch_up ? 1 : 0);
    if (is_fetch_up)
      same("fetch address", 0, fetch_address_.get(), (base_ + fetched_ * Command::kBytes) & kAddressMask);
    same("end of the fetch", 0, fetched_all_.get(), dispatched_ == commands_->size() ? 1 : 0);
    const std::optional<std::size_t> target = dispatch_target();
    for (std::size_t i = 1; i < kContexts; ++i) {
      const Context& it = contexts_[i];
      same("push", i, push_.bits(i, 1), target == i ? 1 : 0);
      same("full queue", i, queue_full_.bits(i, 1), it.queue.size() == kQueueDepth ? 1 : 0);
      same("idleness", i, idle_.bits(i, 1), it.command == nullptr && it.queue.empty() ? 1 : 0);
      same("request", i, request_.bits(i, 1), it.requests() ? 1 : 0);
      const bool is_withheld = it.command != nullptr && it.occupied == 0 && it.is_full;
      same("withheld request", i, withheld_.bits(i, 1), is_withheld ? 1 : 0);
      withheld += is_withheld ? 1 : 0;
      queue_was_full += it.queue.size() == kQueueDepth ? 1 : 0;
      if (it.command == nullptr) continue;
      if (!std::equal(it.bytes.begin(), it.bytes.end(),
                      commands_o_.bytes().begin() + static_cast<std::ptrdiff_t>(i * Command::kBytes)))
        FAIL("cycle " << cycle_ << ": another command in context " << i);
      for (std::size_t field = 0; field < it.fields.size(); ++field) {
        const std::size_t at = it.fields[field].first,
                          next = field + 1 < it.fields.size() ? it.fields[field + 1].first : kStepBits;
        same("a field of the step", i, steps_o_.bits(i * kStepBits + at, next - at), it.fields[field].second);
      }
      same("banks read", i, reads_.bits(i * kBanks, kBanks), it.reads);
      same("banks written", i, writes_.bits(i * kBanks, kBanks), it.writes);
    }
  }

  test::RandomSource& random_;
  rtl::RtlModel model_;
  rtl::RtlPort start_ = model_.port("start_i", 1), program_base_ = model_.port("program_base_i", kAddressBits),
               command_count_ = model_.port("command_count_i", 32), fetching_i_ = model_.port("fetching_i", 1),
               fetch_request_ = model_.port("fetch_request_o", 1),
               fetch_address_ = model_.port("fetch_address_o", kAddressBits),
               fetch_grant_ = model_.port("fetch_grant_i", 1), beat_valid_ = model_.port("beat_valid_i", 1),
               beat_last_ = model_.port("beat_last_i", 1), beat_offset_ = model_.port("beat_offset_i", 32),
               beat_take_ = model_.port("beat_take_i", 5), beat_data_ = model_.port("beat_data_i", 8 * kFetchBeat),
               fetched_all_ = model_.port("fetched_all_o", 1), occupied_ = model_.port("occupied_i", kContexts),
               full_ = model_.port("full_i", kContexts), grant_ = model_.port("grant_i", kContexts),
               push_ = model_.port("push_o", kContexts), queue_full_ = model_.port("queue_full_o", kContexts),
               idle_ = model_.port("idle_o", kContexts), request_ = model_.port("request_o", kContexts),
               withheld_ = model_.port("withheld_o", kContexts),
               commands_o_ = model_.port("commands_o", kContexts * 8 * Command::kBytes),
               steps_o_ = model_.port("steps_o", kContexts*kStepBits),
               reads_ = model_.port("reads_o", kContexts*kBanks), writes_ = model_.port("writes_o", kContexts*kBanks);
  const std::vector<Command>* commands_ = nullptr;
  std::uint64_t longest_ = 1, cycle_ = 0, base_ = 0;
  bool is_started_ = false;
  std::uint64_t fetched_ = 0, dispatched_ = 0, fetching_ = 0;  ///< commands, commands, cycles left
  std::deque<Fetch> fetches_;                                  ///< granted, not all there
  std::deque<std::size_t> ready_;                              ///< all there, not dispatched
  std::array<Context, kContexts> contexts_;
};

}  // namespace

TEST_CASE("commands are fetched, queued and cut into steps as the page says, in every cycle", "[controller][rtl]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  Bench bench(random);
  for (int run = 0; run < 128; ++run) {
    std::vector<Command> commands;
    auto context = program::Context::load_a;
    for (std::int64_t left = random.between(60, 120); left > 0; --left) {
      // Some in a row, so that queues fill up.
      if (random.between(0, 1) == 0) context = static_cast<program::Context>(random.between(1, kContexts - 1));
      commands.push_back(test::random_command(context, kGeometry, 20, false, random));
    }
    bench.run(commands, static_cast<std::uint64_t>(random.between(1, 3)), 100'000);
  }
  CHECK(bench.withheld > 500);
  CHECK(bench.queue_was_full > 500);
}

TEST_CASE("commands of many steps count them, their tokens and their addresses to the end", "[controller][rtl][long]") {
  CAPTURE(test::seed());
  test::RandomSource random;
  Bench bench(random);
  std::vector<Command> commands;
  for (std::size_t context = 1; context < kContexts; ++context)
    commands.push_back(test::random_command(static_cast<program::Context>(context), kGeometry, 0xffff, true, random));
  bench.run(commands, 1, 1'000'000);
  CHECK(bench.steps > 100'000);
}
