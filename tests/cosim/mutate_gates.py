#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Breaks the gates on purpose, one line at a time, and requires that a test notices.

usage: mutate_gates.py BUILD_FOLDER [name ...]

After a full build; about a minute for each mutant of the whole accelerator. Each mutant is built as the model named in
the table and put in place of it in a copy of the folder of models. Exit status 1 if one survives."""
import ctypes
import os
import pathlib
import subprocess
import sys
import tempfile

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
# name: (file, line as it is, line as it should not be, top, model, test program)
LANE = ("octet_requantizer_lane", "requantizer_lane", "tests/units/requantizer_test")
UNIT = ("octet_requantizer", "requantizer_4x4", "tests/units/requantizer_test")
MATMUL = ("octet_matmul", "matmul_4x4", "tests/units/matmul_test")
WHOLE = ("octet_accelerator", "accelerator_4x4", "tests/cosim/cosim_test")
SINGLE_PORTS = (
    "octet_accelerator",
    "accelerator_8x4",
    "tests/cosim/cosim_test",
)  # where reads and writes of a bank meet
MUTANTS = {
    "half_too_small": ("units/octet_requantizer_lane.sv", "shift2_q) >> 1);", "shift2_q) >> 2);", *LANE),
    "half_minus_one": ("units/octet_requantizer_lane.sv", "(product_q + half)", "(product_q + half - 64'sd1)", *LANE),
    "top_too_low": ("units/octet_requantizer_lane.sv", "- 64'd1);", "- 64'd2);", *LANE),
    "row_beyond_edge": (
        "units/octet_requantizer.sv",
        "row_q + 16'(lane) < rows_q",
        "row_q + 16'(lane) <= rows_q",
        *UNIT,
    ),
    "always_signed": ("units/octet_matmul.sv", "&& !unsigned_q", "|| (1'b0 && unsigned_q)", *MATMUL),
    "drain_too_long": ("units/octet_matmul.sv", "drain_left_q == 32'd1", "drain_left_q == 32'd0", *MATMUL),
    "no_wait_for_drain": (
        "units/octet_matmul.sv",
        "&& (!drain_q || drain_last)",
        "&& (!drain_q || drain_last || SHADOW)",
        *MATMUL,
    ),
    "token_left_over": (
        "system/octet_scoreboard.sv",
        "tokens_q >= {4'd0, needed}",
        "tokens_q + 8'd1 >= {4'd0, needed}",
        *WHOLE,
    ),
    "bank_not_claimed": (
        "system/octet_scoreboard.sv",
        "banks_free = ((reads & other_reads) |",
        "banks_free = (",
        *WHOLE,
    ),
    "ring_one_longer": ("system/octet_operand_address.sv", "14'd1 >= operand_i", "14'd1 > operand_i", *WHOLE),
    "burst_cut_early": (
        "system/octet_memory_port.sv",
        "run_left <= {16'd0, longest}",
        "run_left < {16'd0, longest}",
        *WHOLE,
    ),
    "queue_grants_late": (
        "system/octet_sequencer.sv",
        "!occupied_i && command_valid_i",
        "!occupied_i && !full_i && command_valid_i",
        *WHOLE,
    ),
    "last_rows_forgotten": (
        "system/octet_sequencer.sv",
        "next_last1 ? next_command_o.rows_last",
        "1'b0 ? next_command_o.rows_last",
        *WHOLE,
    ),
    "weights_claimed_short": (
        "system/octet_step_claims.sv",
        "* 32'(COLUMNS) * next_command_i.depth",
        "* next_command_i.depth",
        *SINGLE_PORTS,
    ),
    "block_too_many": (
        "system/octet_load_transposer.sv",
        "full_o = blocks_q == 2'(BLOCKS)",
        "full_o = blocks_q == 2'(BLOCKS + 1)",
        *WHOLE,
    ),
    "page_crossed": ("system/octet_memory_port.sv", "page_left = 16'd4096", "page_left = 16'd8192", *WHOLE),
}


def parameters_of(library):
    function = ctypes.CDLL(str(library)).octet_rtl_parameters
    function.restype = ctypes.c_char_p
    return function().decode().split()


def survives(build, name, folder):
    file, good, bad, top, model, test = MUTANTS[name]
    text = (REPOSITORY / "rtl" / file).read_text()
    if text.count(good) != 1:
        sys.exit(f"{name}: {file} does not hold exactly once: {good}")
    mutated = folder / pathlib.Path(file).name
    mutated.write_text(text.replace(good, bad))
    models = folder / "models"
    models.mkdir()
    built = build / "rtl" / "models"
    for library in built.glob("*.so"):
        if library.stem != model:
            (models / library.name).symlink_to(library)
    generated = build / "generated/rtl"
    sources = [
        generated / "octet_command_pkg.sv",
        generated / "octet_machine_pkg.sv",
        *sorted((generated / "system").glob("*.sv")),
    ]
    for room in ("common", "units", "system"):
        sources += [p for p in sorted((REPOSITORY / "rtl" / room).glob("*.sv")) if p.name != mutated.name]
    subprocess.run(
        [
            sys.executable,
            REPOSITORY / "hw/cosim/build_model.py",
            "--top",
            top,
            "--output",
            models / f"{model}.so",
            "--optimize=-O0",
            *(f"--parameter={p}" for p in parameters_of(built / f"{model}.so")),
            *sources,
            mutated,
        ],
        check=True,
    )
    done = subprocess.run(
        [build / test, "--abort"],
        env={**os.environ, "OCTET_RTL_MODELS": str(models)},
        cwd=REPOSITORY,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=900,
    )
    return done.returncode == 0


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    build = pathlib.Path(sys.argv[1]).resolve()
    survivors = []
    for name in sys.argv[2:] or MUTANTS:
        with tempfile.TemporaryDirectory() as folder:
            alive = survives(build, name, pathlib.Path(folder))
        print(f"{name}: {'SURVIVED' if alive else 'noticed'}", flush=True)
        survivors += [name] if alive else []
    sys.exit(1 if survivors else 0)


if __name__ == "__main__":
    main()
