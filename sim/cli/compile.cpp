// SPDX-License-Identifier: Apache-2.0
#include "sim/compile/compile.hpp"

#include <fmt/format.h>

#include <memory>

#include "models/graph/package.hpp"
#include "sim/cli/mapping_options.hpp"
#include "sim/cli/options.hpp"
#include "sim/cli/progress_line.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/report/output_folder.hpp"
#include "sim/run/shipped_data.hpp"
#include "sim/run/workload.hpp"

namespace octet::cli {
namespace {

struct CompileOptions {
  std::string package;
  ArchitectureOptions architecture;
  MappingOptions mapping;
  OutOptions out;
};

void compile_verb(CompileOptions& options) {
  Faults faults;
  faults.require("PACKAGE", options.package);
  if (auto found = faults.attempt([&] { return sim::find_workload(options.package); })) options.package = *found;
  faults.require("--out", options.out.path);
  std::optional<graph::Model> model;
  if (sim::is_shapes(options.package) && std::filesystem::exists(options.package))
    faults.add("PACKAGE", options.package +
                              " is a network by its shapes, without weights: it can only be timed, with `octet run " +
                              options.package + " --timing-only`");
  else if (!options.package.empty())
    model = faults.attempt([&] { return graph::read_package(options.package); });
  faults.keep_apart("--out", options.out.path, {options.package, options.architecture.name});
  const auto architecture = options.architecture.read(faults);
  options.mapping.read(faults, model, {options.package, options.architecture.name}, options.out);
  std::unique_ptr<report::Output> out;
  if (!options.out.path.empty())
    faults.attempt([&] {
      out = std::make_unique<report::Output>(options.out.path, report::Output::Kind::file, options.out.force);
      return true;
    });
  faults.finish();

  ProgressLine line;
  const program::Program program =
      sim::compile(*model, *architecture, /*symbolic=*/false, line.share("compiling"), options.mapping.choice());
  options.mapping.fill(*model, *architecture);
  out->fill([&](const std::filesystem::path& work) { program::write_program(program, work); });
  out->commit();
  options.mapping.commit();
  print(fmt::format("{}: {} commands for {} layers, image of {} bytes\n", options.out.path, program.commands.size(),
                    program.layers.size(), program.image.size()));
}

}  // namespace

void add_compile(CLI::App& app, const Session& /*session*/) {
  Verb verb(app, "compile", "Compile a package for an architecture into a program");
  const auto options = std::make_shared<CompileOptions>();
  verb.argument("package", "PACKAGE", options->package, "Package folder");
  options->architecture.add_to(verb);
  options->mapping.add_to(verb);
  options->out.add_to(verb, "Program file to write");
  verb.required({"package", "--arch", "--out"});
  verb.example("octet compile workloads/vit-fashion-mnist/package --arch octet-16 --out build/vit.octet");
  verb.run([options] { compile_verb(*options); });
}

}  // namespace octet::cli
