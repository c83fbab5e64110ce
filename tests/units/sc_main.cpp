// SPDX-License-Identifier: Apache-2.0
/// Debian's SystemC library asks for this symbol. These tests run no simulation, which would bring it
/// (hw/system/simulation_scope.cpp).
extern "C" int sc_main(int argc, char* argv[]);
extern "C" int sc_main(int /*argc*/, char* /*argv*/[]) { return 1; }
