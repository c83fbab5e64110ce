# SPDX-License-Identifier: Apache-2.0
"""Proves mutants to be the same by running both netlists side by side (yosys sat), where not all that their registers
hold has to agree.

RELATIONS, by induction from registers of zero: the invariant holds and what matters agrees, and so again a cycle later,
whatever the legal inputs, those from submodules too. Outputs and what goes to submodules matter, unless the table says
when. What matters of a register may be any function of the state: where it says too little the induction fails.
SERIAL, of every run behind a start from any registers, which need not agree: the result is the same when it is due, and
from then on no register of either changes until the next start. Before it is due only data registers have to agree.
What the netlist leaves undefined may be anything, in each of the two."""
import dataclasses
import re
import resource
import subprocess

from mutation_invariants import body_of, exposed

SECONDS = 60  # of CPU for one proof


@dataclasses.dataclass(frozen=True)
class Relation:
    """Expressions in the module's registers and outputs. `legal`: what stands for an input, beyond the table of
    mutation_proofs.py; `invariant`: of the netlist as it is; `matters`: what of a register or an output has to agree,
    where that is not all of it; `planted`: a register for the mutant of check_related.
    """

    legal: dict
    invariant: str
    matters: dict
    planted: str


@dataclasses.dataclass(frozen=True)
class Serial:
    """`latency`: cycles from the start to the result; `counts`: the registers that only count, of which the two may
    hold different codes; `planted` as above."""

    latency: int
    result: str
    counts: tuple
    planted: str


# A step is occupied from its start until its last result is at the lanes' output.
IDLE = "phase_q == 0 && valid_q == 0"
LAST = "(valid_q & last_q)"
TABLE = {
    # At 4 rows and 3 lanes: two groups at most.
    "octet_normalization": Relation(
        {"start_i": f"start_i && {IDLE}"},
        "(phase_q == 0 || rows_left_q >= 1 && rows_left_q <= 4 && rows_unwritten_q <= 4)"
        " && between_q <= 47 && (phase_q == 0 || phase_q == 2 || between_q == 0)"
        # Nothing of a group is in the lanes any more when the second pass of the next begins; the last of its elements
        # is behind all others.
        " && (phase_q != 2 || (valid_q & ((11'd1 << between_q) - 11'd1)) == 0) && (phase_q != 3 || {LAST} == 0)"
        " && (phase_q == 3 || valid_q == 0 || ({LAST} & -valid_q) != 0) && ({LAST} & ({LAST} - 11'd1)) == 0"
        # Rows not written are those not walked over, and those whose last element is in the lanes.
        " && (phase_q == 0 ? {LAST} == 0 || rows_unwritten_q >= 1 && rows_unwritten_q <= 3"
        " : rows_unwritten_q == rows_left_q + ({LAST} != 0 ? 16'd3 : 16'd0))".replace("{LAST}", LAST),
        {
            # Whether there is another group, and no third.
            "rows_left_q": "phase_q == 0 || rows_left_q <= 3 ? 0 : rows_left_q <= 6 ? 1 : rows_left_q",
            "rows_unwritten_q": f"{IDLE} ? 0 : rows_unwritten_q",
            "d_group_q": f"!({IDLE}) && rows_unwritten_q > 3 ? d_group_q : 0",  # for the next group
            "d_q": f"{IDLE} ? 0 : d_q",
            "address_q": "strobe_q == 0 ? 0 : address_q",
            "d_address_o": "d_strobe_o == 0 ? 0 : d_address_o",
        },
        "d_q",
    ),
    "octet_square_root": Serial(17, "root_o", ("left_q",), "remainder_q"),
    "octet_reciprocal": Serial(17, "reciprocal_o", ("left_q",), "remainder_q"),
}


