# SPDX-License-Identifier: Apache-2.0
"""What mutate_netlist.py breaks and coverage.py covers: a unit at an array of 4 x 4 with its submodules, and the models that its tests open of them."""
import dataclasses
import pathlib

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]


@dataclasses.dataclass(frozen=True)
class Unit:
    """A unit: its top with parameters, and models by name, each of a module of its hierarchy (the top among them). `counted`: parts whose points are
    counted by their own tests too."""
    top: str
    parameters: dict
    models: dict
    counted: tuple = ()


# Lanes that do not divide the rows wherever a unit allows it: with as many lanes as rows there is one group a column, and half of the walk is idle.
UNITS = {
    "matmul": Unit("octet_matmul", {"ROWS": 4, "COLUMNS": 4, "SHADOW": 1}, {"matmul_4x4": "octet_matmul"}),
    "requantizer": Unit("octet_requantizer", {"ROWS": 4, "LANES": 2},
                        {"requantizer_4x2": "octet_requantizer", "requantizer_lane": "octet_requantizer_lane"}),
    "softmax": Unit("octet_softmax", {"ROWS": 4, "LANES": 3},
                    {"softmax_4x3": "octet_softmax", "softmax_exp": "octet_softmax_exp", "softmax_scale": "octet_softmax_scale"},
                    ("softmax_scale",)),
    "activation": Unit("octet_activation", {"ROWS": 4, "LANES": 3}, {"activation_4x3": "octet_activation", "activation_lane": "octet_activation_lane"}),
    "normalization": Unit("octet_normalization", {"ROWS": 4, "LANES": 3},
                          {"normalization_4x3": "octet_normalization", "square_root_16": "octet_square_root", "reciprocal_16": "octet_reciprocal"}),
    "residual_adder": Unit("octet_residual_adder", {"ROWS": 4, "LANES": 3},
                           {"residual_adder_4x3": "octet_residual_adder", "residual_adder_lane": "octet_residual_adder_lane"}),
}


def gates_of(build):
    """Sources of all units."""
    common = [build / "generated/rtl/octet_command_pkg.sv", REPOSITORY / "rtl/common/octet_machine_pkg.sv"]
    common += [REPOSITORY / f"rtl/common/octet_{name}.sv" for name in ("panel_walk", "square_root", "reciprocal")]
    return common + sorted((REPOSITORY / "rtl/units").glob("*.sv"))


def cover_points_of(name):
    """Functional cover points of a unit, bound to its gates."""
    return sorted((REPOSITORY / "rtl/sva").glob(f"octet_{name}_*cover.sv"))
