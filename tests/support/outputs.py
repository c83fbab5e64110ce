# SPDX-License-Identifier: Apache-2.0
"""Every verb of `octet` and every option that writes a file, for tests that put something in their way."""
import contextlib
import os
import pathlib
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest

OCTET = os.path.abspath(sys.argv[1])
PACKAGE = "workloads/vit-fashion-mnist/package"
SAMPLE = "workloads/fashion-mnist-sample"
GIVE_UP_SECONDS = 300

SHAPES = (
    "octet_shapes: 1\nname: small\nreference: none\n"
    "encoder: {layers: 1, width: 32, heads: 2, ffn_width: 32, tokens: 8, norm: post}\n"
    "left_out: []\n"
)
RECIPE = "octet_recipe: 1\ncalibration: {images: 1, method: max}\n"
SWEEP = (
    "octet_sweep: 1\nworkload: {shapes}\narchitecture: octet-16\naxes: {{lanes.softmax: [1]}}\n"
    "objectives: [latency_s]\n"
    "finalists: {{points: 1}}\n"
)

SMALL = ["--arch", "octet-16"] + [
    word
    for name in (
        "array.rows",
        "array.columns",
        "lanes.requantizer",
        "lanes.softmax",
        "lanes.activation",
        "lanes.normalization",
        "lanes.residual_adder",
    )
    for word in ("--set", name + "=4")
]
# What each verb is called with beside the options that write, all of it cheap. {name}: a file made in setUpClass.
CALLS = {
    "area": ["--arch", "octet-16"],
    "bench": ["--only", "timing_only_roberta_base_octet_128", "--repetitions", "1"],
    "compare": ["{shapes}", "--arch", "octet-16"],
    "compile": [PACKAGE, "--arch", "octet-16"],
    "compress": ["workloads/vit-fashion-mnist", "--recipe", "{recipe}", "--calibration", "{images}", "--limit", "1"],
    "crosscheck": [*SMALL, "--unit", "residual_adder", "--case", "0"],
    "disasm": ["{program}"],
    "eval": [PACKAGE, "--dataset", SAMPLE, "--limit", "1"],
    "list": [],
    "report": ["{result}"],
    "rtl": ["--arch", "octet-16"],
    "run": ["{shapes}", "--arch", "octet-16", "--random-weights", "1", "--dump", "all"],
    "show": ["octet-16"],
    "sweep": ["{sweep}", "-j", "1"],
    "verify": ["{program}"],
}
# Options that write a file: file or folder, and whether one that is there is refused unless --force (or replaced, as
# help says).
WRITES = {
    ("area", "--json"): ("file", "replaces"),
    ("bench", "--json"): ("file", "replaces"),
    ("compare", "--json"): ("file", "replaces"),
    ("compile", "--out"): ("file", "refuses"),
    ("compile", "--write-mapping"): ("file", "refuses"),
    ("compress", "--json"): ("file", "replaces"),
    ("compress", "--out"): ("folder", "refuses"),
    ("crosscheck", "--json"): ("file", "replaces"),
    ("crosscheck", "--waves"): ("file", "refuses"),
    ("eval", "--json"): ("file", "replaces"),
    ("report", "--out"): ("file", "refuses"),
    ("rtl", "--out"): ("folder", "refuses"),
    ("run", "--json"): ("file", "replaces"),
    ("run", "--out"): ("folder", "refuses"),
    ("run", "--write-mapping"): ("file", "refuses"),
    ("sweep", "--json"): ("file", "replaces"),
    ("sweep", "--out"): ("folder", "refuses"),
}
# Drawn machines: their gates take minutes to build, so that only the refusals of this one are looked at.
COSTLY = {("crosscheck", "--markdown"): ["--cycles", "1x1"]}
# Options with a value that name nothing to write (--dump adds files to the folder of --out: CALLS has it).
READS = """--arch --budget --calibration --case --compare-search --count --cycles --dataset --dump --gate --gates
--graph --input --jobs --limit --mapping --only --program --prompt --random-weights --recipe --repetitions --reuse --rtl
--seed --set --synth --tech --tolerance --unit --variant
--view""".split()
# A verb that must have --out as well.
ALSO = {"run": "--out", "compile": "--out", "compress": "--out", "sweep": "--out"}
# Takes seconds, and writes as the others do.
SLOW = {("bench", "--json")}
# Its folder is there from the start and keeps what is known, so that --resume goes on with it.
FILLS = {("sweep", "--out")}


