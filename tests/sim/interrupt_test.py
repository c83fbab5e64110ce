#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Interrupt every long verb at random moments: it ends at once, says what was done and leaves nothing. Progress shows
on a terminal only. Usage: interrupt_test.py OCTET [SEED]"""
import os
import pathlib
import pty
import random
import re
import signal
import subprocess
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from outputs import SMALL  # noqa: E402: found by the line above
from processes import processes_in, until  # noqa: E402

OCTET = sys.argv[1]
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
PACKAGE = "workloads/vit-fashion-mnist/package"
IMAGES = "/usr/share/datasets/fashion-mnist"
SMALLEST = SMALL + [
    word
    for setting in (
        "buffers.activation.bytes=4KiB",
        "buffers.weight.bytes=4KiB",
        "buffers.accumulator.bytes=2KiB",
        "buffers.parameter.bytes=2KiB",
        "mapping.keep_on_chip=false",
    )
    for word in ("--set", setting)
]
# The gates of octet-16 are built with the program; a slow memory makes their runs long.
SLOW = ["--arch", "octet-16", "--set", "memory.latency_cycles=2000"]
# CPU seconds after the signal. Wall time says nothing on a machine with other work.
MOST_CPU_SECONDS = float(os.environ.get("OCTET_MOST_CPU_SECONDS", "1"))
GIVE_UP_SECONDS = 300

ITEMS = r"interrupted after \d+ of \d+ {}s; nothing was written\n"
PHASES = (
    r"|interrupted while (compiling|trying changes|taking digests of the inputs|writing the results); "
    r"nothing was written\n"
)
CASES = ITEMS.format("case") + r"|interrupted( while building the gates of octet_\w+)?; nothing was written\n"
# Verb, arguments, message, and the CPU seconds within which to interrupt it.
VERBS = [
    (
        "timing of a large network",
        ["run", "workloads/roberta-large.yaml", *SMALL, "--timing-only", "--out", "{out}"],
        ITEMS.format("input") + PHASES,
        3.0,
    ),
    (
        "golden view",
        ["run", PACKAGE, "--arch", "octet-16", "--view", "golden", "--input", IMAGES, "--out", "{out}"],
        ITEMS.format("input") + PHASES,
        3.0,
    ),
    (
        "SystemC view",
        ["run", PACKAGE, "--arch", "octet-16", "--input", IMAGES, "--out", "{out}"],
        ITEMS.format("input") + PHASES,
        3.0,
    ),
    (
        "eval",
        ["eval", PACKAGE, "--graph", "workloads/vit-fashion-mnist", "--dataset", IMAGES, "--json", "{out}"],
        ITEMS.format("sample"),
        3.0,
    ),
    (
        "compress",
        [
            "compress",
            "workloads/vit-fashion-mnist",
            "--recipe",
            "workloads/recipes/int8.yaml",
            "--calibration",
            IMAGES,
            "--out",
            "{out}",
        ],
        ITEMS.format("(calibration step|sample)"),
        3.0,
    ),
    (
        "compile",
        ["compile", PACKAGE, *SMALLEST, "--out", "{out}"],
        r"interrupted while compiling; nothing was written\n",
        0.03,
    ),
    ("verify", ["verify", "{program}"], r"interrupted while verifying; nothing was written\n", 0.03),
    ("crosscheck of a program", ["crosscheck", "--program", "{slow_program}", *SLOW, "--json", "{out}"], CASES, 6.0),
    # In two processes. Signals go to the one that the user started.
    (
        "crosscheck of one's own gates",
        ["crosscheck", *SMALL, "--rtl", "{mine}", "--count", "100000", "--json", "{out}"],
        CASES,
        2.0,
    ),
]
OWN_GATES = VERBS[-1]


def cpu_seconds(process):
    """CPU time that a child and all its children, alive or not, have used so far."""
    ticks, processes = 0, [process.pid]
    while processes:
        folder = pathlib.Path(f"/proc/{processes.pop()}")
        try:
            ticks += sum(map(int, (folder / "stat").read_text().rpartition(")")[2].split()[11:15]))
            processes += map(int, (folder / "task" / folder.name / "children").read_text().split())
        except OSError:  # it has ended
            continue
    return ticks / os.sysconf("SC_CLK_TCK")


def catches_interrupts(process):
    """Whether the child is past its first steps, in which Ctrl-C ends it as any program."""
    caught = re.search(r"SigCgt:\s*([0-9a-f]+)", pathlib.Path(f"/proc/{process.pid}/status").read_text())
    return caught is not None and int(caught[1], 16) >> (signal.SIGINT - 1) & 1 == 1


def wait_for_cpu(process, seconds):
    """Whether the child is still there once it has used that much CPU time."""
    deadline = time.monotonic() + GIVE_UP_SECONDS
    while process.poll() is None:
        if cpu_seconds(process) >= seconds and catches_interrupts(process):
            return True
        if time.monotonic() > deadline:
            process.kill()
            raise RuntimeError("the child gets no CPU time")
        time.sleep(0.001)
    return False


class Interrupt(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.programs = tempfile.TemporaryDirectory()
        folder = pathlib.Path(cls.programs.name)
        cls.program, cls.slow_program = str(folder / "program"), str(folder / "slow_program")
        for out, machine in ((cls.program, SMALLEST), (cls.slow_program, SLOW)):
            subprocess.run([OCTET, "compile", PACKAGE, *machine, "--out", out], check=True, stdout=subprocess.DEVNULL)
        # Gates of one's own, right and wrong, and built: verbs are to be interrupted in what they do with them.
        cls.mine, cls.wrong, cls.cache = str(folder / "mine.sv"), str(folder / "wrong.sv"), folder / "cache"
        os.environ["OCTET_CACHE"] = str(cls.cache)
        text = pathlib.Path("rtl/units/octet_residual_adder_lane.sv").read_text()
        change = "rounded_a_q + rounded_b_q"
        assert change in text
        for path, its_text, status in (
            (cls.mine, text, 0),
            (cls.wrong, text.replace(change, change.replace("+", "-")), 3),
        ):
            pathlib.Path(path).write_text(its_text)
            done = subprocess.run(
                [OCTET, "crosscheck", *SMALL, "--rtl", path, "--count", "1"],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
            )
            assert done.returncode == status, done.stdout

    @classmethod
    def tearDownClass(cls):
        cls.programs.cleanup()

    def setUp(self):
        self.folder = tempfile.TemporaryDirectory()
        self.addCleanup(self.folder.cleanup)

    def start(self, arguments, **streams):
        words = [
            word.format(
                out=self.folder.name + "/out",
                program=self.program,
                slow_program=self.slow_program,
                mine=self.mine,
                wrong=self.wrong,
            )
            for word in arguments
        ]
        return subprocess.Popen([OCTET, *words], stdin=subprocess.DEVNULL, **streams)

    def interrupt(self, arguments, after, by=signal.SIGINT):
        """Exit status, standard error and CPU seconds after the signal; None when the verb was done before."""
        process = self.start(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        with process.stderr:
            if not wait_for_cpu(process, after):
                return None
            before = cpu_seconds(process)
            os.kill(process.pid, by)  # it may be over, but is not reaped
            text = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = usage.ru_utime + usage.ru_stime - before
        # It may have ended by itself just before or after the signal.
        if process.returncode == 0 and seconds < MOST_CPU_SECONDS:
            return None
        return process.returncode, text, seconds

    def test_every_long_verb_ends_at_once(self):
        dice = random.Random(SEED)
        for name, arguments, message, within in VERBS:
            interrupted = 0
            # A short verb may be over before; three of twenty are not.
            for _ in range(20):
                if interrupted == 3:
                    break
                after = dice.uniform(0, within)
                result = self.interrupt(arguments, after)
                if result is None:
                    self.folder.cleanup()
                    os.mkdir(self.folder.name)
                    continue
                interrupted += 1
                status, text, seconds = result
                with self.subTest(verb=name, after=after, seed=SEED):
                    self.assertEqual(status, 130, text)
                    self.assertRegex(text, f"^({message})$")
                    self.assertLess(seconds, MOST_CPU_SECONDS)
                    self.assertEqual(os.listdir(self.folder.name), [])
                print(
                    f"{name}: after {after:.2f} s of CPU time, ended {seconds:.2f} s later: {text.strip()}", flush=True
                )
            with self.subTest(verb=name):
                self.assertGreater(interrupted, 0, "the verb was always done before it could be interrupted")

    def test_other_signals_end_alike_with_their_own_status(self):
        for verb, by, expected in (
            (VERBS[0], signal.SIGTERM, 143),
            (VERBS[0], signal.SIGHUP, 129),
            (OWN_GATES, signal.SIGTERM, 143),
            (OWN_GATES, signal.SIGHUP, 129),
        ):
            with self.subTest(verb=verb[0], signal=by.name):
                status, text, _ = self.interrupt(verb[1], 0.2, by=by)
                self.assertEqual(status, expected)
                self.assertIn("nothing was written", text)
                self.assertEqual(os.listdir(self.folder.name), [])

    def test_what_a_killed_run_left_is_taken_away_by_the_next(self):
        process = self.start(VERBS[0][1], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        until(lambda: os.listdir(self.folder.name) or process.poll() is not None, "a work folder")
        process.kill()
        self.assertEqual(process.wait(), -signal.SIGKILL)
        self.assertEqual(len(os.listdir(self.folder.name)), 1)
        self.assertEqual(self.start([*VERBS[1][1], "--limit", "1"], stdout=subprocess.DEVNULL).wait(), 0)
        self.assertEqual(os.listdir(self.folder.name), ["out"])

    def test_an_interrupted_waveform_leaves_no_result(self):
        """The cases are over and differ; the waveform is not there yet, and nor is the JSON."""
        process = self.start(
            ["crosscheck", *SMALL, "--rtl", "{wrong}", "--count", "1", "--waves", "{out}.fst", "--json", "{out}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "CCACHE_DISABLE": "1"},
        )
        until(lambda: processes_in(self.cache) or process.poll() is not None, "a tool that builds gates with waveforms")
        process.send_signal(signal.SIGINT)
        _, text = process.communicate()
        self.assertEqual(
            (process.returncode, text),
            (130, "interrupted while building the gates of octet_residual_adder; nothing was written\n"),
        )
        self.assertEqual(os.listdir(self.folder.name), [])

    def on_terminal(self, arguments, pattern):
        """Whether standard error shows the pattern when it is a terminal; the verb is interrupted then."""
        ours, theirs = pty.openpty()
        process = self.start(arguments, stdout=subprocess.DEVNULL, stderr=theirs)
        os.close(theirs)
        shown, found = b"", False
        while True:
            try:
                chunk = os.read(ours, 4096)
            except OSError:  # the other side is closed
                break
            if not chunk:
                break
            shown += chunk
            if not found and re.search(pattern, shown):
                found = True
                process.send_signal(signal.SIGINT)
        os.close(ours)
        process.wait()
        return found, shown

    def test_progress_shows_on_a_terminal(self):
        for verb, pattern in (
            (VERBS[0], rb"\r\x1b\[Kinput 1 of 1, command \d+ of \d+"),
            (VERBS[1], rb"\r\x1b\[Kinput \d+ of 10000, [\d.e+]+/s, \d+:\d\d to go"),
            (VERBS[4], rb"\r\x1b\[Kcalibration step \d+ of 512"),
        ):
            found, shown = self.on_terminal(verb[1], pattern)
            with self.subTest(verb=verb[0]):
                self.assertTrue(found, shown[:400])
                # The line is taken away before the message.
                self.assertRegex(shown, rb"\r\x1b\[Kinterrupted after [^\r\n]*; nothing was written\r\n$")

    def test_a_pipe_shows_no_progress(self):
        arguments = [*VERBS[1][1], "--limit", "40"]
        done = self.start(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        _, text = done.communicate()
        self.assertEqual((done.returncode, text), (0, b""))


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
