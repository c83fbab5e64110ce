#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Train the vision transformer of workloads/vit-fashion-mnist and write it as an Octet graph.

Model selection uses 5 000 training images held out from the official 60 000; the official 10 000 test images are
read once, after the last epoch, for the figure in metric.json. Needs Debian's python3-torch, python3-numpy,
libopenblas0-pthread and dataset-fashion-mnist. The graph takes raw pixels (0..255): the input normalization is
folded into the patch embedding.

Example: scripts/train_vit.py --out workloads/vit-fashion-mnist --epochs 22 --seed 1
"""
import argparse
import copy
import ctypes
import gzip
import json
import math
import pathlib
import struct
import time

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

PIXEL_MEAN, PIXEL_STD = 0.2860, 0.3530  # of the 60 000 training images, in units of 255


def read_idx(path):
    """Read one gzipped IDX file of unsigned bytes as a numpy array."""
    data = gzip.open(path).read()
    rank = data[3]
    shape = struct.unpack(f">{rank}I", data[4 : 4 + 4 * rank])
    return np.frombuffer(data, np.uint8, offset=4 + 4 * rank).reshape(shape)


class Attention(nn.Module):
    """Multi-head self-attention with separate query, key and value projections."""

    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.query = nn.Linear(width, width)
        self.key = nn.Linear(width, width)
        self.value = nn.Linear(width, width)
        self.output = nn.Linear(width, width)

    def forward(self, x):
        batch, tokens, width = x.shape
        q, k, v = (p(x).view(batch, tokens, self.heads, -1).transpose(1, 2) for p in (self.query, self.key, self.value))
        scores = q @ k.transpose(-2, -1) / math.sqrt(width // self.heads)
        return self.output((scores.softmax(-1) @ v).transpose(1, 2).reshape(batch, tokens, width))


class Block(nn.Module):
    """One pre-LayerNorm encoder layer."""

    def __init__(self, width, heads, mlp):
        super().__init__()
        self.norm1 = nn.LayerNorm(width)
        self.attention = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width)
        self.expand = nn.Linear(width, mlp)
        self.contract = nn.Linear(mlp, width)

    def forward(self, x):
        x = x + self.attention(self.norm1(x))
        return x + self.contract(F.gelu(self.expand(self.norm2(x))))


class Vit(nn.Module):
    """Patch embedding, learned positions, encoder layers, mean pooling, linear head."""

    def __init__(self, patch=4, width=128, layers=4, heads=4, mlp=256, classes=10):
        super().__init__()
        self.patch, self.heads = patch, heads
        self.embed = nn.Linear(patch * patch, width)
        self.position = nn.Parameter(torch.randn((28 // patch) ** 2, width) * 0.02)
        self.blocks = nn.ModuleList(Block(width, heads, mlp) for _ in range(layers))
        self.norm = nn.LayerNorm(width)
        self.head = nn.Linear(width, classes)

    def forward(self, images):
        p = self.patch
        x = images.unfold(1, p, p).unfold(2, p, p).reshape(images.shape[0], -1, p * p)
        x = self.embed(x) + self.position
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x).mean(1))


def augment(images, generator):
    """Random horizontal flip and a random shift of up to one pixel, per image; `images` is [batch, 28, 28]."""
    n = images.shape[0]
    flip = torch.rand(n, generator=generator) < 0.5
    images = torch.where(flip[:, None, None], images.flip(2), images)
    padded = F.pad(images, (1, 1, 1, 1), value=-PIXEL_MEAN / PIXEL_STD)
    dy = torch.randint(0, 3, (n, 1, 1), generator=generator) + torch.arange(28)[None, :, None]
    dx = torch.randint(0, 3, (n, 1, 1), generator=generator) + torch.arange(28)[None, None, :]
    return padded[torch.arange(n)[:, None, None], dy, dx]


def accuracy(model, images, labels):
    """Percentage of right predictions."""
    model.eval()
    with torch.no_grad():
        hits = sum((model(x).argmax(1) == y).sum().item() for x, y in zip(images.split(500), labels.split(500)))
    return 100.0 * hits / len(labels)


def write_safetensors(path, tensors):
    """Write float32 tensors in the safetensors layout: u64 header size, JSON header, raw little-endian data."""
    header, offset, blobs = {}, 0, []
    for name in sorted(tensors):
        blob = tensors[name].detach().numpy().astype("<f4").tobytes()
        header[name] = {
            "dtype": "F32",
            "shape": list(tensors[name].shape),
            "data_offsets": [offset, offset + len(blob)],
        }
        offset += len(blob)
        blobs.append(blob)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    path.write_bytes(struct.pack("<Q", len(text)) + text + b"".join(blobs))


def graph_yaml(model, dataset):
    """The network as Octet's graph.yaml; node inputs are names of earlier nodes or of the graph input."""
    lines = [
        "# Written by scripts/train_vit.py",
        "octet_graph: 1",
        "name: vit-fashion-mnist",
        "input: {name: pixels, shape: [%d, %d], type: uint8}" % (model.position.shape[0], model.patch**2),
        "image: {height: 28, width: 28, channels: 1, patch: %d}" % model.patch,
        "dataset: %s" % dataset,
        "output: head",
        "nodes:",
    ]

    def node(name, op, inputs, **more):
        extra = "".join(f", {k}: {v}" for k, v in more.items())
        lines.append(f"  - {{name: {name}, op: {op}, inputs: [{', '.join(inputs)}]{extra}}}")

    def linear(name, source):
        node(name, "linear", [source], weight=f"{name}.weight", bias=f"{name}.bias")

    linear("embed", "pixels")
    node("position", "constant", [], value="position.value")
    node("residual0", "add", ["embed", "position"])
    x = "residual0"
    for i in range(len(model.blocks)):
        b = f"blocks.{i}"
        node(f"{b}.norm1", "layernorm", [x], weight=f"{b}.norm1.weight", bias=f"{b}.norm1.bias", epsilon=1e-5)
        for part in ("query", "key", "value"):
            linear(f"{b}.attention.{part}", f"{b}.norm1")
        node(
            f"{b}.attention", "attention", [f"{b}.attention.{p}" for p in ("query", "key", "value")], heads=model.heads
        )
        linear(f"{b}.attention.output", f"{b}.attention")
        node(f"{b}.residual1", "add", [x, f"{b}.attention.output"])
        node(
            f"{b}.norm2",
            "layernorm",
            [f"{b}.residual1"],
            weight=f"{b}.norm2.weight",
            bias=f"{b}.norm2.bias",
            epsilon=1e-5,
        )
        linear(f"{b}.expand", f"{b}.norm2")
        node(f"{b}.gelu", "gelu", [f"{b}.expand"])
        linear(f"{b}.contract", f"{b}.gelu")
        node(f"{b}.residual2", "add", [f"{b}.residual1", f"{b}.contract"])
        x = f"{b}.residual2"
    node("norm", "layernorm", [x], weight="norm.weight", bias="norm.bias", epsilon=1e-5)
    node("pool", "mean", ["norm"])
    linear("head", "pool")
    return "\n".join(lines) + "\n"


