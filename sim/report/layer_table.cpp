// SPDX-License-Identifier: Apache-2.0
#include "sim/report/layer_table.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/machine/tables.hpp"
#include "sim/report/grouped.hpp"

namespace octet::report {
namespace {

/// Of a cause, at most four characters.
const char* head_of(hw::ArrayCause cause) {
  for (const machine::UnitKindRow& row : machine::kUnitKinds)
    if (row.head != nullptr && row.cause == cause) return row.head;
  return cause == hw::ArrayCause::multiply ? "mult"
         : cause == hw::ArrayCause::drain  ? "drn"
         : cause == hw::ArrayCause::memory ? "mem"
         : cause == hw::ArrayCause::bank   ? "bank"
                                           : "ctrl";
}

constexpr const char* kTitle = "layers, in program order";
constexpr std::size_t kCount = 5, kShare = 6, kCause = 5, kBound = 13, kDistance = 7;  // columns of a cell

/// Two figures at least, at most four characters: `-`, `0.3`, `7.7`, `80`, `100`.
std::string shown_share(Cycles part, Cycles whole) {
  if (part == Cycles(0)) return "-";
  const double share = 100.0 * ratio_of(part, whole);
  return share < 9.95 ? fmt::format("{:.1f}", share) : fmt::format("{:.0f}", share);
}

/// At most six characters: `4.21`, `566.6`, `12345`, `6e+05`.
std::string multiple(double times) {
  if (times < 99.995) return fmt::format("{:.2f}", times);
  if (times < 999.95) return fmt::format("{:.1f}", times);
  return times < 99999.5 ? fmt::format("{:.0f}", times) : fmt::format("{:.0e}", times);
}

std::string short_name(const std::string& resource) {
  for (std::size_t i = 0; i < machine::kUnitKindCount; ++i)
    if (resource == machine::name(static_cast<machine::UnitKind>(i)) && machine::kUnitKinds[i].short_name != nullptr)
      return machine::kUnitKinds[i].short_name;
  return resource;
}

class Table {
 public:
  Table(const sim::Explanation& all, const std::vector<LayerGroup>& groups) : all_(all) {
    for (std::size_t cause = 0; cause < all.total.size(); ++cause)
      if (all.total[cause] > Cycles(0)) causes_.push_back(cause);
    // No number is longer than the run's, and two blanks keep them apart.
    window_ = std::max<std::size_t>(9, grouped(all.cycles.count()).size() + 2);
    const std::size_t others = kCount + window_ + kShare + kCause * causes_.size() + kBound + kDistance;
    for (const LayerGroup& group : groups) name_ = std::max(name_, group.name.size());
    name_ = std::min(name_, kWidest - others);
  }

  std::string head() const {
    std::string top = fmt::format("{:{}}", "", before_causes()), line = fmt::format("{:<{}}", title(), kCount + name_);
    line += fmt::format("{:>{}}{:>{}}", "window", window_, "% run", kShare);
    top += fmt::format("{:<{}}", "  % of the window, by cause", kCause * causes_.size());
    for (const std::size_t cause : causes_)
      line += fmt::format("{:>{}}", head_of(static_cast<hw::ArrayCause>(cause)), kCause);
    return top + "  bound\n" + line + fmt::format("  {:>{}}{:>{}}\n", "% of span", kBound - 2, "x roof", kDistance);
  }

  std::string group(const LayerGroup& it) const {
    const std::string count = it.count == 1 ? "" : fmt::format("{} x", it.count);
    const std::string distance = it.window == Cycles(0) ? "hidden" : multiple(ratio_of(it.window, it.roofline));
    return row(count, it.name, it.window, it.causes) +
           fmt::format("  {:<7}{:>{}}{:>{}}\n", short_name(it.bound.resource),
                       shown_share(it.bound.cycles, it.bound_span), kBound - 9, distance, kDistance);
  }
  std::string other(const char* name, Cycles window, const sim::CauseCycles& causes) const {
    return row("", name, window, causes) + '\n';
  }

 private:
  /// Less of it where that would be too wide.
  const char* title() const { return std::string_view(kTitle).size() <= kCount + name_ ? kTitle : "layers"; }
  std::size_t before_causes() const { return kCount + name_ + window_ + kShare; }

  std::string row(const std::string& count, const std::string& name, Cycles window,
                  const sim::CauseCycles& causes) const {
    std::string text = fmt::format("{:>{}} {:<{}}{:>{}}{:>{}}", count, kCount - 1, cut(name, name_), name_,
                                   grouped(window.count()), window_, shown_share(window, all_.cycles), kShare);
    for (const std::size_t cause : causes_) text += fmt::format("{:>{}}", shown_share(causes[cause], window), kCause);
    return text;
  }

  const sim::Explanation& all_;
  std::vector<std::size_t> causes_;  ///< those that the run has at all
  std::size_t name_ = std::string_view(kTitle).size() - kCount, window_ = 0;
};

}  // namespace

std::string cut(const std::string& name, std::size_t width) {
  return name.size() <= width ? name : ".." + name.substr(name.size() - (width - 2));
}

std::string layer_table(const sim::Explanation& all, const std::vector<LayerGroup>& groups) {
  const Table table(all, groups);
  std::string text = table.head();
  if (all.startup > Cycles(0)) text += table.other("(start-up)", all.startup, all.before);
  for (const LayerGroup& group : groups) text += table.group(group);
  if (all.tail > Cycles(0)) text += table.other("(tail)", all.tail, all.after);
  return text + table.other("run", all.cycles, all.total);
}

}  // namespace octet::report
