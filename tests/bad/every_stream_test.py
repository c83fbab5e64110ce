#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every verb beside full disks, closed streams and signals: no signal ends it, results are whole or not there, and the
exit status is that of the contract. Usage: every_stream_test.py OCTET [SEED]"""
import contextlib
import os
import pathlib
import pty
import random
import signal
import subprocess
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from outputs import (  # noqa: E402: found by the line above
    CALLS,
    FILLS,
    GIVE_UP_SECONDS,
    OCTET,
    PACKAGE,
    SLOW,
    WRITES,
    Outputs,
    limit_files,
)

SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1


class EveryStream(Outputs):
    # Disks that are full, streams that are closed.

    def test_a_limit_of_file_sizes_is_told_and_leaves_nothing(self):
        for verb, option, _ in self.cases():
            with self.case(verb, option):
                target = self.folder / "out"
                done = self.run_octet(self.call(verb, option, target), preexec_fn=limit_files(64))
                self.assertEqual(done.returncode, 2, done.stderr)
                self.assertRegex(
                    done.stderr,
                    r"File too large|disk full|is cut off|a block without an end|does not tell its version|cannot be "
                    r"built",
                )
                self.assertEqual(
                    [name for name in self.entries() if (verb, option) not in FILLS or name.startswith(".")], []
                )

    def streams(self):
        """Names, and what is done to the streams of a child before it starts."""
        full = os.open("/dev/full", os.O_WRONLY)
        self.addCleanup(os.close, full)
        for streams in ((1,), (2,), (1, 2)):
            yield f"{streams} closed", streams, lambda streams=streams: [os.close(stream) for stream in streams]
            yield f"{streams} full", streams, lambda streams=streams: [os.dup2(full, stream) for stream in streams]

    def test_streams_that_cannot_be_written(self):
        for verb in CALLS:
            options = [option for of, option in WRITES if of == verb and (of, option) not in SLOW]
            if verb == "bench":
                continue
            option = "--out" if "--out" in options else options[0] if options else None
            for name, streams, prepare in self.streams():
                with self.subTest(verb=verb, streams=name):
                    self.clean()
                    words = self.call(verb, option, self.folder / "out") if option else self.words(verb)
                    pipes = {
                        it: subprocess.PIPE for number, it in ((1, "stdout"), (2, "stderr")) if number not in streams
                    }
                    done = subprocess.run(words, preexec_fn=prepare, text=True, timeout=GIVE_UP_SECONDS, **pipes)
                    self.assertEqual(done.returncode, 2 if 1 in streams else 0, done.stderr)
                    if option:  # results in files are as whole as ever
                        self.assertIn("out", self.entries())
                        self.assertFalse([it for it in self.entries() if it.startswith(".")])
                    if streams == (1,):
                        self.assertIn("error: cannot write standard output: ", done.stderr)
                    wrong = subprocess.run(
                        [*words, "--no-such-option"], preexec_fn=prepare, text=True, timeout=GIVE_UP_SECONDS, **pipes
                    )
                    self.assertEqual(wrong.returncode, 2)

    def test_who_reads_no_further_hears_nothing_and_files_are_whole(self):
        nobody, ours = os.pipe()
        os.close(nobody)
        done = subprocess.run(
            self.call("run", "--out", self.folder / "out"), stdout=ours, stderr=subprocess.PIPE, text=True
        )
        os.close(ours)
        self.assertEqual((done.returncode, done.stderr), (128 + signal.SIGPIPE, ""))
        self.assertTrue((self.folder / "out" / "run.json").exists())

    # Signals.

    def test_signals_at_random_leave_all_or_nothing(self):
        dice = random.Random(SEED)
        for verb, option, _ in self.cases():
            with self.case(verb, option):
                start = time.monotonic()
                self.assertEqual(self.run_octet(self.call(verb, option, self.folder / "out")).returncode, 0)
                seconds, whole = time.monotonic() - start, self.entries()
                for by in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
                    self.clean()
                    process = subprocess.Popen(
                        self.call(verb, option, self.folder / "out"),
                        stdout=subprocess.DEVNULL,
                        stderr=subprocess.PIPE,
                        text=True,
                    )
                    time.sleep(dice.uniform(0, seconds))
                    process.send_signal(by)
                    _, errors = process.communicate(timeout=GIVE_UP_SECONDS)
                    if process.returncode == 0:
                        self.assertEqual(self.entries(), whole)
                        continue
                    self.assertIn(process.returncode, (128 + by, -by), errors)
                    left = [name for name in self.entries() if (verb, option) not in FILLS or name.startswith(".")]
                    self.assertEqual(left, [], f"{errors} seed {SEED}")

    def test_a_dumb_terminal_shows_no_progress(self):
        for kind, expected in (("dumb", False), ("xterm", True)):
            ours, theirs = pty.openpty()
            process = subprocess.Popen(
                [
                    OCTET,
                    "run",
                    PACKAGE,
                    "--arch",
                    "octet-16",
                    "--view",
                    "golden",
                    "--limit",
                    "400",
                    "--out",
                    self.folder / kind,
                ],
                stdout=subprocess.DEVNULL,
                stderr=theirs,
                env={**os.environ, "TERM": kind},
            )
            os.close(theirs)
            shown = b""
            with contextlib.suppress(OSError):
                while chunk := os.read(ours, 4096):
                    shown += chunk
            os.close(ours)
            self.assertEqual(process.wait(), 0)
            self.assertEqual(b"\x1b" in shown, expected, shown[:200])


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
