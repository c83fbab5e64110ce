// SPDX-License-Identifier: Apache-2.0
// Programs that lie: `octet verify` refuses them with the command, and the machine faults; the host never crashes.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>

#include "models/core/error.hpp"
#include "models/execute/interpreter.hpp"
#include "models/program/program.hpp"
#include "tests/bad/bad_support.hpp"
#include "tests/hw/hw_support.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/matmul_program.hpp"

namespace octet::test {
namespace {

using namespace program;

MatmulProgram small() {
  MatmulProgramOptions options;
  options.geometry = fitted_geometry(4, 4);
  return matmul_program(options);
}

Command& of(Program& program, Context context) {
  for (Command& command : program.commands)
    if (command.context == context) return command;
  throw InternalError("no such command");
}

/// Puts the commands into the image again.
void encode_all(Program& program) {
  for (std::size_t i = 0; i < program.commands.size(); ++i) {
    const auto bytes = encode(program.commands[i]);
    std::copy(bytes.begin(), bytes.end(),
              program.image.begin() + static_cast<std::ptrdiff_t>(program.program_base + i * Command::kBytes));
  }
}

/// The program after `change`, judged by `octet verify`, by `octet disasm`, and by both machines.
void broken(const std::function<void(Program&)>& change, const std::string& finding, const std::string& fault) {
  MatmulProgram built = small();
  change(built.program);
  encode_all(built.program);
  const TemporaryFolder folder;
  const std::string path = folder / "broken.octet";
  write_program(built.program, path);
  refused({"verify", path}, path + ": error: " + finding);
  CHECK(run_octet({"disasm", path}).status == 0);
  if (fault.empty()) return;
  INFO(finding);
  CHECK_THROWS_AS(hw::Platform(fitting(tiny_architecture(), built.program.geometry)).run(built.program, built.input),
                  MachineFault);
  CHECK_THROWS_WITH(hw::Platform(fitting(tiny_architecture(), built.program.geometry)).run(built.program, built.input),
                    Catch::Contains(fault));
}

}  // namespace

TEST_CASE("a program that asks too much is refused by verify and faults in the machine", "[bad][program]") {
  broken([](Program& p) { of(p, Context::store).context = Context::softmax; },
         "command 6 (softmax): opcode store does not fit context softmax", "opcode store does not fit context softmax");
  broken([](Program& p) { of(p, Context::load_b).d.base = p.geometry.buffers.weight.bytes; },
         "command 1 (load_b, step 0 of ", "command 1 (load_b, load), step 0,0: weight address ");
  broken([](Program& p) { of(p, Context::load_a).a.base = 0xffffffffffff; }, "command 0 (load_a, step 0 of ",
         "command 0 (load_a, load), step 0,0: dram address 281474976710655");
  broken([](Program& p) { of(p, Context::load_a).signals[0].valid = false; },
         "tokens load_a -> matmul_a: 0 given, 1 taken", "deadlock: nothing can happen any more");
  broken([](Program& p) { of(p, Context::matmul_a).depth = 0; }, "command 4 (matmul_a): depth: expected 1 to ",
         "command 4 (matmul_a, matmul): depth: expected 1 to ");
  broken([](Program& p) { of(p, Context::matmul_a).count0 = 0; },
         "command 4 (matmul_a): count0: expected at least 1, got 0", "count0: expected at least 1, got 0");
  broken(
      [](Program& p) {
        Command& load = of(p, Context::load_a);
        load.layout = Layout::panel;
        load.depth = 0;
        load.tile_columns = static_cast<std::uint16_t>(p.geometry.rows);
        load.rows_last = static_cast<std::uint16_t>(p.geometry.rows + 1);
      },
      "command 0 (load_a): rows_last: expected 1 to ", "command 0 (load_a, load): rows_last: expected 1 to ");
  broken([](Program& p) { of(p, Context::requantizer_a).p.ring = Ring::step; },
         "command 5 (requantizer_a): a ring has no slot", "a ring has no slot");
}

TEST_CASE("fields that mean nothing to an opcode are zero, every one of them", "[bad][program]") {
  const auto unused = [](Context context, const std::function<void(Command&)>& set, const std::string& what) {
    broken([&](Program& p) { set(of(p, context)); }, "command ", "");
    MatmulProgram built = small();
    set(of(built.program, context));
    encode_all(built.program);
    const TemporaryFolder folder;
    write_program(built.program, folder / "p.octet");
    refused({"verify", folder / "p.octet"}, what + ": expected zero, a ");
  };
  unused(
      Context::matmul_a, [](Command& c) { c.layout = Layout::row_panels; }, "layout");
  unused(
      Context::matmul_a, [](Command& c) { c.space = Space::weight; }, "space");
  unused(
      Context::matmul_a, [](Command& c) { c.element_bytes = 1; }, "element_bytes");
  unused(
      Context::matmul_a, [](Command& c) { c.p.base = 4; }, "operand p");
  unused(
      Context::requantizer_a, [](Command& c) { c.a_unsigned = true; }, "a_unsigned");
  unused(
      Context::requantizer_a, [](Command& c) { c.element_bytes_b = 1; }, "element_bytes_b");
  unused(
      Context::requantizer_a, [](Command& c) { c.depth = 1; }, "depth");
  unused(
      Context::requantizer_a, [](Command& c) { c.b.stride0 = 1; }, "operand b");
  unused(
      Context::store, [](Command& c) { c.mode = RequantizeMode::uniform; }, "mode");
  unused(
      Context::store, [](Command& c) { c.tile_columns = 4; }, "tile_columns");
  unused(
      Context::load_a,
      [](Command& c) {
        c.layout = Layout::panel;
        c.tile_columns = 4;
        c.rows = c.rows_last = 1;
      },
      "depth");
}

TEST_CASE("absurd loops are refused before they are walked", "[bad][program]") {
  broken(
      [](Program& p) {
        for (Command& command : p.commands) command.count0 = command.count1 = 0xffff;
      },
      "program: it has ", "");
  broken(
      [](Program& p) {
        Command& load = of(p, Context::load_a);
        load.count0 = 0x3f, load.count1 = 0xffff;
        load.rows = load.rows_last = 0xffff;
      },
      "program: its steps move 270", "");
}

TEST_CASE("an undefined opcode in a file is refused with its byte, in memory it faults with its address",
          "[bad][program]") {
  MatmulProgram built = small();
  const TemporaryFolder folder;
  built.program.image[Command::kBytes] = 77;
  CHECK_THROWS_WITH(hw::Platform(fitting(tiny_architecture(), built.program.geometry)).run(built.program, built.input),
                    Catch::Contains("command 1 at dram address 160"));
  write_program(built.program, folder / "p.octet");
  refused({"verify", folder / "p.octet"}, "the image does not hold the commands at program_base 0");
}

TEST_CASE("a program without weights is timed, never asked for values", "[bad][program]") {
  MatmulProgram built = small();
  built.program.symbolic = true;
  built.program.image.clear();
  CHECK_THROWS_WITH(hw::Platform(fitting(tiny_architecture(), built.program.geometry)).run(built.program, built.input),
                    Catch::Contains("it can only be timed"));
  CHECK_THROWS_WITH(execute::Interpreter(built.program), Catch::Contains("compiled for timing only"));
  CHECK_NOTHROW(
      hw::Platform(fitting(tiny_architecture(), built.program.geometry), {.values = false}).run(built.program));
}

TEST_CASE("program files that lie about their sections cost no memory", "[bad][program]") {
  const TemporaryFolder folder;
  const std::string path = folder / "p.octet";
  write_program(small().program, path);
  const std::string whole = text_of(path);
  const auto put = [&](const std::string& bytes) {
    std::filesystem::remove(path);
    std::ofstream(path, std::ios::binary) << bytes;
  };
  put("OCTETPRG");
  refused({"verify", path}, path + " (byte 8): error: the file ends inside its header");
  put("not a program at all, but long enough to hold a header");
  std::filesystem::resize_file(path, std::uint64_t{6} << 30);
  refused({"disasm", path}, path + " (byte 0): error: expected the magic OCTETPRG of a program file");
  put(whole);
  std::filesystem::resize_file(path, std::uint64_t{6} << 30);
  refused({"verify", path}, "error: bytes after the last section");
  std::filesystem::resize_file(path, std::uint64_t{60} << 30);
  refused({"verify", path}, "error: expected at most 8589934592 bytes, got 64424509440");
  std::string flipped = whole;
  flipped[whole.size() - 1] = static_cast<char>(flipped[whole.size() - 1] ^ 1);
  put(flipped);
  refused({"verify", path}, "(byte 12): error: the checksum does not match: the file is damaged");
  refused({"verify", folder / "nothing"}, folder / "nothing" + ": error: expected a file, found nothing there");
  refused({"verify", folder.path().string()}, ": error: expected a file, got a folder");
}

}  // namespace octet::test