def export(model, out):
    """Write graph.yaml and model.safetensors, with the pixel normalization folded into the embedding."""
    tensors = {k: v.clone() for k, v in model.state_dict().items() if k != "position"}
    tensors["position.value"] = model.position.detach().clone()
    weight = tensors["embed.weight"].double()
    tensors["embed.bias"] = (tensors["embed.bias"].double() - weight.sum(1) * PIXEL_MEAN / PIXEL_STD).float()
    tensors["embed.weight"] = (weight / (255.0 * PIXEL_STD)).float()
    write_safetensors(out / "model.safetensors", tensors)
    (out / "graph.yaml").write_text(graph_yaml(model, "fashion-mnist"))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("/usr/share/datasets/fashion-mnist"))
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--epochs", type=int, default=22)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--rate", type=float, default=1.5e-3, help="peak learning rate")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    libc = ctypes.CDLL("libc.so.6")  # keep freed activations in the heap: a fifth less time per step
    libc.mallopt(-3, 1 << 30), libc.mallopt(-1, (1 << 31) - 1)
    torch.manual_seed(args.seed)
    torch.set_num_threads(args.threads)
    args.out.mkdir(parents=True, exist_ok=True)

    def load(part):
        x = read_idx(args.data / f"{part}-images-idx3-ubyte.gz").astype(np.float32) / 255.0
        y = read_idx(args.data / f"{part}-labels-idx1-ubyte.gz").astype(np.int64)
        return torch.from_numpy((x - PIXEL_MEAN) / PIXEL_STD), torch.from_numpy(y)

    images, labels = load("train")
    order = torch.randperm(60000, generator=torch.Generator().manual_seed(2023))
    held, kept = order[:5000], order[5000:]
    x_held, y_held, x_train, y_train = images[held], labels[held], images[kept], labels[kept]

    model = Vit()
    average = copy.deepcopy(model)  # exponential moving average of the weights: what is selected and exported
    decay = [p for n, p in model.named_parameters() if p.ndim == 2 and n != "position"]
    rest = [p for n, p in model.named_parameters() if p.ndim != 2 or n == "position"]
    optimizer = torch.optim.AdamW(
        [{"params": decay, "weight_decay": 0.05}, {"params": rest, "weight_decay": 0.0}],
        lr=args.rate,
        betas=(0.9, 0.98),
    )
    steps = len(x_train) // args.batch
    total, warmup = args.epochs * steps, 2 * steps
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer,
        lambda s: (s + 1) / warmup
        if s < warmup
        else 0.5 * (1 + math.cos(math.pi * (s - warmup) / (total - warmup))) + 1e-3,
    )
    generator = torch.Generator().manual_seed(args.seed)
    best, best_state, start = 0.0, None, time.time()
    with open(args.out / "training.log", "w") as log:

        def say(text):
            print(text, flush=True)
            log.write(text + "\n")
            log.flush()

        say(
            f"parameters {sum(p.numel() for p in model.parameters())} seed {args.seed} epochs {args.epochs} batch "
            f"{args.batch} rate {args.rate}"
        )
        for epoch in range(args.epochs):
            model.train()
            running = 0.0
            order = torch.randperm(len(x_train), generator=generator)
            for i in range(steps):
                pick = order[i * args.batch : (i + 1) * args.batch]
                loss = F.cross_entropy(model(augment(x_train[pick], generator)), y_train[pick], label_smoothing=0.05)
                optimizer.zero_grad(set_to_none=True)
                loss.backward()
                nn.utils.clip_grad_norm_(model.parameters(), 1.0)
                optimizer.step()
                schedule.step()
                with torch.no_grad():
                    for a, p in zip(average.parameters(), model.parameters()):
                        a.lerp_(p, 0.002)
                running += loss.item()
            held_accuracy = accuracy(average, x_held, y_held)
            say(
                f"epoch {epoch + 1} loss {running / steps:.4f} held-out {held_accuracy:.2f} % minutes "
                f"{(time.time() - start) / 60:.1f}"
            )
            if held_accuracy >= best:
                best, best_state = held_accuracy, copy.deepcopy(average.state_dict())
                export(average, args.out)
        average.load_state_dict(best_state)
        test_accuracy = accuracy(average, *load("t10k"))
        say(f"test {test_accuracy:.2f} % on 10000 images (held-out {best:.2f} %)")
    export(average, args.out)
    metric = {
        "metric": "accuracy",
        "held_out": best,
        "held_out_samples": 5000,
        "test": test_accuracy,
        "test_samples": 10000,
        "seed": args.seed,
        "epochs": args.epochs,
        "batch": args.batch,
        "rate": args.rate,
    }
    (args.out / "metric.json").write_text(json.dumps(metric, indent=2) + "\n")


if __name__ == "__main__":
    main()
