#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""`octet area --synth` as users run it: the same bytes from yosys and from the cache, one run of the tools a module,
interrupts and full disks. Usage: synth_verb_test.py OCTET LIBERTY [--machine]: with --machine a whole machine by yosys
instead, twice (minutes)."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from processes import GIVE_UP_SECONDS, processes_in, until  # noqa: E402: found by the line above

OCTET, LIBERTY = os.path.abspath(sys.argv[1]), pathlib.Path(os.path.abspath(sys.argv[2]))
SMALLEST = [
    "array.rows=2",
    "array.columns=2",
    "lanes.requantizer=1",
    "lanes.softmax=1",
    "lanes.activation=1",
    "lanes.normalization=1",
    "lanes.residual_adder=1",
    "buffers.activation.banks=1",
    "buffers.weight.banks=1",
    "buffers.accumulator.banks=1",
    "buffers.parameter.banks=1",
    "controller.queue_depth=2",
    "controller.fetch_depth=1",
    "controller.dma_in_flight=1",
    "memory.beat_bytes=8",
    "memory.burst_bytes=8",
    "memory.outstanding=1",
    "numerics.multiplier_bits_max=16",
]
# What the program asks of yosys, with figures that depend on the script; it notes its calls and can be slow in one of
# them.
YOSYS = """#!/bin/sh
if [ "$1" = -V ]; then echo "stand-in $STAND_IN_VERSION"; exit; fi
echo "$(tail -n 4 unit.ys | cksum)" >> "$CALLS"
if [ "$(wc -l < "$CALLS")" = "$SLOW_CALL" ]; then sleep 1000; fi
cells=$(cat unit.ys cells.lib | cksum | cut -c 1-4)
printf "   Number of cells: %s\\n   Chip area for module '\\\\\\\\x': %s.5\\n" "$cells" "$cells" > report.txt
"""
STA = "#!/bin/sh\necho worst slack 990.25\n"


