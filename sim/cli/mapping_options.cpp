// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/mapping_options.hpp"

#include <filesystem>

#include "models/io/files.hpp"
#include "sim/map/mapping_file.hpp"

namespace octet::cli {

void MappingOptions::add_to(Verb& verb) {
  verb.option("--mapping", "FILE", file_,
              "How layers run: tiles, order, slots, what stays on chip. What the file leaves open is chosen");
  verb.option("--write-mapping", "FILE", written_, "Write how every layer runs, for --mapping");
}

void MappingOptions::read(Faults& faults, const std::optional<graph::Model>& model,
                          const std::vector<std::string>& inputs, const OutOptions& out) {
  if (model && !file_.empty()) wanted_ = faults.attempt([&] { return map::read_mapping(file_, *model); });
  if (written_.empty()) return;
  faults.keep_apart("--write-mapping", written_, inputs);
  faults.keep_apart("--write-mapping", written_, {file_});
  if (!out.path.empty() && lies_in(written_, out.path))
    faults.add("--write-mapping", "expected another place than that of --out, got " + written_);
  else
    faults.attempt([&] {
      output_ =
          std::make_unique<report::Output>(written_, report::Output::Kind::file, out.force, false, "--write-mapping");
      return true;
    });
}

void MappingOptions::fill(const graph::Model& model, const arch::Architecture& architecture) {
  if (!output_) return;
  const std::string text = map::to_yaml(chosen_, model, architecture.name);
  output_->fill([&](const std::filesystem::path& work) { io::write_file(work, text); });
}

void MappingOptions::commit() {
  if (output_) output_->commit();
}

}  // namespace octet::cli
