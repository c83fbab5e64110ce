// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace octet::rtl {

/// What the ports of a module held at the end of every cycle, clock apart: settled, before the rising edge.
class PortLog {
 public:
  struct Port {
    std::string name;
    std::size_t first = 0, bytes = 0;  ///< of a cycle's bytes
  };

  /// Begins anew with these ports.
  void begin(std::vector<Port> ports);
  /// Another cycle: bytes of all ports, in their order.
  void append(std::span<const std::uint8_t> bytes) { data_.insert(data_.end(), bytes.begin(), bytes.end()); }

  const std::vector<Port>& ports() const { return ports_; }
  std::size_t cycles() const { return cycle_bytes_ == 0 ? 0 : data_.size() / cycle_bytes_; }
  /// A bit of a port, counted from its lowest; `cycle` is one of `cycles`.
  bool bit(std::size_t cycle, const Port& port, std::size_t index) const {
    return (data_[cycle * cycle_bytes_ + port.first + index / 8] >> (index % 8) & 1U) != 0;
  }

 private:
  std::vector<Port> ports_;
  std::size_t cycle_bytes_ = 0;
  std::vector<std::uint8_t> data_;
};

}  // namespace octet::rtl
