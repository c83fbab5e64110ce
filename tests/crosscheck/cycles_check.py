#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Run the command that docs/cycles.md names and compare its page with a fresh one, byte for byte.

usage: cycles_check.py OCTET docs/cycles.md"""
import difflib
import pathlib
import re
import shlex
import subprocess
import sys
import tempfile


def main():
    octet, page = sys.argv[1], pathlib.Path(sys.argv[2])
    text = page.read_text()
    command = re.search(r"`octet (crosscheck --cycles [^`]*) --markdown ([^`]*)`", text)
    if not command:
        sys.exit(f"{page}: expected the command that wrote it")
    with tempfile.TemporaryDirectory() as folder:
        fresh = pathlib.Path(folder) / "cycles.md"
        run = subprocess.run(
            [octet, *shlex.split(command.group(1)), "--markdown", str(fresh)], stdout=subprocess.DEVNULL
        )
        if run.returncode != 0:
            sys.exit(f"octet {command.group(1)}: exit status {run.returncode}")
        # The page names its own place.
        now = fresh.read_text().replace(str(fresh), command.group(2))
    if now != text:
        sys.exit("".join(difflib.unified_diff(text.splitlines(True), now.splitlines(True), str(page), "now")))


if __name__ == "__main__":
    main()
