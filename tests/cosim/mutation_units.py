# SPDX-License-Identifier: Apache-2.0
"""What mutate_netlist.py breaks and coverage.py covers: a unit at an array of 4 x 4 with its submodules, and the models
that its tests open of them; and what of the machine around the units mutate_netlist.py breaks: parts of it with benches
of their own."""
import dataclasses
import pathlib

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


# The whole unit first, then its parts alone; tests of other sizes open models without mutants.
UNIT_TESTS = ("[rtl][steps]~[sizes]", "[rtl]~[steps]~[sizes]~[long]")


@dataclasses.dataclass(frozen=True)
class Unit:
    """A netlist: its top with parameters, and models by name, each of a module of its hierarchy (the top among them).
    `counted`: parts whose points are counted by their own tests too.
    `program`: under the build folder, that has the `tests`, the cheapest that notices most first; the unit's own where
    it is empty. `broken`: modules whose mutants are drawn, as many as are asked for of those that something reads;
    without them mutants are drawn anywhere. `least`: percent noticed of what is not proved."""

    top: str
    parameters: dict
    models: dict
    counted: tuple = ()
    program: str = ""
    tests: tuple = UNIT_TESTS
    broken: tuple = ()
    least: float = 95.0
    chunk: int = 50  # mutants in one model: with more of them a unit's takes longer to run than to build


# Lanes that do not divide the rows wherever a unit allows it: with as many lanes as rows there is one group a column,
# and half of the walk is idle.
UNITS = {
    "matmul": Unit("octet_matmul", {"ROWS": 4, "COLUMNS": 4, "SHADOW": 1}, {"matmul_4x4": "octet_matmul"}),
    "requantizer": Unit(
        "octet_requantizer",
        {"ROWS": 4, "LANES": 2},
        {"requantizer_4x2": "octet_requantizer", "requantizer_lane": "octet_requantizer_lane"},
    ),
    "softmax": Unit(
        "octet_softmax",
        {"ROWS": 4, "LANES": 3},
        {"softmax_4x3": "octet_softmax", "softmax_exp": "octet_softmax_exp", "softmax_scale": "octet_softmax_scale"},
        ("softmax_scale",),
    ),
    "activation": Unit(
        "octet_activation",
        {"ROWS": 4, "LANES": 3},
        {"activation_4x3": "octet_activation", "activation_lane": "octet_activation_lane"},
    ),
    "normalization": Unit(
        "octet_normalization",
        {"ROWS": 4, "LANES": 3},
        {
            "normalization_4x3": "octet_normalization",
            "square_root_16": "octet_square_root",
            "reciprocal_16": "octet_reciprocal",
        },
    ),
    "residual_adder": Unit(
        "octet_residual_adder",
        {"ROWS": 4, "LANES": 3},
        {"residual_adder_4x3": "octet_residual_adder", "residual_adder_lane": "octet_residual_adder_lane"},
    ),
}


# Benches of tests/cosim/benches, which are small and quick: all mutants in one model.
BENCH = {"program": "tests/cosim/machine_parts_test", "least": 90.0, "chunk": 500}
AXI4 = {**BENCH, "program": "tests/cosim/axi4_test"}
MACHINE = {
    "buffers": Unit(
        "octet_buffer_clients",
        {},
        {"buffer_clients": "octet_buffer_clients"},
        tests=("[buffer]",),
        broken=("octet_buffer", "octet_byte_run"),
        **BENCH,
    ),
    "scoreboard": Unit(
        "octet_step_grants",
        {},
        {"step_grants": "octet_step_grants"},
        tests=("[scoreboard]",),
        broken=("octet_scoreboard", "octet_unit_tracker"),
        **BENCH,
    ),
    "controller": Unit(
        "octet_command_path",
        {},
        {"command_path": "octet_command_path"},
        tests=("[controller]~[long]", "[controller][long]"),
        broken=(
            "octet_controller",
            "octet_fifo",
            "octet_context",
            "octet_sequencer",
            "octet_operand_address",
            "octet_token_counts",
            "octet_step_claims",
            "octet_step_operands",
            "octet_bank_range",
        ),
        **{**BENCH, "least": 86.0},  # docs/verification.md says why
    ),
    "dma": Unit(
        "octet_dma",
        {"LANES": 4, "TRANSPOSER_BLOCKS": 2, "DMA_IN_FLIGHT": 2, "BEAT_BYTES": 8, "BURST_BYTES": 32, "OUTSTANDING": 3},
        {"dma": "octet_dma"},
        tests=("[dma][rtl]",),
        broken=(
            "octet_dma",
            "octet_dma_load",
            "octet_dma_store",
            "octet_memory_port",
            "octet_transfer",
            "octet_beat",
            "octet_layout_walk",
            "octet_load_transposer",
            "octet_store_transposer",
            "octet_finish_order",
            "octet_fifo",
        ),
        **AXI4,
    ),
    "axi4_master": Unit(
        "octet_axi4_master",
        {"BEAT_BYTES": 16, "OUTSTANDING": 4},
        {"axi4_master": "octet_axi4_master"},
        tests=("[axi4_master][rtl]~[long]",),
        broken=("octet_axi4_master", "octet_fifo"),
        **AXI4,
    ),
}
SUBJECTS = {**UNITS, **MACHINE}


def packages_of(build):
    """What the build makes of models/machine for all gates."""
    return [build / "generated/rtl" / f"octet_{name}_pkg.sv" for name in ("command", "machine")]


def gates_of(build):
    """Sources of all units."""
    common = packages_of(build)
    common += [REPOSITORY / f"rtl/common/octet_{name}.sv" for name in ("panel_walk", "square_root", "reciprocal")]
    return common + sorted((REPOSITORY / "rtl/units").glob("*.sv"))


def gates_of_the_machine(build):
    """Sources of the machine and of the benches."""
    first = packages_of(build) + sorted((build / "generated/rtl/system").glob("*.sv"))
    rooms = [
        REPOSITORY / "rtl/common",
        REPOSITORY / "rtl/units",
        REPOSITORY / "rtl/system",
        REPOSITORY / "tests/cosim/benches",
    ]
    return first + [file for room in rooms for file in sorted(room.glob("*.sv")) if file not in first]


def cover_points_of(name):
    """Functional cover points of a unit, bound to its gates."""
    return sorted((REPOSITORY / "rtl/sva").glob(f"octet_{name}_*cover.sv"))
