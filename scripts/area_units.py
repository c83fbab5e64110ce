# SPDX-License-Identifier: Apache-2.0
"""The modules that scripts/area_residuals synthesizes: sizes to fit on and sizes to predict."""


class Unit:
    """A module, the parts its features stand for, sizes to fit on, and sizes to predict."""

    def __init__(self, module, parts, features, fit, unseen, known=()):
        self.module, self.parts, self.features, self.fit, self.unseen, self.known = (
            module,
            parts,
            features,
            fit,
            unseen,
            known,
        )


def lanes_unit(name, rows_and_lanes=((16, 1), (16, 8), (16, 16), (8, 4), (12, 3))):
    return Unit(
        f"octet_{name}",
        [f"{name}_base", f"{name}_lane"],
        lambda p: [1, p["LANES"]],
        [dict(ROWS=16, LANES=2), dict(ROWS=16, LANES=4)],
        [dict(ROWS=r, LANES=n) for r, n in rows_and_lanes],
    )


def scaled_unit(name):
    unit = lanes_unit(name)
    unit.parts.append(f"{name}_lane_bit")
    unit.features = lambda p: [1, p["LANES"], p["LANES"] * p["MULTIPLIER_BITS"]]
    for point in unit.fit + unit.unseen:
        point["MULTIPLIER_BITS"] = 31
    unit.fit.append(dict(ROWS=16, LANES=2, MULTIPLIER_BITS=16))
    unit.unseen += [dict(ROWS=16, LANES=n, MULTIPLIER_BITS=b) for n, b in ((2, 8), (2, 12), (4, 24))]
    return unit


def dma(lanes, beat_bytes, in_flight=2, outstanding=2, blocks=2):
    return dict(
        LANES=lanes, BEAT_BYTES=beat_bytes, DMA_IN_FLIGHT=in_flight, OUTSTANDING=outstanding, TRANSPOSER_BLOCKS=blocks
    )


# Contexts by their number in octet_command_pkg. Those that move bytes multiply sizes, matmul multiplies by the depth;
# every one compares each bank with the ranges of bytes a step may claim: four in the activation buffer, two in each of
# the others.
LOAD, STORE, MATMUL, REQUANTIZER, SOFTMAX, ACTIVATION, NORMALIZATION, RESIDUAL_ADDER = 1, 4, 5, 7, 9, 10, 11, 12
RANGES = dict(ACTIVATION_BANKS=4, WEIGHT_BANKS=2, ACCUMULATOR_BANKS=2, PARAMETER_BANKS=2)


def context(number, depth=2, banks=(8, 4, 4, 2), size=16, **more):
    return dict(CONTEXT=number, QUEUE_DEPTH=depth, ROWS=size, COLUMNS=size, **dict(zip(RANGES, banks)), **more)


def context_features(p):
    moves, multiplies = p["CONTEXT"] <= STORE, p["CONTEXT"] in (MATMUL, MATMUL + 1)
    return [
        moves,
        multiplies,
        not moves and not multiplies,
        p["QUEUE_DEPTH"],
        sum(RANGES[name] * p[name] for name in RANGES),
    ]


