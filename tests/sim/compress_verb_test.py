#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`octet compress` tells what the integers lose, and loses nothing of large logits: a softmax of logits up to a hundred
apart predicts what the logits do, in every view. Usage: compress_verb_test.py OCTET"""
import json
import math
import pathlib
import random
import struct
import subprocess
import sys
import tempfile

OCTET = sys.argv[1]
TOKENS, PIXELS, WIDTH, CLASSES, SIDE = 4, 16, 32, 10, 8
GAIN = 8.0  # of the logits: a softmax of +-26.7 would let many rows tie
TENSORS = (  # name, shape, mean, deviation
    ("embed.weight", (WIDTH, PIXELS), 0, 0.01),
    ("embed.bias", (WIDTH,), 0, 0.1),
    ("position.value", (TOKENS, WIDTH), 0, 0.3),
    ("norm.weight", (WIDTH,), 1, 0.3),
    ("norm.bias", (WIDTH,), 0, 0.3),
    ("head.weight", (CLASSES, WIDTH), 0, 1),
    ("head.bias", (CLASSES,), 0, 0.1),
)
NODES = """  - {name: embed, op: linear, inputs: [pixels], weight: embed.weight, bias: embed.bias}
  - {name: position, op: constant, inputs: [], value: position.value}
  - {name: sum, op: add, inputs: [embed, position]}
  - {name: norm, op: layernorm, inputs: [sum], weight: norm.weight, bias: norm.bias, epsilon: 1e-05}
  - {name: pool, op: mean, inputs: [norm]}
  - {name: head, op: linear, inputs: [pool], weight: head.weight, bias: head.bias}
