// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace octet::cli {

/// One verb's words on the command line. Only verb.cpp and app.cpp see the parser, whose header alone takes seconds to
/// compile. What is not given leaves its variable as it is; variables must live until the verb has run. `type` is what
/// help calls the value.
class Verb {
 public:
  /// `what`: one line of `octet --help`.
  Verb(CLI::App& app, const std::string& name, const std::string& what);

  /// A word without a name; any number of them for a list.
  void argument(const std::string& name, const std::string& type, std::string& value, const std::string& help);
  void argument(const std::string& name, const std::string& type, std::vector<std::string>& values,
                const std::string& help);
  /// `--name VALUE`; for a list any number of times, one value each.
  void option(const std::string& name, const std::string& type, std::string& value, const std::string& help);
  void option(const std::string& name, const std::string& type, std::vector<std::string>& values,
              const std::string& help);
  void flag(const std::string& name, bool& value, const std::string& help);
  /// Help marks these as `REQUIRED`; whether they are given is asked once all words are read, of all at once.
  void required(const std::vector<std::string>& names);
  /// The help's last lines: real examples, a line each.
  void example(const std::string& example);
  /// Called once all words are read.
  void run(std::function<void()> run);

 private:
  CLI::App* verb_;
};

/// Lets the help of all verbs to come show what is required.
void show_required(CLI::App& app);

}  // namespace octet::cli