class Case(unittest.TestCase):
    def setUp(self):
        self.place = tempfile.TemporaryDirectory()
        self.addCleanup(self.place.cleanup)
        self.root = pathlib.Path(self.place.name)
        self.cache, self.work, self.calls = self.root / "cache", self.root / "work", self.root / "calls"
        self.work.mkdir()
        self.environment = {**os.environ, "XDG_CACHE_HOME": str(self.cache), "TMPDIR": str(self.work)}
        self.environment.pop("OCTET_CACHE", None)

    def words(self, *more, liberty=LIBERTY, name="area.json"):
        return [OCTET, "area", "--arch", "octet-16", "--synth", str(liberty), "--json", str(self.root / name), *more]

    def area(self, *more, **options):
        """Runs it well; what it prints and writes."""
        done = subprocess.run(
            self.words(*more, **options), env=self.environment, capture_output=True, text=True, check=False
        )
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(list(self.work.iterdir()), [])
        return done.stdout, (self.root / options.get("name", "area.json")).read_bytes()

    def kept(self):
        return sorted(path.name for path in (self.cache / "octet/synthesis").glob("*"))

    def interrupt(self, condition, *more):
        """Ctrl-C as soon as the condition holds; what standard error says."""
        run = subprocess.Popen(
            self.words(*more), env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        until(lambda: condition() or run.poll() is not None, "the moment to interrupt")
        self.assertIsNone(run.poll(), "it ended before it was interrupted")
        run.send_signal(signal.SIGINT)
        out, errors = run.communicate(timeout=GIVE_UP_SECONDS)
        self.assertEqual((run.returncode, out), (130, ""), errors)
        self.assertEqual(processes_in(self.work), [])
        self.assertEqual(list(self.work.iterdir()), [])
        self.assertFalse((self.root / "area.json").exists())
        return errors


class Verb(Case):
    def use_stand_ins(self):
        tools = self.root / "tools"
        tools.mkdir()
        for name, text in (("yosys", YOSYS), ("sta", STA)):
            (tools / name).write_text(text)
            (tools / name).chmod(0o755)
        self.environment.update(
            {"PATH": f"{tools}:/usr/bin:/bin", "CALLS": str(self.calls), "STAND_IN_VERSION": "1", "SLOW_CALL": ""}
        )

    def count_calls(self):
        return len(self.calls.read_text().splitlines()) if self.calls.exists() else 0

    def test_the_cache_gives_the_same_bytes_and_runs_nothing_again(self):
        self.use_stand_ins()
        first = self.area()
        modules = len(json.loads(first[1])["synthesis"]["modules"])
        self.assertEqual((self.count_calls(), len(self.kept())), (modules, modules))
        self.assertEqual(self.area(), first)
        self.assertEqual(self.count_calls(), modules)
        shutil.rmtree(self.cache)
        self.assertEqual(self.area(), first)  # nor is it the cache that makes them the same
        self.assertEqual(self.count_calls(), 2 * modules)
        self.environment.pop("XDG_CACHE_HOME")
        self.environment["HOME"] = str(self.root)
        self.assertEqual(self.area(), first)
        self.assertEqual(len(list((self.root / ".cache/octet/synthesis").iterdir())), modules)

    def test_what_changed_is_synthesized_again_and_nothing_else(self):
        self.use_stand_ins()
        first = json.loads(self.area()[1])["synthesis"]["modules"]
        modules = len(first)
        changed = json.loads(self.area("--set", "lanes.softmax=2")[1])["synthesis"]["modules"]
        self.assertEqual(self.count_calls(), modules + 1)
        different = [new["module"] for old, new in zip(first, changed) if old["cells"] != new["cells"]]
        self.assertEqual(different, ["octet_softmax"])
        mine = self.root / "mine.lib"
        mine.write_text(LIBERTY.read_text().replace("area : 4;", "area : 4.25;"))
        self.area(liberty=mine)
        self.assertEqual(self.count_calls(), 2 * modules + 1)
        shutil.copy(LIBERTY, mine)
        self.area(liberty=mine)  # the content counts, not the name
        self.assertEqual(self.count_calls(), 2 * modules + 1)
        self.environment["STAND_IN_VERSION"] = "2"
        self.area()
        self.assertEqual(self.count_calls(), 3 * modules + 1)

    def test_a_spoiled_cache_is_not_believed(self):
        self.use_stand_ins()
        first = self.area()
        for spoil in (
            lambda text: text[: len(text) // 2],
            lambda text: b"",
            lambda text: b"\xff" * 1000,
            lambda text: b"cells 1\narea 1\n",
            lambda text: text.replace(b"cells ", b"cells 1"),
        ):
            calls = self.count_calls()
            victim = self.cache / "octet/synthesis" / self.kept()[3]
            victim.write_bytes(spoil(victim.read_bytes()))
            self.assertEqual(self.area(), first)
            self.assertEqual(self.count_calls(), calls + 1)

    def test_two_at_a_time_are_as_good_as_one(self):
        self.use_stand_ins()
        runs = [
            subprocess.Popen(
                self.words(name=f"{i}.json"), env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
            )
            for i in range(4)
        ]
        for run in runs:
            _, errors = run.communicate(timeout=GIVE_UP_SECONDS)
            self.assertEqual((run.returncode, errors), (0, b""))
        texts = {(self.root / f"{i}.json").read_bytes() for i in range(4)}
        self.assertEqual(texts, {self.area()[1]})

    def test_ctrl_c_between_modules_keeps_those_that_are_done(self):
        self.use_stand_ins()
        self.environment["SLOW_CALL"] = "4"
        self.interrupt(lambda: self.count_calls() == 4)
        self.assertEqual((len(self.kept()), [name for name in self.kept() if not name.endswith(".txt")]), (3, []))
        self.environment["SLOW_CALL"] = ""
        self.area()
        self.assertEqual(self.count_calls(), 4 + len(self.kept()) - 3)

    def test_ctrl_c_ends_yosys(self):
        self.assertIn(
            "interrupted", self.interrupt(lambda: any("unit.ys" in words for words in processes_in(self.work)))
        )
        self.assertEqual(self.kept(), [])

    def test_a_full_disk_is_told(self):
        self.use_stand_ins()
        (self.root / "area.json").write_text("old")
        self.area(name="other.json")
        done = subprocess.run(
            ["sh", "-c", 'trap "" XFSZ; ulimit -f 1; exec "$@"', "sh", *self.words()],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stderr, f"{self.root / 'area.json'}: error: cannot be written: File too large\n")
        self.assertEqual((self.root / "area.json").read_text(), "old")
        shutil.rmtree(self.cache)  # now what is given to yosys does not fit
        done = subprocess.run(
            ["sh", "-c", 'trap "" XFSZ; ulimit -f 1; exec "$@"', "sh", *self.words()],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertRegex(done.stderr, r"^\S+: error: cannot be written: File too large\n$")
        self.assertEqual((list(self.work.iterdir()), self.kept()), ([], []))

    def test_without_yosys_it_is_refused(self):
        done = subprocess.run(
            self.words(), env={**self.environment, "PATH": str(self.work)}, capture_output=True, text=True, check=False
        )
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertEqual(done.stderr, "--synth: error: needs yosys (Debian package yosys), which is not installed\n")

    def test_wrong_libraries_are_refused_with_everything_else_that_is_wrong(self):
        bad = self.root / "bad.lib"
        bad.write_text("library (x) {\n  cell (A) {\n    area : none;\n  }\n}\n")
        done = subprocess.run(
            self.words("--tech", "45mm", liberty=bad), env=self.environment, capture_output=True, text=True, check=False
        )
        self.assertEqual((done.returncode, done.stdout), (2, ""))
        self.assertIn(f"{bad}:3: error: cell A: expected an area of at least 0, got 'none'\n", done.stderr)
        self.assertIn("45mm: error:", done.stderr)
        self.assertFalse(self.cache.exists())


class Machine(Case):
    def test_yosys_makes_the_same_bytes_every_time(self):
        settings = [word for setting in SMALLEST for word in ("--set", setting)]
        first = self.area(*settings)
        modules = json.loads(first[1])["synthesis"]["modules"]
        self.assertTrue(all(module["cells"] > 0 and module["area_mm2"] > 0 for module in modules))
        self.assertEqual(self.area(*settings), first)
        shutil.rmtree(self.cache)
        self.assertEqual(self.area(*settings), first)


if __name__ == "__main__":
    is_machine = "--machine" in sys.argv
    unittest.main(argv=[sys.argv[0], "-v", "Machine" if is_machine else "Verb"])
