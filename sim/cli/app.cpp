// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/app.hpp"

#include <fmt/format.h>
#include <yaml-cpp/exceptions.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <new>
#include <nlohmann/json.hpp>
#include <span>
#include <sstream>
#include <system_error>

#include "models/core/error.hpp"
#include "models/core/nearest.hpp"
#include "sim/bench/gate.hpp"
#include "sim/cli/command_line.hpp"
#include "sim/cli/options.hpp"
#include "sim/cli/terminal.hpp"
#include "sim/cli/verbs.hpp"
#include "sim/run/interrupt.hpp"

namespace octet::cli {
namespace {

constexpr int kNobodyReads = 128 + SIGPIPE;  // as of a program that this signal ended

int fail(ExitStatus status, const std::string& text) {
  std::fflush(stdout);  // gates print by themselves, and both may go to one file
  tell_user(text + '\n');
  return status;
}

/// An empty value is a script's unset variable, never a choice; it must not pass for an option that was not given.
void refuse_empty_values(std::span<char*> arguments) {
  Faults faults;
  for (std::size_t i = 1; i < arguments.size(); ++i) {
    const std::string word = arguments[i], before = arguments[i - 1];
    if (word.starts_with("--") && word.find('=') + 1 == word.size())
      faults.add(word.substr(0, word.size() - 1), "expected a value, got ''");
    else if (word.empty())
      faults.add(i > 1 && before.starts_with("--") ? before : "argument " + std::to_string(i),
                 "expected a value, got ''");
  }
  faults.finish();
}

std::vector<std::string> verb_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* verb : app.get_subcommands([](const CLI::App*) { return true; }))
    names.push_back(verb->get_name());
  return names;
}

/// What a verb does not know, with a guess.
std::string unexpected(const CLI::App& app) {
  const std::vector<CLI::App*> verbs = app.get_subcommands();
  const CLI::App& verb = verbs.empty() ? app : *verbs.front();
  std::vector<std::string> words = app.remaining(true), options;
  for (const CLI::Option* option : verb.get_options())
    for (const std::string& name : option->get_lnames()) options.push_back("--" + name);
  const auto option = std::find_if(words.begin(), words.end(), [](const auto& it) { return it.starts_with("-"); });
  const std::string word = option != words.end() ? *option : words.empty() ? std::string() : words.front();
  const std::string name = verbs.empty() ? std::string() : verb.get_name() + " ";
  return Diagnostic{word, fmt::format("is not expected here{}; see octet {}--help", did_you_mean(word, options), name)}
      .text();
}

int parse_and_run(CLI::App& app, int argc, char* argv[]) {
  try {
    const std::span<char*> arguments(argv, static_cast<std::size_t>(argc));
    refuse_empty_values(arguments);
    const std::vector<std::string> verbs = verb_names(app);
    const std::string first = argc > 1 ? argv[1] : "";
    if (first == "help") {  // `octet help VERB` is `octet VERB --help`
      std::string verb = argc > 2 ? argv[2] : "--help", help = "--help";
      if (argc > 3) throw UserError("octet help", fmt::format("expected one verb, got {}", argc - 2));
      char* words[] = {argv[0], verb.data(), help.data()};
      return parse_and_run(app, argc > 2 ? 3 : 2, words);
    }
    if (!first.empty() && !first.starts_with("-") && std::find(verbs.begin(), verbs.end(), first) == verbs.end())
      throw UserError(
          "", fmt::format("expected a verb ({}), got {}{}", fmt::join(verbs, ", "), first, did_you_mean(first, verbs)));
    app.parse(argc, argv);
    if (app.get_subcommands().empty()) return fail(kUserError, "error: expected a verb; see octet --help");
    return kDone;
  } catch (const CLI::Success& help) {
    std::ostringstream text;
    const int status = app.exit(help, text, text);
    print(text.str());
    return status;
  } catch (const CLI::ExtrasError&) {
    return fail(kUserError, unexpected(app));
  } catch (const CLI::ParseError& error) {
    return fail(kUserError, fmt::format("error: {}; see octet --help", error.what()));
  }
}

/// Our failures and those of libraries become the exit status of the contract.
int run_mapped(CLI::App& app, int argc, char* argv[]) {
  try {
    return parse_and_run(app, argc, argv);
  } catch (const UserError& error) {
    return fail(kUserError, error.what());
  } catch (const ViewMismatch& mismatch) {
    return fail(kViewMismatch, fmt::format("views disagree: {}", mismatch.what()));
  } catch (const MachineFault& fault) {
    return fail(kMachineFault, fmt::format("machine fault: {}", fault.what()));
  } catch (const bench::GateMissed& missed) {
    return fail(kGateMissed, fmt::format("too slow: {}", missed.what()));
  } catch (const sim::Interrupted& interrupted) {
    fail(kInterrupted, interrupted.what());
    return sim::interrupted_status();
  } catch (const YAML::Exception& error) {
    return fail(kUserError, fmt::format("error: {}", error.what()));
  } catch (const nlohmann::json::parse_error& error) {
    return fail(kUserError, fmt::format("error: {}", error.what()));
  } catch (const std::filesystem::filesystem_error& error) {
    return fail(kUserError, fmt::format("error: {}", error.what()));
  } catch (const std::system_error& error) {  // e.g. standard output is full
    return fail(kUserError, fmt::format("error: {}", error.what()));
  } catch (const std::bad_alloc&) {
    return fail(kUserError, "error: not enough memory for this input");
  } catch (const std::exception& error) {
    return fail(kInternalError, fmt::format("internal error, a bug of Octet: {}", error.what()));
  }
}

}  // namespace

int run_program(int argc, char* argv[]) {
  hold_standard_streams();
  sim::catch_interrupts();
  CLI::App app("Octet: a simulator of an integer-only transformer accelerator", "octet");
  const Session session{command_line(std::span(argv, static_cast<std::size_t>(argc)))};
  app.set_version_flag("--version", std::string("octet ") + OCTET_VERSION);
  show_required(app);
  app.require_subcommand(0, 1);  // none is told below, so that a misspelled one is named
  app.footer(
      "octet VERB --help explains a verb.\nExit status: 0 done, 1 a bug of Octet, 2 wrong input, 3 views disagree, "
      "4 the simulated machine faulted, 5 a speed target was missed (bench --gate), 130 interrupted (143 by SIGTERM, "
      "129 by SIGHUP).");
  add_compare(app, session);
  add_compress(app, session);
  add_compile(app, session);
  add_disasm(app, session);
  add_verify(app, session);
  add_run(app, session);
  add_report(app, session);
  add_eval(app, session);
  add_crosscheck(app, session);
  add_bench(app, session);
  add_rtl(app, session);
  add_area(app, session);
  add_list(app, session);
  add_show(app, session);
  add_sweep(app, session);
  const int status = run_mapped(app, argc, argv);
  // Who reads no further has what he wants, as in `octet disasm PROGRAM | head`.
  const int fault = output_fault();
  if (fault == 0 || status != kDone) return status;
  if (fault == EPIPE) return kNobodyReads;
  return fail(kUserError, "error: cannot write standard output: " + std::generic_category().message(fault));
}

}  // namespace octet::cli
