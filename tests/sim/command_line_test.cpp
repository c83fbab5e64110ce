// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/command_line.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

namespace {

std::string recorded(std::vector<std::string> words) {
  std::vector<char*> pointers;
  for (std::string& word : words) pointers.push_back(word.data());
  return octet::cli::command_line(pointers);
}

}  // namespace

TEST_CASE("the recorded command line says nothing of where results go", "[command_line][sim]") {
  CHECK(recorded({"build/release/octet", "run", "p", "--out", "a", "--force"}) == "octet run p --out OUT");
  CHECK(recorded({"octet", "run", "p", "--out=b", "--json=c"}) == "octet run p --out OUT --json JSON");
}

TEST_CASE("the recorded command line can be pasted into a shell", "[command_line][sim]") {
  CHECK(recorded({"octet", "show", "my arch", "it's", ""}) == "octet show 'my arch' 'it'\\''s' ''");
}
