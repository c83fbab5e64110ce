# SPDX-License-Identifier: Apache-2.0
"""Proves mutants to be the same as the netlist they were made of: yosys' equivalence checking (equiv_struct,
equiv_simple, equiv_induct: SAT).

A proof is of the mutated module without its submodules, and says: from the same registers the same inputs, those from
its submodules too, give the same outputs, those to its submodules too, and registers, or so they do SEQUENCE cycles
later. Inputs are those that the module's header and its unit's page allow, LEGAL below, and no others are assumed away.
These proofs know no clocks: what breaks one is not proved. Of some registers mutation_invariants.py proves that they
never use their upper bits; what reads them reads zeros there. Modules whose registers need not agree at all times have
a table in mutation_relations.py."""
import concurrent.futures
import re
import resource
import subprocess

from mutation_invariants import INVARIANTS, narrowed, prove_invariants
from mutation_relations import check_related, has_table, related

SECONDS = 30  # of CPU for one proof
NETLIST = "proofs.il"  # elaborated.il for the proofs
SEQUENCE = 6  # cycles: the longest pipeline between two registers that must agree


def between(port, low, high):
    """Maps every value of the port into low..high, and each of these to itself."""
    return f"({port} < {low} ? {low} : {port} > {high} ? {high} : {port})"


def step(**more):
    """What every unit's page says of a step at 4 rows, and what it says of the others."""
    return {"rows_i": between("rows_i", 1, 4), "columns_i": "(columns_i == 0 ? 1 : columns_i)", **more}


def ranges(**limits):
    return {f"{name}_i": between(f"{name}_i", *limit) for name, limit in limits.items()}


MOST_KEYS = 1 << 24  # of a softmax: its sums have 32 bits

# module: {input: what stands for it}. Every legal value is its own, so that a proof for all values of the port is one
# for all legal values.
LEGAL = {
    "octet_matmul": step(depth_i="(depth_i == 0 ? 1 : depth_i)"),
    "octet_requantizer": step(**ranges(mode=(0, 2), element_bytes=(1, 2), output_bits=(8, 16), shift=(0, 62))),
    "octet_requantizer_lane": ranges(shift=(0, 62), output_bits=(8, 16)),
    "octet_softmax": {
        **ranges(
            rows=(1, 4),
            columns=(1, MOST_KEYS),
            element_bytes=(1, 2),
            score_align=(0, 12),
            shift=(0, 62),
            multiplier_bits=(2, 31),
        ),
        "keys_i": between("keys_i", 0, between("columns_i", 1, MOST_KEYS)),
    },
    "octet_softmax_scale": ranges(shift=(0, 62), multiplier_bits=(2, 31)),
    "octet_activation": step(**ranges(element_bytes=(1, 2), one_bits=(8, 30), shift=(0, 62))),
    "octet_activation_lane": ranges(one_bits=(8, 30), shift=(0, 62)),
    "octet_gelu_clip": ranges(one_bits=(8, 30)),
    "octet_panel_walk": step(),
    "octet_normalization": {**step(), **ranges(columns=(1, 4096), element_bytes=(1, 2), shift=(0, 62))},
    "octet_normalization_lane": ranges(shift=(0, 37), n=(1, 4096)),
    "octet_reciprocal": ranges(d=(32768, 65535)),
    "octet_residual_adder": step(
        **ranges(
            a_bytes=(1, 2), b_bytes=(1, 2), element_bytes=(1, 2), output_bits=(8, 16), shift_a=(0, 62), shift_b=(0, 62)
        )
    ),
    "octet_residual_adder_lane": ranges(shift_a=(0, 47), shift_b=(0, 47), output_bits=(8, 16)),
}


# Pipelines without feedback, of which a test compares the result of every legal input: what it does not notice is no
# different.
EXHAUSTED = ("octet_softmax_exp",)


def unit_of(module):
    """The name of a module, or of what it is a copy of."""
    return re.search(r"octet_\w+", module).group()


def without_copies(elaborated):
    """Gives every copy of a module with parameters a name that Verilog can say, which one that begins with a dollar is
    not; returns also the new names by the old."""
    names = {}
    for name in re.findall(r"^module (\$\S+)$", elaborated, re.MULTILINE):
        names[name] = f"\\{unit_of(name)}${len(names) + 1}"
        elaborated = re.sub(
            rf"^(module|  cell) {re.escape(name)}(?=\s)",
            lambda found, name=name: f"{found.group(1)} {names[name]}",
            elaborated,
            flags=re.MULTILINE,
        )
    return elaborated, names


def ports_of(elaborated, module):
    """(name, direction, bits) of a module in yosys' own language."""
    body = elaborated[elaborated.index(f"\nmodule {module}\n") :]
    body = body[: body.index("\nend\n")]
    found = re.findall(
        r"^  wire (?:width (\d+) )?(?:offset \d+ )?(input|output) \d+ (?:signed )?\\(\S+)$", body, re.MULTILINE
    )
    return [(name, direction, int(width or 1)) for width, direction, name in found]


