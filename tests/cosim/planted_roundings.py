# SPDX-License-Identifier: Apache-2.0
"""Faults of planted_faults.py in roundings, with the sentences that others break too."""

# Sentences that several faults break.
HALVES = "One rounding, halves towards plus infinity, then one clamp to W bits."
HALVES_ADD = "Each operand is rounded once, halves towards plus infinity, before the sum"
GELU_NARROW = "narrow = shift_round_half_up(gate, one_bits - f), f = min(one_bits, 13)"
GELU_ROUND = "y = saturate8(shift_round_half_up(x * narrow * multiplier, shift))"
NORM_X_HAT = "x_hat = shift_round_half_up((n * x - S1) * r, 19 + e / 2)"
NORM_ROUND = "y = saturate8(shift_round_half_up(x_hat * gamma + beta, shift))"
REQUANTIZER, ADDER = "octet_requantizer_lane", "octet_residual_adder_lane"
GELU, NORM, NORM_LANE = "octet_activation_lane", "octet_normalization", "octet_normalization_lane"
SOFTMAX, SOFTMAX_LANE, SCALE = "octet_softmax", "octet_softmax_lane", "octet_softmax_scale"

# name: (unit, module, text as it is, text as it should not be, sentence of the unit's page)
ROUNDINGS = {
    # Roundings: exact halves the other way, of either sign.
    "requantizer_halves": (
        "requantizer",
        REQUANTIZER,
        "(product_q + half)",
        "(product_q + half - 64'(shift2_q != 6'd0))",
        HALVES,
    ),
    "requantizer_negative_halves": (
        "requantizer",
        REQUANTIZER,
        "(product_q + half)",
        "(product_q + half - 64'(product_q[63] && shift2_q != 6'd0))",
        HALVES,
    ),
    "requantizer_positive_halves": (
        "requantizer",
        REQUANTIZER,
        "(product_q + half)",
        "(product_q + half - 64'(!product_q[63] && shift2_q != 6'd0))",
        HALVES,
    ),
    "adder_halves_of_a": (
        "residual_adder",
        ADDER,
        "(product_a_q + half_a)",
        "(product_a_q + half_a - 48'(shift_a_i != 6'd0))",
        HALVES_ADD,
    ),
    "adder_halves_of_b": (
        "residual_adder",
        ADDER,
        "(product_b_q + half_b)",
        "(product_b_q + half_b - 48'(shift_b_i != 6'd0))",
        HALVES_ADD,
    ),
    "adder_negative_halves": (
        "residual_adder",
        ADDER,
        "(product_a_q + half_a)",
        "(product_a_q + half_a - 48'(product_a_q[47] && shift_a_i != 6'd0))",
        HALVES_ADD,
    ),
    "activation_halves": (
        "activation",
        GELU,
        "(63'(scaled_q) + half)",
        "(63'(scaled_q) + half - 63'(shift_i != 6'd0))",
        GELU_ROUND,
    ),
    "activation_negative_halves": (
        "activation",
        GELU,
        "(63'(scaled_q) + half)",
        "(63'(scaled_q) + half - 63'(scaled_q[60] && shift_i != 6'd0))",
        GELU_ROUND,
    ),
    "activation_gate_halves": (
        "activation",
        GELU,
        "(gate + gate_half)",
        "(gate + gate_half - 32'(narrowing != 5'd0))",
        GELU_NARROW,
    ),
    "activation_gate_halves_of_positive": (
        "activation",
        GELU,
        "(gate + gate_half)",
        "(gate + gate_half - 32'(!x2_q[15] && narrowing != 5'd0))",
        GELU_NARROW,
    ),
    "normalization_halves": (
        "normalization",
        NORM_LANE,
        "$signed((38'd1 << shift_i) >> 1)",
        "$signed((38'd1 << shift_i) >> 1) - 38'(shift_i != 6'd0)",
        NORM_ROUND,
    ),
    "normalization_negative_halves": (
        "normalization",
        NORM_LANE,
        "$signed((38'd1 << shift_i) >> 1)",
        "$signed((38'd1 << shift_i) >> 1) - 38'(sum_q[35] && shift_i != 6'd0)",
        NORM_ROUND,
    ),
    "normalization_x_hat_halves": (
        "normalization",
        NORM_LANE,
        "$signed(46'd1 << (x_hat_shift - 5'd1))",
        "$signed((46'd1 << (x_hat_shift - 5'd1)) - 46'd1)",
        NORM_X_HAT,
    ),
    "softmax_probability_halves": (
        "softmax",
        SOFTMAX_LANE,
        "{1'b0, product_q} + half)",
        "{1'b0, product_q} + half - 25'(shift_o != 6'd0))",
        "p = saturate_u8(shift_round_half_up(e * multiplier, shift))",
    ),
    "softmax_scale_not_rounded": (
        "softmax",
        SCALE,
        "quotient_q[multiplier_bits_i] || next_bit",
        "quotient_q[multiplier_bits_i] && next_bit",
        "Either way one rounding to the nearest.",
    ),
}
