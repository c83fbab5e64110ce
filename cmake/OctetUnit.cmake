# SPDX-License-Identifier: Apache-2.0
# A unit is one stem standing in four rooms. octet_unit() knows all of them and stops the configuration when one is
# missing.
#
#   octet_unit(requantizer)
#   octet_unit(softmax RTL_LATER "reason why the gates do not exist yet")
#
# Derived: models/units/<stem>.{hpp,cpp,md} into octet_units, hw/units/<stem>.{hpp,cpp} into octet_hw,
# rtl/units/octet_<stem>.sv, and tests/units/<stem>_{golden,hw,rtl}_test.cpp into the program <stem>_test, run by
# `ctest -L <stem>`.
set_property(GLOBAL PROPERTY OCTET_UNITS "")

function(octet_unit stem)
  cmake_parse_arguments(PARSE_ARGV 1 UNIT "" "RTL_LATER" "")
  if(UNIT_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "octet_unit(${stem}): unknown argument ${UNIT_UNPARSED_ARGUMENTS}")
  endif()
  set(files models/units/${stem}.hpp models/units/${stem}.cpp models/units/${stem}.md hw/units/${stem}.hpp
    hw/units/${stem}.cpp tests/units/${stem}_golden_test.cpp tests/units/${stem}_hw_test.cpp)
  set(gates rtl/units/octet_${stem}.sv tests/units/${stem}_rtl_test.cpp)
  if(NOT UNIT_RTL_LATER)
    list(APPEND files ${gates})
  else()
    foreach(file IN LISTS gates)
      if(EXISTS ${CMAKE_SOURCE_DIR}/${file})
        message(FATAL_ERROR "octet_unit(${stem}): ${file} exists, but the unit is declared RTL_LATER")
      endif()
    endforeach()
  endif()
  foreach(file IN LISTS files)
    if(NOT EXISTS ${CMAKE_SOURCE_DIR}/${file})
      message(FATAL_ERROR
        "octet_unit(${stem}): ${file} is missing; a unit stands in four rooms (cmake/OctetUnit.cmake)")
    endif()
  endforeach()
  set_property(GLOBAL APPEND PROPERTY OCTET_UNITS ${stem})
  set_property(GLOBAL PROPERTY OCTET_RTL_LATER_${stem} "${UNIT_RTL_LATER}")
endfunction()

# Adds models/units sources of every declared unit to `target`; likewise for hw/units below.
function(octet_units_sources target)
  get_property(units GLOBAL PROPERTY OCTET_UNITS)
  foreach(stem IN LISTS units)
    target_sources(${target} PRIVATE ${CMAKE_SOURCE_DIR}/models/units/${stem}.cpp)
  endforeach()
endfunction()

function(octet_hw_unit_sources target)
  get_property(units GLOBAL PROPERTY OCTET_UNITS)
  foreach(stem IN LISTS units)
    target_sources(${target} PRIVATE ${CMAKE_SOURCE_DIR}/hw/units/${stem}.cpp)
  endforeach()
endfunction()

# One test program a unit: golden and hw tests, and RTL tests where the gates exist.
function(octet_unit_tests)
  get_property(units GLOBAL PROPERTY OCTET_UNITS)
  foreach(stem IN LISTS units)
    get_property(later GLOBAL PROPERTY OCTET_RTL_LATER_${stem})
    set(sources ${CMAKE_SOURCE_DIR}/tests/units/${stem}_golden_test.cpp
      ${CMAKE_SOURCE_DIR}/tests/units/${stem}_hw_test.cpp)
    set(libraries octet_units octet_hw)
    if(NOT later)
      list(APPEND sources ${CMAKE_SOURCE_DIR}/tests/units/${stem}_rtl_test.cpp)
      list(APPEND libraries octet_cosim)
    endif()
    octet_test(${stem}_test LABELS ${stem} LIBRARIES ${libraries} SOURCES ${sources})
  endforeach()
endfunction()

# octet_test(name [LABELS ...] [LIBRARIES ...] SOURCES ...): one Catch2 program, one ctest entry. Its files are compiled
# together, for most of their time goes into headers: what stands in their unnamed namespaces has a name of its own.
function(octet_test name)
  cmake_parse_arguments(PARSE_ARGV 1 TEST "" "TIMEOUT" "LABELS;LIBRARIES;SOURCES")
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE octet_flags octet_test_support ${TEST_LIBRARIES})
  add_test(NAME ${name} COMMAND ${name} WORKING_DIRECTORY ${CMAKE_SOURCE_DIR})
  set_tests_properties(${name} PROPERTIES LABELS "${TEST_LABELS}")
  if(TEST_TIMEOUT)
    set_tests_properties(${name} PROPERTIES TIMEOUT ${TEST_TIMEOUT})
  endif()
endfunction()
