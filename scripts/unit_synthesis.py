# SPDX-License-Identifier: Apache-2.0
"""Areas of modules of rtl/ in the cells of a liberty file (yosys, hierarchical), every result kept.

Synthesis of a hierarchy optimizes nothing across its modules, so each is synthesized once, its children as black boxes,
and areas are added up. A result is kept by the elaborated module itself: a lane serves every number of lanes, and a
change elsewhere in rtl/ throws nothing away. Interrupted, yosys is ended and what is finished stays.
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

NAMES_ONLY = (
    "src|hdlname|top|dynports|always_comb|always_ff|module_not_derived|wiretype"  # attributes that change no gates
)


def without_comments(text):
    text = re.sub(r"//[^\n]*|/\*.*?\*/", " ", text, flags=re.S)
    return re.sub(r"\s+", " ", text)


def read_gates():
    """Text of every module and package of rtl/ and of the generated ones, by name, without comments."""
    files = [
        path for room in ("common", "units", "system") for path in sorted((ROOT / "rtl" / room).glob("octet_*.sv"))
    ]
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, ROOT / "scripts/generate_machine.py", ROOT / "models/machine", folder], check=True
        )
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


def sources_digest(module, gates):
    """Of the code of a module and all it refers to; comments and spaces do not count."""
    text = "".join(f"{name}\n{''.join(gates[name].split())}\n" for name in hierarchy(module, gates))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def nand2_area(liberty):
    """Area of the library's two-input NAND: what a gate is."""
    match = re.search(r"cell\s*\(\"?NAND2X1\"?\)\s*\{.*?area\s*:\s*([\d.]+)", liberty.read_text(), re.S)
    if not match:
        sys.exit(f"{liberty}: no cell NAND2X1 with an area")
    return float(match.group(1))


def interrupt(*_):
    raise KeyboardInterrupt


class Module:
    """An elaborated module as RTLIL text, under names of our own: `top`, and child_0, child_1 ... in order of
    appearance."""

    def __init__(self, name, bodies):
        types = re.findall(r"^  cell (\S+) ", bodies[name], re.M)
        self.children = [other for other in dict.fromkeys(types) if other in bodies]
        text = re.sub(rf"^\s*attribute \\(?:{NAMES_ONLY}) [^\n]*\n", "", bodies[name], flags=re.M).replace(
            f"module {name}\n", "module \\top\n", 1
        )
        for index, child in enumerate(self.children):
            text = text.replace(f"  cell {child} ", f"  cell \\child_{index} ")
            ports = re.findall(r"^  wire [^\n]*(?:in|out)put \d+ [^\n]*\n", bodies[child], re.M)
            text += f"attribute \\blackbox 1\nmodule \\child_{index}\n{''.join(ports)}end\n"
        ranks = {}  # yosys numbers what it invents through all modules
        self.text = re.sub(r"\$(\d+)(?=_Y\b|[\s\[\]])", lambda it: f"${ranks.setdefault(it[1], len(ranks))}", text)


class Synthesis:
    """Areas in one library, kept in a folder."""

    def __init__(self, liberty=LIBERTY, cache=CACHE):
        self.liberty, self.cache = liberty, cache
        self.gate_um2 = nand2_area(liberty)
        self.gates = read_gates()
        self.cpu_s = 0.0  # spent, not kept
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, interrupt)

    def measure(self, module, parameters):
        """Gates (areas of a two-input NAND) of a module with these parameters and all below it."""
        bodies = self.elaborate(module, parameters)
        return self.area_um2("\\" + module, bodies) / self.gate_um2

    def elaborate(self, module, parameters):
        """RTLIL of every module of the hierarchy, by name."""
        settings = "".join(f" -set {name} {value}" for name, value in sorted(parameters.items()))
        names = hierarchy(module, self.gates)
        with tempfile.TemporaryDirectory() as folder:
            room = pathlib.Path(folder)
            for name in names:
                (room / f"{name}.sv").write_text(self.gates[name] + "\n")
            self.yosys(
                room,
                f"read_verilog -sv -defer {' '.join(f'{name}.sv' for name in names)}; chparam{settings} {module}; "
                f"hierarchy -check -top {module}; write_rtlil out.il",
                f"{module} {parameters}",
            )
            text = (room / "out.il").read_text()
        return {name: body for body, name in re.findall(r"^(module (\S+)\n.*?^end\n)", text, re.M | re.S)}

    def area_um2(self, name, bodies):
        module = Module(name, bodies)
        found = self.own_area(module)
        return found["um2"] + sum(
            count * self.area_um2(module.children[int(child)], bodies) for child, count in found["children"].items()
        )

    def own_area(self, module):
        """{"um2": area without children, "children": how many of each}."""
        digest = hashlib.sha256(self.liberty.read_bytes() + ABC.encode() + module.text.encode())
        kept = self.cache / f"{digest.hexdigest()[:32]}.json"
        if not kept.exists():
            with tempfile.TemporaryDirectory() as folder:
                room = pathlib.Path(folder)
                (room / "in.il").write_text(module.text)
                self.yosys(
                    room,
                    f"read_rtlil in.il; hierarchy -check -top top; synth -top top; dfflibmap -liberty {self.liberty}; "
                    f"abc -liberty {self.liberty} -script {ABC}; opt_clean; tee -q -o out.txt stat -liberty "
                    f"{self.liberty}",
                    module.text[:200],
                )
                found = read_statistics((room / "out.txt").read_text())
            self.cache.mkdir(parents=True, exist_ok=True)
            fresh = kept.with_suffix(f".{os.getpid()}")
            fresh.write_text(json.dumps(found))
            fresh.rename(kept)
        return json.loads(kept.read_text())

    def yosys(self, room, script, what):
        with open(room / "log.txt", "w", encoding="utf-8") as log:
            child = subprocess.Popen(["yosys", "-q", "-p", script], cwd=room, stdout=log, stderr=log, process_group=0)
            try:
                _, status, usage = os.wait4(child.pid, 0)
            except BaseException:
                os.killpg(child.pid, signal.SIGKILL)  # yosys and the abc it runs
                child.wait()
                raise
            child.returncode = os.waitstatus_to_exitcode(status)
        self.cpu_s += usage.ru_utime + usage.ru_stime
        if child.returncode != 0:
            sys.exit(f"yosys failed on {what}:\n{(room / 'log.txt').read_text()[-2000:]}")


def read_statistics(text):
    """Of `stat -liberty` of one module."""
    area = re.search(r"Chip area for (?:top )?module '[^']*': ([\d.]+)", text)
    children = {name: int(count) for name, count in re.findall(r"^ +child_(\d+) +(\d+)$", text, re.M)}
    # A module that only names wires has no cells, and no area.
    empty = re.search(r"Number of cells: +0$", text, re.M)
    if not area and not children and not empty:
        sys.exit(f"yosys printed no area:\n{text}")
    return {"um2": float(area[1]) if area else 0.0, "children": children}
