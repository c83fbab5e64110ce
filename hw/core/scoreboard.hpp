// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>

#include <array>
#include <deque>
#include <memory>
#include <string>

#include "hw/common/environment.hpp"
#include "hw/core/activity.hpp"
#include "hw/core/bank_claims.hpp"
#include "hw/core/requests.hpp"
#include "hw/core/run_recorder.hpp"

namespace octet::hw {

/// Token counters, claims, and the one arbitration: in every cycle in which something changed it walks the contexts in
/// index order and grants what is free (docs/machine.md, "Life of a step"). State changes at rising edges; the walk
/// runs in the middle of the cycle, after all of them, so the order of processes never matters.
class Scoreboard final : public sc_core::sc_module, public RequestTarget, public StepListener {
 public:
  SC_HAS_PROCESS(Scoreboard);
  sc_core::sc_export<RequestTarget> request_target{"request_target"};
  sc_core::sc_export<StepListener> step_listener{"step_listener"};
  sc_core::sc_vector<sc_core::sc_port<StepTarget>> units{"units", kUnitCount};
  /// By context; fetch has no sequencer, so context n is at n - 1.
  sc_core::sc_vector<sc_core::sc_port<RequestSource>> sequencers{"sequencers", program::kContextCount - 1};
  sc_core::sc_port<DispatchStatus> dispatch_status{"dispatch_status"};

  /// `stall_seed` other than 0 inserts random cycles before requests are seen.
  Scoreboard(const sc_core::sc_module_name& name, Environment& environment, RunRecorder& record,
             std::uint64_t stall_seed);

  void present(program::Context context, const StepRequest& request) override;
  void withhold(program::Context context) override;
  void occupancy_over(program::Context context) override;
  void step_over(program::Context context) override;

  bool run_over() const { return run_over_; }
  /// Every context that waits and what it waits for, for a deadlock's message.
  std::string describe_waits() const;

 private:
  static constexpr std::size_t kContexts = program::kContextCount;
  struct Unfinished {
    Claims claims;
    const IssuedCommand* issued;
    std::uint64_t index;
  };
  struct ContextState {
    const StepRequest* request = nullptr;  ///< presented and not yet granted
    Claims claims;                         ///< of the request
    Cycle not_before = 0;                  ///< random stall
    bool withheld = false;
    std::deque<Unfinished> unfinished;  ///< steps in order of grants
  };
  enum class Verdict : std::uint8_t { none, granted, blocked };

  void evaluate();
  /// Walks all contexts once and grants; returns whether any was granted. Fills the activity of every unit for this
  /// cycle.
  bool walk(Cycle cycle, bool may_grant);
  /// Whether there are fewer tokens of a wait's producer than its waits so far: a step may take several of one.
  bool lacks_token(std::size_t context, std::size_t wait) const;
  bool blocked(std::size_t context, StallCause& cause) const;
  void grant(std::size_t context, Cycle cycle);
  // scoreboard_blame.cpp: what the array waits for in this cycle, before its grants
  ArrayCause array_cause() const;
  ArrayCause blame_request(std::size_t context, std::size_t hops) const;
  ArrayCause blame_producer(std::size_t producer, std::size_t consumer, std::size_t hops) const;
  /// Whether an unfinished step of the producer sends the consumer a token.
  bool will_signal(std::size_t producer, std::size_t consumer) const;
  void signal(std::size_t context, const Unfinished& step);
  void evaluate_this_cycle();
  void check_run_over(Cycle cycle);
  void await_random_stalls(Cycle cycle);
  Cycle random_stall();

  Environment& environment_;
  RunRecorder& record_;
  BankClaims claims_;
  ActivityLog activity_;
  std::uint64_t random_state_;
  sc_core::sc_event evaluate_event_{"evaluate_event"};
  std::array<ContextState, kContexts> contexts_;
  std::array<std::array<std::uint16_t, kContexts>, kContexts> tokens_{};  ///< [producer][consumer]
  std::array<bool, kUnitCount> unit_held_{};
  bool port_held_ = false;
  bool run_over_ = false;
};

}  // namespace octet::hw
