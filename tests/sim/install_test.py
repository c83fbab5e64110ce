#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Installs a build into a folder with a space in its path and uses it there with the source tree gone (hidden below an
empty file system); usage: install_test.py BUILD SOURCE [--package]. With --package also the Debian package is made and
unpacked."""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

BUILD, SOURCE = (pathlib.Path(word).resolve() for word in sys.argv[1:3])
SWEEP = """octet_sweep: 1
workload: tiny.yaml
architecture: octet-16
axes: {lanes.softmax: [2, 4]}
objectives: [latency_s, area_mm2]
"""
SHAPES = """octet_shapes: 1
name: tiny
reference: none
encoder: {layers: 1, width: 32, heads: 2, ffn_width: 64, tokens: 8, norm: post}
left_out: []
"""


def run(*words, **more):
    done = subprocess.run([str(word) for word in words], capture_output=True, text=True, **more)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, words))}\nstatus {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def use(octet, folder):
    """Every kind of verb, as somebody who has nothing but what was installed."""
    (folder / "tiny.yaml").write_text(SHAPES)
    (folder / "sweep.yaml").write_text(SWEEP)
    environment = {key: value for key, value in os.environ.items() if not key.startswith("OCTET_")}
    environment["OCTET_CACHE"] = str(folder / "cache")

    def hidden(*words):
        # The tree that the program was built from is not there; its absence has to be real, not a promise.
        script = 'mount -t tmpfs none "$1" && shift && exec "$@"'
        return run(
            "unshare",
            "--map-root-user",
            "--mount",
            "sh",
            "-c",
            script,
            "sh",
            SOURCE,
            *words,
            cwd=folder,
            env=environment,
        )

    if "CMakeLists.txt" in hidden("ls", "-a", SOURCE):
        sys.exit("the source tree is still there")
    listed = hidden(octet, "list")
    if "roberta-base" not in listed:
        sys.exit(f"octet list: no shipped workloads\n{listed}")
    hidden(octet, "run", "vit-fashion-mnist", "--arch", "octet-16", "--limit", "2", "--out", "result")
    hidden(octet, "run", "roberta-base", "--arch", "octet-128", "--timing-only", "--view", "estimate", "--out", "timed")
    hidden(octet, "report", "result", "--out", "page.html")
    hidden(octet, "sweep", "sweep.yaml", "--out", "swept")
    hidden(octet, "crosscheck", "--unit", "residual_adder", "--arch", "octet-16", "--count", "2")
    hidden(octet, "rtl", "--arch", "octet-16", "--out", "gates")
    hidden(
        octet,
        "run",
        "tiny.yaml",
        "--random-weights",
        "1",
        "--arch",
        "octet-16",
        "--view",
        "residual_adder=rtl",
        "--out",
        "unit",
    )
    hidden(octet, "help", "run")
    if json.loads((folder / "result/run.json").read_text())["samples"] != 2:
        sys.exit("the run has other samples")
    if "<html" not in (folder / "page.html").read_text()[:2000]:
        sys.exit("the report is no page")
    words = run(
        "bash",
        "-c",
        'source "$1"; COMP_WORDS=("$2" ru); COMP_CWORD=1; _octet; echo "${COMPREPLY[@]}"',
        "bash",
        octet.parents[1] / "share/bash-completion/completions/octet",
        octet,
    ).split()
    if words != ["run"]:
        sys.exit(f"completion of 'octet ru' gives {words}")


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name) / "with a space"
        folder.mkdir()
        run("cmake", "--install", BUILD, "--prefix", folder / "first")
        (folder / "first").rename(folder / "moved")
        (folder / "work").mkdir()
        use(folder / "moved/bin/octet", folder / "work")
        broken = subprocess.run(
            [folder / "moved/bin/octet", "list"],
            env={**os.environ, "OCTET_DATA": str(folder)},
            capture_output=True,
            text=True,
        )
        if broken.returncode != 2 or "OCTET_DATA" not in broken.stderr:
            sys.exit(f"a wrong OCTET_DATA: status {broken.returncode}, {broken.stderr}")
        if "--package" in sys.argv:
            run("cpack", "--config", BUILD / "CPackConfig.cmake", "-B", folder / "package")
            package = next((folder / "package").glob("*.deb"))
            depends = run("dpkg-deb", "--field", package, "Depends")
            for library in ("libsystemc", "libfmt", "libyaml-cpp", "libsqlite3"):
                if library not in depends:
                    sys.exit(f"the Debian package does not depend on {library}: {depends}")
            run("dpkg-deb", "--extract", package, folder / "unpacked")
            (folder / "unpacked work").mkdir()
            use(folder / "unpacked/usr/bin/octet", folder / "unpacked work")
    print("installed, moved and used without the source tree")


if __name__ == "__main__":
    main()
