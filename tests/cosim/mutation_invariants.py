# SPDX-License-Identifier: Apache-2.0
"""What registers of the units never hold at 4 rows, proved by yosys (sat -tempinduct: by induction from registers of
zero, for all legal inputs; so it holds from registers of zero, and from a unit's first step on whatever they held
before)."""
import re
import subprocess

# At 3 lanes. What has been read and not yet written or divided is in flight: last keys of a group's row (D) and of its
# scale (S), at one place each.
_PLAIN = "(probability_q & probability_last_q)"
_DIVIDES = "(active_q && pass_q == 2)"
_D = " + ".join(
    ["0", *(f"(divide_q ? {_PLAIN} >> {place} & 1 : {place} < 5 && exp_last_q[{min(place, 5)}])" for place in range(8))]
)
_S = " + ".join([*(f"exp_last_q[{place}]" for place in range(6)), "(bits_left_q != 0)", "round_q", "scale_q"])
SOFTMAX = " && ".join(
    f"({fact})"
    for fact in (
        "rows_q <= 4 && row_q <= 6 && d_row_q <= 6 && p_row_q <= 6",
        "!active_q || occupied && row_q < rows_q && column_q <= last_column_q",
        "!occupied || row_q < rows_q + 3",
        # Not before the next step begins.
        f"occupied || exp_last_q == 0 && bits_left_q == 0 && !round_q && !scale_q && {_PLAIN} == 0",
        f"!occupied || divide_q || {_PLAIN} == 0 && !(active_q && pass_q == 3)",
        # The results follow the walk.
        f"!occupied || d_row_q + 3 * ({_D}) <= row_q + (!divide_q && {_DIVIDES} ? 3 : 0)",
        f"!occupied || divide_q || p_row_q + 3 * (0 + {_S}) <= row_q + ({_DIVIDES} ? 3 : 0)",
        # A scale while the walk waits for it, and later where it does not divide.
        f"!active_q || {_DIVIDES} || wait_q == 0",
        f"exp_last_q == ({_DIVIDES} && wait_q <= 5 ? 1 << wait_q : 0)",
        f"!{_DIVIDES} || divide_q || wait_q <= 5 || bits_left_q == 38 - wait_q",
        f"!occupied || !divide_q || bits_left_q == ({_DIVIDES} && wait_q >= 6 && wait_q <= 22 ? 23 - wait_q : 0)",
        f"!occupied || !divide_q || round_q == ({_DIVIDES} && wait_q == 23) && scale_q == ({_DIVIDES} && wait_q == 24)",
    )
)

# module: (bits that a register uses, by its name; what else the induction needs, in registers, and in `occupied`: from
# a step's start to its finish).
INVARIANTS = {
    "octet_matmul": (
        {"rows_q": 3, "drain_rows_q": 3, "drain_left_q": 3},
        "(!active_q || columns_q != 0) && (!waiting_q || active_q) && (!drain_q || drain_left_q != 0)",
    ),
    "octet_requantizer": ({"rows_q": 3, "row_q": 3}, "rows_q <= 4"),
    "octet_residual_adder": ({"rows_q": 3, "row_q": 3}, "rows_q <= 4"),
    "octet_panel_walk": ({"rows_q": 3, "row_q": 3}, "rows_q <= 4"),
    "octet_softmax": (
        {"rows_q": 3, "row_q": 3, "d_row_q": 3, "p_row_q": 3, "column_q": 24, "last_column_q": 24, "keys_q": 25},
        SOFTMAX,
    ),
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
    """The module's text with these registers as ports too; pins of an instance for them, and the wires at these
    pins."""
    pins, lines = [], ""
    for number, register in enumerate(registers, 1000):
        width = width_of(text, register)
        text = replaced(
            text, rf"^  wire (?:width \d+ )?\\{register}$", f"  wire width {width} output {number} \\{register}", module
        )
        pins.append(f"    .{register}({register})")
        lines += f"  wire [{width - 1}:0] {register};\n"
    return text, pins, lines


def prove_invariants(elaborated, module, folder, wrapper):
    """Ends the program when an invariant does not hold."""
    used, more = invariants_of(module)
    start, end = body_of(elaborated, module)
    text = elaborated[start:end]
    text, pins, lines = exposed(text, sorted({*used, *re.findall(r"[a-z]\w*", more)} - {"occupied"}), module)
    facts = [f"{register} < {1 << bits}" for register, bits in used.items()] + [more]
    changed = {}
    if "occupied" in more:  # a step starts only while none is
        changed = {"start_i": "start_i && !occupied"}
        lines += "  reg occupied;\n  always @(posedge clk_i) occupied <= rst_ni && (occupied ? !finish_o : start_i);\n"
    lines += f"  assign holds = {' && '.join(f'({fact})' for fact in facts)};\n"
    name = "invariants_" + re.search(r"octet_\w+", module).group()
    (folder / f"{name}.il").write_text(elaborated[:start] + text + elaborated[end:])
    (folder / f"{name}.v").write_text(wrapper(elaborated, module, pins, ["  output holds"], lines, changed))
    (folder / f"{name}.ys").write_text(
        f"read_rtlil {name}.il\nread_verilog {name}.v\nhierarchy -top wrapper\nsetattr -mod -set keep_hierarchy 1 *\n"
        f"setattr -mod -unset keep_hierarchy wrapper {module[1:]}\nproc\nflatten\ndffunmap\nopt_clean\n"
        "sat -tempinduct -ignore_unknown_cells -set-init-zero -maxsteps 4 -prove holds 1 -verify wrapper\n"
    )
    done = subprocess.run(
        ["yosys", "-q", "-s", f"{name}.ys"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    if done.returncode != 0 or "did not match any" in done.stdout:
        raise SystemExit(f"{folder}/{name}.ys: not proved: {' && '.join(facts)}\n{done.stdout}")


def narrowed(elaborated, module):
    """The netlist with what reads the upper bits of these registers reading zeros; the registers stay as wide as they
    were, as `<register>_whole`."""
    start, end = body_of(elaborated, module)
    text = elaborated[start:end]
    for register, bits in invariants_of(module)[0].items():
        width = width_of(text, register)
        text = replaced(text, rf"^    connect \\Q \\{register}$", f"    connect \\Q \\{register}_whole", module)
        text = replaced(
            text,
            rf"^  wire width {width} \\{register}$",
            f"  wire width {width} \\{register}_whole\n  wire width {width} \\{register}",
            module,
        )
        text += (
            f"\n  connect \\{register} {{ {width - bits}'{'0' * (width - bits)} \\{register}_whole [{bits - 1}:0] }}"
        )
    return elaborated[:start] + text + elaborated[end:]
