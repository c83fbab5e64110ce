# SPDX-License-Identifier: Apache-2.0
"""Synthesize modules of rtl/ one at a time (yosys, hierarchical, cells of a liberty file) and keep every result.

A result is kept by the content of the files that the module's hierarchy names, comments left out, so that a change elsewhere in
rtl/ throws nothing away. Interrupted, yosys is ended and what is finished stays.
"""
import hashlib
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parent.parent
LIBERTY = pathlib.Path("/usr/share/qflow/tech/osu018/osu018_stdcells.lib")
CACHE = ROOT / "build/synthesis"
# Fast, and a tenth larger than what many more CPU minutes give on multipliers; used for every unit alike.
ABC = "+strash;ifraig;dc2;strash;&get,-n;&nf;&put;buffer,-c;topo;upsize;dnsize"


def without_comments(text):
    text = re.sub(r"//[^\n]*|/\*.*?\*/", " ", text, flags=re.S)
    return re.sub(r"\s+", " ", text)


def read_gates():
    """Text of every module and package of rtl/ and of the generated package, by name, without comments."""
    files = [path for room in ("common", "units", "system") for path in sorted((ROOT / "rtl" / room).glob("octet_*.sv"))]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, ROOT / "scripts/generate_command_set.py", ROOT / "models/program/command_set.yaml", folder],
                       check=True)
        files += sorted(pathlib.Path(folder).rglob("*.sv"))
        return {path.stem: without_comments(path.read_text()) for path in files}


def hierarchy(module, gates):
    """Names of the module and all it refers to, packages first."""
    found, left = set(), [module]
    while left:
        name = left.pop()
        if name in gates and name not in found:
            found.add(name)
            left += re.findall(r"\boctet_\w+", gates[name])
    return sorted(found, key=lambda name: (not name.endswith("_pkg"), name))


def nand2_area(liberty):
    """Area of the library's two-input NAND: what a gate is."""
    match = re.search(r"cell\s*\(\"?NAND2X1\"?\)\s*\{.*?area\s*:\s*([\d.]+)", liberty.read_text(), re.S)
    if not match:
        sys.exit(f"{liberty}: no cell NAND2X1 with an area")
    return float(match.group(1))


def area_of(text):
    """Of the top module with all below it, from `stat -liberty`, in square micrometers."""
    match = re.search(r"Chip area for top module '[^']*': ([\d.]+)", text) or re.search(r"Chip area for module '[^']*': ([\d.]+)", text)
    if not match:
        sys.exit(f"yosys printed no area:\n{text}")
    return float(match.group(1))


class Synthesis:
    """Areas of modules in one library, kept in a folder."""

    def __init__(self, liberty=LIBERTY, cache=CACHE):
        self.liberty, self.cache = liberty, cache
        self.gate_um2 = nand2_area(liberty)
        self.gates = read_gates()
        signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))

    def kept_at(self, module, parameters):
        digest = hashlib.sha256(self.liberty.read_bytes())
        digest.update(json.dumps([module, sorted(parameters.items()), ABC]).encode())
        for name in hierarchy(module, self.gates):
            digest.update(self.gates[name].encode())
        return self.cache / f"{module}-{digest.hexdigest()[:24]}.json"

    def is_kept(self, module, parameters):
        return self.kept_at(module, parameters).exists()

    def measure(self, module, parameters):
        """{"gates": areas of a two-input NAND, "cpu_s": what finding it took} of a module with parameters."""
        kept = self.kept_at(module, parameters)
        if not kept.exists():
            self.cache.mkdir(parents=True, exist_ok=True)
            um2, cpu_s = self.synthesize(module, parameters)
            fresh = kept.with_suffix(f".{os.getpid()}")
            fresh.write_text(json.dumps({"module": module, "parameters": parameters, "gates": um2 / self.gate_um2, "cpu_s": cpu_s}))
            fresh.rename(kept)
        return json.loads(kept.read_text())

    def synthesize(self, module, parameters):
        """(square micrometers, CPU seconds)."""
        with tempfile.TemporaryDirectory() as folder:
            room, names = pathlib.Path(folder), hierarchy(module, self.gates)
            for name in names:
                (room / f"{name}.sv").write_text(self.gates[name] + "\n")
            settings = "".join(f" -set {name} {value}" for name, value in sorted(parameters.items()))
            script = (f"read_verilog -sv -defer {' '.join(f'{name}.sv' for name in names)}; chparam{settings} {module}; "
                      f"hierarchy -check -top {module}; synth -top {module}; dfflibmap -liberty {self.liberty}; "
                      f"abc -liberty {self.liberty} -script {ABC}; opt_clean; tee -q -o report.txt stat -liberty {self.liberty}")
            with open(room / "log.txt", "w", encoding="utf-8") as log:
                child = subprocess.Popen(["yosys", "-q", "-p", script], cwd=room, stdout=log, stderr=log, process_group=0)
                try:
                    _, status, usage = os.wait4(child.pid, 0)
                except BaseException:
                    os.killpg(child.pid, signal.SIGKILL)  # yosys and the abc it runs
                    child.wait()
                    raise
                child.returncode = os.waitstatus_to_exitcode(status)
            if child.returncode != 0:
                sys.exit(f"yosys failed on {module} {parameters}:\n{(room / 'log.txt').read_text()[-2000:]}")
            return area_of((room / "report.txt").read_text()), round(usage.ru_utime + usage.ru_stime, 1)
