// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/app.hpp"

/// Debian's SystemC library holds a `main` of its own that asks for this symbol; ours is linked, so it is never called.
extern "C++" int sc_main(int /*argc*/, char* /*argv*/[]) { return 1; }

int main(int argc, char* argv[]) { return octet::cli::run_program(argc, argv); }
