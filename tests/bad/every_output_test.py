#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every verb, every option that writes a file, everything that may stand in the way or come into it: nothing of others
is lost, nothing half written is left, and all of it is told. A verb or option that is not in the table
(tests/support/outputs.py) fails the test. Usage: every_output_test.py OCTET"""
import contextlib
import json
import os
import pathlib
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from outputs import (  # noqa: E402: found by the line above
    CALLS,
    COSTLY,
    FILLS,
    GIVE_UP_SECONDS,
    OCTET,
    READS,
    WRITES,
    ALSO,
    Outputs,
    help_of,
    limit_files,
    text_of,
)

TRIES = 60  # until something comes into the way at the right moment


class EveryOutput(Outputs):
    # The table itself.

    def test_the_table_has_every_verb_and_every_option_that_writes(self):
        verbs = re.findall(r"^  (\w+) {2,}\S", help_of().partition("Subcommands:")[2], re.M)
        self.assertEqual(sorted(verbs), sorted(CALLS))
        for verb in verbs:
            found = re.findall(r"^  (?:-\w,)?(--[\w-]+) [A-Z]", help_of(verb), re.M)
            self.assertTrue(found or verb in ("list", "show", "disasm", "verify"), verb)
            for option in found:
                with self.subTest(verb=verb, option=option):
                    known = [(verb, option) in WRITES, (verb, option) in COSTLY, option in READS]
                    self.assertEqual(sum(known), 1, "say in the table whether it writes")

    def test_help_marks_what_is_required(self):
        for verb in CALLS:
            with self.subTest(verb=verb):
                asked = []
                if verb not in ("bench", "compare", "crosscheck", "list"):  # these need nothing
                    asked = re.findall(r"^(\S+): error: is required$", self.run_octet([OCTET, verb]).stderr, re.M)
                text = help_of(verb)
                marked = re.findall(r"^  (?:-\w,)?(?:--)?([\w-]+) \S.*? REQUIRED\b", text, re.M)
                self.assertEqual(len(marked), len(asked), f"{marked} {asked}")
                for name in asked:
                    self.assertRegex(text, rf"(?m)^  .*{re.escape(name)}.* REQUIRED\b")
                self.assertEqual(bool(re.search(r"(?m)^Usage:.*\[[a-z]+", text)), verb == "compare", text)

    def test_the_same_path_set_twice_is_told(self):
        for verb in CALLS:
            if "--set" not in help_of(verb):
                continue
            with self.subTest(verb=verb):
                out = ["--out", self.folder / "out"] if (verb, "--out") in WRITES else []
                done = self.run_octet(
                    self.words(verb, *out, "--set", "memory.latency_cycles=7", "--set", "memory.latency_cycles=9")
                )
                self.assertEqual(done.returncode, 2)
                self.assertIn(
                    "--set: error: expected memory.latency_cycles once, got memory.latency_cycles=7 and "
                    "memory.latency_cycles=9",
                    done.stderr,
                )
                self.assertEqual(self.entries(), [])

    # Something is in the way.

    def test_what_is_there_is_refused_or_replaced_as_help_says(self):
        for verb, option, kind in self.cases("refuses"):
            with self.case(verb, option):
                target = self.folder / "out"
                self.assertEqual(self.run_octet(self.call(verb, option, target)).returncode, 0)
                before = text_of(self.folder)
                done = self.run_octet(self.call(verb, option, target))
                self.assertEqual((done.returncode, text_of(self.folder)), (2, before), done.stderr)
                self.assertIn(f"{option}: error: {target} exists already", done.stderr)
                done = self.run_octet(self.call(verb, option, target, "--force"))
                self.assertEqual(done.returncode, 0, done.stderr)
                self.assertEqual(text_of(self.folder).keys(), before.keys())
                if kind == "folder":
                    (target / "photo.jpg").write_text("mine")
                    before = text_of(target)
                    done = self.run_octet(self.call(verb, option, target, "--force"))
                    self.assertEqual((done.returncode, text_of(target)), (2, before), done.stderr)
        for verb, option, _ in self.cases("replaces", slow=True):
            with self.case(verb, option):
                target = self.folder / "out"
                target.write_text("old")
                self.assertEqual(self.run_octet(self.call(verb, option, target)).returncode, 0)
                json.loads(target.read_text())
                self.assertEqual(self.entries(), ["out"])

    def test_the_view_of_a_waveform_is_no_less_safe(self):
        (self.folder / "out.gtkw").write_text("mine")
        done = self.run_octet(self.call("crosscheck", "--waves", self.folder / "out"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("out.gtkw exists already; --force replaces it", done.stderr)
        self.assertEqual(text_of(self.folder), {"out.gtkw": b"mine"})

    def appears(self, words, target, put):
        """Lets `put` come to `target` while the verb works: its exit status and standard error; None when it was done
        before."""
        process = subprocess.Popen(
            words, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
        )
        is_put = False
        while process.poll() is None:
            if any(name.startswith(f".{target.name}.") for name in os.listdir(target.parent)):
                with contextlib.suppress(FileExistsError):
                    put(target)
                    is_put = True
                break
        errors = process.communicate(timeout=GIVE_UP_SECONDS)[1]
        return (process.returncode, errors) if is_put else None

    def test_what_appears_meanwhile_stays(self):
        def put_folder(path):
            os.mkdir(path)
            (path / "photo.jpg").write_text("mine")

        def put_file(path):
            with open(path, "x") as out:
                out.write("mine")

        for verb, option, _ in self.cases():
            if (verb, option) in FILLS:
                continue  # it takes its name first
            with self.case(verb, option):
                forces = ([], ["--force"]) if verb in ALSO or option != "--json" else ([],)
                for put, theirs in ((put_folder, {"photo.jpg": b"mine"}), (os.mkdir, {}), (put_file, b"mine")):
                    for force in forces:
                        for _ in range(TRIES):
                            self.clean()
                            target = self.folder / "out"
                            if result := self.appears(self.call(verb, option, target, *force), target, put):
                                break
                        self.assertIsNotNone(result, f"nothing came into the way in {TRIES} tries")
                        self.assertEqual(result[0], 2, result)
                        self.assertIn(
                            f"{option}: error: {target} appeared while Octet worked: it is left as it is", result[1]
                        )
                        self.assertEqual((text_of(target), self.entries()), (theirs, ["out"]))

    def test_what_is_changed_meanwhile_stays(self):
        for verb, option, kind in self.cases("refuses"):
            if (verb, option) in FILLS:
                continue
            with self.case(verb, option):
                for _ in range(TRIES):
                    self.clean()
                    target, mine = self.folder / "out", self.folder / "mine"
                    self.assertEqual(self.run_octet(self.call(verb, option, target)).returncode, 0)
                    mine.write_text("mine")
                    place = target / "photo.jpg" if kind == "folder" else target
                    result = self.appears(
                        self.call(verb, option, target, "--force"),
                        target,
                        lambda _, mine=mine, place=place: mine.rename(place),
                    )
                    if result and result[0] == 2:
                        break
                    # The name stood for the new result already.
                    self.assertEqual(result[0] if result else 0, 0, result)
                self.assertEqual(result[0], 2, result)
                self.assertEqual(place.read_text(), "mine")

    def test_of_two_with_one_name_one_is_told(self):
        for verb, option, _ in self.cases("refuses"):
            with self.case(verb, option):
                target = self.folder / "out"
                both = [
                    subprocess.Popen(
                        self.call(verb, option, target), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
                    )
                    for _ in range(2)
                ]
                errors = [process.communicate(timeout=GIVE_UP_SECONDS)[1] for process in both]
                self.assertEqual(sorted(process.returncode for process in both), [0, 2], errors)
                self.assertTrue(target.exists())
                self.assertFalse([name for name in self.entries() if name.startswith(".")])

    # Places that take nothing.

    def test_special_files_are_refused_or_written_but_never_replaced(self):
        for verb, option, _ in self.cases(slow=True):
            with self.case(verb, option):
                (self.folder / "file").write_text("mine")
                with socket.socket(socket.AF_UNIX) as listener:
                    listener.bind(str(self.folder / "socket"))
                    os.mkfifo(self.folder / "pipe")
                    (self.folder / "folder").mkdir()
                    (self.folder / "folder" / "photo.jpg").write_text("mine")
                    (self.folder / "dangling").symlink_to("nowhere")
                    names = ["file/out", "socket", "folder"] + (["pipe", "dangling"] if option != "--json" else [])
                    before = text_of(self.folder)
                    for name in names:
                        for force in ([], ["--force"]) if option != "--json" else ([],):
                            done = self.run_octet(self.call(verb, option, self.folder / name, *force))
                            self.assertEqual((done.returncode, text_of(self.folder)), (2, before), (name, done.stderr))
                            self.assertIn(f"{option}: error: ", done.stderr)
                    for place in ("/proc/octet", "/dev/null/out"):
                        self.assertEqual(self.run_octet(self.call(verb, option, place)).returncode, 2)
        for (verb, option), words in COSTLY.items():
            done = self.run_octet([OCTET, verb, *words, option, "/proc/octet"])
            self.assertEqual(done.returncode, 2)
            self.assertIn(f"{option}: error: cannot write in /proc", done.stderr)

    def test_json_goes_through_links_and_into_devices(self):
        for verb, option, _ in self.cases("replaces"):
            with self.case(verb, option):
                (self.folder / "link").symlink_to("made")
                self.assertEqual(self.run_octet(self.call(verb, option, self.folder / "link")).returncode, 0)
                json.loads((self.folder / "made").read_text())
                self.assertEqual(self.entries(), ["link", "made"])
                done = self.run_octet(self.call(verb, option, "/dev/full", *(["--force"] if verb in ALSO else [])))
                self.assertEqual(done.returncode, 2)
                self.assertIn("/dev/full: error: cannot be written: No space left on device", done.stderr)

    def test_a_pipe_that_nobody_reads_ends_with_a_signal_and_one_that_is_read_gets_all(self):
        for verb, option, _ in self.cases("replaces"):
            with self.case(verb, option):
                os.mkfifo(self.folder / "pipe")
                process = subprocess.Popen(
                    self.call(verb, option, self.folder / "pipe"),
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.PIPE,
                    text=True,
                )
                time.sleep(0.3)
                process.send_signal(signal.SIGINT)
                self.assertIn(process.wait(timeout=30), (130, -signal.SIGINT), process.stderr.read())
                process.stderr.close()
                read = []
                reader = threading.Thread(target=lambda: read.append((self.folder / "pipe").read_text()))
                reader.start()
                force = ["--force"] if verb in ALSO else []
                done = self.run_octet(self.call(verb, option, self.folder / "pipe", *force))
                reader.join(30)
                self.assertEqual(done.returncode, 0, done.stderr)
                json.loads(read[0])
                self.assertTrue((self.folder / "pipe").is_fifo())

    def test_nobody_waits_for_ever_for_a_reader(self):
        os.mkfifo(self.folder / "pipe")
        done = self.run_octet(self.call("area", "--json", self.folder / "pipe"))
        self.assertEqual(done.returncode, 2)
        self.assertIn("pipe: error: cannot be written: nobody reads this pipe", done.stderr)

    def test_folders_above_a_result_are_made_when_it_comes_and_only_then(self):
        for verb, option, _ in self.cases():
            with self.case(verb, option):
                target = self.folder / "new" / "folders" / "out"
                done = self.run_octet(self.call(verb, option, target, "--no-such-option"))
                self.assertEqual((done.returncode, self.entries()), (2, []))
                if (verb, option) not in FILLS:
                    done = self.run_octet(self.call(verb, option, target), preexec_fn=limit_files(16))
                    self.assertEqual((done.returncode, self.entries()), (2, []), done.stderr)
                done = self.run_octet(self.call(verb, option, target, *(["--force"] if verb in ALSO else [])))
                self.assertEqual((done.returncode, self.entries()), (0, ["new"]), done.stderr)
                self.assertTrue(target.exists())


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
