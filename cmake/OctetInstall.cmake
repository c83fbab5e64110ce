# SPDX-License-Identifier: Apache-2.0
# `cmake --install build/release --prefix WHERE` makes a tree that can be moved: bin/octet finds share/octet beside
# itself (models/graph/data_folder.hpp). `cpack --config build/release/CPackConfig.cmake` makes a Debian package of it.
set(data share/octet)
install(TARGETS octet RUNTIME DESTINATION bin)
install(DIRECTORY workloads DESTINATION ${data})
install(DIRECTORY hw/arch/configs/ DESTINATION ${data}/architectures)
install(DIRECTORY sim/tech/tables/ DESTINATION ${data}/technologies)
install(FILES hw/cosim/build_model.py hw/cosim/rtl_abi.h DESTINATION ${data}/hw/cosim)

# The gates in folders of their own tree, listed by paths relative to the data.
set(list "rtl/common/octet_command_pkg.sv\n")
install(FILES ${OCTET_GENERATED_DIR}/rtl/octet_command_pkg.sv DESTINATION ${data}/rtl/common)
get_property(gates GLOBAL PROPERTY OCTET_RTL_FILES)
foreach(file IN LISTS gates)
  cmake_path(RELATIVE_PATH file BASE_DIRECTORY ${CMAKE_SOURCE_DIR})
  cmake_path(GET file PARENT_PATH folder)
  install(FILES ${file} DESTINATION ${data}/${folder})
  string(APPEND list "${file}\n")
endforeach()
file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/install/octet.f CONTENT "${list}" @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/install/octet.f DESTINATION ${data}/rtl)

install(FILES README.md LICENSE CHANGELOG.md DESTINATION share/doc/octet)
install(DIRECTORY docs/ DESTINATION share/doc/octet/docs)
install(DIRECTORY models/units/ DESTINATION share/doc/octet/models/units FILES_MATCHING PATTERN "*.md")
install(FILES models/program/program.md DESTINATION share/doc/octet/models/program)
install(FILES packaging/octet.bash DESTINATION share/bash-completion/completions RENAME octet)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME octet)
set(CPACK_PACKAGE_VENDOR Octet)
set(CPACK_PACKAGE_CONTACT "Octet maintainers <octet@localhost>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "simulator of an integer-only transformer accelerator")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION electronics)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
# Gates are built on demand, and synthesized for `octet area --synth`.
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "python3, verilator, g++, ccache")
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "yosys, opensta, dataset-fashion-mnist")
include(CPack)
