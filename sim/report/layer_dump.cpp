// SPDX-License-Identifier: Apache-2.0
#include "sim/report/layer_dump.hpp"

#include <system_error>
#include <utility>

#include "models/core/error.hpp"

namespace octet::report {
namespace {

constexpr const char* kFolder = "dump";

/// Names of nodes hold letters, digits and `._-/`, and no `%`.
std::string file_name(const std::string& layer) {
  std::string out;
  for (const char c : layer) out += c == '/' ? std::string("%2F") : std::string(1, c);
  return out + ".npy";
}

}  // namespace

LayerDump::LayerDump(const graph::Model& model, std::vector<bool> wanted, std::size_t inputs, const Output& folder)
    : folder_(folder), files_(model.nodes.size()) {
  folder_.fill([&](const std::filesystem::path& work) {
    std::error_code error;
    std::filesystem::create_directory(work / kFolder, error);
    if (error) throw UserError((work / kFolder).string(), "cannot be created: " + error.message());
    for (std::size_t node = 0; node < model.nodes.size(); ++node) {
      if (!wanted[node]) continue;
      const graph::ValueId id = std::visit([](const auto& op) { return op.output; }, model.nodes[node].op);
      const graph::Value& value = model.values[static_cast<std::size_t>(id)];
      const auto rows = static_cast<std::size_t>(value.rows), columns = static_cast<std::size_t>(value.columns);
      const std::string name = std::string(kFolder) + "/" + file_name(model.nodes[node].name);
      const io::NpyType type = io::npy_type(value.bits, value.is_unsigned);
      files_[node].emplace(work / name, type, inputs, rows, columns);
      layers_.push_back({model.nodes[node].name, name, io::name(type), {inputs, rows, columns}});
    }
  });
  tap_ = {std::move(wanted), [this](std::size_t node, const Matrix<std::int32_t>& value) { take(node, value); }};
}

void LayerDump::take(std::size_t node, const Matrix<std::int32_t>& value) {
  folder_.fill([&](const std::filesystem::path&) { files_.at(node)->append(value); });
}

std::vector<sim::DumpedLayer> LayerDump::finish() const {
  for (const std::optional<io::NpyFile>& file : files_)
    OCTET_CHECK(!file || file->is_complete(), "every view tells every layer of every input");
  return layers_;
}

}  // namespace octet::report
