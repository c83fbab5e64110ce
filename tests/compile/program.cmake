# SPDX-License-Identifier: Apache-2.0
# The hand-written matmul program, for every test that runs programs.
add_library(octet_matmul_program ${CMAKE_SOURCE_DIR}/tests/support/matmul_program.cpp)
target_link_libraries(octet_matmul_program PUBLIC octet_execute octet_prove)

foreach(source program_encoding_test.cpp program_step_test.cpp program_access_test.cpp program_memory_test.cpp
    program_operate_dma_test.cpp program_operate_test.cpp program_interpreter_test.cpp program_verify_test.cpp
    program_file_test.cpp program_listing_test.cpp)
  get_filename_component(name ${source} NAME_WE)
  octet_test(${name} LABELS program LIBRARIES octet_matmul_program SOURCES ${CMAKE_CURRENT_LIST_DIR}/${source})
endforeach()
target_sources(program_verify_test PRIVATE ${CMAKE_CURRENT_LIST_DIR}/program_verify_fields_test.cpp)
