#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Proves small gates right with yosys-smtbmc and z3 (or yosys' own sat), and shows that each proof can fail.

usage: prove.py [PROOF ...]        (all of them without a name; `prove.py --list` names them)

For every proof: the harness <stem>_proof.sv says what must hold; it is shown for the gates as they are, then every seeded bug of the table
(a line of the gates changed) must be refuted. `every run` behind a depth means that the depth covers all behavior, because the harness starts in
any state or the step is inductive. Exit status 1 if a proof fails or a seeded bug passes."""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
RTL = HERE.parents[1] / "rtl"

SQUARE_ROOT_BUGS = [
    ("root_bit_one_late", "extended >= trial", "extended > trial"),
    ("one_bit_too_few", "COUNT_BITS'(ROOT_BITS);", "COUNT_BITS'(ROOT_BITS - 1);"),
    ("one_bit_too_many", "COUNT_BITS'(ROOT_BITS);", "COUNT_BITS'(ROOT_BITS + 1);"),
    ("remainder_cut", "? reduced :", "? {1'b0, reduced[ROOT_BITS-2:0]} :"),
]
RECIPROCAL_BUGS = [
    ("end_instead_of_middle", "{1'b0, d_q, 1'b1}", "{1'b0, d_q, 1'b0}"),
    ("never_rounds_up", "quotient_q <= d_i", "quotient_q <= '0"),
    ("runs_on", "left_q <= left_q - 1'b1", "left_q <= left_q"),
]
ROUNDING_BUGS = [
    ("half_too_small", "shift2_q) >> 1);", "shift2_q) >> 2);"),
    ("halves_downwards", "(product_q + half)", "(product_q + half - 64'sd1)"),
    ("logical_shift", ">>> shift2_q", ">> shift2_q"),
    ("top_too_low", "- 64'd1);", "- 64'd2);"),
    ("wraps_below", "rounded_q < ~top", "rounded_q < ~top - 64'sd1"),
    ("width_of_the_next", "bits3_q <= bits2_q", "bits3_q <= bits1_q"),
]
PRODUCT_BUGS = [("signed_multiplier", "$signed({1'b0, multiplier_q})", "$signed({multiplier_q[7], 23'd0, multiplier_q[7:0]})")]
SUM_BUGS = [("no_bias", "accumulator_i + bias_i", "accumulator_i"), ("short_sum", "accumulator_i + bias_i", "{16'd0, accumulator_i[15:0] + bias_i[15:0]}")]
FIFO_BUGS = [
    ("overwrites_when_full", "push_i && !full_o", "push_i"),
    ("pops_when_empty", "pop_i && !empty_o", "pop_i"),
    ("pushes_ignored_with_pop", "push_i && !full_o", "push_i && !full_o && !pop_i"),
    ("full_too_late", "level_q == LEVEL_BITS'(DEPTH)", "level_q > LEVEL_BITS'(DEPTH)"),
]
# With one entry nothing is ever pushed and popped at once.
DEEP_FIFO_BUGS = [*FIFO_BUGS, ("level_lost", "if (push && !pop) level_q", "if (push) level_q")]

FINISH_BUGS = [
    ("end_before_its_turn_lost", "else if (ended[kind] && !finish[kind])", "else if (kind == 0 && ended[kind] && !finish[kind])"),
    ("waits_for_an_end_of_this_cycle", "(ended[kind] || waiting != '0)", "(ended[kind] || (kind == 0 && waiting != '0))"),
    ("finishes_the_other_kind", "oldest_blocks == 1'(kind) && ", ""),
    ("end_counted_twice", "else if (finish[kind] && !ended[kind])", "else if (finish[kind] && !ended[kind] && kind == 0)"),
]

PORT_BUGS = [
    ("waits_for_no_data", "memory_data_valid_o && memory_data_ready_i", "memory_data_valid_o"),
    ("waits_for_no_address", "assign advance = (issue || issued_q) && (!write_q", "assign advance = (issue || issued_q || write_beat) && (!write_q"),
    ("crosses_a_page", "page_left < 16'(BURST_BYTES) ? page_left :", "page_left < 16'd0 ? page_left :"),
    ("offers_data_again", "write_q && !sent_q && (memory", "write_q && (memory"),
    ("offers_the_address_again", "busy_q && !issued_q && !full", "busy_q && !full"),
    ("last_beat_of_the_row", "assign memory_data_last_o = write_last", "assign memory_data_last_o = row_last"),
    ("one_burst_too_many", "unanswered_q == COUNT_BITS'(OUTSTANDING)", "unanswered_q > COUNT_BITS'(OUTSTANDING)"),
]
MASTER_BUGS = [
    ("length_of_whole_beats", "+ bytes_i - 16'd1", "+ bytes_i"),
    ("length_without_first_lane", "{{(16 - LANE_BITS) {1'b0}}, address_i[LANE_BITS-1:0]} + bytes_i", "bytes_i"),
    ("offers_in_turns", "assign request = request_i && !full;", "assign request = request_i && !full && !m_axi_rvalid_i;"),
    ("reads_wait_for_writes", "m_axi_rready_o = !no_reads;", "m_axi_rready_o = !no_reads && no_writes;"),
    ("writes_wait_for_reads", "m_axi_bready_o = !no_writes;", "m_axi_bready_o = !no_writes && no_reads;"),
    ("write_kept_as_a_read", "push_i(ready_o && !write_i)", "push_i(ready_o)"),
]

COUNTER_BUGS = [
    ("one_token_too_few", "tokens_q >= {4'd0, needed}", "tokens_q + 8'd1 >= {4'd0, needed}"),
    ("any_token_will_do", "tokens_q >= {4'd0, needed}", "tokens_q != 8'd0 || needed == '0"),
    ("top_bit_lost", "tokens_q <= tokens_q + {4'd0, given}", "tokens_q <= {1'b0, tokens_q[6:0]} + {4'd0, given}"),
    ("taken_on_request", "(grant_o[consumer] ? {4'd0, needed}", "(request_i[consumer] ? {4'd0, needed}"),
    ("given_by_the_unit", "finish_i[UNIT] && finish_context_i[UNIT*CONTEXT_BITS+:CONTEXT_BITS] == CONTEXT_BITS'(producer)", "finish_i[UNIT]"),
]
TOTALS_BUGS = [
    ("skip_one_less", "from_skip >= {24'd0, skip}", "from_skip > {24'd0, skip}"),
    ("outer_every_step", "here = SIGNALS ? last1 : first1;", "here = 1'b1;"),
    ("command_at_every_outer", "last0 && last1 : first0 && first1", "last1 : first1"),
    ("counted_from_the_wrong_end", "steps - 32'd1 - index_i : index_i", "index_i : steps - 32'd1 - index_i"),
    ("second_token_lost", "count = count + 1'b1;", "count = 4'd9;"),
]

TRACKER, CONTROLLER = "system/octet_unit_tracker.sv", "system/octet_controller.sv"
# (name, text, text) or, of another file than the proof's own: (name, text, text, file).
TRACKER_BUGS = [
    ("tokens_of_the_next_step", "slots_q[slot*WIDTH+:WIDTH] <= slots_shift[(slot+1)*WIDTH+:WIDTH];",
     "slots_q[slot*WIDTH+:WIDTH] <= slots_q[0+:WIDTH] ^ slots_shift[(slot+1)*WIDTH+:WIDTH];"),
    ("end_lost", "valid_q[slot] <= valid_shift[slot+1];", "valid_q[slot] <= valid_q[slot];"),
    ("release_lost", "end else if (release_i) begin", "end else if (release_i && !finish_i) begin"),
    ("writes_released_early", "if (valid_q[slot]) writes_o", "if (valid_q[slot] && busy_q) writes_o"),
]
SEQUENCER_BUGS = [
    ("one_step_too_few", "active_q <= !(last0_q && last1_q);", "active_q <= !(last0_q && i1_q == command_q.count1 - 16'd2) && !(last0_q && last1_q);"),
    ("outer_loop_lost", "active_q <= !(last0_q && last1_q);", "active_q <= !last1_q;"),
    ("head_dropped", "assign command_pop_o = load;", "assign command_pop_o = load || (grant_i && last0_q && last1_q);"),
    ("next_command_taken_early", "assign load = !active_q && ", "assign load = (!active_q || (grant_i && last0_q)) && "),
]
PROGRESS_BUGS = [
    ("banks_of_lower_indices_forgotten", "writes_taken[own*BANKS+:BANKS] | writes;", "writes_taken[own*BANKS+:BANKS];"),
    ("unit_granted_twice", "unit_taken[own] = 1'b1;", "unit_taken[own] = unit_busy_i[own];"),
    ("waits_behind_a_lower_index", "unit_free = !unit_taken[own];", "unit_free = !unit_taken[own] && (index < 2 || !request_i[index-1]);"),
    ("release_lost", "end else if (release_i) begin", "end else if (release_i && !finish_i) begin", TRACKER),
    ("fetch_slot_lost", "if (dispatch && !grant_i) slots_q", "if (dispatch && !request_o) slots_q", CONTROLLER),
    ("dispatch_waits_for_the_next_fetch", "assign dispatch = !none && ", "assign dispatch = !none && (full || request_o || grant_i) && ", CONTROLLER),
]
TAKE_MULTIPLIER_OUT = "proc; flatten; select -assert-count 1 t:$mul; delete t:$mul; connect -nounset -set i_lane.product product;"


def fifo_registers(depth, width=3, top="fifo_proof", fifo="i_fifo", further=""):
    """Joins the registers of the FIFO in `top`, and `further` ones, to the harness' names for them."""
    steps = [f"proc; flatten; memory_map; cd {top};"]
    for name in ("head", "tail", "level"):
        steps.append(f"connect -nounset -set {name}_register {fifo}.{name}_q;")
    for i in range(depth):
        steps.append(f"rename {fifo}.entries[{i}] entry{i}; connect -nounset -set entries[{width * i + width - 1}:{width * i}] entry{i};")
    return " ".join(steps) + f" {further} cd ..;"


