// SPDX-License-Identifier: Apache-2.0
#include "models/io/csv.hpp"

#include "models/core/error.hpp"
#include "tests/graph/temporary_folder.hpp"
#include "tests/support/catch.hpp"

namespace octet::io {
namespace {

TEST_CASE("any text is a field of a CSV file and comes back, quoted only where it must be", "[csv]") {
  CHECK(csv_field("blocks.0 attention'") == "blocks.0 attention'");
  CHECK(csv_field("a,b") == "\"a,b\"");
  CHECK(csv_field("say \"a\"") == "\"say \"\"a\"\"\"");
  const test::TemporaryFolder folder;
  const std::vector<std::string> fields{"", "a", "a,b", "\"", "\"\",\"", "two\nlines", "two\r\nlines", "\r"};
  std::string row;
  for (const std::string& field : fields) row += (&field == fields.data() ? "" : ",") + csv_field(field);
  test::put(folder / "a.csv", row + "\n" + row + "\n");
  const CsvTable table = read_csv(folder / "a.csv", 1000);
  CHECK(table.head == fields);
  REQUIRE(table.rows.size() == 1);
  CHECK(table.rows[0] == fields);
}

TEST_CASE("a CSV file is read strictly", "[csv]") {
  const test::TemporaryFolder folder;
  const auto complaint = [&](const std::string& text) {
    test::put(folder / "a.csv", text);
    return test::complaint(folder, [&] { read_csv(folder / "a.csv", 20); });
  };
  CHECK(complaint("a,b\n1,2\n") == "");
  CHECK(complaint("") == "a.csv:1: error: expected a head, the file is empty");
  CHECK(complaint("a,b\n1,2\n1\n") == "a.csv:3: error: expected 2 fields as in the head, got 1");
  CHECK(complaint("a\n\"1\n") == "a.csv:3: error: expected a quote at the end of a field");
  CHECK(complaint("a\n\"1\"2\n") == "a.csv:2: error: expected a comma or the end of the line after a field");
  CHECK(complaint("a\n123456789012345678\n") != "");
}

}  // namespace
}  // namespace octet::io
