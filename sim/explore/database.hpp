// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sqlite3.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace octet::explore {

class Database;

/// One prepared SQL statement. Parameters and columns count from 1 and 0, as SQLite's do.
class Statement {
 public:
  Statement(const Database& database, const std::string& sql);
  Statement& bind(int index, const std::string& text);
  Statement& bind(int index, std::int64_t number);
  Statement& bind(int index, double number);
  /// Whether there is a row.
  bool step();
  /// Runs a statement without rows, and makes it ready to be bound again.
  void run();
  std::string text(int column) const;
  std::int64_t integer(int column) const;
  double real(int column) const;

 private:
  const Database& database_;
  std::unique_ptr<sqlite3_stmt, int (*)(sqlite3_stmt*)> statement_;
};

/// An SQLite file that survives the death of its process at any moment: what a commit has reported stays. Every failure
/// (full disk, no database, damaged) is a UserError naming the file.
class Database {
 public:
  explicit Database(const std::filesystem::path& path);

  void execute(const std::string& sql);
  [[noreturn]] void fail() const;
  sqlite3* handle() const { return handle_.get(); }
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> handle_;
};

/// Keeps other sweeps away from a database while it lives, whatever stands in the file; nothing is written to it.
class DatabaseLock {
 public:
  /// Throws UserError when another sweep has the database. A file that is none, or that is not there, nobody has.
  explicit DatabaseLock(const std::filesystem::path& path);

 private:
  std::unique_ptr<sqlite3, int (*)(sqlite3*)> handle_;
};

}  // namespace octet::explore
