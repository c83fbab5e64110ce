# SPDX-License-Identifier: Apache-2.0
"""Calls of `octet sweep` for sweep_test.py, and what they leave."""
import contextlib
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
import unittest

OCTET = os.path.abspath(sys.argv[1])
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
KILLS = int(sys.argv[3]) if len(sys.argv) > 3 else 10
EXPORTS = ("points.csv", "pareto.csv", "sweep.json")
# Paths of a specification are relative to its file.
SPEC = """octet_sweep: 1
workload: HERE/workloads/vit-fashion-mnist/package
dataset: HERE/workloads/fashion-mnist-sample
architecture: octet-16
axes:
  array.rows, lanes.requantizer: [8, 16]
  array.columns: [8, 16, 32]
  lanes.softmax: [1, 2, 4, 8, 16]
  memory.beat_bytes: [8, 16, 32, 64]
objectives: [latency_s, multipliers, dram_bytes]
finalists: {points: 6, images: 100}
""".replace(
    "HERE", os.getcwd()
)
EVOLUTION = SPEC + "search: {method: evolution, points: 60, population: 12, seed: 3}\n"
GIVE_UP_SECONDS = 120


def children(process):
    """Numbers of a process's children."""
    try:
        return [int(word) for word in pathlib.Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def wait_until(condition):
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError("it never came")
        time.sleep(0.002)


class Sweeps(unittest.TestCase):
    """Two sweeps, undisturbed, and what is on file of one that is not."""

    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory()
        cls.root = pathlib.Path(cls.place.name)
        cls.expected = {}
        for name, text in (("grid", SPEC), ("evolution", EVOLUTION)):
            (cls.root / f"{name}.yaml").write_text(text)
            start = time.monotonic()
            done = cls.octet(cls.root / f"{name}.yaml", cls.root / name)
            assert done.returncode == 0, done.stderr
            cls.expected[name] = cls.exports(cls.root / name)
            print(f"{name}: {time.monotonic() - start:.1f} s undisturbed, seed {SEED}", flush=True)
            cls.seconds = time.monotonic() - start

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def setUp(self):
        self.out = self.root / "out"
        self.addCleanup(shutil.rmtree, self.out, ignore_errors=True)

    @staticmethod
    def words(spec, out, more):
        return [OCTET, "sweep", str(spec), "--out", str(out), "-j", "2", *more]

    @classmethod
    def octet(cls, spec, out, *more, **options):
        return subprocess.run(cls.words(spec, out, more), capture_output=True, text=True, check=False, **options)

    def start(self, spec, *more):
        return subprocess.Popen(
            self.words(spec, self.out, more), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )

    @staticmethod
    def exports(folder):
        # The specification's name is part of it; everything else is the sweep's.
        return {name: (folder / name).read_bytes() for name in EXPORTS}

    def check_same(self, name):
        for export, content in self.exports(self.out).items():
            self.assertEqual(content, self.expected[name][export], export)

    def ask(self, sql, *values):
        """The first row of the answer of the sweep's database."""
        with contextlib.closing(sqlite3.connect(self.out / "sweep.sqlite", isolation_level=None)) as database:
            return database.execute(sql, values).fetchone()

    def results(self):
        """Results on file, and how many were computed by all calls together."""
        with contextlib.closing(sqlite3.connect(self.out / "sweep.sqlite", isolation_level=None)) as database:
            return (
                database.execute("SELECT count(*) FROM results").fetchone()[0],
                database.execute("SELECT sum(computed) FROM sessions").fetchone()[0],
            )