def finish_registers(steps):
    return fifo_registers(steps, 1, "finish_order_proof", "i_order.i_unfinished", "connect -nounset -set waiting_register i_order.waiting_q;")


COMMANDS = "octet_command_pkg.sv"  # generated by the build: OCTET_COMMAND_PACKAGE in the environment names it, else that of build/dev is taken
CONTEXTS = 13
PACKAGES = [COMMANDS, "common/octet_machine_pkg.sv"]


def command_package():
    """The generated package; whoever forgot it is told so."""
    path = os.environ.get("OCTET_COMMAND_PACKAGE", RTL.parent / "build" / "dev" / "generated" / "rtl" / COMMANDS)
    if not pathlib.Path(path).is_file():
        sys.exit(f"prove.py: OCTET_COMMAND_PACKAGE: expected <build>/generated/rtl/{COMMANDS}, found no {path}")
    return path


def token_counters(consumer):
    """Joins the consumer's token counters in the scoreboard to the harness' vector of them."""
    steps = ["proc; flatten; cd token_counters_proof;"]
    for producer in range(CONTEXTS):
        steps.append(f"connect -nounset -set counters[{8 * producer + 7}:{8 * producer}] i_scoreboard.gen_consumer[{consumer}].gen_producer[{producer}].tokens_q;")
    return " ".join(steps) + " opt_clean -purge; cd ..;"


