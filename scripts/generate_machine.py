#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Generates C++ and SystemVerilog from models/machine/{machine,command}.yaml, the one definition of the machine.

usage: generate_machine.py FOLDER_OF_DEFINITIONS OUTPUT_FOLDER
       generate_machine.py FOLDER_OF_DEFINITIONS --page PAGE [--write]      docs/machine.md, docs/README.md

It checks the definition before it writes: fields inside their parent and none overlapping, every name known. With
--page it compares the page's tables with the definition, or writes them.
"""
import difflib
import pathlib
import sys

from machine import command_package, commands, definition, gates, pages, tables, unit_wires, units


def of_gates(make):
    """What the gates are made of knows nothing that they do not have."""
    return lambda machine: make(machine.with_gates())


# What is generated, by its path in the output folder.
FILES = {
    "models/machine/vocabulary.hpp": tables.vocabulary_header,
    "models/machine/vocabulary.cpp": tables.vocabulary_source,
    "models/machine/tables.hpp": tables.tables_header,
    "models/machine/per_buffer.hpp": tables.per_buffer_header,
    "models/machine/lanes.hpp": units.lanes_header,
    "hw/units/vector_units.hpp": units.vector_units_header,
    "models/program/command.hpp": commands.header,
    "models/program/command.cpp": commands.source,
    "rtl/octet_command_pkg.sv": of_gates(command_package.sv_package),
    "rtl/octet_machine_pkg.sv": of_gates(gates.package),
    "rtl/system/octet_step_operands.sv": of_gates(gates.operands_module),
    "rtl/system/octet_vector_units.sv": of_gates(unit_wires.module),
}


def check_page(path, machine, writes):
    page = path.read_text()
    renewed = pages.renew(path.name, page, machine)
    if writes:
        path.write_text(renewed)
    elif page != renewed:
        changes = difflib.unified_diff(
            page.splitlines(), renewed.splitlines(), str(path), "models/machine", lineterm=""
        )
        sys.exit("\n".join(changes) + f"\n{path}: its tables are not those of models/machine; again with --write")


def main():
    arguments = sys.argv[1:]
    if len(arguments) not in (2, 3, 4) or (len(arguments) > 2) != ("--page" in arguments):
        sys.exit(__doc__)
    machine = definition.Machine(pathlib.Path(arguments[0]))
    if "--page" in arguments:
        return check_page(pathlib.Path(arguments[2]), machine, arguments[3:] == ["--write"])
    for path, make in FILES.items():
        target = pathlib.Path(arguments[1]) / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(make(machine))


if __name__ == "__main__":
    main()
