#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves small gates right with yosys-smtbmc and z3 (or yosys' own sat), and shows that each proof can fail.

usage: prove.py [PROOF ...]        (all of them without a name; `prove.py --list` names them)

For every proof: the harness <stem>_proof.sv says what must hold; it is shown for the gates as they are, then every
seeded bug of the table (a line of the gates changed) must be refuted. `every run` behind a depth means that the depth
covers all behavior, because the harness starts in any state or the step is inductive. Exit status 1 if a proof fails or
a seeded bug passes."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

from joins import (
    accelerator_without,
    ANY_BODY,
    BODIES,
    CONTEXTS,
    fifo_registers,
    finish_registers,
    PACKAGES,
    progress_wires,
    TAKE_MULTIPLIER_OUT,
    token_counters,
)
from seeded_bugs import (
    COUNTER_BUGS,
    DEEP_FIFO_BUGS,
    FIFO_BUGS,
    FINISH_BUGS,
    MASTER_BUGS,
    PORT_BUGS,
    PRODUCT_BUGS,
    PROGRESS_BUGS,
    RECIPROCAL_BUGS,
    ROUNDING_BUGS,
    SEQUENCER_BUGS,
    SQUARE_ROOT_BUGS,
    SUM_BUGS,
    TOTALS_BUGS,
    TRACKER_BUGS,
)

HERE = pathlib.Path(__file__).resolve().parent
RTL = HERE.parents[1] / "rtl"


def source(path):
    """A file of the gates; whoever forgot to generate one is told so."""
    if path not in PACKAGES:
        return RTL / path
    generated = os.environ.get("OCTET_GENERATED_RTL", RTL.parent / "build" / "dev" / "generated" / "rtl")
    found = pathlib.Path(generated) / path
    if not found.is_file():
        sys.exit(f"prove.py: OCTET_GENERATED_RTL: expected <build>/generated/rtl with {path}, found no {found}")
    return found


def proof(
    stem,
    gates,
    depth,
    bugs,
    parameters="",
    between="",
    induction=False,
    others=(),
    engine="z3",
    from_reset=False,
    cut=(),
):
    """`gates`: the file that bugs are seeded in; `others`: further files it needs, before it. `engine`: yosys-smtbmc
    with z3, or `sat`: yosys' own k-induction on single bits, for the control of the machine, where z3 takes minutes for
    what this does in seconds. `cut`: modules whose outputs, and wires, that are anything in every cycle."""
    return {
        "stem": stem,
        "gates": gates,
        "depth": depth,
        "bugs": bugs,
        "parameters": parameters,
        "between": between,
        "induction": induction,
        "others": others,
        "engine": engine,
        "from_reset": from_reset,
        "cut": cut,
    }