UNITS = 11
ACCELERATOR = "common/octet_fifo.sv system/octet_sequencer.sv system/octet_context.sv system/octet_controller.sv system/octet_unit_tracker.sv " \
    "system/octet_scoreboard.sv system/octet_step_claims.sv system/octet_token_counts.sv system/octet_operand_address.sv system/octet_dma.sv " \
    "system/octet_datapath.sv system/octet_axi4_master.sv system/octet_accelerator.sv"
BODIES = ("octet_step_claims*", "octet_token_counts*", "octet_operand_address*", "octet_dma*", "octet_datapath*", "octet_axi4_master*")
# For the machine's progress: anything in every cycle, but control.
ANY_BODY = (*BODIES, "octet_fifo*/w:data_o", "octet_sequencer*/w:last0_q", "octet_sequencer*/w:last1_q", "octet_scoreboard*/w:*tokens_q")


def accelerator_without(gates):
    """The files of the machine's control, but the one that bugs are seeded in."""
    return [*PACKAGES, *(path for path in ACCELERATOR.split() if path != gates)]


def joined(top, between):
    """Joins wires of the accelerator to the harness' vectors: {vector: wire}."""
    lines = " ".join(f"connect -nounset -set {name} i_accelerator.{wire};" for name, wire in between.items())
    return f"flatten; opt_clean; cd {top}; {lines} opt_clean -purge; cd ..;"


