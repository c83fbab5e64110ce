// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/verb.hpp"

#include <CLI/CLI.hpp>
#include <memory>
#include <utility>

namespace octet::cli {
namespace {

constexpr const char* kRequired = " REQUIRED";

bool is_required(const CLI::Option& option) { return option.get_type_name().ends_with(kRequired); }

/// The parser's own mark would make it stop at the first that is missing.
class HelpFormat : public CLI::Formatter {
 public:
  std::string make_option_usage(const CLI::Option* option) const override {
    const std::string text = Formatter::make_option_usage(option);
    return is_required(*option) && text.starts_with('[') ? text.substr(1, text.size() - 2) : text;
  }
};

}  // namespace

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

void Verb::required(const std::vector<std::string>& names) {
  for (const std::string& name : names) {
    CLI::Option* option = verb_->get_option(name);
    option->type_name(option->get_type_name() + kRequired);
  }
}

void Verb::example(const std::string& example) { verb_->footer("Example:\n  " + example); }

void Verb::run(std::function<void()> run) { verb_->callback(std::move(run)); }

void show_required(CLI::App& app) { app.formatter(std::make_shared<HelpFormat>()); }

}  // namespace octet::cli
