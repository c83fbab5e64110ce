#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""End `octet run --view UNIT=rtl` while it builds the gates: by Ctrl-C, SIGTERM and SIGKILL. No compiler goes on,
nothing half built stays, and the next run builds and works. Usage: gates_interrupt_test.py OCTET [SEED [COUNT]]"""
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "support"))
from processes import GIVE_UP_SECONDS, processes_in, until  # noqa: E402: found by the line above

OCTET = sys.argv[1]
SEED = int(sys.argv[2]) if len(sys.argv) > 2 else 1
COUNT = int(sys.argv[3]) if len(sys.argv) > 3 else 2


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        cache, out = folder / "cache", folder / "out"
        # No ccache: there must be something to interrupt. The size is none that a build makes.
        tools = folder / "tools"
        tools.mkdir()
        for tool in ("python3", "verilator", "c++"):
            (tools / tool).symlink_to(subprocess.check_output(["which", tool], text=True).strip())
        environment = {**os.environ, "OCTET_CACHE": str(cache), "PATH": f"{tools}:/bin", "CCACHE_DISABLE": "1"}
        words = [
            OCTET,
            "run",
            "workloads/vit-fashion-mnist/package",
            "--arch",
            "octet-16",
            "--set",
            "lanes.softmax=7",
            "--view",
            "softmax=rtl",
            "--out",
            out,
        ]

        def built():
            return [path.name for path in (cache / "gates").glob("*") if path.suffix != ".lock"]

        for ending in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
            run = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            until(
                lambda: any("model.cpp" in it for it in processes_in(cache)) or run.poll() is not None,
                "a compiler at work",
            )
            assert run.poll() is None, run.communicate()
            run.send_signal(ending)
            _, errors = run.communicate(timeout=GIVE_UP_SECONDS)
            assert run.returncode == (-signal.SIGKILL if ending == signal.SIGKILL else 128 + ending), (
                run.returncode,
                errors,
            )
            if ending != signal.SIGKILL:
                assert "interrupted while building the gates of octet_softmax" in errors, errors
            until(lambda: not processes_in(cache), "the end of all tools")
            until(lambda: built() == [], f"an empty cache, not {built()}")
            assert not out.exists()
        # At moments of their own, the last ones too: all that is left then is a whole model.
        dice = random.Random(SEED)
        for _ in range(COUNT):
            run = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            part = dice.choice(("identity.cpp", "identity.o", "verilated.o", "verilated_threads.o", "model.tmp"))
            until(
                lambda: any(cache.glob(f"gates/*/*/{part}"))
                or any(cache.glob(f"gates/*/{part}"))
                or run.poll() is not None,
                part,
            )
            time.sleep(dice.uniform(0, 0.1))
            run.send_signal(signal.SIGINT)
            _, errors = run.communicate(timeout=GIVE_UP_SECONDS)
            assert run.returncode in (0, 130), errors
            until(lambda: not processes_in(cache), "the end of all tools")
            left = built()
            assert all(name.endswith(".so") for name in left), (part, left, errors)
            for name in left:
                (cache / "gates" / name).unlink()
        done = subprocess.run(words, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        assert done.returncode == 0, done.stdout
        assert len(built()) == 1 and built()[0].endswith(".so"), built()
    print(f"{3 + COUNT} builds ended, one done, seed {SEED}")


if __name__ == "__main__":
    main()
