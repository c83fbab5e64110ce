// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/database.hpp"

#include <cerrno>
#include <system_error>

#include "models/core/error.hpp"

namespace octet::explore {
namespace {

std::string reason(sqlite3* handle) {
  const int code = sqlite3_errcode(handle), cause = sqlite3_system_errno(handle);
  switch (code) {
    case SQLITE_FULL:
      return "cannot be written: the disk is full";
    case SQLITE_NOTADB:
      return "is no SQLite database";
    case SQLITE_BUSY:
      return "is in use by another sweep";
    case SQLITE_CORRUPT:
      return "is a damaged SQLite database";
    case SQLITE_IOERR:
      // SQLite does not always keep what the system said; a write hardly ever fails for another reason.
      if (cause == 0) return "cannot be read or written: is the disk full?";
      [[fallthrough]];
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return "cannot be read or written: " +
             (cause != 0 ? std::generic_category().message(cause) : sqlite3_errmsg(handle));
    default:
      return std::string("SQLite: ") + sqlite3_errmsg(handle);
  }
}

}  // namespace

Statement::Statement(const Database& database, const std::string& sql)
    : database_(database), statement_(nullptr, sqlite3_finalize) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(database.handle(), sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) database.fail();
  statement_.reset(statement);
}

Statement& Statement::bind(int index, const std::string& text) {
  if (sqlite3_bind_text(statement_.get(), index, text.data(), static_cast<int>(text.size()), SQLITE_TRANSIENT) !=
      SQLITE_OK)
    database_.fail();
  return *this;
}

Statement& Statement::bind(int index, std::int64_t number) {
  if (sqlite3_bind_int64(statement_.get(), index, number) != SQLITE_OK) database_.fail();
  return *this;
}

Statement& Statement::bind(int index, double number) {
  if (sqlite3_bind_double(statement_.get(), index, number) != SQLITE_OK) database_.fail();
  return *this;
}

bool Statement::step() {
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_.fail();
  return false;
}

void Statement::run() {
  while (step()) {
  }
  sqlite3_reset(statement_.get());
}

std::string Statement::text(int column) const {
  const unsigned char* bytes = sqlite3_column_text(statement_.get(), column);
  if (bytes == nullptr) return {};
  return {reinterpret_cast<const char*>(bytes),
          static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column))};
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(statement_.get(), column); }

double Statement::real(int column) const { return sqlite3_column_double(statement_.get(), column); }

Database::Database(const std::filesystem::path& path) : path_(path), handle_(nullptr, sqlite3_close) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) fail();
  // One sweep a folder. The lock is the process's: workers do not have it, and it goes when the process dies.
  execute("PRAGMA locking_mode = EXCLUSIVE");
  // A commit appends to the log, which outlives a killed process without waiting for the disk.
  execute("PRAGMA journal_mode = WAL");
  execute("PRAGMA synchronous = NORMAL");
}

void Database::execute(const std::string& sql) {
  if (sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) fail();
}

void Database::fail() const { throw UserError(path_.string(), reason(handle_.get())); }

DatabaseLock::DatabaseLock(const std::filesystem::path& path) : handle_(nullptr, sqlite3_close) {
  sqlite3* handle = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE, nullptr);
  handle_.reset(handle);
  if (code != SQLITE_OK) return;
  constexpr const char* kTakeLock = "PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE";
  if (sqlite3_exec(handle, kTakeLock, nullptr, nullptr, nullptr) == SQLITE_BUSY)
    throw UserError(path.string(), reason(handle));
}

}  // namespace octet::explore
