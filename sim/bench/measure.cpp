// SPDX-License-Identifier: Apache-2.0
#include "sim/bench/measure.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <initializer_list>
#include <map>
#include <set>

#include "models/core/error.hpp"

namespace octet::bench {
namespace {

/// What the repetitions of one side used, in order of time.
using Samples = std::map<std::string, std::vector<Usage>>;
/// Why a side cannot run here.
using Missing = std::map<std::string, std::string>;

std::vector<double> cpu_seconds(const std::vector<Usage>& usages) {
  std::vector<double> seconds(usages.size());
  std::transform(usages.begin(), usages.end(), seconds.begin(), [](const Usage& usage) { return usage.cpu_s; });
  return seconds;
}

/// Simulated cycles a CPU second: those of any repetition, which are the same, over the median of the times.
double rate(const std::vector<Usage>& usages, double cpu_s) {
  return cpu_s > 0.0 ? static_cast<double>(usages.front().simulated_cycles) / cpu_s : 0.0;
}

MeasuredRatio judge(const Ratio& ratio, const Samples& samples) {
  MeasuredRatio measured{ratio, cpu_seconds(samples.at(ratio.ours)), {}};
  measured.ours_cpu_s = median(measured.ours_samples);
  measured.ours_rate = rate(samples.at(ratio.ours), measured.ours_cpu_s);
  measured.reference_samples = cpu_seconds(samples.at(ratio.reference));
  measured.reference_cpu_s = median(measured.reference_samples);
  measured.reference_rate = rate(samples.at(ratio.reference), measured.reference_cpu_s);
  OCTET_CHECK(measured.reference_cpu_s > 0.0, ratio.name + ": the reference took no time");
  return measured;
}

MeasuredPeak judge(const Peak& peak, const Samples& samples) {
  MeasuredPeak measured{peak};
  for (const Usage& usage : samples.at(peak.side))
    measured.peak_rss_bytes = std::max(measured.peak_rss_bytes, usage.peak_rss_bytes);
  return measured;
}

/// Every name of a family, by its kind's member.
template <class Visit>
void each_name(const Family& family, Visit visit) {
  for (const Ratio& it : family.ratios) visit(it.name);
  for (const Peak& it : family.peaks) visit(it.name);
}

/// Why what needs these sides is skipped; null where it is not.
const std::string* why_skipped(const Missing& missing, std::initializer_list<const std::string*> sides) {
  for (const std::string* side : sides)
    if (missing.count(*side) != 0) return &missing.at(*side);
  return nullptr;
}

template <class Item, class Keep>
void keep_only(std::vector<Item>& items, Keep keep) {
  items.erase(std::remove_if(items.begin(), items.end(), [&](const Item& item) { return !keep(item); }), items.end());
}

}  // namespace

std::vector<std::string> names(const std::vector<Family>& families) {
  std::vector<std::string> all;
  for (const Family& family : families) each_name(family, [&](const std::string& name) { all.push_back(name); });
  return all;
}

std::vector<Family> select(std::vector<Family> families, const std::vector<std::string>& only) {
  if (only.empty()) return families;
  const std::vector<std::string> known = names(families);
  std::vector<Diagnostic> faults;
  for (const std::string& name : only)
    if (std::find(known.begin(), known.end(), name) == known.end())
      faults.push_back({"--only", fmt::format("expected some of {}, got {}", fmt::join(known, ", "), name)});
  if (!faults.empty()) throw UserError(std::move(faults));

  const std::set<std::string> wanted(only.begin(), only.end());
  for (Family& family : families) {
    const auto is_wanted = [&](const auto& item) { return wanted.count(item.name) != 0; };
    keep_only(family.ratios, is_wanted);
    keep_only(family.peaks, is_wanted);
    std::set<std::string> needed;
    for (const Ratio& it : family.ratios) {
      needed.insert(it.ours);
      needed.insert(it.reference);
    }
    for (const Peak& it : family.peaks) needed.insert(it.side);
    keep_only(family.sides, [&](const Side& side) { return needed.count(side.name) != 0; });
  }
  return families;
}

Results measure(const std::vector<Family>& families, std::size_t repetitions, const Progress& progress) {
  OCTET_CHECK(repetitions >= 1, "at least one repetition");
  std::size_t done = 0, total = 0;
  for (const Family& family : families) total += family.sides.size() * repetitions;
  Results results;
  results.repetitions = repetitions;
  for (const Family& family : families) {
    Samples samples;
    Missing missing;
    for (std::size_t repetition = 0; repetition < repetitions; ++repetition)
      for (const Side& side : family.sides) {
        try {
          if (missing.count(side.name) == 0) samples[side.name].push_back(side.once());
        } catch (const NotHere& why) {
          missing[side.name] = why.what();
        }
        tell(progress, ++done, total);
      }
    for (const Ratio& it : family.ratios) {
      if (const std::string* why = why_skipped(missing, {&it.ours, &it.reference}))
        results.skipped.push_back({it.name, *why, it.strict});
      else
        results.ratios.push_back(judge(it, samples));
    }
    for (const Peak& it : family.peaks) {
      if (const std::string* why = why_skipped(missing, {&it.side}))
        results.skipped.push_back({it.name, *why});
      else
        results.peaks.push_back(judge(it, samples));
    }
  }
  return results;
}

double median(std::vector<double> samples) {
  OCTET_CHECK(!samples.empty(), "a median needs a sample");
  std::sort(samples.begin(), samples.end());
  const std::size_t middle = samples.size() / 2;
  return samples.size() % 2 == 1 ? samples[middle] : (samples[middle - 1] + samples[middle]) / 2.0;
}

std::vector<std::string> missed_by(const Results& results, double factor) {
  std::vector<std::string> missed;
  for (const MeasuredRatio& it : results.ratios)
    if (it.ratio() > it.asked.target * (it.asked.strict ? 1.0 : factor)) missed.push_back(it.asked.name);
  for (const MeasuredPeak& it : results.peaks)
    if (it.ratio() > factor) missed.push_back(it.asked.name);
  for (const Skip& it : results.skipped)
    if (it.strict) missed.push_back(it.name);
  return missed;
}

}  // namespace octet::bench
