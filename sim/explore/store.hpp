// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "sim/explore/database.hpp"
#include "sim/explore/outcome.hpp"

namespace octet::explore {

/// What decides every result of a sweep, by name: its specification, versions, digests of the files it reads.
using Identity = std::vector<std::pair<std::string, std::string>>;

/// The results of a sweep in its folder: each is found by what it was made from (its key, a digest) and how (its view),
/// so that equal points are run once, and a sweep that was killed goes on where it was. A result that `add` has taken
/// is on file.
class Store {
 public:
  /// Of the layout of the tables; other versions are refused.
  static constexpr std::int64_t kVersion = 1;

  /// Opens a database, or makes a new one of this identity. Throws UserError for a file that is no database of a sweep,
  /// of another version, of another identity (naming what has changed), in use, or not to be written.
  Store(const std::filesystem::path& file, const Identity& identity);

  /// The result, or null.
  const Outcome* find(const std::string& key, const std::string& view) const;
  void add(const std::string& key, const std::string& view, const Outcome& outcome);

  /// Notes a call of the program, whose results `add` counts from now on.
  void begin_session(const std::string& command_line, const std::string& started);
  /// The calls so far: command line, and results computed.
  std::vector<std::pair<std::string, std::int64_t>> sessions();
  /// Failed results are run again. Infeasible ones would be so again.
  void forget_failures();
  /// Throws UserError for what `take_results` would refuse: no database of a sweep, in use, damaged.
  static void check_source(const std::filesystem::path& other);
  /// Takes what another sweep computed, failures excepted. Returns how many results it had.
  std::int64_t take_results(const std::filesystem::path& other);
  /// Writes which point of the axes has which results: for people who ask the database.
  void note_points(const std::vector<std::pair<std::string, std::string>>& settings_and_keys);

 private:
  void create(const Identity& identity);
  void check(const Identity& identity);

  using Outcomes = std::map<std::pair<std::string, std::string>, Outcome>;
  static Outcomes read_results(const Database& database);

  Database database_;
  Outcomes outcomes_;
  std::int64_t session_ = 0;
};

}  // namespace octet::explore
