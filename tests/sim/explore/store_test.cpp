// SPDX-License-Identifier: Apache-2.0
#include "sim/explore/store.hpp"

#include <fstream>

#include "models/core/error.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/process.hpp"

using namespace octet::explore;

namespace {

const Identity kIdentity = {{"specification", "abc"}, {"Octet", "1"}};
const Outcome kDone = {Outcome::State::done, "", {{"cycles", 12}, {"energy_j", 0.1}}, 0.5};
const Outcome kFailed = {Outcome::State::failed, "it \"broke\"\n", {}, 0.25};

}  // namespace

TEST_CASE("what a store has taken is there when it is opened again", "[explore]") {
  const octet::test::TemporaryFolder folder;
  {
    Store store(folder / "s", kIdentity);
    store.begin_session("first", "now");
    CHECK(store.find("k", "estimate") == nullptr);
    store.add("k", "estimate", kDone);
    store.add("k", "systemc", kFailed);
    CHECK_THROWS_AS(store.add("k", "estimate", kDone), octet::UserError);  // nothing is run twice
  }
  Store store(folder / "s", kIdentity);
  store.begin_session("second", "later");
  REQUIRE(store.find("k", "estimate") != nullptr);
  CHECK(store.find("k", "estimate")->metrics == kDone.metrics);
  CHECK(store.find("k", "estimate")->seconds == 0.5);
  CHECK(store.find("k", "systemc")->reason == kFailed.reason);
  CHECK(store.sessions() == std::vector<std::pair<std::string, std::int64_t>>{{"first", 2}, {"second", 0}});
  store.forget_failures();
  CHECK(store.find("k", "systemc") == nullptr);
  CHECK(store.find("k", "estimate") != nullptr);
}

TEST_CASE("a store takes equal results of another sweep, failures excepted", "[explore]") {
  const octet::test::TemporaryFolder folder;
  {
    Store other(folder / "other", {{"specification", "of another"}});
    other.add("a", "estimate", kDone);
    other.add("b", "estimate", kFailed);
  }
  Store store(folder / "s", kIdentity);
  CHECK(store.take_results(folder / "other") == 1);
  CHECK(store.find("a", "estimate") != nullptr);
  CHECK(store.find("b", "estimate") == nullptr);
  CHECK_THROWS_WITH(store.take_results(folder / "nowhere"), Catch::Contains("expected results of a sweep"));
}

TEST_CASE("a database that a sweep has is not claimed, any other file is, and stays as it is", "[explore][bad]") {
  const octet::test::TemporaryFolder folder;
  const std::string file = folder / "s", text = folder / "text";
  {
    Store(file, kIdentity).add("k", "estimate", kDone);
    const DatabaseLock claim(file);
    CHECK_NOTHROW(DatabaseLock(folder / "nowhere"));
    CHECK_FALSE(std::filesystem::exists(folder / "nowhere"));
    CHECK_THROWS_WITH(Store(file, kIdentity), Catch::Contains("is in use by another sweep"));
  }
  const Store store(file, kIdentity);
  CHECK(store.find("k", "estimate") != nullptr);
  CHECK_THROWS_WITH(DatabaseLock(file), Catch::Contains("is in use by another sweep"));
  CHECK_THROWS_WITH(Store::check_source(file), Catch::Contains("is in use by another sweep"));
  std::ofstream(text) << std::string(5000, 'x');
  CHECK_NOTHROW(DatabaseLock(text));
  CHECK(std::filesystem::file_size(text) == 5000);
}

TEST_CASE("results of another sweep are refused before anything is taken when one of them is none", "[explore][bad]") {
  const octet::test::TemporaryFolder folder;
  const std::string file = folder / "other";
  Store(file, kIdentity).add("a", "estimate", kDone);
  CHECK_NOTHROW(Store::check_source(file));
  Database(file).execute("UPDATE results SET outcome = '{}'");
  CHECK_THROWS_WITH(Store::check_source(file), Catch::Contains("other: error: holds a result that is none"));
}

TEST_CASE("a store of another sweep, version or kind is refused", "[explore][bad]") {
  const octet::test::TemporaryFolder folder;
  const std::string file = folder / "s";
  Store(file, kIdentity).add("k", "estimate", kDone);
  CHECK_THROWS_WITH(Store(file, {{"specification", "abd"}, {"Octet", "1"}}),
                    Catch::Contains("specification has changed since this sweep began: expected abc, got abd"));
  CHECK_THROWS_WITH(Store(file, {{"specification", "abc"}, {"Octet", "1"}, {"file w", "1"}}),
                    Catch::Contains("file w was no part of"));
  CHECK_THROWS_WITH(Store(file, {{"Octet", "1"}}), Catch::Contains("reads other files"));
  {
    const Store open(file, kIdentity);
    Database database(folder / "t");
    database.execute("CREATE TABLE mine (x)");
  }
  CHECK_THROWS_WITH(Store(folder / "t", kIdentity), Catch::Contains("is no database of octet sweep"));
  Database(file).execute("PRAGMA user_version = 9");
  CHECK_THROWS_WITH(Store(file, kIdentity), Catch::Contains("is a database of version 9, this Octet reads version 1"));
  std::ofstream(folder / "text") << std::string(5000, 'x');
  CHECK_THROWS_WITH(Store(folder / "text", kIdentity), Catch::Contains("is no SQLite database"));
  CHECK_THROWS_WITH(Store(folder / "no/where", kIdentity), Catch::Contains("cannot be read or written"));
}
