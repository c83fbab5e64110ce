// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "models/core/error.hpp"
#include "models/program/program.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/matmul_program.hpp"

using namespace octet;
namespace fs = std::filesystem;

namespace {

/// A program file in a folder of its own, gone at the end.
class ProgramFile {
 public:
  ProgramFile() {
    std::string pattern = (fs::temp_directory_path() / "octet-program-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    test::MatmulProgramOptions options;
    options.geometry = test::fitted_geometry(4, 4);
    program = test::matmul_program(options).program;
    program::write_program(program, path());
    std::ifstream file(path(), std::ios::binary);
    bytes.assign(std::istreambuf_iterator<char>(file), {});
  }
  ~ProgramFile() { fs::remove_all(folder_); }
  fs::path path() const { return folder_ / "matmul.octet"; }
  /// What reading `data` says, or "accepted".
  std::string read(const std::string& data) const {
    std::ofstream(path(), std::ios::binary) << data;
    try {
      program::read_program(path());
    } catch (const UserError& error) {
      return error.what();
    }
    return "accepted";
  }
  std::string with(std::size_t offset, std::string text) const {
    std::string copy = bytes;
    return copy.replace(offset, text.size(), text);
  }

  program::Program program;
  std::string bytes;

 private:
  fs::path folder_;
};

using Catch::Contains;

}  // namespace

TEST_CASE("a program file is read back as it was written", "[program][golden]") {
  const ProgramFile file;
  CHECK(program::read_program(file.path()) == file.program);
  program::Program symbolic = file.program;
  symbolic.symbolic = true;
  symbolic.image.clear();
  program::write_program(symbolic, file.path());
  CHECK(program::read_program(file.path()) == symbolic);
  CHECK(std::distance(fs::directory_iterator(file.path().parent_path()), {}) == 1);  // no temporary left
}

TEST_CASE("every truncation of a program file is refused", "[program][bad]") {
  const ProgramFile file;
  for (std::size_t size = 0; size < file.bytes.size(); size += size < 64 ? 1 : 97) {
    CAPTURE(size);
    CHECK(file.read(file.bytes.substr(0, size)) != "accepted");
  }
  CHECK_THAT(file.read(file.bytes.substr(0, 20)), Contains("(byte 20)") && Contains("ends inside its header"));
  CHECK_THAT(file.read(file.bytes + "x"), Contains("bytes after the last section"));
}

TEST_CASE("a program file that lies about itself is refused with the place", "[program][bad]") {
  const ProgramFile file;
  CHECK_THAT(file.read(file.with(0, "GARBAGE!")),
             Contains("matmul.octet (byte 0)") && Contains("expected the magic OCTETPRG"));
  CHECK_THAT(file.read(file.with(8, "\x02")), Contains("(byte 8)") && Contains("expected version 3, got 2"));
  CHECK_THAT(file.read(file.with(16, std::string(8, '\xff'))),
             Contains("(byte 16)") && Contains("metadata: expected at most"));
  CHECK_THAT(file.read(file.with(24, std::string(8, '\xff'))),
             Contains("(byte 24)") && Contains("commands: expected at most"));
  CHECK_THAT(file.read(file.with(32, std::string(8, '\x7f'))),
             Contains("(byte 32)") && Contains("image: expected at most"));
  for (std::size_t offset = 40; offset < file.bytes.size(); offset += 53) {
    CAPTURE(offset);
    CHECK_THAT(file.read(file.with(offset, std::string(1, static_cast<char>(file.bytes[offset] ^ 0x10)))),
               Contains("damaged"));
  }
}

TEST_CASE("a program file with other commands in its image is refused", "[program][bad]") {
  const ProgramFile file;
  program::Program program = file.program;
  program.commands[0].layer = 3;
  program::write_program(program, file.path());
  CHECK_THROWS_WITH(program::read_program(file.path()), Contains("the image does not hold the commands"));
  program = file.program;
  program.program_base = ~std::uint64_t{0};
  program::write_program(program, file.path());
  CHECK_THROWS_WITH(program::read_program(file.path()), Contains("the image does not hold the commands"));
}

TEST_CASE("a missing program file is the user's error", "[program][bad]") {
  CHECK_THROWS_AS(program::read_program("/nonexistent/program"), UserError);
}