AXI4_DEPTH = 7
AXI4_MEMORIES = "proc; flatten; memory_map; opt_clean;"
AXI4_OTHERS = ("octet_machine_pkg.sv", "common/octet_fifo.sv", "system/octet_beat.sv")
PROOFS = {
    "square_root_16": proof("square_root", "common/octet_square_root.sv", 8 + 4, SQUARE_ROOT_BUGS, "ROOT_BITS 8"),
    "square_root_24": proof("square_root", "common/octet_square_root.sv", 12 + 4, SQUARE_ROOT_BUGS, "ROOT_BITS 12"),
    "reciprocal_8": proof("reciprocal", "common/octet_reciprocal.sv", 8 + 4, RECIPROCAL_BUGS, "WIDTH 8"),
    "reciprocal_16": proof("reciprocal", "common/octet_reciprocal.sv", 16 + 4, RECIPROCAL_BUGS, "WIDTH 16"),
    "requantizer_rounding": proof(
        "requantizer_rounding", "units/octet_requantizer_lane.sv", 5, ROUNDING_BUGS, between=TAKE_MULTIPLIER_OUT
    ),
    "requantizer_product": proof("requantizer_product", "units/octet_requantizer_lane.sv", 5, PRODUCT_BUGS, "SUM 0"),
    "requantizer_sum": proof("requantizer_product", "units/octet_requantizer_lane.sv", 5, SUM_BUGS, "SUM 1"),
    **{
        f"fifo_{depth}": proof(
            "fifo",
            "common/octet_fifo.sv",
            2 * depth + 4,
            FIFO_BUGS if depth == 1 else DEEP_FIFO_BUGS,
            f"DEPTH {depth}",
            fifo_registers(depth),
            induction=True,
        )
        for depth in (1, 2, 3, 4, 5)
    },
    **{
        f"finish_order_{steps}": proof(
            "finish_order",
            "system/octet_finish_order.sv",
            4,
            FINISH_BUGS,
            f"STEPS {steps}",
            finish_registers(steps),
            induction=True,
            others=("common/octet_fifo.sv",),
            engine="sat",
        )
        for steps in (2, 3, 4)
    },
    "axi4_port": proof(
        "axi4_port",
        "system/octet_memory_port.sv",
        AXI4_DEPTH,
        PORT_BUGS,
        between=AXI4_MEMORIES,
        others=(*AXI4_OTHERS, "system/octet_axi4_master.sv"),
        from_reset=True,
    ),
    "axi4_master": proof(
        "axi4_port",
        "system/octet_axi4_master.sv",
        AXI4_DEPTH,
        MASTER_BUGS,
        between=AXI4_MEMORIES,
        others=(*AXI4_OTHERS, "system/octet_memory_port.sv"),
        from_reset=True,
    ),
    **{
        f"token_counters_{consumer}": proof(
            "token_counters",
            "system/octet_scoreboard.sv",
            4,
            COUNTER_BUGS if consumer == 6 else COUNTER_BUGS[:1],
            f"CONSUMER {consumer}",
            token_counters(consumer),
            induction=True,
            others=PACKAGES,
            engine="sat",
        )
        for consumer in range(CONTEXTS)
    },
    "progress": proof(
        "progress",
        "system/octet_scoreboard.sv",
        1,
        PROGRESS_BUGS,
        "",
        progress_wires(2),
        induction=True,
        others=accelerator_without("system/octet_scoreboard.sv"),
        engine="sat",
        cut=ANY_BODY,
    ),
    **{
        f"unit_tracker_{steps}": proof(
            "unit_tracker",
            "system/octet_unit_tracker.sv",
            4,
            TRACKER_BUGS if steps > 1 else TRACKER_BUGS[1:],
            f"STEPS {steps}",
            "proc; flatten; cd unit_tracker_proof; connect -nounset -set slots_valid i_tracker.valid_q; "
            "connect -nounset -set slots i_tracker.slots_q; cd ..;",
            induction=True,
            others=PACKAGES,
            engine="sat",
        )
        for steps in (1, 2, 3)
    },
    "sequencer": proof(
        "sequencer",
        "system/octet_sequencer.sv",
        4,
        SEQUENCER_BUGS,
        between="proc; flatten; cd sequencer_proof; "
        + " ".join(
            f"connect -nounset -set {name} i_sequencer.{name}_q;" for name in ("i0", "i1", "index", "last0", "last1")
        )
        + " opt_clean -purge; cd ..;",
        induction=True,
        others=(*PACKAGES, "system/octet_token_counts.sv", "system/octet_operand_address.sv"),
        engine="sat",
        cut=BODIES[1:3],
    ),
    "token_totals_waits": proof(
        "token_totals",
        "system/octet_token_counts.sv",
        4,
        TOTALS_BUGS,
        "SIGNALS 0",
        induction=True,
        others=PACKAGES,
        engine="sat",
    ),
    "token_totals_signals": proof(
        "token_totals",
        "system/octet_token_counts.sv",
        4,
        TOTALS_BUGS,
        "SIGNALS 1",
        induction=True,
        others=PACKAGES,
        engine="sat",
    ),
}


