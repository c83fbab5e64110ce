// SPDX-License-Identifier: Apache-2.0
// What a sweep reads before it runs, and what it keeps of it to know the same sweep again.
#include <fmt/format.h>

#include <algorithm>

#include "models/core/error.hpp"
#include "models/io/files.hpp"
#include "sim/explore/parameters.hpp"
#include "sim/explore/source_digest.hpp"
#include "sim/explore/sweep.hpp"
#include "sim/run/workload.hpp"

namespace octet::explore {

void Sweep::read_files() {
  std::vector<Diagnostic> faults;
  const auto attempt = [&](auto make) {
    try {
      make();
    } catch (const UserError& error) {
      faults.insert(faults.end(), error.diagnostics().begin(), error.diagnostics().end());
    }
  };
  for (const std::string& workload : spec_.workloads) attempt([&] { subjects_.emplace_back(workload); });
  const auto takes_recipe = [](const SweepWorkload& subject) { return subject.takes_recipe(); };
  const bool has_graphs = std::any_of(subjects_.begin(), subjects_.end(), takes_recipe);
  if (faults.empty() && has_graphs && !std::all_of(subjects_.begin(), subjects_.end(), takes_recipe))
    faults.push_back({spec_.file.string(),
                      "/axes/workload: expected graphs only or none: packages have numeric choices of their own"});
  for (const Axis& axis : spec_.axes)
    for (const std::string& name : axis.names)
      if (is_recipe_parameter(name) && !has_graphs && faults.empty())
        faults.push_back({axis.place, fmt::format("/axes/{}: needs a float graph to make packages of, {} is none", name,
                                                  spec_.workloads.front())});
  const std::string table = spec_.technology.empty() ? tech::kDefaultTechnology : spec_.technology;
  attempt([&] { technology_ = tech::read_technology(table); });
  if (!spec_.dataset.empty()) {
    attempt([&] { images_ = data::read_image_dataset(spec_.dataset, data::Split::kTest); });
    if (has_graphs)
      attempt([&] { calibration_images_ = data::read_image_dataset(spec_.dataset, data::Split::kTrain); });
  } else if (has_graphs) {
    faults.push_back({spec_.file.string(), "/dataset: required to calibrate " + spec_.workloads.front()});
  } else if (spec_.screens_accuracy()) {
    faults.push_back({spec_.file.string(), "/dataset: required for accuracy"});
  }
  for (const SweepWorkload& subject : subjects_) {
    if (!images_) continue;
    if (subject.has_weights())
      attempt([&] {
        subject.check_dataset(*images_);
        if (calibration_images_) subject.check_calibration(*calibration_images_);
      });
    else
      faults.push_back(
          {spec_.file.string(), fmt::format("/dataset: {} has no weights, and so no accuracy", subject.path())});
  }
  if (!faults.empty()) throw UserError(std::move(faults));

  identity_.emplace_back("specification", io::sha256(spec_.text));
  // The version alone would let results of other code pass after a rebuild.
  identity_.emplace_back("Octet", fmt::format("{}, code {}", OCTET_VERSION, source_digest()));
  // A shipped table changes with Octet alone.
  identity_.emplace_back("technology " + table,
                         std::filesystem::exists(table) ? io::digest_inputs(table).front().sha256 : "shipped");
  for (const SweepWorkload& subject : subjects_)
    for (const io::InputFile& file : subject.files()) identity_.emplace_back("file " + file.path, file.sha256);
  if (images_) identity_.emplace_back("test images", fmt::format("{:08x}", images_->checksum));
  if (calibration_images_)
    identity_.emplace_back("calibration images", fmt::format("{:08x}", calibration_images_->checksum));
  // The architecture's own text is part of every point's key.
  if (!spec_.recipe.empty())
    identity_.emplace_back("file " + spec_.recipe, io::digest_inputs(spec_.recipe).front().sha256);
  std::string values;
  for (const auto& [name, value] : configurator_.base_values()) values += name + "=" + value + "\n";
  identity_.emplace_back("file " + spec_.architecture, io::sha256(values));
}

void Sweep::calibrate(const SweepProgress& progress) {
  if (!calibration_images_) return;
  const int count = configurator_.package(space_.at(0)).recipe.calibration_images;
  for (SweepWorkload& subject : subjects_)
    subject.calibrate(*calibration_images_, count,
                      [&](std::uint64_t done, std::uint64_t total) { progress("calibrating", done, total); });
}

}  // namespace octet::explore
