# SPDX-License-Identifier: Apache-2.0
# octet_unit() stops the configuration when one room of a unit is missing: shown room by room in a project of one unit.
set(rooms models/units/probe.hpp models/units/probe.cpp models/units/probe.md hw/units/probe.hpp hw/units/probe.cpp
          rtl/units/octet_probe.sv tests/units/probe_golden_test.cpp tests/units/probe_hw_test.cpp
          tests/units/probe_rtl_test.cpp)

# Configures the project with every room but `missing`, declared with `more` arguments.
function(configure missing more status output)
  file(REMOVE_RECURSE ${WORK})
  file(WRITE ${WORK}/CMakeLists.txt "cmake_minimum_required(VERSION 3.25)\nproject(probe NONE)\n"
       "list(APPEND CMAKE_MODULE_PATH ${MODULES})\ninclude(OctetUnit)\noctet_unit(probe ${more})\n")
  foreach(room IN LISTS rooms)
    if(NOT room STREQUAL missing)
      file(WRITE ${WORK}/${room} "")
    endif()
  endforeach()
  execute_process(COMMAND ${CMAKE_COMMAND} -S ${WORK} -B ${WORK}/build RESULT_VARIABLE result OUTPUT_VARIABLE text
    ERROR_VARIABLE text)
  string(REGEX REPLACE "[ \n]+" " " text "${text}")
  set(${status} ${result} PARENT_SCOPE)
  set(${output} "${text}" PARENT_SCOPE)
endfunction()

configure(none "" status text)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "a unit with all rooms is refused: ${text}")
endif()
foreach(room IN LISTS rooms)
  configure(${room} "" status text)
  if(status EQUAL 0 OR NOT text MATCHES "octet_unit.probe.: ${room} is missing")
    message(FATAL_ERROR "without ${room}: status ${status}, ${text}")
  endif()
endforeach()
configure(none "RTL_LATER reason" status text)
if(status EQUAL 0 OR NOT text MATCHES "declared RTL_LATER")
  message(FATAL_ERROR "gates of a unit declared RTL_LATER: status ${status}, ${text}")
endif()
configure(none "SOMETHING" status text)
if(status EQUAL 0 OR NOT text MATCHES "unknown argument SOMETHING")
  message(FATAL_ERROR "an unknown argument: status ${status}, ${text}")
endif()
