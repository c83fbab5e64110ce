// SPDX-License-Identifier: Apache-2.0
/// Debian's SystemC library asks for this symbol; Catch2's main is linked, so it is never called.
int sc_main(int argc, char* argv[]);
int sc_main(int /*argc*/, char* /*argv*/[]) { return 1; }