UNITS = [
    Unit(
        "octet_matmul",
        ["matmul_base", "pe_shadow"],
        lambda p: [1, p["ROWS"] * p["COLUMNS"]],
        [dict(ROWS=4, COLUMNS=4, SHADOW=1), dict(ROWS=8, COLUMNS=8, SHADOW=1)],
        [dict(ROWS=r, COLUMNS=c, SHADOW=1) for r, c in ((4, 12), (8, 4), (12, 12), (16, 16), (8, 32))],
    ),
    Unit(
        "octet_matmul",
        ["pe_single"],
        lambda p: [p["ROWS"] * p["COLUMNS"]],
        [dict(ROWS=8, COLUMNS=8, SHADOW=0)],
        [dict(ROWS=r, COLUMNS=c, SHADOW=0) for r, c in ((4, 4), (4, 12), (16, 16))],
        known=["matmul_base"],
    ),
    scaled_unit("requantizer"),
    scaled_unit("residual_adder"),
    scaled_unit("activation"),
    lanes_unit("softmax"),
    lanes_unit("normalization"),
    Unit(
        "octet_dma",
        ["dma_base", "dma_beat_byte", "dma_lane", "dma_block_byte", "dma_step", "dma_burst"],
        lambda p: [
            1,
            p["BEAT_BYTES"],
            p["LANES"],
            p["TRANSPOSER_BLOCKS"] * p["LANES"] * p["BEAT_BYTES"],
            p["DMA_IN_FLIGHT"],
            p["OUTSTANDING"],
        ],
        [dma(8, 8), dma(16, 8), dma(8, 16), dma(16, 16), dma(8, 8, in_flight=4), dma(8, 8, outstanding=4)],
        [dma(4, 16), dma(12, 16), dma(8, 8, blocks=1), dma(16, 8, blocks=1), dma(16, 32, 3, 8)],
    ),
    Unit(
        "octet_context",
        ["context_transfer", "context_matmul", "context_other", "context_slot", "context_bank"],
        context_features,
        [
            context(LOAD),
            context(MATMUL),
            context(ACTIVATION),
            context(ACTIVATION, 4),
            context(ACTIVATION, banks=(16, 4, 4, 2)),
        ],
        [
            context(STORE),
            context(REQUANTIZER),
            context(SOFTMAX),
            context(NORMALIZATION),
            context(RESIDUAL_ADDER),
            context(LOAD, 4, size=4),
            context(LOAD, 8, (16, 8, 4, 2)),
            context(STORE, 1, size=12),
            context(MATMUL, 4, ACTIVATION_BANK_BYTES=16384),
            context(MATMUL, 1, (2, 2, 2, 2), 32),
            context(REQUANTIZER, 4, (8, 4, 16, 4)),
            context(RESIDUAL_ADDER, 1, (32, 4, 4, 2), 12),
        ],
    ),
    Unit(
        "octet_scoreboard",
        ["scoreboard_base", "scoreboard_bank"],
        lambda p: [1, p["BANKS"]],
        [dict(BANKS=8), dict(BANKS=16)],
        [dict(BANKS=32)],
    ),
    Unit(
        "octet_unit_tracker",
        ["tracker_base", "tracker_bank"],
        lambda p: [1, p["BANKS"]],
        [dict(BANKS=8), dict(BANKS=16)],
        [dict(BANKS=18), dict(BANKS=32)],
    ),
    Unit(
        "octet_controller",
        ["fetch_base", "fetch_slot", "fetch_beat_byte"],
        lambda p: [1, p["FETCH_DEPTH"], p["BEAT_BYTES"]],
        [dict(FETCH_DEPTH=d, BEAT_BYTES=b) for d, b in ((2, 8), (4, 8), (2, 16))],
        [dict(FETCH_DEPTH=d, BEAT_BYTES=b) for d, b in ((1, 16), (3, 64))],
    ),
    # Buffers are memory macros; as flip-flops, small ones show what every byte port costs.
    Unit(
        "octet_buffer",
        ["flop_byte", "flop_byte_read", "flop_byte_write"],
        lambda p: [p["BYTES"], p["BYTES"] * p["READ_LANES"], p["BYTES"] * p["WRITE_LANES"]],
        [dict(BYTES=64, READ_LANES=r, WRITE_LANES=w) for r, w in ((2, 2), (4, 2), (2, 4))],
        [
            dict(BYTES=b, READ_LANES=r, WRITE_LANES=w)
            for b, r, w in ((64, 4, 4), (64, 8, 2), (64, 2, 8), (64, 16, 16), (128, 4, 2), (32, 4, 4))
        ],
    ),
]