def control(queue_bits):
    """The accelerator's control, by context and by unit (two DMA steps in flight)."""
    wires = {name: name for name in ("grant", "unit_busy", "unit_context", "port_busy", "port_context", "fetch_beat", "fetch_last")}
    wires |= {"release_": "unit_release", "finish": "unit_finish", "fetched_level": "i_controller.i_fetched.level_q"}
    wires |= {name: f"i_controller.{name}" for name in ("dispatch", "none")}
    wires |= {name: f"i_controller.{name}_q" for name in ("slots", "fetched", "dispatched")}
    for context in range(1, CONTEXTS):
        place = f"gen_context[{context}].i_context"
        wires |= {f"active[{context}]": f"{place}.active", f"queue_empty[{context}]": f"{place}.empty", f"pop[{context}]": f"{place}.pop"}
        wires[f"queue_level[{(context + 1) * queue_bits - 1}:{context * queue_bits}]"] = f"{place}.i_queue.level_q"
    for unit in range(1, UNITS):
        number = 2 if unit <= 5 else 1
        wires[f"slots_valid[{unit * 2 + number - 1}:{unit * 2}]"] = f"gen_unit[{unit}].i_tracker.valid_q"
    return wires


def progress_wires(queue_bits):
    """For progress_proof: banks claimed and tokens there as well."""
    wires = control(queue_bits) | {name: name for name in ("queue_full", "unit_reads", "unit_writes")}
    return joined("progress_proof", wires | {"target": "i_controller.target", "ready_tokens": "i_scoreboard.ready_tokens"})


def proof(stem, gates, depth, bugs, parameters="", between="", induction=False, others=(), engine="z3", from_reset=False, cut=()):
    """`gates`: the file that bugs are seeded in; `others`: further files it needs, before it. `engine`: yosys-smtbmc with z3, or `sat`: yosys' own
    k-induction on single bits, for the control of the machine, where z3 takes minutes for what this does in seconds. `cut`: modules whose outputs, and wires, that
    are anything in every cycle."""
    return {"stem": stem, "gates": gates, "depth": depth, "bugs": bugs, "parameters": parameters, "between": between, "induction": induction,
            "others": others, "engine": engine, "from_reset": from_reset, "cut": cut}