def wrapper(elaborated, module, more_pins=(), more_ports=(), more_lines="", changed=()):
    """A module around it that lets legal inputs in only, perhaps with more pins and ports, and with other inputs
    `changed`."""
    legal = {**LEGAL.get(unit_of(module), {}), **dict(changed)}
    ports = ports_of(elaborated, module)
    lines = [f"  {direction} [{bits - 1}:0] {name}" for name, direction, bits in ports]
    pins = [f"    .{name}({legal.get(name, name)})" for name, _, _ in ports]
    return (
        "module wrapper (\n"
        + ",\n".join([*lines, *more_ports])
        + "\n);\n"
        + more_lines
        + "  \\"
        + module.lstrip("\\")
        + " i_module (\n"
        + ",\n".join([*pins, *more_pins])
        + "\n);\nendmodule\n"
    )


def side(name, number, module, change, points):
    """The wrapped module, its submodules' pins as ports, as `name`; `points` makes what is compared beside ports."""
    return (
        f"read_rtlil {NETLIST}\n{change}read_verilog wrapper_{number}.v\nhierarchy -top wrapper\n"
        f"setattr -mod -set keep_hierarchy 1 *\nsetattr -mod -unset keep_hierarchy wrapper {module}\n"
        f"proc\nflatten\ndffunmap\n{points}rename wrapper {name}\ndesign -stash {name}\n"
    )


# Every wire is an output too, or what nothing uses is gone.
ALL_WIRES = "opt_clean\nexpose -evert wrapper\n"
USED_WIRES = "opt_clean -purge\nexpose -evert wrapper/c:*\n"
# equiv_struct merges equal multipliers, and cells that are not equal. A unit's top has no pipeline of its own to look
# back through.
OF_OTHERS = tuple((points, "equiv_simple\nequiv_induct -seq 2\n") for points in (USED_WIRES, ALL_WIRES))
OF_A_LEAF = (
    (ALL_WIRES, f"equiv_struct -fwd -icells\nequiv_simple -seq {SEQUENCE}\nequiv_induct -seq {SEQUENCE}\n"),
    (ALL_WIRES, "equiv_simple\n"),
    *OF_OTHERS,
)


def permanent(mutant):
    """The command that makes the mutant for good."""
    return re.sub(r" -ctrl \S+ \S+ \S+", "", mutant)


def script(mutant, number, points, method):
    module = re.search(r"-module (\S+)", mutant).group(1)
    change = permanent(mutant) + "\n"
    return (
        side("gold", number, module, "", points)
        + side("gate", number, module, change, points)
        + "design -copy-from gold gold\ndesign -copy-from gate gate\nequiv_make gold gate equiv\nhierarchy -top equiv\n"
        f"{method}tee -q -o status_{number}.txt equiv_status\nequiv_status -assert\n"
    )


def same(mutant, number, elaborated, folder):
    """Whether the mutant is proved to do the same."""
    module = re.search(r"-module (\S+)", mutant).group(1)
    name = "\\" + module
    if " -port CLK " in mutant:
        return False
    if has_table(module) and related(
        module,
        permanent(mutant),
        f"related_{number}",
        elaborated,
        ports_of(elaborated, name),
        LEGAL.get(unit_of(module), {}),
        folder,
    ):
        return True
    (folder / f"wrapper_{number}.v").write_text(wrapper(elaborated, name))
    file = folder / f"equiv_{number}.ys"
    body = elaborated[elaborated.index(f"\nmodule {name}\n") :]
    is_leaf = not re.search(r"^  cell (\\|\$paramod)", body[: body.index("\nend\n")], re.MULTILINE)
    for points, method in OF_A_LEAF if is_leaf else OF_OTHERS:
        file.write_text(script(mutant, number, points, method))
        done = subprocess.run(
            ["yosys", "-q", "-s", file.name],
            cwd=folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS)),
        )
        (folder / f"equiv_{number}.log").write_text(done.stdout)
        # What the mutant leaves without a use has no counterpart: not proved. Any other complaint means that nothing
        # was compared.
        faults = re.sub(r"ERROR: (Found \d+ unproven \$equiv|Can't match gold port)", "", done.stdout)
        if re.search("ERROR|No SAT model|did not match any|Failed to import", faults):
            raise SystemExit(f"{folder / file}\n{done.stdout}")
        if done.returncode == 0:
            return True
    return False


def is_exhausted(mutant):
    return unit_of(re.search(r"-module (\S+)", mutant).group(1)) in EXHAUSTED


def prove(mutants, survivors, folder, jobs):
    """The survivors that are proved to be no different."""
    elaborated, names = without_copies((folder / "elaborated.il").read_text())
    for module in re.findall(r"^module (\S+)$", elaborated, re.MULTILINE):
        if unit_of(module) in INVARIANTS:
            prove_invariants(elaborated, module, folder, wrapper)
            elaborated = narrowed(elaborated, module)
    (folder / NETLIST).write_text(elaborated)
    changes = [
        re.sub(r"(?<=-module )\S+", lambda found: names.get(found.group(), found.group()).lstrip("\\"), mutant)
        for mutant in mutants
    ]
    for module in {re.search(r"-module (\S+)", changes[number - 1]).group(1) for number in survivors}:
        if has_table(module):
            check_related(
                module, elaborated, ports_of(elaborated, "\\" + module), LEGAL.get(unit_of(module), {}), folder
            )
    exhausted = {number for number in survivors if is_exhausted(mutants[number - 1])}
    survivors = [number for number in survivors if number not in exhausted]
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        found = pool.map(lambda number: same(changes[number - 1], number, elaborated, folder), survivors)
    return exhausted | {number for number, proved in zip(survivors, found) if proved}
