# SPDX-License-Identifier: Apache-2.0
"""Waiting for processes that a program started."""
import os
import pathlib
import time

GIVE_UP_SECONDS = 120


def processes_in(folder):
    """Commands of processes that work in the folder or name it, this one left out."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        if not entry.name.isdigit() or int(entry.name) == os.getpid():
            continue
        try:
            words = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
            if str(folder) in os.readlink(entry / "cwd") or str(folder) in words:
                found.append(words)
        except OSError:  # it has ended
            continue
    return found


def until(condition, what):
    """Returns when the condition holds; AssertionError naming `what` when it does not within GIVE_UP_SECONDS."""
    end = time.monotonic() + GIVE_UP_SECONDS
    while not condition():
        assert time.monotonic() < end, f"{what}: not within {GIVE_UP_SECONDS} s"
        time.sleep(0.02)
