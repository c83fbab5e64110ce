#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Write the first images of a data set's test part, with their labels, as a small data set of the same format.

The files of workloads/fashion-mnist-sample come from this script; the same input gives the same bytes.

Example: scripts/make_sample.py --count 300 --out workloads/fashion-mnist-sample
"""
import argparse
import gzip
import pathlib
import struct


def cut(source, target, count):
    """Copy the first `count` items of a gzipped IDX file of unsigned bytes; the gzip header carries no time or name."""
    data = gzip.decompress(source.read_bytes())
    rank = data[3]
    shape = struct.unpack(f">{rank}I", data[4 : 4 + 4 * rank])
    if count > shape[0]:
        raise SystemExit(f"{source}: error: expected at least {count} items, got {shape[0]}")
    item = 1
    for extent in shape[1:]:
        item *= extent
    start = 4 + 4 * rank
    body = data[:4] + struct.pack(f">{rank}I", count, *shape[1:]) + data[start : start + count * item]
    with open(target, "wb") as raw, gzip.GzipFile("", "wb", 9, raw, mtime=0) as out:
        out.write(body)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--data", type=pathlib.Path, default=pathlib.Path("/usr/share/datasets/fashion-mnist"))
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--count", type=int, default=300)
    args = parser.parse_args()
    args.out.mkdir(parents=True, exist_ok=True)
    for name in ("t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"):
        cut(args.data / name, args.out / name, args.count)


if __name__ == "__main__":
    main()