"""


def octet(*words):
    done = subprocess.run([OCTET, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert done.returncode == 0, f"{words}: exit status {done.returncode}\n{done.stdout}"
    return done.stdout


def write_graph(folder, gain, softmax):
    """A classifier with random weights; with `softmax` its output are probabilities."""
    folder.mkdir()
    draw = random.Random(1)
    tensors = {}
    for name, shape, center, spread in TENSORS:
        size = math.prod(shape)
        times = gain if name.startswith("head") else 1.0
        tensors[name] = (shape, struct.pack(f"<{size}f", *(times * draw.gauss(center, spread) for _ in range(size))))
    header, data = {}, b""
    for name, (shape, values) in tensors.items():
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(values)]}
        data += values
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    (folder / "model.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)
    last = "  - {name: probabilities, op: softmax, inputs: [head]}\n" if softmax else ""
    output = "probabilities" if softmax else "head"
    (folder / "graph.yaml").write_text(
        "octet_graph: 1\nname: logits\ndataset: noise\n"
        f"input: {{name: pixels, shape: [{TOKENS}, {PIXELS}], type: uint8}}\n"
        f"image: {{height: {SIDE}, width: {SIDE}, channels: 1, patch: 4}}\noutput: {output}\nnodes:\n{NODES}{last}"
    )


def write_images(folder):
    """Images of random blobs, so that they differ after pooling; labels are of no matter."""
    folder.mkdir()
    draw = random.Random(2)
    for split, count in (("train", 64), ("t10k", 200)):
        pixels = bytearray()
        for _ in range(count):
            levels = [draw.randrange(256) for _ in range(16)]  # one a quarter of a patch
            pixels += bytes(
                min(255, max(0, levels[(y // 2) * 4 + x // 2] + draw.randrange(-20, 21)))
                for y in range(SIDE)
                for x in range(SIDE)
            )
        labels = bytes(draw.randrange(CLASSES) for _ in range(count))
        (folder / f"{split}-images-idx3-ubyte").write_bytes(struct.pack(">IIII", 0x803, count, SIDE, SIDE) + pixels)
        (folder / f"{split}-labels-idx1-ubyte").write_bytes(struct.pack(">II", 0x801, count) + labels)


def compress(folder, graph, numerics="", nodes=""):
    """What the verb prints, its JSON, and the package; `nodes` are rules of the recipe."""
    recipe, package, result = folder / "recipe.yaml", folder / f"{graph}_package", folder / "compress.json"
    recipe.write_text(f"octet_recipe: 1\nnumerics: {{{numerics}}}\nnodes: [{nodes}]\n")
    text = octet(
        "compress",
        folder / graph,
        "--recipe",
        recipe,
        "--calibration",
        folder / "data",
        "--out",
        package,
        "--force",
        "--json",
        result,
    )
    return text, json.loads(result.read_text()), package


def compare_views(folder, package):
    """Golden model and SystemC give the same results."""
    results = {}
    for view in ("golden", "systemc"):
        words = ["--arch", "octet-16", "--view", view, "--input", folder / "data", "--limit", 50]
        octet("run", package, *words, "--out", folder / view, "--force")
        results[view] = (folder / view / "outputs.csv").read_text()
    assert results["golden"] == results["systemc"]


def refuse(folder, package, setting, message):
    """A machine without so wide units names the node."""
    words = ["run", package, "--arch", "octet-16", "--set", setting, "--input", folder / "data", "--out", folder / "no"]
    done = subprocess.run([OCTET, *map(str, words)], capture_output=True, text=True)
    assert (done.returncode, message in done.stderr) == (2, True), done


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_images(folder / "data")
        for graph, gain, softmax in (("logits", GAIN, False), ("softmax", GAIN, True), ("huge", 12 * GAIN, True)):
            write_graph(folder / graph, gain, softmax)
        _, logits, _ = compress(folder, "logits")
        text, softmax, package = compress(folder, "softmax")
        assert logits["agreement"] >= 0.99 and softmax["agreement"] >= 0.99, (logits, softmax)
        assert softmax["findings"] == [] and "lost" not in text, text
        compare_views(folder, package)

        # The same with widths by pattern, of values and inside of nodes.
        rules = (
            "{match: sum, residual_bits: 14}, {match: 'p*', multiplier_bits: 24, score_bits: 13}, "
            "{match: head, multiplier_bits: 12}"
        )
        _, mixed, package = compress(folder, "softmax", nodes=rules)
        assert mixed["agreement"] >= 0.99, mixed
        written = (package / "model.yaml").read_text()
        for line in (
            '{name: "sum", shape: [4, 32], bits: 14,',
            '{name: "head", shape: [1, 10], bits: 13,',
            'op: mean, inputs: ["norm"], output: "pool", multiplier_bits: 24, scale',
            'output: "head", multiplier_bits: 12}',
        ):
            assert line in written, (line, written)
        compare_views(folder, package)
        for setting, message in (
            ("multiplier_bits_max=23", "multiplier_bits: expected at most 23, node 'pool' has 24"),
            ("score_bits_max=12", "score_bits: expected at most 12, node 'probabilities' has 13"),
        ):
            refuse(folder, package, f"numerics.{setting}", message)

        text, huge, _ = compress(folder, "huge", "score_bits: 8")
        saturated, ties, steps = huge["findings"]
        assert all(each["node"] == "probabilities" and 0 < each["share"] for each in huge["findings"])
        assert saturated["what"] == "of its scores saturate at +-424", huge
        assert "tie" in ties["what"] and "steps of 3.3" in steps["what"], huge
        assert text.count("probabilities: ") == 3 and "\nlost          probabilities: " in text, text
        enough = int(saturated["remedy"].removeprefix("raise score_bits in the recipe to "))
        text, healed, _ = compress(folder, "huge", f"score_bits: {enough}")
        assert healed["findings"] == [] and healed["agreement"] >= 0.99, (text, healed)

        # A shipped recipe by its name is the file of that name.
        by = {}
        for recipe in ("int8", "workloads/recipes/int8.yaml"):
            octet(
                "compress",
                folder / "logits",
                "--recipe",
                recipe,
                "--calibration",
                folder / "data",
                "--out",
                folder / "by",
                "--force",
            )
            by[recipe] = [(folder / "by" / file).read_bytes() for file in ("model.yaml", "model.safetensors")]
        assert by["int8"] == by["workloads/recipes/int8.yaml"]
    print("compress tells its losses, and softmax keeps the order of large logits")


if __name__ == "__main__":
    main()
