# SPDX-License-Identifier: Apache-2.0
"""What registers of the units never hold at 4 rows, proved by yosys (sat -tempinduct: by induction from registers of zero, for all legal inputs; so it holds
from registers of zero, and from a unit's first step on whatever they held before)."""
import re
import subprocess

# module: (bits that a register uses, by its name; what else the induction needs, in registers).
INVARIANTS = {
    "octet_matmul": ({"rows_q": 3, "drain_rows_q": 3, "drain_left_q": 3},
                     "(!active_q || columns_q != 0) && (!waiting_q || active_q) && (!drain_q || drain_left_q != 0)"),
    "octet_requantizer": ({"rows_q": 3, "row_q": 3}, "rows_q <= 4"),
    "octet_residual_adder": ({"rows_q": 3, "row_q": 3}, "rows_q <= 4"),
    "octet_panel_walk": ({"rows_q": 3, "row_q": 3}, "rows_q <= 4"),
    "octet_softmax": ({"rows_q": 3, "row_q": 3}, "rows_q <= 4 && (!active_q || row_q < rows_q)"),
}


def invariants_of(module):
    return INVARIANTS[re.search(r"octet_\w+", module).group()]


def body_of(elaborated, module):
    """Where the module stands in yosys' own language."""
    start = elaborated.index(f"\nmodule {module}\n")
    return start, elaborated.index("\nend\n", start)


def replaced(text, old, new, module):
    if len(re.findall(old, text, re.MULTILINE)) != 1:
        raise SystemExit(f"{module}: expected one line {old}")
    return re.sub(old, lambda _: new, text, flags=re.MULTILINE)


def width_of(text, register):
    return int((re.search(rf"^  wire (?:width (\d+) )?\\{register}$", text, re.MULTILINE) or [0, 0])[1] or 1)


def exposed(text, registers, module):
    """The module's text with these registers as ports too; pins of an instance for them, and the wires at these pins."""
    pins, lines = [], ""
    for number, register in enumerate(registers, 1000):
        width = width_of(text, register)
        text = replaced(text, rf"^  wire (?:width \d+ )?\\{register}$", f"  wire width {width} output {number} \\{register}", module)
        pins.append(f"    .{register}({register})")
        lines += f"  wire [{width - 1}:0] {register};\n"
    return text, pins, lines


def prove_invariants(elaborated, module, folder, wrapper):
    """Ends the program when an invariant does not hold."""
    used, more = invariants_of(module)
    start, end = body_of(elaborated, module)
    text = elaborated[start:end]
    text, pins, lines = exposed(text, sorted({*used, *re.findall(r"[a-z]\w*", more)}), module)
    facts = [f"{register} < {1 << bits}" for register, bits in used.items()] + [more]
    lines += f"  assign holds = {' && '.join(f'({fact})' for fact in facts)};\n"
    name = "invariants_" + re.search(r"octet_\w+", module).group()
    (folder / f"{name}.il").write_text(elaborated[:start] + text + elaborated[end:])
    (folder / f"{name}.v").write_text(wrapper(elaborated, module, pins, ["  output holds"], lines))
    (folder / f"{name}.ys").write_text(f"read_rtlil {name}.il\nread_verilog {name}.v\nhierarchy -top wrapper\nsetattr -mod -set keep_hierarchy 1 *\n"
                                       f"setattr -mod -unset keep_hierarchy wrapper {module[1:]}\nproc\nflatten\ndffunmap\nopt_clean\n"
                                       "sat -tempinduct -ignore_unknown_cells -set-init-zero -maxsteps 4 -prove holds 1 -verify wrapper\n")
    done = subprocess.run(["yosys", "-q", "-s", f"{name}.ys"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0 or "did not match any" in done.stdout:
        raise SystemExit(f"{folder}/{name}.ys: not proved: {' && '.join(facts)}\n{done.stdout}")


def narrowed(elaborated, module):
    """The netlist with what reads the upper bits of these registers reading zeros; the registers stay as wide as they were, as `<register>_whole`."""
    start, end = body_of(elaborated, module)
    text = elaborated[start:end]
    for register, bits in invariants_of(module)[0].items():
        width = width_of(text, register)
        text = replaced(text, rf"^    connect \\Q \\{register}$", f"    connect \\Q \\{register}_whole", module)
        text = replaced(text, rf"^  wire width {width} \\{register}$", f"  wire width {width} \\{register}_whole\n  wire width {width} \\{register}", module)
        text += f"\n  connect \\{register} {{ {width - bits}'{'0' * (width - bits)} \\{register}_whole [{bits - 1}:0] }}"
    return elaborated[:start] + text + elaborated[end:]