AXI4_DEPTH = 7
AXI4_MEMORIES = "proc; flatten; memory_map; opt_clean;"
AXI4_OTHERS = ("common/octet_machine_pkg.sv", "common/octet_fifo.sv", "system/octet_beat.sv")
PROOFS = {
    "square_root_16": proof("square_root", "common/octet_square_root.sv", 8 + 4, SQUARE_ROOT_BUGS, "ROOT_BITS 8"),
    "square_root_24": proof("square_root", "common/octet_square_root.sv", 12 + 4, SQUARE_ROOT_BUGS, "ROOT_BITS 12"),
    "reciprocal_8": proof("reciprocal", "common/octet_reciprocal.sv", 8 + 4, RECIPROCAL_BUGS, "WIDTH 8"),
    "reciprocal_16": proof("reciprocal", "common/octet_reciprocal.sv", 16 + 4, RECIPROCAL_BUGS, "WIDTH 16"),
    "requantizer_rounding": proof("requantizer_rounding", "units/octet_requantizer_lane.sv", 5, ROUNDING_BUGS, between=TAKE_MULTIPLIER_OUT),
    "requantizer_product": proof("requantizer_product", "units/octet_requantizer_lane.sv", 5, PRODUCT_BUGS, "SUM 0"),
    "requantizer_sum": proof("requantizer_product", "units/octet_requantizer_lane.sv", 5, SUM_BUGS, "SUM 1"),
    **{f"fifo_{depth}": proof("fifo", "common/octet_fifo.sv", 2 * depth + 4, FIFO_BUGS if depth == 1 else DEEP_FIFO_BUGS,
                              f"DEPTH {depth}", fifo_registers(depth), induction=True)
       for depth in (1, 2, 3, 4, 5)},
    **{f"finish_order_{steps}": proof("finish_order", "system/octet_finish_order.sv", 4, FINISH_BUGS, f"STEPS {steps}", finish_registers(steps),
                                      induction=True, others=("common/octet_fifo.sv",), engine="sat")
       for steps in (2, 3, 4)},
    "axi4_port": proof("axi4_port", "system/octet_memory_port.sv", AXI4_DEPTH, PORT_BUGS, between=AXI4_MEMORIES, others=(*AXI4_OTHERS, "system/octet_axi4_master.sv"),
                       from_reset=True),
    "axi4_master": proof("axi4_port", "system/octet_axi4_master.sv", AXI4_DEPTH, MASTER_BUGS, between=AXI4_MEMORIES, others=(*AXI4_OTHERS, "system/octet_memory_port.sv"),
                         from_reset=True),
    **{f"token_counters_{consumer}": proof("token_counters", "system/octet_scoreboard.sv", 4, COUNTER_BUGS if consumer == 6 else COUNTER_BUGS[:1],
                                           f"CONSUMER {consumer}", token_counters(consumer), induction=True, others=PACKAGES, engine="sat")
       for consumer in range(CONTEXTS)},
    "progress": proof("progress", "system/octet_scoreboard.sv", 1, PROGRESS_BUGS, "", progress_wires(2), induction=True,
                      others=accelerator_without("system/octet_scoreboard.sv"), engine="sat", cut=ANY_BODY),
    **{f"unit_tracker_{steps}": proof("unit_tracker", "system/octet_unit_tracker.sv", 4, TRACKER_BUGS if steps > 1 else TRACKER_BUGS[1:],
                                     f"STEPS {steps}",
                                     "proc; flatten; cd unit_tracker_proof; connect -nounset -set slots_valid i_tracker.valid_q; "
                                     "connect -nounset -set slots i_tracker.slots_q; cd ..;", induction=True, others=PACKAGES, engine="sat")
       for steps in (1, 2, 3)},
    "sequencer": proof("sequencer", "system/octet_sequencer.sv", 4, SEQUENCER_BUGS, between="proc; flatten; cd sequencer_proof; " + " ".join(
        f"connect -nounset -set {name} i_sequencer.{name}_q;" for name in ("i0", "i1", "index", "last0", "last1")) + " opt_clean -purge; cd ..;",
                       induction=True, others=(*PACKAGES, "system/octet_token_counts.sv", "system/octet_operand_address.sv"), engine="sat", cut=BODIES[1:3]),
    "token_totals_waits": proof("token_totals", "system/octet_token_counts.sv", 4, TOTALS_BUGS, "SIGNALS 0", induction=True, others=PACKAGES, engine="sat"),
    "token_totals_signals": proof("token_totals", "system/octet_token_counts.sv", 4, TOTALS_BUGS, "SIGNALS 1", induction=True, others=PACKAGES, engine="sat"),
}


def solve(job, gates, folder, planted=None):
    """(holds, first cycle in which an assertion fails or None) of a harness around `gates`; `planted`: files read in place of others, by path."""
    top, model = f"{job['stem']}_proof", folder / "model.smt2"
    parameters = f"chparam -set {job['parameters']} {top};" if job["parameters"] else ""
    others = " ".join(command_package() if other == COMMANDS else str((planted or {}).get(other, RTL / other)) for other in job["others"])
    cut = f"hierarchy -top {top}; proc; cutpoint {' '.join('*' + place for place in job['cut'])};" if job["cut"] else ""
    script = (f"read_verilog -formal -sv -defer {others} {gates} {HERE / (top + '.sv')}; {parameters} {cut} hierarchy -check -top {top}; {job['between']} "
              + ("opt_expr; opt_clean; opt_merge; opt_clean; " if job["cut"] else f"prep -flatten -top {top}; "))
    if job["engine"] == "sat":
        return solve_bits(job, script)
    script += f"write_smt2 -wires {model}"
    done = subprocess.run(["yosys", "-q", "-p", script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode != 0:
        sys.exit(f"{script}\n{done.stdout}")
    for mode in [[], ["-i"]] if job["induction"] else [[]]:
        command = ["yosys-smtbmc", "--noprogress", "-s", "z3", *mode, *(["--unroll"] if job["from_reset"] else []), "-t", str(job["depth"]), str(model)]
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
        reach = ("inductive: every run" if job["induction"] else "from reset: runs of that length" if job["from_reset"]
                 else "from any state: every run")
        print(f"{name}: {'proved' if holds else f'FAILED in cycle {cycle}'}, depth {job['depth']} cycles, {reach} "
              f"({time.monotonic() - start:.0f} s)", flush=True)
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
