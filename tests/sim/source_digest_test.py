#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The digest of Octet's sources: what changes it, what does not, and what the build sees of it. Usage:
source_digest_test.py GENERATOR"""
import pathlib
import subprocess
import sys
import tempfile
import unittest

GENERATOR = sys.argv[1]


class Digest(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.root = pathlib.Path(place.name) / "first tree"
        self.fill(self.root)

    @staticmethod
    def fill(root):
        for name in ("a/one.cpp", "a/b/two.hpp", "a/read.md", "top.txt", "other/three.cpp"):
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_text(name)

    def digest(self, root=None):
        done = subprocess.run(
            [GENERATOR, root or self.root, "a", "top.txt"], capture_output=True, text=True, check=True
        )
        self.assertRegex(done.stdout, r"^[0-9a-f]{16}\n$")
        return done.stdout

    def test_the_same_sources_elsewhere_have_the_same(self):
        self.fill(self.root.parent / "second")
        self.assertEqual(self.digest(), self.digest(self.root.parent / "second"))

    def test_every_change_of_a_source_changes_it_and_nothing_else_does(self):
        seen = [self.digest()]
        for change in (
            lambda: (self.root / "a/one.cpp").write_text("a/one.cpq"),
            lambda: (self.root / "a/b/new.cpp").write_text(""),
            lambda: (self.root / "top.txt").write_text("else"),
            lambda: (self.root / "a/b/two.hpp").rename(self.root / "a/b/2.hpp"),
            lambda: (self.root / "a/b/new.cpp").unlink(),
        ):
            change()
            self.assertNotIn(self.digest(), seen)
            seen.append(self.digest())
        for name in ("a/read.md", "a/.one.cpp.swp", "a/.#one.cpp", "other/three.cpp"):
            (self.root / name).write_text("else")
            self.assertEqual(self.digest(), seen[-1])

    def test_the_file_is_written_only_when_it_changes_and_names_what_it_needs(self):
        out = self.root.parent / "digest.cpp"

        def write():
            subprocess.run([GENERATOR, "--out", out, self.root, "a", "top.txt"], check=True)
            return out.read_text(), out.stat().st_mtime_ns

        first = write()
        self.assertIn(f'return "{self.digest().strip()}"', first[0])
        self.assertEqual(write(), first)
        needed = pathlib.Path(f"{out}.d").read_text()
        for name in ("a/one.cpp", "a/b/two.hpp", "a/b", "top.txt"):
            self.assertIn(str(self.root / name).replace(" ", "\\ "), needed)
        self.assertNotIn("read.md", needed)
        (self.root / "a/one.cpp").write_text("else")
        self.assertNotEqual(write()[0], first[0])

    def test_what_is_not_there_is_an_error(self):
        done = subprocess.run([GENERATOR, self.root, "a", "nowhere"], capture_output=True, text=True, check=False)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn("expected a file or folder, found no nowhere", done.stderr)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], "-v"])
