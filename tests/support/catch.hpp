// SPDX-License-Identifier: Apache-2.0
#pragma once

// Every test reaches Catch2 (version 2 in Debian 12) through this header.
#include <catch2/catch.hpp>
