// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "models/program/command.hpp"
#include "models/program/geometry.hpp"

namespace octet::program {

/// A matrix the host writes before or reads after a run: token major in DRAM.
struct HostMatrix {
  std::uint64_t address = 0;  ///< bytes, in DRAM
  std::uint32_t rows = 0, columns = 0;
  std::uint32_t element_bytes = 1;  ///< 1 or 2
  bool is_unsigned = false;
  std::uint32_t pitch = 0;  ///< bytes from one row to the next

  friend bool operator==(const HostMatrix&, const HostMatrix&) = default;
};

/// A compiled model: commands, the initial DRAM image, and what the host must know. The commands stand encoded in the
/// image at `program_base` too, where the accelerator fetches them.
struct Program {
  std::string model;         ///< name of the package it was compiled from
  std::string architecture;  ///< name of the architecture
  Geometry geometry;
  std::vector<Command> commands;
  std::vector<std::string> layers;        ///< names of graph nodes, indexed by Command::layer
  std::vector<std::uint64_t> layer_macs;  ///< multiply-accumulates of each layer, same index
  std::uint64_t program_base = 0;         ///< DRAM address of the first command
  std::vector<std::uint8_t> image;        ///< DRAM from address 0; beyond it DRAM is unwritten. Empty when symbolic
  bool symbolic = false;                  ///< compiled without weights: for timing only
  HostMatrix input, output;

  friend bool operator==(const Program&, const Program&) = default;
};

/// Writes atomically (temporary, then rename). File format in models/program/program.md.
void write_program(const Program& program, const std::filesystem::path& path);

/// Reads a program file as hostile input; throws `UserError` naming the file and byte offset.
Program read_program(const std::filesystem::path& path);

/// The same for bytes in memory; `name` stands for the file in messages.
Program parse_program(const std::string& bytes, const std::string& name);

}  // namespace octet::program
