// SPDX-License-Identifier: Apache-2.0
#include "sim/cli/app.hpp"

int main(int argc, char* argv[]) { return octet::cli::run_program(argc, argv); }
