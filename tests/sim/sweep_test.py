#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Sweeps as users run them: killed and resumed at random moments, with workers that die, full disks and changed files,
the results are the same, nothing is lost and nothing run twice. Usage: sweep_test.py OCTET [SEED [KILLS]]"""
import contextlib
import json
import os
import pathlib
import pty
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
import unittest

from sweeps import EVOLUTION, KILLS, OCTET, SEED, SPEC, Sweeps, children, wait_until


class Sweep(Sweeps):
    def test_killed_and_resumed_a_sweep_is_the_same(self):
        dice = random.Random(SEED)
        for name, kills in (("grid", KILLS), ("evolution", 3)):
            spec, killed = self.root / f"{name}.yaml", 0
            for _ in range(100 * kills):
                if killed == kills:
                    break
                process = self.start(spec, "--resume")
                # From the moment it has begun to work, or before.
                if dice.random() < 0.8:
                    wait_until(lambda p=process: children(p.pid) or p.poll() is not None)
                time.sleep(dice.uniform(0, self.seconds / kills))
                workers = children(process.pid)
                was_over = process.poll() is not None
                process.kill()
                process.communicate()
                killed += not was_over
                # Nobody goes on computing for a sweep that is no more.
                wait_until(lambda w=workers: not any(pathlib.Path(f"/proc/{worker}/exe").exists() for worker in w))
                if was_over:
                    shutil.rmtree(self.out)  # it was quicker than the kills: once more from the beginning
            self.assertEqual(killed, kills)
            done = self.octet(spec, self.out, "--resume")
            self.assertEqual(done.returncode, 0, done.stderr)
            self.check_same(name)
            on_file, computed = self.results()
            self.assertEqual(on_file, computed)  # nothing lost, nothing twice
            again = self.octet(spec, self.out, "--resume")
            self.assertIn("0 computed now", again.stdout)
            self.check_same(name)
            shutil.rmtree(self.out)
            print(f"{name}: killed {kills} times, {on_file} results", flush=True)

    def test_a_worker_that_dies_costs_its_point_alone(self):
        process = self.start(self.root / "grid.yaml")
        wait_until(lambda: len(children(process.pid)) == 2 or process.poll() is not None)
        os.kill(children(process.pid)[0], signal.SIGKILL)
        _, text = process.communicate()
        self.assertEqual(process.returncode, 0, text)
        result = json.loads((self.out / "sweep.json").read_text())
        self.assertEqual(result["points"], json.loads(self.expected["grid"]["sweep.json"])["points"])
        self.assertEqual(result["failed"], 1)
        self.assertIn("ended by signal 9", result["failures"][0]["reason"])
        # A failure is a result: it is run again only where one asks for it.
        again = self.octet(self.root / "grid.yaml", self.out, "--resume")
        self.assertIn("1 failed", again.stdout)
        again = self.octet(self.root / "grid.yaml", self.out, "--resume", "--retry-failed")
        self.assertEqual(again.returncode, 0, again.stderr)
        self.check_same("grid")

    def test_ctrl_c_says_how_far_it_came_and_keeps_it(self):
        process = self.start(self.root / "grid.yaml")
        wait_until(lambda: children(process.pid) or process.poll() is not None)
        process.send_signal(signal.SIGINT)
        _, text = process.communicate()
        self.assertEqual(process.returncode, 130, text)
        self.assertRegex(
            text,
            r"^interrupted while estimating points, after \d+ of 120; what is done is on file, --resume goes on with "
            r"it\n$",
        )
        self.assertEqual(self.octet(self.root / "grid.yaml", self.out, "--resume").returncode, 0)
        self.check_same("grid")

    def test_progress_shows_on_a_terminal_with_a_time_to_go(self):
        # Points enough to be seen on a quick machine.
        latencies = f"  memory.latency_cycles: {list(range(20, 220, 10))}\n"
        (self.root / "many.yaml").write_text(SPEC.replace("objectives:", latencies + "objectives:"))
        ours, theirs = pty.openpty()
        process = subprocess.Popen(
            self.words(self.root / "many.yaml", self.out, []), stdout=subprocess.DEVNULL, stderr=theirs
        )
        os.close(theirs)
        shown = b""
        with contextlib.suppress(OSError):  # the other side is closed
            while chunk := os.read(ours, 4096):
                shown += chunk
        os.close(ours)
        self.assertEqual(process.wait(), 0)
        self.assertRegex(shown, rb"\r\x1b\[Kestimating points: \d+ of 2400, [\d.e+]+/s, \d+:\d\d to go in this stage")
        self.assertTrue(shown.endswith(b"\r\x1b[K"), shown)  # it is taken away

    def test_a_full_disk_is_told_and_nothing_is_lost(self):
        def small_disk():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))

        done = self.octet(self.root / "grid.yaml", self.out, preexec_fn=small_disk)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertRegex(
            done.stderr,
            r"out/sweep.sqlite: error: cannot be (read or )?written: (the disk is full|File too large|is the disk "
            r"full\?)\n",
        )
        self.assertFalse((self.out / "points.csv").exists())
        done = self.octet(self.root / "grid.yaml", self.out, "--resume")
        self.assertEqual(done.returncode, 0, done.stderr)
        self.check_same("grid")
        on_file, computed = self.results()
        self.assertEqual(on_file, computed)

    def test_a_disk_that_is_full_when_results_are_exported_loses_none(self):
        shutil.copytree(self.root / "grid", self.out)
        before = (self.out / "sweep.json").read_bytes()
        for name in ("points.csv", "sweep.json"):
            (self.out / name).rename(self.root / name)
            (self.out / name).symlink_to("/dev/full")
            self.refused(
                self.root / "grid.yaml", f"out/{name}: error: cannot be written: No space left on device", "--resume"
            )
            (self.root / name).rename(self.out / name)
        self.assertEqual((self.out / "sweep.json").read_bytes(), before)
        again = self.octet(self.root / "grid.yaml", self.out, "--resume")
        self.assertIn("0 computed now", again.stdout)
        self.check_same("grid")

    def refused(self, spec, message, *more):
        done = self.octet(spec, self.out, *more)
        self.assertEqual((done.returncode, done.stdout), (2, ""), done.stderr)
        self.assertIn(message, done.stderr)
        return done.stderr

    def write(self, text):
        (self.root / "bad.yaml").write_text(text)
        return self.root / "bad.yaml"

    def test_what_cannot_go_on_is_refused(self):
        shutil.copytree(self.root / "grid", self.out)
        grid = self.root / "grid.yaml"
        self.refused(grid, "out exists already; --resume goes on with it, --force replaces it")
        self.refused(grid, "--resume: error: goes on with what --force takes away", "--resume", "--force")
        self.refused(grid, "--retry-failed: error: expected --resume with it", "--retry-failed")
        self.refused(
            self.write(SPEC.replace("[8, 16, 32]", "[8, 16]")),
            "sweep.sqlite: error: specification has changed since this sweep began",
            "--resume",
        )
        (ours,) = self.ask("SELECT value FROM identity WHERE name = 'Octet'")
        self.assertRegex(ours, r"^\d+\.\d+\.\d+, code [0-9a-f]{16}$")
        theirs = ours[:-16] + "0123456789abcdef"
        self.ask("UPDATE identity SET value = ? WHERE name = 'Octet'", theirs)
        self.refused(
            grid,
            f"sweep.sqlite: error: Octet has changed since this sweep began: expected {theirs}, got {ours}; --force "
            "begins anew",
            "--resume",
        )
        self.ask("UPDATE identity SET value = ? WHERE name = 'Octet'", ours)
        (outcome,) = self.ask("SELECT outcome FROM results WHERE state = 'done' LIMIT 1")
        for bad in (
            "",
            "{}",
            outcome.replace("done", "dome"),
            outcome[:-1],
            "[1]",
            outcome.replace('"cycles":', '"cycles":[],"x":'),
        ):
            self.ask("UPDATE results SET outcome = ? WHERE outcome = ?", bad, outcome)
            self.refused(grid, "sweep.sqlite: error: holds a result that is none", "--resume")
            self.ask("UPDATE results SET outcome = ? WHERE outcome = ?", outcome, bad)
        self.ask("PRAGMA user_version = 77")
        self.refused(grid, "is a database of version 77, this Octet reads version 1", "--resume")
        (self.out / "sweep.sqlite").write_bytes(b"x" * 5000)
        self.refused(grid, "sweep.sqlite: error: is no SQLite database", "--resume")
        (self.out / "mine.txt").write_text("mine")
        self.refused(grid, "holds other things than a sweep's results", "--force")
        self.assertTrue((self.out / "mine.txt").exists())

    def test_what_a_sweep_takes_equal_results_from_is_not_run_again(self):
        done = self.octet(self.write(SPEC + "limits: {seconds: 500}\n"), self.out, "--reuse", str(self.root / "grid"))
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("0 computed now", done.stdout)

    def files(self, folder):
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    def test_results_to_reuse_are_looked_at_before_anything_is_touched(self):
        grid, other, link = self.root / "grid.yaml", self.root / "other", self.root / "link"
        self.addCleanup(shutil.rmtree, other, ignore_errors=True)
        self.refused(
            grid, "nosuch/sweep.sqlite: error: does not exist, expected results of a sweep", "--reuse", "nosuch"
        )
        self.assertFalse(self.out.exists())
        shutil.copytree(self.root / "grid", other)
        with contextlib.closing(sqlite3.connect(other / "sweep.sqlite", isolation_level=None)) as database:
            database.execute("UPDATE results SET outcome = '[1]' WHERE key = (SELECT min(key) FROM results)")
        self.refused(grid, "other/sweep.sqlite: error: holds a result that is none", "--reuse", str(other))
        (other / "sweep.sqlite").write_bytes(b"x" * 5000)
        self.refused(grid, "other/sweep.sqlite: error: is no SQLite database", "--reuse", str(other))
        self.assertFalse(self.out.exists())
        # A finished sweep stays as it is when what it should be replaced by, or go on with, is refused.
        shutil.copytree(self.root / "grid", self.out)
        link.symlink_to(self.out)
        self.addCleanup(link.unlink)
        before = self.files(self.out)
        for mode in ("--force", "--resume"):
            self.refused(grid, "sweep.sqlite: error: is no SQLite database", mode, "--reuse", str(other))
            for same in (str(self.out), f"{self.out}/", f"{self.root}/./out/../out", str(link)):
                self.refused(
                    grid, f"--reuse: error: expected another folder than --out, got {same}\n", mode, "--reuse", same
                )
        self.assertEqual(self.files(self.out), before)

    def test_a_sweep_that_works_is_not_replaced(self):
        process = self.start(self.root / "grid.yaml")
        wait_until(lambda: children(process.pid) or process.poll() is not None)
        process.send_signal(signal.SIGSTOP)  # it stays at work for as long as this takes
        try:
            for mode in ("--force", "--resume"):
                self.refused(self.root / "grid.yaml", "out/sweep.sqlite: error: is in use by another sweep", mode)
        finally:
            process.send_signal(signal.SIGCONT)
        _, text = process.communicate()
        self.assertEqual(process.returncode, 0, text)
        self.check_same("grid")
        self.assertEqual(self.octet(self.root / "grid.yaml", self.out, "--force").returncode, 0)
        self.check_same("grid")

    def test_wrong_specifications_leave_nothing(self):
        for text, message in (
            (
                SPEC.replace("array.columns", "array.column"),
                "names no parameter: 'array.column'; did you mean array.columns?",
            ),
            (SPEC.replace("[8, 16, 32]", "[]"), "the grid is empty"),
            (SPEC + "constraints: [cycles < 5, cycles > 6]\n", "no cycles can satisfy 'cycles < 5' and 'cycles > 6'"),
            (SPEC + "constraints: [array.rows > 100]\n", "no point of the grid satisfies 'array.rows > 100'"),
            (EVOLUTION + "constraints: [array.rows > 100]\n", "no point of the grid satisfies 'array.rows > 100'"),
            (
                SPEC.replace("memory.beat_bytes", "recipe.score_bits").replace("[8, 16, 32, 64]", "[8, 12]"),
                "needs a float graph to make packages of",
            ),
            (SPEC.replace("vit-fashion-mnist/package", "nowhere"), "workloads/nowhere"),
            (SPEC.replace("octet-16", "octet-17"), "octet-17"),
            (SPEC.replace("fashion-mnist-sample", "nowhere"), "workloads/nowhere"),
        ):
            self.refused(self.write(text), message)
            self.assertFalse(self.out.exists())

    def test_bounds_that_no_point_reaches_are_told_with_what_there_is(self):
        text = self.refused(
            self.write(SPEC + "constraints: [cycles <= 1000]\n"),
            "/constraints: with 'cycles <= 1000' nothing satisfies all constraints: cycles is ",
        )
        self.assertIn("bad.yaml:12:", text)
        self.assertEqual(json.loads((self.out / "sweep.json").read_text())["pareto"], [])

    def test_points_that_take_too_long_fail_with_their_reason(self):
        self.refused(self.write(SPEC + "limits: {seconds: 0.001}\n"), "no point could be run")
        result = json.loads((self.out / "sweep.json").read_text())
        # The rest, softmax lanes beyond the rows, is no machine.
        self.assertEqual(
            (result["points"], result["failed"], result["infeasible"], result["pareto"]), (120, 108, 12, [])
        )
        self.assertEqual(result["failures"][0]["reason"], "took longer than 0.001 s")

    def test_what_has_gates_is_priced_whole(self):
        self.assertNotIn("not_priced", json.loads(self.expected["grid"]["sweep.json"]))

    def test_results_are_those_of_run(self):
        front = json.loads(self.expected["grid"]["sweep.json"])["pareto"]
        self.assertGreater(len(front), 1)
        for point in (front[0], front[-1]):
            settings = [word for name, value in point["settings"].items() for word in ("--set", f"{name}={value}")]
            done = subprocess.run(
                [
                    OCTET,
                    "run",
                    "workloads/vit-fashion-mnist/package",
                    "--arch",
                    "octet-16",
                    "--timing-only",
                    *settings,
                    "--out",
                    str(self.out),
                ],
                capture_output=True,
                text=True,
                check=False,
            )
            self.assertEqual(done.returncode, 0, done.stderr)
            run = json.loads((self.out / "run.json").read_text())
            self.assertEqual(point["view"], "systemc")
            self.assertEqual(run["cycles"], point["metrics"]["cycles"])
            self.assertAlmostEqual(run["latency_s"], point["metrics"]["latency_s"], places=12)
            self.assertAlmostEqual(
                run["energy_j"]["total"], point["metrics"]["energy_j"], delta=1e-9 * run["energy_j"]["total"]
            )
            self.assertAlmostEqual(
                run["area_mm2"]["total"], point["metrics"]["area_mm2"], delta=1e-9 * run["area_mm2"]["total"]
            )
            self.assertEqual(
                run["memory"]["dram_read_bytes"] + run["memory"]["dram_write_bytes"], point["metrics"]["dram_bytes"]
            )
            shutil.rmtree(self.out)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
