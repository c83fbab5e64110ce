// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>

namespace octet::hw {

/// Keeps the first exception of a run. SystemC would turn an exception that leaves a process into text; so processes
/// run their body under `guard`, after a fault none of them does anything, the kernel runs dry, and the platform
/// rethrows.
class FaultLatch {
 public:
  template <class Body>
  void guard(Body body) noexcept {
    if (first_) return;
    try {
      body();
    } catch (...) {
      first_ = std::current_exception();
    }
  }
  void rethrow() const {
    if (first_) std::rethrow_exception(first_);
  }

 private:
  std::exception_ptr first_;
};

}  // namespace octet::hw
