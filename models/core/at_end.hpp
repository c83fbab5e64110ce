// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

namespace octet {

/// What a destructor would do and what must also happen when the process ends without destructors (`run_all`): those
/// of a large program alone may take seconds after Ctrl-C. Of one thread.
class AtEnd {
 public:
  /// `clean` throws nothing, and may be called although nothing is left to do.
  explicit AtEnd(std::function<void()> clean);
  /// Forgets it, without calling it.
  ~AtEnd();
  AtEnd(const AtEnd&) = delete;
  AtEnd& operator=(const AtEnd&) = delete;

  /// Calls all that are alive, the youngest first: a process is ended before the folder that it works in goes.
  static void run_all();

 private:
  std::function<void()> clean_;
};

}  // namespace octet