def help_of(*verb):
    return subprocess.run([OCTET, *verb, "--help"], capture_output=True, text=True, check=True).stdout


def limit_files(size):
    """Before exec: no file may grow beyond `size` bytes, and the signal that tells it is not ignored."""

    def limit():
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        # A writer of waveforms that maps its file dies of a short one; who waits for it tells, not a sanitizer.
        os.environ["ASAN_OPTIONS"] = "handle_sigbus=0"

    return limit


def text_of(folder):
    """All contents below a folder, or of a file."""
    path = pathlib.Path(folder)
    if not path.is_dir():
        return path.read_bytes() if path.exists() else None
    return {str(it.relative_to(path)): it.read_bytes() for it in sorted(path.rglob("*")) if it.is_file()}


class Outputs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = tempfile.TemporaryDirectory()
        root = pathlib.Path(cls.place.name)
        cls.names = {
            name: str(root / name)
            for name in ("program", "result", "images", "recipe.yaml", "shapes.yaml", "sweep.yaml")
        }
        cls.names = {name.partition(".")[0]: path for name, path in cls.names.items()}
        pathlib.Path(cls.names["recipe"]).write_text(RECIPE)
        pathlib.Path(cls.names["shapes"]).write_text(SHAPES)
        pathlib.Path(cls.names["sweep"]).write_text(SWEEP.format(**cls.names))
        os.mkdir(cls.names["images"])
        for path in pathlib.Path(SAMPLE).glob("t10k-*.gz"):
            for split in ("t10k", "train"):
                shutil.copy(path, pathlib.Path(cls.names["images"]) / path.name.replace("t10k", split))
        for verb, out in (("compile", "program"), ("run", "result")):
            done = subprocess.run(cls.words(verb, "--out", cls.names[out]), capture_output=True, text=True)
            assert done.returncode == 0, done.stderr

    @classmethod
    def tearDownClass(cls):
        cls.place.cleanup()

    def setUp(self):
        self.clean()
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def clean(self):
        if hasattr(self, "folder"):
            shutil.rmtree(self.folder, ignore_errors=True)
        self.folder = pathlib.Path(tempfile.mkdtemp())

    @classmethod
    def words(cls, verb, *more):
        return [OCTET, verb, *(word.format(**cls.names) for word in CALLS[verb]), *map(str, more)]

    def call(self, verb, option, target, *more):
        """The words that write `target`; other results go to a folder of their own."""
        beside = ALSO.get(verb)
        aside = ["--out", self.folder / "beside"] if beside and beside != option else []
        return self.words(verb, option, target, *aside, *more)

    def run_octet(self, words, **keywords):
        keywords = {
            "stdout": subprocess.PIPE,
            "stderr": subprocess.PIPE,
            "stdin": subprocess.DEVNULL,
            "text": True,
            "timeout": GIVE_UP_SECONDS,
            **keywords,
        }
        done = subprocess.run(words, check=False, **keywords)
        self.assertGreaterEqual(done.returncode, 0, f"ended by a signal: {done.stderr}")
        self.assertNotIn("internal error", done.stderr or "")
        return done

    def entries(self):
        """What is there, but for what a verb writes beside."""
        return sorted(name for name in os.listdir(self.folder) if name != "beside")

    @staticmethod
    def cases(*kinds, slow=False):
        """Verb, option and kind of all that writes, or of what `refuses` or `replaces` what is there."""
        return [
            (verb, option, kind)
            for (verb, option), (kind, existing) in WRITES.items()
            if (existing in kinds or not kinds) and (slow or (verb, option) not in SLOW)
        ]

    @contextlib.contextmanager
    def case(self, *what):
        """One of them, in an empty folder; when it fails, the others still run."""
        with self.subTest(" ".join(map(str, what))):
            self.clean()
            yield
