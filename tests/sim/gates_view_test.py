#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`octet run` and `octet eval` on gates tell what they tell of SystemC, as far as the gates know it; what these do not
know is null or absent and has a reason. Usage: gates_view_test.py OCTET"""
import ast
import gzip
import json
import math
import operator
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

OCTET = sys.argv[1]
PACKAGE, SAMPLE = "workloads/vit-fashion-mnist/package", "workloads/fashion-mnist-sample"
GRAPH = pathlib.Path("workloads/vit-fashion-mnist")
FIRST = ("--input", SAMPLE, "--limit", 2)
GOLDEN = "golden"
VIEWS = {
    "systemc": ["systemc"],
    "rtl": ["rtl"],
    "systemc, softmax=rtl, residual_adder=rtl": ["residual_adder=rtl", "softmax=rtl"],
}


def octet(*words):
    done = subprocess.run([OCTET, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, f"{words}: exit status {done.returncode}\n{done.stdout}"
    return done.stdout


def read_npy(path):
    """Type, shape and bytes of a NumPy file of format 1.0."""
    data = path.read_bytes()
    assert data[:8] == b"\x93NUMPY\x01\x00", path
    (length,) = struct.unpack("<H", data[8:10])
    assert (10 + length) % 64 == 0 and data[9 + length : 10 + length] == b"\n", path
    header = ast.literal_eval(data[10 : 10 + length].decode())
    assert set(header) == {"descr", "fortran_order", "shape"} and not header["fortran_order"], header
    return header["descr"], header["shape"], data[10 + length :]


def check_dumps(folder, plain):
    """Every layer's integers are the same files in every view, the golden one too, and what run.json says of them
    holds."""
    octet("run", PACKAGE, "--arch", "octet-16", "--view", GOLDEN, *FIRST, "--dump", "all", "--out", folder / GOLDEN)
    golden = folder / GOLDEN / "dump"
    names = sorted(path.name for path in golden.iterdir())
    assert names == sorted(layer["name"] + ".npy" for layer in plain["per_layer"]), names
    for view in map(str, range(len(VIEWS))):
        assert sorted(path.name for path in (folder / view / "dump").iterdir()) == names
        for name in names:
            assert (folder / view / "dump" / name).read_bytes() == (golden / name).read_bytes(), (view, name)
    sizes = {"int8": 1, "uint8": 1, "int16": 2, "int32": 4}
    for told in plain["dump"]:
        kind, shape, data = read_npy(golden / f"{told['layer']}.npy")
        assert told["file"] == f"dump/{told['layer']}.npy" and list(shape) == told["shape"], told
        assert kind == {"int8": "|i1", "uint8": "|u1", "int16": "<i2", "int32": "<i4"}[told["type"]], told
        assert shape[0] == 2 and len(data) == shape[0] * shape[1] * shape[2] * sizes[told["type"]], told
        # Another image is another value, but for constants.
        assert (data[: len(data) // 2] == data[len(data) // 2 :]) == (told["layer"] == "position"), told
    # The output as outputs.csv has it.
    rows = [list(map(int, line.split(",")[3:])) for line in (folder / "0" / "outputs.csv").read_text().splitlines()[1:]]
    kind, shape, data = read_npy(golden / "head.npy")
    assert kind == "<i2" and list(struct.unpack(f"<{len(data) // 2}h", data)) == rows[0] + rows[1]


def reals_of_first_layers(count):
    """Float values of `embed` and `residual0` for the first images, computed here from checkpoint and pixels."""
    raw = (GRAPH / "model.safetensors").read_bytes()
    (length,) = struct.unpack("<Q", raw[:8])
    header, data = json.loads(raw[8 : 8 + length]), raw[8 + length :]

    def tensor(name):
        begin, end = header[name]["data_offsets"]
        return struct.unpack(f"<{(end - begin) // 4}f", data[begin:end])

    weight, bias, position = tensor("embed.weight"), tensor("embed.bias"), tensor("position.value")
    (columns,), side, patch = header["embed.bias"]["shape"], 28, 4
    pixels = gzip.decompress((pathlib.Path(SAMPLE) / "t10k-images-idx3-ubyte.gz").read_bytes())[16:]
    embed = []
    for image in range(count):
        for top in range(0, side, patch):
            for left in range(0, side, patch):
                starts = (image * side * side + (top + y) * side + left for y in range(patch))
                row = [pixel for start in starts for pixel in pixels[start : start + patch]]
                products = (map(operator.mul, row, weight[c * len(row) : (c + 1) * len(row)]) for c in range(columns))
                embed += [bias[c] + sum(product) for c, product in enumerate(products)]
    return {"embed": embed, "residual0": [x + position[i % len(position)] for i, x in enumerate(embed)]}


def check_errors(dump, by_layer):
    """`octet eval --by-layer` of the same images, from the dumped integers: the share at an end of their width of every
    node, and the distance from reals of the first."""
    assert sorted(by_layer) == sorted(path.name[: -len(".npy")] for path in dump.iterdir())
    reals = reals_of_first_layers(2)
    package = (pathlib.Path(PACKAGE) / "model.yaml").read_text()
    scales = dict(re.findall(r'{name: "(\S+)", shape: .*, scale: (\S+)}', package))
    for name, told in by_layer.items():
        kind, _, data = read_npy(dump / f"{name}.npy")
        integers = struct.unpack(f"<{len(data) // int(kind[2])}{'bh'[kind[2] == '2']}", data)
        top = 2 ** (told["bits"] - 1) - 1
        share = sum(it in (-top - 1, top) for it in integers) / len(integers)
        assert math.isclose(told["saturated_share"], share, abs_tol=1e-12), (told, share)
        if name in reals:
            errors = [integer * float(scales[name]) - real for integer, real in zip(integers, reals[name], strict=True)]
            noise = sum(error * error for error in errors)
            expected = 10 * math.log10(sum(real * real for real in reals[name]) / noise)
            assert abs(told["sqnr_db"] - expected) < 0.01, (told, expected)
            assert math.isclose(told["largest_error"], max(map(abs, errors)), rel_tol=0.01), told


def test_page():
    """The table of docs/layers.md is what its command prints."""
    page = pathlib.Path("docs/layers.md").read_text()
    command, table = re.search(r"```\noctet (eval [^\n]*)\n```.*?```\n(.*?)```", page, re.S).groups()
    assert octet(*command.split()) == table, "docs/layers.md: its command prints another table"


def test_changed_gates():
    """A folder of models named by the user is taken at its word: gates that are late end with status 3, gates that hang
    with 4."""
    finish = "assign finish_o = valid_q[STAGES-1] && last_q[STAGES-1];"
    late = (
        "logic late_q; always_ff @(posedge clk_i) late_q <= valid_q[STAGES-1] && last_q[STAGES-1]; assign finish_o = "
        "late_q;"
    )
    builder = pathlib.Path("hw/cosim/build_model.py").resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        octet("rtl", "--arch", "octet-16", "--out", folder / "gates")
        source = folder / "gates" / "octet_residual_adder.sv"
        text = source.read_text()
        assert finish in text
        for change, status, message in (
            (late, 3, "views disagree: residual_adder: "),
            ("assign finish_o = 1'b0;", 4, "have not finished after"),
        ):
            source.write_text(text.replace(finish, change))
            models = folder / str(status)
            models.mkdir()
            subprocess.run(
                [
                    sys.executable,
                    builder,
                    "--top",
                    "octet_residual_adder",
                    "--output",
                    models / "adder.so",
                    "--parameter=ROWS=16",
                    "--parameter=LANES=8",
                    "--parameter=MULTIPLIER_BITS=31",
                    "--optimize=-O1",
                    *(
                        folder / "gates" / file
                        for file in (
                            "octet_command_pkg.sv",
                            "octet_machine_pkg.sv",
                            "octet_residual_adder_lane.sv",
                            source.name,
                        )
                    ),
                ],
                check=True,
            )
            words = [
                OCTET,
                "run",
                PACKAGE,
                "--arch",
                "octet-16",
                "--view",
                "residual_adder=rtl",
                "--out",
                folder / "out",
            ]
            done = subprocess.run(
                words,
                env={**os.environ, "OCTET_RTL_MODELS": str(models)},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            assert done.returncode == status and message in done.stdout, (done.returncode, done.stdout)
            assert not (folder / "out").exists()


def main():
    with tempfile.TemporaryDirectory() as name:
        folder, runs, scores = pathlib.Path(name), {}, {}
        for index, (view, words) in enumerate(VIEWS.items()):
            chosen = [word for it in words for word in ("--view", it)]
            out, score = folder / str(index), folder / f"{index}.json"
            octet("run", PACKAGE, "--arch", "octet-16", *chosen, *FIRST, "--dump", "all", "--out", out)
            octet(
                "eval",
                PACKAGE,
                "--graph",
                GRAPH,
                "--arch",
                "octet-16",
                *chosen,
                "--dataset",
                SAMPLE,
                "--limit",
                2,
                "--by-layer",
                "--json",
                score,
            )
            runs[view], scores[view] = json.loads((out / "run.json").read_text()), json.loads(score.read_text())
            assert runs[view]["view"] == view and scores[view].pop("view") == view
            assert (out / "outputs.csv").read_text() == (folder / "0" / "outputs.csv").read_text()
            assert (out / "trace.json").exists() == (view != "rtl")

        plain, rtl, units = (runs[view] for view in VIEWS)
        for key in ("cycles", "latency_s", "utilization", "macs", "per_unit", "accuracy", "samples"):
            assert rtl[key] == plain[key] and units[key] == plain[key], key
        assert plain["cycles"] > 100000 and len(plain["per_unit"]) == 11
        assert scores["rtl"] == scores["systemc"] == scores["systemc, softmax=rtl, residual_adder=rtl"]

        # Single units stand in a machine that knows everything.
        assert units["per_layer"] == plain["per_layer"] and units["memory"] == plain["memory"]
        assert (folder / "2" / "trace.json").read_text() == (folder / "0" / "trace.json").read_text()

        # The gates as a whole know what crosses their memory port, and no layers.
        assert rtl["memory"] == {key: plain["memory"][key] for key in ("dram_read_bytes", "dram_write_bytes")}
        assert rtl["memory_missing_reason"] and rtl["layers_missing_reason"]
        assert "memory_missing_reason" not in plain and "layers_missing_reason" not in plain
        # The same events at the same prices over the same cycles: only the layers' shares need to know when layers ran.
        for key in ("power_w", "area_mm2"):
            assert rtl[key] == plain[key] and plain[key], key
        assert plain["energy_j"]["total"] > plain["energy_j"]["leakage"] > 0
        assert {**rtl["energy_j"], "outside_layers": None} == {**plain["energy_j"], "outside_layers": None}
        assert rtl["energy_j"]["outside_layers"] is None and plain["energy_j"]["outside_layers"] > 0
        for layer in rtl["per_layer"]:
            assert layer["energy_j"] is None
            assert [layer[key] for key in ("start_cycles", "end_cycles", "busy_cycles")] == [None] * 3
        *rows, rest = (folder / "1" / "layers.csv").read_text().splitlines()
        assert len(rows) > 10 and all(row.endswith(",,,") for row in rows[1:]), rows
        # What no layer tells stands in the row of all that belongs to none.
        busy = sum(unit["busy_cycles"] for unit in rtl["per_unit"])
        name, macs, start, end, rest_busy, energy = rest.split(",")
        assert (name, macs, start, end, int(rest_busy)) == ("(outside layers)", "0", "", "", busy), rest
        assert math.isclose(float(energy), rtl["energy_j"]["total"])
        assert rtl["outside_layers"]["energy_j"] == rtl["energy_j"]["total"]
        check_dumps(folder, plain)
        check_errors(folder / GOLDEN / "dump", {layer["name"]: layer for layer in scores["systemc"]["by_layer"]})
    test_page()
    test_changed_gates()
    print(f"{len(VIEWS)} views, {plain['cycles']} cycles in each")


if __name__ == "__main__":
    main()
