# SPDX-License-Identifier: Apache-2.0
# The hand-written matmul program, for every test that runs programs.
add_library(octet_matmul_program ${CMAKE_SOURCE_DIR}/tests/support/matmul_program.cpp)
target_link_libraries(octet_matmul_program PUBLIC octet_execute octet_prove)

foreach(part encoding step access memory operate_dma operate interpreter verify file listing)
  octet_test(program_${part}_test LABELS program LIBRARIES octet_matmul_program
    SOURCES ${CMAKE_CURRENT_LIST_DIR}/program_${part}_test.cpp)
endforeach()
target_sources(program_verify_test PRIVATE ${CMAKE_CURRENT_LIST_DIR}/program_verify_fields_test.cpp)