def solve(job, gates, folder, planted=None):
    """(holds, first cycle in which an assertion fails or None) of a harness around `gates`; `planted`: files read in
    place of others, by path."""
    top, model = f"{job['stem']}_proof", folder / "model.smt2"
    parameters = f"chparam -set {job['parameters']} {top};" if job["parameters"] else ""
    others = " ".join(str((planted or {}).get(other, source(other))) for other in job["others"])
    cut = f"hierarchy -top {top}; proc; cutpoint {' '.join('*' + place for place in job['cut'])};" if job["cut"] else ""
    script = (
        f"read_verilog -formal -sv -defer {others} {gates} {HERE / (top + '.sv')}; {parameters} {cut} hierarchy -check "
        f"-top {top}; {job['between']} "
        + ("opt_expr; opt_clean; opt_merge; opt_clean; " if job["cut"] else f"prep -flatten -top {top}; ")
    )
    if job["engine"] == "sat":
        return solve_bits(job, script)
    script += f"write_smt2 -wires {model}"
    done = subprocess.run(["yosys", "-q", "-p", script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    # A harness that leaves out an input of the gates would prove them for any value of it, or fail for a strange one.
    # (Entries beyond the end of a memory have no driver, either; their wires have names of yosys' own.)
    if done.returncode != 0 or re.search(r"Wire \w+\.\\\S+ .*is used but has no driver", done.stdout):
        sys.exit(f"{script}\n{done.stdout}")
    for mode in [[], ["-i"]] if job["induction"] else [[]]:
        command = [
            "yosys-smtbmc",
            "--noprogress",
            "-s",
            "z3",
            *mode,
            *(["--unroll"] if job["from_reset"] else []),
            "-t",
            str(job["depth"]),
            str(model),
        ]
        text = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
        if "Status: PASSED" in text:
            continue
        if "Status: FAILED" not in text or "Assert failed" not in text:
            sys.exit(" ".join(command) + "\n" + text)
        steps = re.findall(r"Checking assertions in step (\d+)", text)
        return False, int(steps[-1]) if steps else None
    return True, None


def solve_bits(job, script):
    """The same by `sat`: from the start for every run up to some cycle, and by induction from there on."""
    script += "" if job["cut"] else "opt -full; "
    script += f"sat -tempinduct -prove-asserts -set-assumes -seq 1 -maxsteps {job['depth']}"
    done = subprocess.run(["yosys", "-p", script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if "Induction step proven: SUCCESS!" in done.stdout:
        return True, None
    if "model found for base case: FAIL" in done.stdout:
        return False, int(re.findall(r"\[base case (\d+)\]", done.stdout)[-1])
    if "Reached maximum number of time steps -> proof failed" in done.stdout:
        return False, None
    sys.exit(f"{script}\n{done.stdout[-3000:]}")


def run(name):
    job = PROOFS[name]
    gates = RTL / job["gates"]
    failures = 0
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        start = time.monotonic()
        holds, cycle = solve(job, gates, folder)
        reach = (
            "inductive: every run"
            if job["induction"]
            else "from reset: runs of that length"
            if job["from_reset"]
            else "from any state: every run"
        )
        print(
            f"{name}: {'proved' if holds else f'FAILED in cycle {cycle}'}, depth {job['depth']} cycles, {reach} "
            f"({time.monotonic() - start:.0f} s)",
            flush=True,
        )
        failures += not holds
        for bug, good, bad, *elsewhere in job["bugs"]:
            path = elsewhere[0] if elsewhere else job["gates"]
            text = (RTL / path).read_text()
            if text.count(good) != 1:
                sys.exit(f"{name}: {path} does not hold exactly once: {good}")
            mutated = folder / pathlib.Path(path).name
            mutated.write_text(text.replace(good, bad))
            holds, cycle = solve(job, gates, folder, {path: mutated}) if elsewhere else solve(job, mutated, folder)
            where = f"in cycle {cycle}" if cycle is not None else "by induction only"
            print(f"  seeded bug {bug}: {'NOT FOUND' if holds else f'found {where}'}", flush=True)
            failures += holds
    return failures


def main():
    if "--list" in sys.argv:
        print("\n".join(PROOFS))
        return
    unknown = [name for name in sys.argv[1:] if name not in PROOFS]
    if unknown:
        sys.exit(f"prove.py: no proof {', '.join(unknown)}; expected {', '.join(PROOFS)}")
    failures = sum([run(name) for name in sys.argv[1:] or PROOFS])
    sys.exit(1 if failures else 0)


if __name__ == "__main__":
    main()
