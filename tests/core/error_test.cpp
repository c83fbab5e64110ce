// SPDX-License-Identifier: Apache-2.0
#include "models/core/error.hpp"

#include "tests/support/catch.hpp"

TEST_CASE("a user error carries every problem, one a line", "[error][core]") {
  const octet::UserError error(
      std::vector<octet::Diagnostic>{{"net.yaml:3:5", "/nodes/0: expected a name, got 7"}, {"", "no input"}});
  CHECK(error.diagnostics().size() == 2);
  CHECK(std::string(error.what()) == "net.yaml:3:5: error: /nodes/0: expected a name, got 7\nerror: no input");
}

TEST_CASE("a broken invariant names its place and its condition", "[error][core]") {
  CHECK_NOTHROW([] { OCTET_CHECK(1 + 1 == 2, "arithmetic"); }());
  CHECK_THROWS_WITH([] { OCTET_CHECK(1 + 1 == 3, "arithmetic"); }(),
                    Catch::StartsWith("error_test.cpp:") && Catch::EndsWith("arithmetic (1 + 1 == 3)"));
  CHECK_THROWS_AS([] { OCTET_CHECK(false, ""); }(), octet::InternalError);
}
