# SPDX-License-Identifier: Apache-2.0
# Language, warnings, and the third-party libraries every room may use.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(OCTET_CCACHE ccache)
if(OCTET_CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${OCTET_CCACHE})
endif()

# octet_flags: what every target of ours is compiled with. Contraction is off so that float code (calibration,
# reference) gives the same bits on every CPU.
add_library(octet_flags INTERFACE)
target_include_directories(octet_flags INTERFACE ${CMAKE_SOURCE_DIR})
target_compile_options(octet_flags INTERFACE -Wall -Wextra -Wconversion -Wshadow -Werror -ffp-contract=off)
# GCC 12 warns falsely here: -Wrestrict on `"[" + std::string` at -O3 (GCC bug 105329), -Wmaybe-uninitialized inside
# std::regex with sanitizers.
target_compile_options(octet_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)

# octet_quickly_built: rooms that everybody waits for to build and nobody to run: the command line, documents.
add_library(octet_quickly_built INTERFACE)
target_compile_options(octet_quickly_built INTERFACE $<$<CONFIG:Release>:-O1>)

set(OCTET_SANITIZE "" CACHE STRING "Sanitizers, comma separated (address,undefined); empty for none")
if(OCTET_SANITIZE)
  target_compile_options(octet_flags INTERFACE -fsanitize=${OCTET_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_compile_options(octet_flags INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>)
  target_link_options(octet_flags INTERFACE -fsanitize=${OCTET_SANITIZE})
endif()

find_package(nlohmann_json REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(fmt REQUIRED)
find_package(CLI11 REQUIRED)
find_package(ZLIB REQUIRED)
if(BUILD_TESTING)
  find_package(Catch2 2 REQUIRED)
endif()
find_package(Python3 REQUIRED COMPONENTS Interpreter)  # generators and checks; standard library only

# SystemC ships no CMake package in Debian, and its library is built as C++17: the define keeps C++20 programs linking.
find_path(OCTET_SYSTEMC_INCLUDE systemc REQUIRED)
find_library(OCTET_SYSTEMC_LIBRARY systemc REQUIRED)
add_library(systemc::systemc INTERFACE IMPORTED)
target_include_directories(systemc::systemc SYSTEM INTERFACE ${OCTET_SYSTEMC_INCLUDE})
target_compile_definitions(systemc::systemc INTERFACE SC_CPLUSPLUS=201703L SC_INCLUDE_DYNAMIC_PROCESSES)
target_link_libraries(systemc::systemc INTERFACE ${OCTET_SYSTEMC_LIBRARY} octet_sc_main)
