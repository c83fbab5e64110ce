// SPDX-License-Identifier: Apache-2.0
#include "models/io/publish.hpp"

#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <string>
#include <utility>

#include "models/core/error.hpp"
#include "models/io/files.hpp"
#include "tests/support/catch.hpp"

using namespace octet;
namespace fs = std::filesystem;

namespace {

bool knows_renameat2 = true;
/// What somebody else does right before a name is asked for, and right before a rename that replaces; once.
std::function<void()> meanwhile, before_rename;

void let_in(std::function<void()>& others) {
  if (others) std::exchange(others, {})();
}

}  // namespace

// The C library's, on a file system that is as old as a case wants.
extern "C" int renameat2(int from_folder, const char* from, int to_folder, const char* to, unsigned flags) noexcept {
  if (!knows_renameat2) {
    if (flags == RENAME_NOREPLACE) let_in(meanwhile);
    errno = EINVAL;
    return -1;
  }
  return static_cast<int>(syscall(SYS_renameat2, from_folder, from, to_folder, to, flags));
}

extern "C" int rename(const char* from, const char* to) noexcept {
  let_in(before_rename);
  return static_cast<int>(syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

namespace {

/// A folder with what was made, under `work`, and where it shall stand, `there`.
class Place {
 public:
  explicit Place(bool is_folder) : is_folder_(is_folder) {
    fs::create_directory(root_);
    make(made(), "new");
  }
  ~Place() {
    knows_renameat2 = true;
    meanwhile = before_rename = {};
    fs::remove_all(root_);
  }
  Place(const Place&) = delete;
  Place& operator=(const Place&) = delete;

  fs::path made() const { return root_ / "work"; }
  fs::path there() const { return root_ / "results" / "there"; }
  void make(const fs::path& path, const std::string& text) const {
    fs::create_directories(path.parent_path());
    if (is_folder_) fs::create_directory(path);
    io::write_file(content(path), text);
  }
  std::string text(const fs::path& path) const {
    return fs::exists(content(path)) ? io::read_file(content(path), 100) : "nothing";
  }
  void publish(const io::Standing& before, bool may_go = true) const {
    io::publish(made(), there(), before, [&](const fs::path&) { return may_go; });
  }

 private:
  fs::path content(const fs::path& path) const { return is_folder_ ? path / "file" : path; }

  bool is_folder_;
  fs::path root_ = fs::temp_directory_path() / ("octet-publish-" + std::to_string(getpid()));
};

}  // namespace

TEST_CASE("somebody else takes the name between two steps, where no rename refuses to replace", "[graph][publish]") {
  const bool is_folder = GENERATE(false, true);
  CAPTURE(is_folder);
  const Place place(is_folder);
  knows_renameat2 = false;
  SECTION("before it is taken") {
    meanwhile = [&] { place.make(place.there(), "theirs"); };
    REQUIRE_THROWS_WITH(place.publish({}), Catch::Contains("appeared while Octet worked"));
    CHECK(place.text(place.there()) == "theirs");
    CHECK(place.text(place.made()) == "new");
  }
  if (is_folder) {
    SECTION("after it is taken: what lies in a folder keeps it") {
      before_rename = [&] { place.make(place.there(), "theirs"); };
      REQUIRE_THROWS_WITH(place.publish({}), Catch::Contains("appeared while Octet worked"));
      CHECK(place.text(place.there()) == "theirs");
      CHECK(place.text(place.made()) == "new");
    }
  }
  SECTION("while what stood there is set aside: that is kept, and told where") {
    place.make(place.there(), "old");
    meanwhile = [&] { place.make(place.there(), "theirs"); };
    REQUIRE_THROWS_WITH(place.publish(io::Standing(place.there())),
                        Catch::Contains("something else has taken its place; what stood there is now"));
    CHECK(place.text(place.there()) == "theirs");
    CHECK(place.text(place.made().string() + ".old") == "old");
    CHECK(place.text(place.made()) == "new");
  }
  SECTION("while what stood there is set aside, and gives it back: all is as it was") {
    place.make(place.there(), "old");
    meanwhile = [&] {
      place.make(place.there(), "theirs");
      meanwhile = [&] { fs::remove_all(place.there()); };
    };
    REQUIRE_THROWS_WITH(place.publish(io::Standing(place.there())), Catch::Contains("has taken its place"));
    CHECK(place.text(place.there()) == "old");
    CHECK(place.text(place.made()) == "new");
  }
}

TEST_CASE("a result gets its name, and replaces only what may go, with and without a rename that refuses to replace",
          "[graph][publish]") {
  const bool is_folder = GENERATE(false, true), is_new = GENERATE(false, true);
  CAPTURE(is_folder, is_new);
  const Place place(is_folder);
  knows_renameat2 = is_new;
  SECTION("where nothing stands") {
    place.publish({});
    CHECK(place.text(place.there()) == "new");
    CHECK(place.text(place.made()) == "nothing");
  }
  SECTION("not where something has appeared") {
    place.make(place.there(), "theirs");
    REQUIRE_THROWS_WITH(place.publish({}), Catch::Contains("appeared while Octet worked"));
    CHECK(place.text(place.there()) == "theirs");
    CHECK(place.text(place.made()) == "new");
  }
  SECTION("in the place of what stood there and may go") {
    place.make(place.there(), "old");
    place.publish(io::Standing(place.there()));
    CHECK(place.text(place.there()) == "new");
    CHECK(place.text(place.made()) == "nothing");
  }
  SECTION("not in the place of what stood there and may not go") {
    place.make(place.there(), "old");
    REQUIRE_THROWS_WITH(place.publish(io::Standing(place.there()), false), Catch::Contains("was changed"));
    CHECK(place.text(place.there()) == "old");
    CHECK(place.text(place.made()) == "new");
  }
  SECTION("not in the place of another that came meanwhile") {
    place.make(place.there(), "old");
    const io::Standing before(place.there());
    fs::rename(place.there(), place.there().string() + ".away");
    place.make(place.there(), "theirs");
    REQUIRE_THROWS_WITH(place.publish(before), Catch::Contains("was changed while Octet worked"));
    CHECK(place.text(place.there()) == "theirs");
    CHECK(place.text(place.made()) == "new");
  }
  SECTION("where what stood there is gone") {
    place.make(place.there(), "old");
    const io::Standing before(place.there());
    fs::remove_all(place.there());
    place.publish(before);
    CHECK(place.text(place.there()) == "new");
  }
  // Nothing of ours is left beside it.
  for (const fs::directory_entry& entry : fs::directory_iterator(place.there().parent_path()))
    CHECK((entry.path() == place.there() || entry.path().extension() == ".away"));
}
