// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "hw/arch/architecture.hpp"
#include "hw/common/unit_id.hpp"
#include "sim/crosscheck/case.hpp"

namespace octet::crosscheck {

/// What can be cross-checked by name: a unit whose gates stand in for one unit of the platform, or a family of programs
/// that the whole accelerator runs.
struct Subject {
  std::string name;
  std::optional<hw::UnitId> unit;  ///< nothing: programs
  std::string top;                 ///< module of the gates
};

/// The units with gates of their own, then `encoder` and `stress`.
const std::vector<Subject>& subjects();

/// Names that `select` takes: those of the subjects, and the units that only programs reach.
std::vector<std::string> subject_names();

/// The subjects of these names in their own order, all of them for no name. `dma` and `controller` have no gates apart
/// from the accelerator's: they stand for the programs. Throws `UserError` listing unknown names.
std::vector<Subject> select(const std::vector<std::string>& names);

/// The subjects whose gates hold a module that `replacement` defines: units, or the programs for a module that is in no
/// unit. Throws `UserError` when it cannot be read or defines none of ours.
std::vector<Subject> subjects_of(const std::filesystem::path& replacement);

/// Case `index` of a subject. Throws `UserError` when the architecture has no room for it.
Case draw_case(const Subject& subject, const arch::Architecture& architecture, std::uint64_t seed, std::uint64_t index);

}  // namespace octet::crosscheck