def observer(ports, legal, registers, relation, pins, lines, invariant, name):
    """A Verilog module around one netlist, with what matters of it as its outputs, each called like what it is of."""
    outputs = [(port, bits) for port, direction, bits in ports if direction == "output"]
    head = [f"  input [{bits - 1}:0] {port}" for port, direction, bits in ports if direction == "input"]
    lines += "".join(f"  wire [{bits - 1}:0] {port};\n" for port, bits in outputs)
    for signal, bits in [*outputs, *registers]:
        head.append(f"  output [{bits - 1}:0] agrees_{signal}")
        lines += f"  assign agrees_{signal} = {relation.matters.get(signal, signal)};\n"
    pins = [
        f"    .{port}({legal.get(port, port) if direction == 'input' else port})" for port, direction, _ in ports
    ] + pins
    return (
        "module observer (\n"
        + ",\n".join([*head, "  output holds"])
        + f"\n);\n{lines}  assign holds = {invariant};\n  \\{name} i_module (\n"
        + ",\n".join(pins)
        + "\n);\nendmodule\n"
    )


def observed(name, stem, module, change):
    """One netlist in its observer, its submodules' pins as ports, as `name`."""
    return (
        f"read_rtlil {stem}.il\n{change}read_verilog {stem}_{name}.v\nhierarchy -top observer\n"
        "setattr -mod -set keep_hierarchy 1 *\n"
        f"setattr -mod -unset keep_hierarchy observer {module}\nproc\nflatten\ndffunmap\nsetundef -anyseq\nopt_clean\n"
        "expose -evert observer/c:*\n"
        f"rename observer {name}\ndesign -stash {name}\n"
    )


# A run from its start on. What the data registers hold is an input, cut from what they held before: the same on both
# sides, but for the start's cycle. So every cycle is proved on its own, for any data, beside counters that run on from
# the start.
RUN = """module run (input clk_i, {inputs}, output agree, still);
  (* init = 6'd0 *) reg [5:0] cycle = 6'd0;
  always @(posedge clk_i) cycle <= cycle == 6'd63 ? 6'd63 : cycle + 6'd1;
{sides}
  reg [{top}:0] past;
  always @(posedge clk_i) past <= {{{present}}};
  assign agree = (cycle == 0 || ({equal})) && (cycle < {latency} || gold_{result} == gate_{result});
  assign still = cycle <= {latency} || past == {{{next}}};
endmodule
"""


def run_of(ports, registers, serial, legal):
    """The harness of two netlists that `cut` made."""
    counts = [name for name, _ in registers if name in serial.counts]
    data = [(name, bits) for name, bits in registers if name not in serial.counts]
    values = {**legal, "start_i": "cycle == 0", "rst_ni": f"cycle < {serial.latency} || rst_ni"}
    inputs = [
        f"input [{bits - 1}:0] {port}"
        for port, direction, bits in ports
        if direction == "input" and port not in ("clk_i", "start_i")
    ]
    inputs += [f"input [{bits - 1}:0] {name}_{when}" for name, bits in data for when in ("any", "gold", "gate")]
    signals = [(port, bits) for port, direction, bits in ports if direction == "output"] + registers
    sides, present, following = "", [], []
    for side in ("gold", "gate"):
        sides += "".join(f"  wire [{bits - 1}:0] {side}_{signal};\n" for signal, bits in signals)
        pins = [f".{port}({values.get(port, port)})" for port, direction, _ in ports if direction == "input"]
        pins += [f".{signal}({side}_{signal})" for signal, _ in signals] + [
            f".\\{name}.i (cycle == 0 ? {name}_{side} : {name}_any)" for name, _ in data
        ]
        sides += f"  {side} i_{side} ({', '.join(pins)});\n"
        present += [f"{side}_{name}" for name in counts] + [f"{name}_any" for name, _ in data]
        following += [f"{side}_{name}" for name, _ in [*((name, 0) for name in counts), *data]]
    return RUN.format(
        inputs=", ".join(inputs),
        sides=sides,
        top=2 * sum(bits for _, bits in registers) - 1,
        present=", ".join(present),
        next=", ".join(following),
        equal=" && ".join(f"gold_{name} == gate_{name}" for name, _ in data),
        latency=serial.latency,
        result=serial.result,
    )


