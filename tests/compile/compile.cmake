# SPDX-License-Identifier: Apache-2.0
# Random layers and their programs, and who matches tokens: also for tests of other views.
add_library(octet_random_layer ${CMAKE_CURRENT_LIST_DIR}/random_layer.cpp ${CMAKE_CURRENT_LIST_DIR}/token_pairs.cpp)
target_link_libraries(octet_random_layer PUBLIC octet_flags octet_random_model octet_compile)

octet_test(compile_test LABELS compile LIBRARIES octet_random_layer octet_compress
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/compile_test.cpp)
octet_test(compile_tokens_test LABELS compile LIBRARIES octet_random_layer
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/compile_tokens_test.cpp)
octet_test(compile_refusal_test LABELS compile LIBRARIES octet_random_layer
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/compile_refusal_test.cpp)
octet_test(mapping_test LABELS compile LIBRARIES octet_random_layer SOURCES ${CMAKE_CURRENT_LIST_DIR}/mapping_test.cpp)

# 300 random layers by default, 10 000 with --full.
octet_test(verify_layers_test LABELS compile LIBRARIES octet_random_layer
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/verify_layers_test.cpp)
add_test(NAME verify_layers_full_test COMMAND verify_layers_test WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
set_tests_properties(verify_layers_full_test PROPERTIES LABELS "compile;full_only" ENVIRONMENT OCTET_LAYERS=10000
  TIMEOUT 7200)
