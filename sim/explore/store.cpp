// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/store.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "models/core/error.hpp"

namespace octet::explore {
namespace {

constexpr std::int64_t kApplication = 0x4F435457;  // "OCTW"

constexpr const char* kTables = R"(
CREATE TABLE identity (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE sessions (id INTEGER PRIMARY KEY, started TEXT NOT NULL, command_line TEXT NOT NULL,
                       computed INTEGER NOT NULL);
CREATE TABLE results (key TEXT NOT NULL, view TEXT NOT NULL, state TEXT NOT NULL, outcome TEXT NOT NULL,
                      seconds REAL NOT NULL, session INTEGER NOT NULL, PRIMARY KEY (key, view)) WITHOUT ROWID;
CREATE TABLE points (id INTEGER PRIMARY KEY, settings TEXT NOT NULL, key TEXT NOT NULL);
)";

/// The number a pragma answers.
std::int64_t pragma(const Database& database, const std::string& name) {
  Statement statement(database, "PRAGMA " + name);
  return statement.step() ? statement.integer(0) : 0;
}

/// All or nothing: what is not committed is taken back.
class Transaction {
 public:
  explicit Transaction(Database& database) : database_(database) { database_.execute("BEGIN IMMEDIATE"); }
  ~Transaction() {
    if (!is_over_) sqlite3_exec(database_.handle(), "ROLLBACK", nullptr, nullptr, nullptr);
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit() {
    database_.execute("COMMIT");
    is_over_ = true;
  }

 private:
  Database& database_;
  bool is_over_ = false;
};

}  // namespace

Store::Store(const std::filesystem::path& file, const Identity& identity) : database_(file) {
  const std::int64_t application = pragma(database_, "application_id"), version = pragma(database_, "user_version");
  Statement tables(database_, "SELECT count(*) FROM sqlite_master");
  tables.step();
  const bool is_empty = tables.integer(0) == 0;
  if (is_empty && application == 0) {
    create(identity);
  } else {
    if (application != kApplication) throw UserError(file.string(), "is no database of octet sweep");
    if (version != kVersion)
      throw UserError(file.string(),
                      fmt::format("is a database of version {}, this Octet reads version {}", version, kVersion));
    check(identity);
  }
  outcomes_ = read_results(database_);
}

void Store::create(const Identity& identity) {
  Transaction transaction(database_);
  database_.execute(kTables);
  Statement insert(database_, "INSERT INTO identity VALUES (?, ?)");
  for (const auto& [name, value] : identity) insert.bind(1, name).bind(2, value).run();
  database_.execute(fmt::format("PRAGMA application_id = {}", kApplication));
  database_.execute(fmt::format("PRAGMA user_version = {}", kVersion));
  transaction.commit();
}

void Store::check(const Identity& identity) {
  Identity known;
  Statement rows(database_, "SELECT name, value FROM identity");
  while (rows.step()) known.emplace_back(rows.text(0), rows.text(1));
  std::vector<Diagnostic> faults;
  const auto fault = [&](const std::string& message) { faults.push_back({database_.path().string(), message}); };
  for (const auto& [name, value] : identity) {
    const auto found =
        std::find_if(known.begin(), known.end(), [&wanted = name](const auto& entry) { return entry.first == wanted; });
    if (found == known.end())
      fault(fmt::format("{} was no part of this sweep: it cannot go on with it", name));
    else if (found->second != value)
      fault(fmt::format("{} has changed since this sweep began: expected {}, got {}; --force begins anew", name,
                        found->second, value));
  }
  if (faults.empty() && known.size() != identity.size()) fault("reads other files than this sweep did when it began");
  if (!faults.empty()) throw UserError(std::move(faults));
}

Store::Outcomes Store::read_results(const Database& database) {
  Outcomes outcomes;
  Statement rows(database, "SELECT key, view, outcome, seconds FROM results");
  while (rows.step()) {
    try {
      Outcome outcome = outcome_of(rows.text(2));
      outcome.seconds = rows.real(3);
      outcomes[{rows.text(0), rows.text(1)}] = std::move(outcome);
    } catch (const UserError& error) {
      throw UserError(database.path().string(), fmt::format("holds a result that is none ({}, {}): {}", rows.text(0),
                                                            rows.text(1), error.diagnostics().front().message));
    }
  }
  return outcomes;
}

const Outcome* Store::find(const std::string& key, const std::string& view) const {
  const auto found = outcomes_.find({key, view});
  return found == outcomes_.end() ? nullptr : &found->second;
}

void Store::add(const std::string& key, const std::string& view, const Outcome& outcome) {
  Transaction transaction(database_);
  Statement(database_, "INSERT INTO results VALUES (?, ?, ?, ?, ?, ?)")
      .bind(1, key)
      .bind(2, view)
      .bind(3, std::string(name(outcome.state)))
      .bind(4, to_text(outcome))
      .bind(5, outcome.seconds)
      .bind(6, session_)
      .run();
  Statement(database_, "UPDATE sessions SET computed = computed + 1 WHERE id = ?").bind(1, session_).run();
  transaction.commit();
  outcomes_[{key, view}] = outcome;
}

void Store::begin_session(const std::string& command_line, const std::string& started) {
  Statement(database_, "INSERT INTO sessions (started, command_line, computed) VALUES (?, ?, 0)")
      .bind(1, started)
      .bind(2, command_line)
      .run();
  session_ = sqlite3_last_insert_rowid(database_.handle());
}

std::vector<std::pair<std::string, std::int64_t>> Store::sessions() {
  std::vector<std::pair<std::string, std::int64_t>> out;
  Statement rows(database_, "SELECT command_line, computed FROM sessions ORDER BY id");
  while (rows.step()) out.emplace_back(rows.text(0), rows.integer(1));
  return out;
}

void Store::forget_failures() {
  database_.execute("DELETE FROM results WHERE state = 'failed'");
  std::erase_if(outcomes_, [](const auto& entry) { return entry.second.state == Outcome::State::failed; });
}

void Store::check_source(const std::filesystem::path& other) {
  if (!std::filesystem::is_regular_file(other))
    throw UserError(other.string(), "does not exist, expected results of a sweep");
  const Database theirs(other);
  if (pragma(theirs, "application_id") != kApplication || pragma(theirs, "user_version") != kVersion)
    throw UserError(other.string(), fmt::format("is no database of octet sweep of version {}", kVersion));
  read_results(theirs);
}

std::int64_t Store::take_results(const std::filesystem::path& other) {
  check_source(other);
  Statement(database_, "ATTACH DATABASE ? AS other").bind(1, other.string()).run();
  database_.execute(
      "INSERT OR IGNORE INTO results SELECT key, view, state, outcome, seconds, 0 FROM other.results WHERE state <> "
      "'failed'");
  const std::int64_t taken = sqlite3_changes64(database_.handle());
  database_.execute("DETACH DATABASE other");
  outcomes_ = read_results(database_);
  return taken;
}

void Store::note_points(const std::vector<std::pair<std::string, std::string>>& settings_and_keys) {
  Transaction transaction(database_);
  database_.execute("DELETE FROM points");
  Statement insert(database_, "INSERT INTO points VALUES (?, ?, ?)");
  std::int64_t id = 0;
  for (const auto& [settings, key] : settings_and_keys) insert.bind(1, id++).bind(2, settings).bind(3, key).run();
  transaction.commit();
}

}  // namespace octet::explore
