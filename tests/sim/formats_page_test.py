#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs the examples of docs/formats.md with the commands of that page, and compares the keys it names with those that
are written; compares the messages that docs/architecture.md beside it quotes, and what docs/compress.md beside it says
that its recipe makes of the same graph.

usage: formats_page_test.py OCTET PAGE
"""
import json
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

import random

SIDES = (8, 4)  # of an image of the page's graphs: width, height
COLUMNS = {"expand": 32, "gate": 32, "up": 32, "head": 10}  # of what a linear layer writes; of others 16


def write_tensors(path, tensors):
    """A safetensors file of F32 tensors {name: (shape, values)}."""
    header, data = {}, b""
    for name, (shape, values) in tensors.items():
        packed = struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(packed)]}
        data += packed
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def random_tensors(graph, draw):
    """Tensors for the nodes of a graph.yaml: of a linear layer and a constant a matrix, of others a vector a column."""
    columns, tensors = {"pixels": 16}, {}  # columns by value
    for name, op, inputs, rest in re.findall(r"{name: (\w+), op: (\w+), inputs: \[([^\]]*)\]([^}]*)}", graph):
        depth = columns[inputs.split(", ")[0]] if inputs else 16
        columns[name] = COLUMNS.get(name, 16) if op == "linear" else depth
        for field, tensor in re.findall(r"(\w+): (\w+\.\w+)", rest):
            if op == "constant":
                tensors[tensor] = ([2, 16], [draw.uniform(-1, 1) for _ in range(32)])
            elif op != "linear":
                tensors[tensor] = ([depth], [float(field == "weight")] * depth)
            elif field == "weight":
                scale = 0.02 if name == "embed" else 0.5  # pixels are large
                shape = [columns[name], depth]
                tensors[tensor] = (shape, [draw.gauss(0, scale) for _ in range(shape[0] * shape[1])])
            else:
                tensors[tensor] = ([columns[name]], [draw.gauss(0, 0.1) for _ in range(columns[name])])
    return tensors


def write_data(folder, draw):
    folder.mkdir()
    for part, count in (("train", 16), ("t10k", 4)):
        pixels = bytes(draw.randrange(256) for _ in range(count * SIDES[0] * SIDES[1]))
        labels = bytes(draw.randrange(10) for _ in range(count))
        (folder / f"{part}-images-idx3-ubyte").write_bytes(
            struct.pack(">4i", 0x803, count, SIDES[1], SIDES[0]) + pixels
        )
        (folder / f"{part}-labels-idx1-ubyte").write_bytes(struct.pack(">2i", 0x801, count) + labels)


def expect(condition, text):
    if not condition:
        sys.exit(f"formats_page_test: {text}")


def rows_of(page, heading):
    """Names in backquotes in the first column of the table under this heading."""
    table = page.split(heading, 1)[1].split("\n\n", 1)[0]
    return {name for row in table.splitlines()[1:] for name in re.findall(r"`([^`]+)`", row.split("|")[1])}


def check_messages(octet, page, folder):
    """The quoted journey of an error, on an architecture file with the faults that it tells of."""
    quoted = re.search(r"```\n\$ octet (run [^\n]*)\n(.*?)\n\$ echo \$\?\n(\d)\n```", page, re.S)
    command, told, status = quoted.groups()
    shown = subprocess.run([octet, "show", "octet-16"], capture_output=True, text=True, timeout=60).stdout
    wrong = shown.replace("rows: 16", "rows: sixteen").replace("columns: 16", "columns: 16\n  depth: 2")
    (folder / "mine.yaml").write_text(wrong)
    done = subprocess.run([octet, *command.split()], cwd=folder, capture_output=True, text=True, timeout=60)
    expect(
        (done.returncode, done.stderr) == (int(status), told + "\n"),
        f"docs/architecture.md quotes other messages than these, status {done.returncode}:\n{done.stderr}",
    )


def check_recipe(octet, page, folder):
    """The recipe of docs/compress.md on the graph of docs/formats.md, and lines of the package that it quotes."""
    name, text = re.search(r"<!-- file: (\S+) -->\n```yaml\n(.*?)```", page, re.S).groups()
    (folder / name).write_text(text)
    path, lines = re.search(r"<!-- in: (\S+) -->\n```\n(.*?)```", page, re.S).groups()
    words = ["compress", "graph", "--recipe", name, "--calibration", "data", "--out", pathlib.Path(path).parent]
    done = subprocess.run([octet, *words], cwd=folder, capture_output=True, text=True, timeout=120)
    expect(done.returncode == 0, f"docs/compress.md: {name}: status {done.returncode}\n{done.stderr}")
    package = (folder / path).read_text()
    for line in lines.splitlines():
        expect(line in package, f"docs/compress.md: no line of the package begins with {line}:\n{package}")


def main():
    octet, page = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).read_text()
    draw = random.Random(1)
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        examples = re.findall(r"<!-- file: (\S+) -->\n```yaml\n(.*?)```", page, re.S)
        expect(len(examples) == 4, f"expected 4 examples, found {len(examples)}")
        for path, text in examples:
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(text)
        check_messages(octet, pathlib.Path(sys.argv[2]).with_name("architecture.md").read_text(), folder)
        for path, text in examples:
            if path.endswith("graph.yaml"):
                write_tensors((folder / path).with_name("model.safetensors"), random_tensors(text, draw))
        write_data(folder / "data", draw)
        commands = "".join(re.findall(r"```\n(octet compress.*?)```", page, re.S)).splitlines()
        expect(len(commands) == 8, f"expected 8 commands, found {commands}")
        for command in commands:
            done = subprocess.run(
                [octet] + command.split()[1:], cwd=folder, capture_output=True, text=True, timeout=120
            )
            expect(done.returncode == 0, f"{command}: status {done.returncode}\n{done.stderr}")
        check_recipe(octet, pathlib.Path(sys.argv[2]).with_name("compress.md").read_text(), folder)

        run = json.loads((folder / "result/run.json").read_text())
        told = rows_of(page, "| key of `run.json` |")
        keys = set(run)
        expect(keys <= told, f"run.json holds keys that the page does not name: {sorted(keys - told)}")
        inner = {"dynamic", "leakage"}
        expect(told - keys <= inner, f"the page names keys that run.json lacks: {sorted(told - keys - inner)}")
        expect(
            set(path.name for path in (folder / "result").iterdir())
            == rows_of(page, "## Result: the folder that `octet run` writes\n"),
            "files of the result folder",
        )
        header = (folder / "result/layers.csv").read_text().splitlines()[0]
        expect(f"`{header}`" in page, f"layers.csv begins with {header}")
        package = (folder / "package/model.yaml").read_text() + (folder / "gated_package/model.yaml").read_text()
        for key in set(re.findall(r"^(\w+):", package, re.M)) | set(re.findall(r"[{ ](\w+): ", package)):
            expect(f"`{key}`" in page or f".{key}`" in page, f"the page does not name the package's key {key}")
        expect(
            (folder / "package/reference/graph.yaml").exists() == ("`reference/`" in page), "the package's kept graph"
        )
    print("docs/formats.md: 4 examples run, keys agree; docs/architecture.md, docs/compress.md: messages, lines agree")


if __name__ == "__main__":
    main()
