// SPDX-License-Identifier: Apache-2.0
#include "models/prove/verify.hpp"

#include <algorithm>

#include "models/core/error.hpp"
#include "models/program/listing.hpp"
#include "models/program/untimed_run.hpp"
#include "models/prove/conflicts.hpp"
#include "models/prove/findings.hpp"

namespace octet::prove {

using namespace program;
namespace {

/// Tokens a context's counter for one producer can hold.
constexpr std::uint64_t kMostTokens = 255;

std::uint64_t memory_bytes(const Geometry& geometry, Space space) {
  return space == Space::dram ? geometry.dram_bytes : geometry.buffers[space].bytes;
}

std::size_t context_of(const Command& command) { return static_cast<std::size_t>(command.context); }

/// Walks over all steps that a proof takes, for progress: addresses, clocks, accesses, conflicts.
enum Walk : std::uint64_t { kAddresses, kTokens, kAccesses, kConflicts, kWalks };
constexpr std::uint64_t kReportMask = 0x3ff;  // of steps: one step may touch thousands of rows

/// Views read all operands before they write; gates write results while they read. Only DRAM operands have more than
/// one range, and no step has two operands there.
void check_overlaps(const Program& program, const Footprints& footprints, std::uint32_t command, std::uint64_t index,
                    Findings& findings) {
  for (const Footprint* written = footprints.begin(); written != footprints.end(); ++written) {
    if (!written->is_write) continue;
    for (const Footprint* other = footprints.begin(); other != footprints.end(); ++other) {
      const std::uint64_t begin = std::max(written->address, other->address),
                          end = std::min(written->address + written->bytes, other->address + other->bytes);
      if (other == written || other->space != written->space || begin >= end) continue;
      findings.add_once(Finding::Kind::overlap, command, static_cast<int>(written->space),
                        place(program.commands, command, index) + " writes its result to " + name(written->space) +
                            " [" + hex(begin) + ", " + hex(end) + "), where its " +
                            (other->is_write ? "other result goes" : "operand lies"));
    }
  }
}

void check_addresses(const Program& program, const Progress& progress, Findings& findings) {
  const std::uint64_t stream_end = program.program_base + program.commands.size() * Command::kBytes;
  for (std::uint32_t i = 0; i < program.commands.size() && !findings.full(); ++i) {
    const Command& command = program.commands[i];
    for (std::uint64_t index = 0; index < step_count(command); ++index) {
      if ((index & kReportMask) == 0) tell(progress, i, program.commands.size());
      const Footprints operands = footprints(command, step_at(command, index), program.geometry);
      check_overlaps(program, operands, i, index, findings);
      for (const Footprint& footprint : operands) {
        // No overflow: fields that passed their checks keep every term below 2^63.
        const std::uint64_t last = footprint.address + (footprint.count - 1) * footprint.pitch;
        const std::uint64_t bytes = memory_bytes(program.geometry, footprint.space);
        if (footprint.bytes > bytes || last > bytes - footprint.bytes)
          findings.add_once(Finding::Kind::address, i, static_cast<int>(footprint.space),
                            place(program.commands, i, index) + (footprint.is_write ? " writes " : " reads ") +
                                name(footprint.space) + " [" + hex(footprint.address) + ", " +
                                hex(last + footprint.bytes) + ") outside its " + std::to_string(bytes) + " bytes");
        else if (footprint.is_write && footprint.space == Space::dram && footprint.address < stream_end &&
                 last + footprint.bytes > program.program_base)
          findings.add_once(Finding::Kind::address, i, 50,
                            place(program.commands, i, index) + " writes over the program itself");
      }
    }
  }
}

void check_balance(const Program& program, Findings& findings) {
  std::uint64_t given[kContextCount][kContextCount] = {}, taken[kContextCount][kContextCount] = {};
  std::uint64_t last[kContextCount][kContextCount] = {};  // a command of the pair, to name one
  for (std::uint64_t i = 0; i < program.commands.size(); ++i) {
    const Command& command = program.commands[i];
    const std::size_t self = context_of(command);
    for (const Token& token : command.signals) {
      const std::uint64_t total = token_total(command, token);
      given[self][static_cast<std::size_t>(token.context)] += total;
      if (total > 0) last[self][static_cast<std::size_t>(token.context)] = i;
    }
    for (const Token& token : command.waits) {
      const std::uint64_t total = token_total(command, token);
      taken[static_cast<std::size_t>(token.context)][self] += total;
      if (total > 0) last[static_cast<std::size_t>(token.context)][self] = i;
    }
  }
  for (std::size_t p = 0; p < kContextCount; ++p)
    for (std::size_t c = 0; c < kContextCount; ++c)
      if (given[p][c] != taken[p][c])
        findings.add(Finding::Kind::unbalanced, last[p][c],
                     std::string("tokens ") + name(static_cast<Context>(p)) + " -> " + name(static_cast<Context>(c)) +
                         ": " + std::to_string(given[p][c]) + " given, " + std::to_string(taken[p][c]) +
                         " taken; command " + std::to_string(last[p][c]) + " is the last that deals in them");
}

void check_overflow(const HappensBefore& clocks, Findings& findings) {
  for (std::size_t p = 0; p < kContextCount; ++p)
    for (std::size_t c = 0; c < kContextCount; ++c)
      if (const std::uint64_t most = clocks.most_tokens(p, c); most > kMostTokens)
        findings.add(Finding::Kind::overflow, 0,
                     std::string("tokens ") + name(static_cast<Context>(p)) + " -> " + name(static_cast<Context>(c)) +
                         ": " + std::to_string(most) + " may be there at once, a counter holds " +
                         std::to_string(kMostTokens));
}

/// Feeds a run's steps to a collector, after what the host and the image wrote.
ConflictCollector collect(const Program& program, const StepTable& steps, const HappensBefore& clocks,
                          const Progress& progress = {}) {
  ConflictCollector collector;
  const HostMatrix& input = program.input;
  if (program.symbolic) {
    collector.initially_written(Space::dram, 0, program.geometry.dram_bytes);
  } else {
    collector.initially_written(Space::dram, 0, program.image.size());
    for (std::uint64_t row = 0; row < input.rows; ++row) {
      const std::uint64_t begin = input.address + row * input.pitch;
      collector.initially_written(Space::dram, begin, begin + std::uint64_t{input.columns} * input.element_bytes);
    }
  }
  std::uint64_t done = 0;
  for (const std::uint32_t step : clocks.order()) {
    if ((done++ & 0xf) == 0) tell(progress, done, steps.size());
    const Command& command = program.commands[steps.command_of(step)];
    collector.add(step, command.context, footprints(command, step_at(command, steps.index_of(step)), program.geometry));
  }
  return collector;
}

std::string place(const Program& program, const StepTable& steps, std::uint32_t step) {
  return place(program.commands, steps.command_of(step), steps.index_of(step));
}

void check_races(const Program& program, const StepTable& steps, const HappensBefore& clocks,
                 const ConflictCollector& collector, const Progress& progress, Findings& findings) {
  std::uint64_t done = 0;
  for (const ConflictPair& pair : collector.pairs()) {
    if ((done++ & kReportMask) == 0) tell(progress, done, collector.pairs().size());
    const std::uint32_t first = steps.command_of(pair.first), second = steps.command_of(pair.second);
    if (clocks.before(context_of(program.commands[first]), steps.local(first, steps.index_of(pair.first)), pair.second))
      continue;
    findings.add_once(Finding::Kind::race, second, static_cast<int>(context_of(program.commands[first])),
                      place(program, steps, pair.first) + (pair.first_writes ? " writes and " : " reads and ") +
                          place(program, steps, pair.second) + (pair.second_writes ? " writes " : " reads ") +
                          name(pair.space) + " " + hex(pair.address) + ", and no token orders them");
  }
}

/// Loads of one context may be under way at once, and those that transpose write last: of one that does and a later one
/// that write a byte either may win, unless somebody waits for the first to read it.
void check_rewrites(const Program& program, const StepTable& steps, const ConflictCollector& collector,
                    Findings& findings) {
  for (const Rewrite& it : collector.rewrites()) {
    const Command& first = program.commands[steps.command_of(it.first)];
    if (first.opcode != Opcode::load || first.layout != Layout::row_panels) continue;
    const std::uint32_t second = steps.command_of(it.second);
    findings.add_once(Finding::Kind::race, second, static_cast<int>(kContextCount),
                      place(program, steps, it.first) + " and " + place(program, steps, it.second) + " both write " +
                          name(it.space) + " " + hex(it.address) + ", and nothing reads it between them");
  }
}

void check_unwritten(const Program& program, const StepTable& steps, const ConflictCollector& collector,
                     Findings& findings) {
  for (const UnwrittenRead& read : collector.unwritten())
    findings.add_once(Finding::Kind::unwritten, steps.command_of(read.step), static_cast<int>(read.space),
                      place(program, steps, read.step) + " reads " + name(read.space) + " [" + hex(read.begin) + ", " +
                          hex(read.end) + "), which nothing wrote before");
  const HostMatrix& output = program.output;
  for (std::uint64_t row = 0; row < output.rows; ++row) {
    const std::uint64_t begin = output.address + row * output.pitch;
    if (collector.written(Space::dram, begin, begin + std::uint64_t{output.columns} * output.element_bytes)) continue;
    findings.add(Finding::Kind::unwritten, 0,
                 "row " + std::to_string(row) + " of the output at dram " + hex(begin) + " is never written");
    return;
  }
}

}  // namespace

const char* name(Finding::Kind kind) {
  switch (kind) {
    case Finding::Kind::field:
      return "field";
    case Finding::Kind::address:
      return "address";
    case Finding::Kind::overlap:
      return "overlap";
    case Finding::Kind::unbalanced:
      return "unbalanced";
    case Finding::Kind::overflow:
      return "overflow";
    case Finding::Kind::deadlock:
      return "deadlock";
    case Finding::Kind::race:
      return "race";
    case Finding::Kind::unwritten:
      return "unwritten";
  }
  return "undefined";
}

std::vector<Finding> verify(const Program& program, std::size_t limit, const Progress& progress) {
  Findings findings(limit);
  check_fields(program, findings);
  // Steps, footprints and runs make sense only for commands whose fields do.
  if (!findings.empty()) return findings.take();
  check_addresses(program, part_of(progress, kAddresses, kWalks), findings);
  check_balance(program, findings);
  const StepTable steps(program.commands);
  const HappensBefore clocks(program.commands, steps, program.geometry.queue_depth, part_of(progress, kTokens, kWalks));
  check_overflow(clocks, findings);
  if (!clocks.complete()) {
    findings.add(Finding::Kind::deadlock, 0, "deadlock: " + clocks.blocked());
    return findings.take();
  }
  const ConflictCollector collector = collect(program, steps, clocks, part_of(progress, kAccesses, kWalks));
  check_races(program, steps, clocks, collector, part_of(progress, kConflicts, kWalks), findings);
  check_rewrites(program, steps, collector, findings);
  check_unwritten(program, steps, collector, findings);
  return findings.take();
}

RaceChecker::RaceChecker(const Program& program)
    : steps_(program.commands), queue_depth_(program.geometry.queue_depth) {
  const HappensBefore clocks(program.commands, steps_, queue_depth_);
  OCTET_CHECK(clocks.complete(), clocks.blocked());
  const ConflictCollector collector = collect(program, steps_, clocks);
  for (const ConflictPair& pair : collector.pairs()) {
    const std::uint32_t first = steps_.command_of(pair.first);
    conflicts_.push_back({static_cast<std::uint32_t>(context_of(program.commands[first])),
                          steps_.local(first, steps_.index_of(pair.first)), pair.second});
  }
}

bool RaceChecker::ordered(const std::vector<Command>& commands) const {
  const HappensBefore clocks(commands, steps_, queue_depth_);
  if (!clocks.complete() || !clocks.balanced() || clocks.most_tokens() > kMostTokens) return false;
  return std::all_of(conflicts_.begin(), conflicts_.end(), [&](const Conflict& conflict) {
    return clocks.before(conflict.first_context, conflict.first_local, conflict.second);
  });
}

}  // namespace octet::prove
