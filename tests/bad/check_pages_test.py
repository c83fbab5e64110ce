#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Every rule of scripts/check_pages refuses what it must, in a small tree made for it."""
import importlib.machinery
import importlib.util
import pathlib
import subprocess
import sys
import tempfile
import unittest

SCRIPT = pathlib.Path(__file__).resolve().parents[2] / "scripts" / "check_pages"
GOOD = {
    "README.md": "# Top\nSee [the index](docs/README.md#pages-of-a-house) and [a page](https://example.org/none).\n",
    "docs/README.md": "# Index\n## Pages of `a` house\n- [top](../README.md), [a](a.md)\n"
    "- [unit](../models/units/a.md), [history](../CHANGELOG.md)\n",
    "docs/a.md": "# A\n`models/units/<unit>.md`, `hw/units/{a,b}.cpp`, `hw/units/b`, `octet hw/units/UNIT.cpp`\n"
    "| " + "a row may be long " * 10 + "|\n"
    "```\ncat hw/units/a.cpp # [no](link.md) " + "quoted " * 20 + "\n```\n",
    "models/units/a.md": "# Unit\nWhat `Unit::begin`\n(`hw/units/a.cpp`) does.\n",
    "hw/units/a.cpp": "void Unit::begin() {}\n",
    "hw/units/b.cpp": "",
    "CHANGELOG.md": "`docs/gone.md` [gone](docs/gone.md)\n",
}
CASES = {
    "a link to no file": ("docs/a.md", "# A\n\n[b](b.md)\n", "docs/a.md:3: the link leads nowhere: b.md"),
    "a link to no heading": (
        "docs/a.md",
        "[b](README.md#pages)\n",
        "docs/a.md:1: the link leads to no heading: README.md#pages",
    ),
    "a link to no heading of its own": ("docs/a.md", "# A\n[b](#b)\n", "docs/a.md:2: the link leads to no heading: #b"),
    "a picture that is not there": (
        "README.md",
        "[i](docs/README.md)\n![p](docs/p.png)\n",
        "README.md:2: the link leads nowhere: docs/p.png",
    ),
    "a path that is not there": (
        "docs/a.md",
        "in `octet x --in hw/units/c.cpp`\n",
        "docs/a.md:1: no such file: hw/units/c.cpp",
    ),
    "a pattern that fits nothing": (
        "docs/a.md",
        "`hw/units/<unit>.sv`\n",
        "docs/a.md:1: no such file: hw/units/<unit>.sv",
    ),
    "one of several is not there": (
        "docs/a.md",
        "`hw/units/{a,c}.cpp`\n",
        "docs/a.md:1: no such file: hw/units/{a,c}.cpp",
    ),
    "a path that is not there in a quotation": (
        "docs/a.md",
        "```\ncp hw/units/c.cpp .\n```\n",
        "docs/a.md:2: no such file: hw/units/c.cpp",
    ),
    "a function that is not there": (
        "docs/a.md",
        "# A\n\nIn `Unit::end`\n(`hw/units/a.cpp`).\n",
        "docs/a.md:3: hw/units/a.cpp holds no Unit::end",
    ),
    "a node named as Mermaid's own word": (
        "docs/a.md",
        "# A\n```mermaid\nflowchart LR\n  graph[c] --> a\n```\n",
        "docs/a.md:4: a node cannot be named graph",
    ),
    "an arrow to Mermaid's own word": (
        "docs/a.md",
        "```mermaid\nflowchart LR\n  a --> end\n```\n",
        "docs/a.md:3: a node cannot be named end",
    ),
    "a long line": ("docs/a.md", "word " * 24 + "w\n", "docs/a.md:1: 121 columns, at most 120"),
    "a page that the index leaves out": (
        "workloads/b.md",
        "# B\n",
        "docs/README.md:1: the index does not name workloads/b.md",
    ),
}


def load(path):
    """The script as a module: a process a case would take longer than all cases."""
    sys.dont_write_bytecode = True
    loader = importlib.machinery.SourceFileLoader("check_pages", str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader("check_pages", loader))
    loader.exec_module(module)
    return module


CHECKER = load(SCRIPT)


def check(files, look=lambda root: CHECKER.check_tree(root)[1]):
    """What the checker finds in a tree of these files."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in files.items():
            path = pathlib.Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        return look(pathlib.Path(folder))


def run(root):
    """Exit status and output of the program."""
    done = subprocess.run([sys.executable, SCRIPT, "--root", root], capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


class CheckPages(unittest.TestCase):
    def test_each_rule_refuses_and_no_other(self):
        for name, (path, text, expected) in CASES.items():
            with self.subTest(name):
                self.assertEqual(check({**GOOD, path: text}), [expected])

    def test_there_is_an_index(self):
        files = {name: text for name, text in GOOD.items() if name != "docs/README.md"}
        self.assertIn("docs/README.md:1: there is no index of the pages", check(files))

    def test_the_program_tells(self):
        self.assertEqual(check(GOOD, run), (0, "5 pages keep the rules\n"))
        bad = {**GOOD, "docs/a.md": "[b](b.md)\n"}
        self.assertEqual(check(bad, run), (1, "docs/a.md:1: the link leads nowhere: b.md\n"))


if __name__ == "__main__":
    unittest.main()
