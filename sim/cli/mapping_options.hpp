// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/graph/model.hpp"
#include "sim/cli/options.hpp"
#include "sim/compile/compile.hpp"
#include "sim/report/output_folder.hpp"

namespace octet::cli {

/// `--mapping FILE` and `--write-mapping FILE`.
class MappingOptions {
 public:
  void add_to(Verb& verb);
  bool is_given() const { return !file_.empty() || !written_.empty(); }
  /// The file that is read, or none.
  const std::string& file() const { return file_; }
  /// Reads the one file and prepares the other, which may not be part of `inputs` or of `out`.
  void read(Faults& faults, const std::optional<graph::Model>& model, const std::vector<std::string>& inputs,
            const OutOptions& out);
  /// For the compiler; this outlives it.
  sim::MappingChoice choice() { return {wanted_ ? &*wanted_ : nullptr, &chosen_}; }
  /// Fills what was asked for with what the compiler chose; `commit` puts it in its place.
  void fill(const graph::Model& model, const arch::Architecture& architecture);
  void commit();

 private:
  std::string file_, written_;
  std::optional<map::Mapping> wanted_;
  map::Mapping chosen_;
  std::unique_ptr<report::Output> output_;
};

}  // namespace octet::cli
