#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plants a wrong row in the table of the machine. The gates' assertions must see an access outside the claims.

usage: planted_row_test.py BUILD_FOLDER

The parameters of a normalization are said to lie in the weight buffer: a claim of that, and none of the parameter
buffer. The same gates with the row as it is run the same programs in cosim_test. Its model has these assertions too."""
import os
import pathlib
import subprocess
import sys
import tempfile

from mutate_gates import REPOSITORY, parameters_of

MODEL = "accelerator_4x4"
# That of LayerNorm; RMSNorm's entries begin otherwise.
ROW = """{at: p, space: parameter, form: line, of: columns, bits: 128, times: groups, show: param,
         entry: "i32 beta"""
PLANTED = ROW.replace("space: parameter", "space: weight")
SEEN = "which its unit has not claimed"


def planted_gates(folder):
    """Sources made from a definition with the wrong row, in the order to compile them."""
    definition = folder / "machine"
    definition.mkdir()
    for file in (REPOSITORY / "models/machine").glob("*.yaml"):
        (definition / file.name).write_text(file.read_text())
    text = (definition / "machine.yaml").read_text()
    assert text.count(ROW) == 1, ROW
    (definition / "machine.yaml").write_text(text.replace(ROW, PLANTED))
    generator = REPOSITORY / "scripts/generate_machine.py"
    subprocess.run([sys.executable, "-B", generator, definition, folder / "generated"], check=True)
    rtl = folder / "generated/rtl"
    files = [rtl / "octet_command_pkg.sv", rtl / "octet_machine_pkg.sv", *sorted((rtl / "system").glob("*.sv"))]
    return files + [
        file for room in ("common", "units", "system") for file in sorted((REPOSITORY / "rtl" / room).glob("*.sv"))
    ]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    build = pathlib.Path(sys.argv[1]).resolve()
    built = build / "rtl/models"
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        models = folder / "models"
        models.mkdir()
        for library in built.glob("*.so"):
            if library.stem != MODEL:
                (models / library.name).symlink_to(library)
        bound = [REPOSITORY / f"rtl/sva/octet_{part}.sv" for part in ("claim_check", "unit_claims", "dma_claims")]
        subprocess.run(
            [
                sys.executable,
                REPOSITORY / "hw/cosim/build_model.py",
                "--top",
                "octet_accelerator",
                "--output",
                models / f"{MODEL}.so",
                "--optimize=-O0",
                *(f"--parameter={p}" for p in parameters_of(built / f"{MODEL}.so")),
                *(f"--assertions={file}" for file in bound),
                *planted_gates(folder),
            ],
            check=True,
        )
        done = subprocess.run(
            [build / "tests/cosim/cosim_test", "[stress]"],
            env={**os.environ, "OCTET_RTL_MODELS": str(models)},
            cwd=REPOSITORY,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=900,
        )
    assert done.returncode != 0 and SEEN in done.stdout and "normalization" in done.stdout, done.stdout[-3000:]


main()
