// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/verb.hpp"

#include <CLI/CLI.hpp>
#include <utility>

namespace octet::cli {

Verb::Verb(CLI::App& app, const std::string& name, const std::string& what) : verb_(app.add_subcommand(name, what)) {}

void Verb::argument(const std::string& name, const std::string& type, std::string& value, const std::string& help) {
  verb_->add_option(name, value, help)->type_name(type);
}

void Verb::argument(const std::string& name, const std::string& type, std::vector<std::string>& values,
                    const std::string& help) {
  verb_->add_option(name, values, help)->type_name(type);
}

void Verb::option(const std::string& name, const std::string& type, std::string& value, const std::string& help) {
  verb_->add_option(name, value, help)->type_name(type);
}

void Verb::option(const std::string& name, const std::string& type, std::vector<std::string>& values,
                  const std::string& help) {
  verb_->add_option(name, values, help)->type_name(type)->allow_extra_args(false);
}

void Verb::flag(const std::string& name, bool& value, const std::string& help) { verb_->add_flag(name, value, help); }

void Verb::example(const std::string& example) { verb_->footer("Example:\n  " + example); }

void Verb::run(std::function<void()> run) { verb_->callback(std::move(run)); }

}  // namespace octet::cli