def cut(name, stem, module, change, data):
    """One netlist with its data registers cut from what reads them, as `name`."""
    selection = " ".join(f"{module}/w:{register}" for register in data)
    return (
        f"read_rtlil {stem}.il\n{change}hierarchy -top {module}\ndffunmap\nsetundef -anyseq\nexpose -cut {selection}\n"
        f"rename {module} {name}\ndesign -stash {name}\n"
    )


def has_table(module):
    return re.search(r"octet_\w+", module).group() in TABLE


def related(module, change, stem, elaborated, ports, legal, folder):
    """Whether the module is proved to do the same after the yosys command `change`; `ports` and `legal` are of the
    module, `stem` names the proof's files. Ends the program when yosys complains."""
    entry = TABLE[re.search(r"octet_\w+", module).group()]
    start, end = body_of(elaborated, "\\" + module)
    text = elaborated[start:end]
    names = sorted(set(re.findall(r"^    connect \\Q \\(\w+)(?: \[[\d:]+\])?$", text, re.MULTILINE)))
    text, pins, lines = exposed(text, names, module)
    registers = [(name, int(bits) + 1) for bits, name in re.findall(r"\[(\d+):0\] (\w+);", lines)]
    (folder / f"{stem}.il").write_text(elaborated[:start] + text + elaborated[end:])
    if isinstance(entry, Serial):
        (folder / f"{stem}_run.v").write_text(run_of(ports, registers, entry, legal))
        data = [name for name in names if name not in entry.counts]
        sides = cut("gold", stem, module, "", data) + cut("gate", stem, module, change + "\n", data)
        proof = (
            f"read_verilog {stem}_run.v\nhierarchy -top run\nproc\nflatten\nopt_clean\n"
            f"sat -tempinduct -tempinduct-baseonly -maxsteps {entry.latency + 3} -prove agree 1 -prove still 1 -verify "
            "run\n"
        )
    else:
        for name, holds in (("gold", entry.invariant), ("gate", "1'b1")):
            (folder / f"{stem}_{name}.v").write_text(
                observer(ports, {**legal, **entry.legal}, registers, entry, pins, lines, holds, module)
            )
        sides = observed("gold", stem, module, "") + observed("gate", stem, module, change + "\n")
        proof = (
            "miter -equiv -make_outputs -flatten gold gate miter\nhierarchy -top miter\n"
            "sat -tempinduct -set-init-zero -maxsteps 2 -prove trigger 0 -prove gold_holds 1 -verify miter\n"
        )
    file = folder / f"{stem}.ys"
    file.write_text(f"{sides}design -copy-from gold gold\ndesign -copy-from gate gate\n{proof}")
    done = subprocess.run(
        ["yosys", "-q", "-s", file.name],
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS)),
    )
    (folder / f"{stem}.log").write_text(done.stdout)
    if re.search(
        "ERROR: (?!Called with -verify and proof did fail)|did not match any|No SAT model|Failed to import", done.stdout
    ):
        raise SystemExit(f"{folder / file}\n{done.stdout}")
    return done.returncode == 0


def check_related(module, elaborated, ports, legal, folder):
    """Ends the program unless the module is proved to do the same as it does, and not to do the same with one bit of a
    register inverted."""
    plain = re.search(r"octet_\w+", module).group()
    planted = TABLE[plain].planted
    start, end = body_of(elaborated, "\\" + module)
    cell = re.findall(
        rf"^  cell \S+ (\S+)\n(?:    .*\n)*?    connect \\Q \\{planted}$", elaborated[start:end], re.MULTILINE
    )
    inverted = f"mutate -mode inv -module {module} -cell {cell[0]} -port D -portbit 0"
    for name, change, expected in (("itself", "", True), ("planted", inverted, False)):
        if related(module, change, f"related_{name}_{plain}", elaborated, ports, legal, folder) != expected:
            raise SystemExit(f"{folder}/related_{name}_{plain}.ys: expected {'a proof' if expected else 'no proof'}")
