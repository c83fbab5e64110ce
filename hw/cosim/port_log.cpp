// SPDX-License-Identifier: Apache-2.0
#include "hw/cosim/port_log.hpp"

#include <utility>

namespace octet::rtl {

void PortLog::begin(std::vector<Port> ports) {
  ports_ = std::move(ports);
  data_.clear();
  cycle_bytes_ = 0;
  for (Port& port : ports_) {
    port.first = cycle_bytes_;
    cycle_bytes_ += port.bytes;
  }
}

}  // namespace octet::rtl
