// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <memory>

#include "hw/cosim/rtl_export.hpp"
#include "sim/cli/options.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/report/output_folder.hpp"

namespace octet::cli {
namespace {

struct RtlOptions {
  ArchitectureOptions architecture;
  OutOptions out;
};

void rtl_verb(const RtlOptions& options) {
  Faults faults;
  const auto architecture = options.architecture.read(faults);
  std::optional<std::vector<rtl::GateSource>> sources;
  if (architecture) sources = faults.attempt([&] { return rtl::exported_sources(*architecture); });
  faults.require("--out", options.out.path);
  faults.keep_apart("--out", options.out.path, {options.architecture.name});
  std::unique_ptr<report::Output> out;
  if (!options.out.path.empty())
    faults.attempt([&] {
      out = std::make_unique<report::Output>(options.out.path, report::Output::Kind::folder, options.out.force);
      return true;
    });
  faults.finish();

  for (const rtl::GateSource& source : *sources) out->write(source.path.string(), source.text);
  out->write("octet.f", rtl::file_list(*sources));
  out->write("architecture.yaml", arch::to_yaml(*architecture));
  out->commit();
  print(fmt::format(
      "{:<14}{}, an array of {}x{}\n{:<14}{}: octet_top in octet_top.sv, {} files in the order of octet.f\n",
      "architecture", architecture->name, architecture->rows, architecture->columns, "files", options.out.path,
      sources->size()));
}

}  // namespace

void add_rtl(CLI::App& app, const Session& /*session*/) {
  Verb verb(app, "rtl", "Write one architecture's SystemVerilog, for anybody's tools");
  const auto options = std::make_shared<RtlOptions>();
  options->architecture.add_to(verb);
  options->out.add_to(
      verb,
      "Folder of all sources, the top octet_top.sv without parameters, the list octet.f in the order to "
      "compile them, and architecture.yaml");
  verb.required({"--arch", "--out"});
  verb.example(
      "octet rtl --arch octet-16 --set lanes.softmax=8 --out build/gates\n"
      "  cd build/gates && verilator --lint-only -Wall -f octet.f");
  verb.run([options] { rtl_verb(*options); });
}

}  // namespace octet::cli
