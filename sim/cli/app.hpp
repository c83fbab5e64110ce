// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace octet::cli {

/// Exit status of every verb (the command line's contract).
enum ExitStatus : int {
  kDone = 0,
  kInternalError = 1,  ///< a bug of Octet
  kUserError = 2,      ///< the input is wrong
  kViewMismatch = 3,   ///< two views disagree
  kMachineFault = 4,   ///< the simulated machine faulted
  kGateMissed = 5,     ///< `bench --gate`: a speed target was missed by more than the factor
  kInterrupted = 130,  ///< Ctrl-C; 143 after SIGTERM
};

/// Parses the command line, runs its verb, prints what went wrong on standard error, returns the exit status.
int run_program(int argc, char* argv[]);

}  // namespace octet::cli
