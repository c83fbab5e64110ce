#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Plants one fault at a time in a copy of a shipped module and requires that `octet crosscheck --unit UNIT --rtl COPY` finds it, as a user would ask.

usage: planted_faults.py OCTET [--list] [--arch ARCHITECTURE] [--set PATH=VALUE ...] [name ...]

Each fault is one that keeps most results: a half rounded the other way, a width one bit short, an end read as its neighbour. It breaks the sentence of the
page that it names, which has to stand there word for word. Exit status 1 if a fault is not found, or breaks no sentence."""
import argparse
import pathlib
import re
import subprocess
import sys
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]

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
FAULTS = {
    # Roundings: exact halves the other way, of either sign.
    "requantizer_halves": ("requantizer", REQUANTIZER, "(product_q + half)", "(product_q + half - 64'(shift2_q != 6'd0))", HALVES),
    "requantizer_negative_halves": ("requantizer", REQUANTIZER, "(product_q + half)", "(product_q + half - 64'(product_q[63] && shift2_q != 6'd0))", HALVES),
    "requantizer_positive_halves": ("requantizer", REQUANTIZER, "(product_q + half)", "(product_q + half - 64'(!product_q[63] && shift2_q != 6'd0))", HALVES),
    "adder_halves_of_a": ("residual_adder", ADDER, "(product_a_q + half_a)", "(product_a_q + half_a - 48'(shift_a_i != 6'd0))", HALVES_ADD),
    "adder_halves_of_b": ("residual_adder", ADDER, "(product_b_q + half_b)", "(product_b_q + half_b - 48'(shift_b_i != 6'd0))", HALVES_ADD),
    "adder_negative_halves": ("residual_adder", ADDER, "(product_a_q + half_a)", "(product_a_q + half_a - 48'(product_a_q[47] && shift_a_i != 6'd0))", HALVES_ADD),
    "activation_halves": ("activation", GELU, "(63'(scaled_q) + half)", "(63'(scaled_q) + half - 63'(shift_i != 6'd0))", GELU_ROUND),
    "activation_negative_halves": ("activation", GELU, "(63'(scaled_q) + half)", "(63'(scaled_q) + half - 63'(scaled_q[60] && shift_i != 6'd0))", GELU_ROUND),
    "activation_gate_halves": ("activation", GELU, "(gate + gate_half)", "(gate + gate_half - 32'(narrowing != 5'd0))", GELU_NARROW),
    "activation_gate_halves_of_positive": ("activation", GELU, "(gate + gate_half)", "(gate + gate_half - 32'(!x2_q[15] && narrowing != 5'd0))", GELU_NARROW),
    "normalization_halves": ("normalization", NORM_LANE, "$signed((38'd1 << shift_i) >> 1)", "$signed((38'd1 << shift_i) >> 1) - 38'(shift_i != 6'd0)", NORM_ROUND),
    "normalization_negative_halves": ("normalization", NORM_LANE, "$signed((38'd1 << shift_i) >> 1)", "$signed((38'd1 << shift_i) >> 1) - 38'(sum_q[35] && shift_i != 6'd0)", NORM_ROUND),
    "normalization_x_hat_halves": ("normalization", NORM_LANE, "$signed(46'd1 << (x_hat_shift - 5'd1))", "$signed((46'd1 << (x_hat_shift - 5'd1)) - 46'd1)", NORM_X_HAT),
    "softmax_probability_halves": ("softmax", SOFTMAX_LANE, "{1'b0, product_q} + half)", "{1'b0, product_q} + half - 25'(shift_o != 6'd0))", "p = saturate_u8(shift_round_half_up(e * multiplier, shift))"),
    "softmax_scale_not_rounded": ("softmax", SCALE, "quotient_q[multiplier_bits_i] || next_bit", "quotient_q[multiplier_bits_i] && next_bit", "Either way one rounding to the nearest."),
    # Shifts at their ends.
    "requantizer_shift_0": ("requantizer", REQUANTIZER, "shift1_q <= shift_i;", "shift1_q <= shift_i == 6'd0 ? 6'd1 : shift_i;", "shift_round_half_up(x, s) = (x + 2^(s-1)) >> s"),
    "requantizer_shift_62": ("requantizer", REQUANTIZER, "shift1_q <= shift_i;", "shift1_q <= shift_i > 6'd61 ? 6'd61 : shift_i;", "shift <= 62: < 2^62 + 2^61 < 2^63, and never below -2^62"),
    "adder_shift_0": ("residual_adder", "octet_residual_adder", "shift_a_i > 6'd47 ? 6'd47 : shift_a_i", "shift_a_i > 6'd47 ? 6'd47 : shift_a_i == 6'd0 ? 6'd1 : shift_a_i", "y = saturate_W(shift_round_half_up(a * multiplier_a, shift_a) + shift_round_half_up(b * multiplier_b, shift_b))"),
    "adder_shift_46_for_more": ("residual_adder", "octet_residual_adder", "shift_b_i > 6'd47 ? 6'd47 : shift_b_i", "shift_b_i > 6'd46 ? 6'd46 : shift_b_i", "A product is below 2^46, so a shift of 47 or more makes it zero"),
    "activation_shift_0": ("activation", "octet_activation", "shift_q <= shift_i;", "shift_q <= shift_i == 6'd0 ? 6'd1 : shift_i;", GELU_ROUND),
    "normalization_shift_0": ("normalization", NORM, "shift_i > 6'd37 ? 6'd37 : shift_i", "shift_i > 6'd37 ? 6'd37 : shift_i == 6'd0 ? 6'd1 : shift_i", NORM_ROUND),
    "normalization_shift_35_for_more": ("normalization", NORM, "shift_i > 6'd37 ? 6'd37 : shift_i", "shift_i > 6'd35 ? 6'd35 : shift_i", "A shift of 37 or more makes every 36-bit sum zero"),
    "softmax_shift_63": ("softmax", SCALE, "shift > 7'd62", "shift > 7'd63", "shift above 62 gives the zero scale {0, 0}"),
    # Widths.
    "requantizer_sum_31_bits": ("requantizer", REQUANTIZER, "sum_q <= $signed(accumulator_i + bias_i);", "sum_q <= 32'($signed(31'(accumulator_i + bias_i)));", "| accumulator + bias | 32 signed | proved at compression from k, the operand widths and the bias |"),
    "requantizer_product_62_bits": ("requantizer", REQUANTIZER, "product_q <= product;", "product_q <= 64'($signed(62'(product)));", "| product | 63 signed | magnitude <= 2^31 * (2^31 - 1) < 2^62 |"),
    "requantizer_multiplier_of_full_width": ("requantizer", REQUANTIZER, "multiplier_q <= multiplier_i[MULTIPLIER_BITS-1:0];", "multiplier_q <= multiplier_i[MULTIPLIER_BITS-1:0] | MULTIPLIER_BITS'(1 << (MULTIPLIER_BITS - 1));", "| multiplier | 31 unsigned | normalized (top bit of its width set) or zero |"),
    "requantizer_saturation_symmetric": ("requantizer", REQUANTIZER, "result_q <= ~top[15:0];", "result_q <= -top[15:0];", "| y | W = 8..16 signed, 8..22 in the golden view | saturation |"),
    "adder_sum_47_bits": ("residual_adder", ADDER, "sum = rounded_a_q + rounded_b_q", "sum = 48'($signed(47'(rounded_a_q + rounded_b_q)))", "| sum | 48 signed | two of 47 bits |"),
    "activation_square_29_bits": ("activation", GELU, "square_q <= {15'd0, gap_q} * {15'd0, gap_q};", "square_q <= 30'(29'({15'd0, gap_q} * {15'd0, gap_q}));", "| gap^2 | 30 unsigned |"),
    "activation_product_29_bits": ("activation", GELU, "product_q <= x3_q * $signed({1'b0, narrow_q});", "product_q <= 30'($signed(29'(x3_q * $signed({1'b0, narrow_q}))));", "30 in the gates, whose x has 16 bits"),
    "activation_clip_point": ("activation", "octet_gelu_clip", "5'd25: clip_o = 15'd5507;", "5'd25: clip_o = 15'd5506;", "clip = round(1.769 * sqrt(0.2888 * 2^one_bits))"),
    "normalization_rows_of_1023": ("normalization", NORM, "n_q <= columns_i[12:0];", "n_q <= columns_i > 32'd1023 ? 13'd1023 : columns_i[12:0];", "LayerNorm of a row of n = 1..4096 elements"),
    "normalization_rows_of_4095": ("normalization", NORM, "n_q <= columns_i[12:0];", "n_q <= {1'b0, columns_i[11:0]};", "LayerNorm of a row of n = 1..4096 elements"),
    "normalization_sum_27_bits": ("normalization", NORM_LANE, "s1_q <= (first2_q ? 28'sd0 : s1_q) + {{12{x2_q[15]}}, x2_q};", "s1_q <= 28'($signed(27'((first2_q ? 28'sd0 : s1_q) + {{12{x2_q[15]}}, x2_q})));", "| S1 | 28 signed |"),
    "normalization_squares_40_bits": ("normalization", NORM_LANE, "s2_q <= (first2_q ? 43'd0 : s2_q) + {11'd0, square_q};", "s2_q <= 43'(40'((first2_q ? 43'd0 : s2_q) + {11'd0, square_q}));", "| S2 | 43 unsigned | at most 2^12 * 2^30 |"),
    "normalization_variance_52_bits": ("normalization", NORM_LANE, "variance_q <= times_n_q[54:0] - product_q[54:0] + {1'b0, epsilon_i};", "variance_q <= 55'(52'(times_n_q[54:0] - product_q[54:0])) + {1'b0, epsilon_i};", "| V | 54 unsigned |"),
    "normalization_variance_and_epsilon_54_bits": ("normalization", NORM_LANE, "variance_q <= times_n_q[54:0] - product_q[54:0] + {1'b0, epsilon_i};", "variance_q <= 55'(54'(times_n_q[54:0] - product_q[54:0] + {1'b0, epsilon_i}));", "| U | 55 unsigned | below 2^54 + 2^54 |"),
    "normalization_epsilon_53_bits": ("normalization", NORM, "epsilon_q <= epsilon_i;", "epsilon_q <= {1'b0, epsilon_i[52:0]};", "| E | 54 unsigned | given |"),
    "normalization_x_hat_18_bits": ("normalization", NORM_LANE, "x_hat_q <= x_hat[18:0];", "x_hat_q <= 19'($signed(x_hat[17:0]));", "| x_hat | 19 signed |"),
    "normalization_gamma_16_bits": ("normalization", NORM_LANE, "$signed(gamma_i);", "$signed(gamma_i[15:0]);", "| gamma | 17 signed | given |"),
    "softmax_sum_16_bits": ("softmax", SOFTMAX_LANE, "sum_q <= (sum_first_i ? 32'd0 : sum_q) + {24'd0, e_o};", "sum_q <= 32'(16'((sum_first_i ? 32'd0 : sum_q) + {24'd0, e_o}));", "| sum | 32 unsigned |"),
    "softmax_sum_24_bits": ("softmax", SOFTMAX_LANE, "sum_q <= (sum_first_i ? 32'd0 : sum_q) + {24'd0, e_o};", "sum_q <= 32'(24'((sum_first_i ? 32'd0 : sum_q) + {24'd0, e_o}));", "| sum | 32 unsigned |"),
    "softmax_difference_15_bits": ("softmax", SOFTMAX_LANE, "below_q <= maximum_q - score_i;", "below_q <= 16'(15'(maximum_q - score_i));", "| score - max | 17 signed | difference of two; the gates keep its magnitude in 16 |"),
    "softmax_scale_beyond_width": ("softmax", SCALE, "long_quotient = rounded[multiplier_bits_i]", "long_quotient = quotient_q[multiplier_bits_i]", "if that is 2^B: 2^(B-1), shift - 1."),
    "softmax_256_is_0": ("softmax", SOFTMAX_LANE, "rounded_q[8] ? 8'd255 : rounded_q[7:0]", "rounded_q[7:0]", "| probability before saturation | 9 unsigned | at most 256 |"),
    "softmax_keys_16_bits": ("softmax", SOFTMAX, "last_column_q <= columns_i - 32'd1;", "last_column_q <= {16'd0, columns_i[15:0]} - 32'd1;", "keys of the step, 1 to 2^24"),
    "softmax_position_of_row_0": ("softmax", SOFTMAX, "ahead <= $signed(34'(lane))", "ahead <= 34'sd0", "of these only the first position + row + 1 when causal"),
    "matmul_accumulator_24_bits": ("matmul", "octet_pe", "accumulator_d = (first_i ? 32'd0 : accumulator_q) + {{15{product[16]}}, product};", "accumulator_d = 32'($signed(24'((first_i ? 32'd0 : accumulator_q) + {{15{product[16]}}, product})));", "| accumulator | 32 signed |"),
    "matmul_accumulator_31_bits": ("matmul", "octet_pe", "accumulator_d = (first_i ? 32'd0 : accumulator_q) + {{15{product[16]}}, product};", "accumulator_d = 32'($signed(31'((first_i ? 32'd0 : accumulator_q) + {{15{product[16]}}, product})));", "| accumulator | 32 signed |"),
    "matmul_depth_16_bits": ("matmul", "octet_matmul", "depth_q <= depth_i;", "depth_q <= {16'd0, depth_i[15:0]};", "so k <= 131071 or 65793 without bias"),
}


def words(text):
    return " ".join(text.split())


def faults_of_table():
    """What is wrong with the table itself."""
    for name, (unit, module, good, _, sentence) in FAULTS.items():
        page = (REPOSITORY / f"models/units/{unit}.md").read_text()
        if words(sentence) not in words(page):
            yield f"{name}: models/units/{unit}.md does not say: {sentence}"
        if (found := (REPOSITORY / f"rtl/units/{module}.sv").read_text().count(good)) != 1:
            yield f"{name}: rtl/units/{module}.sv holds {found} times, expected once: {good}"


def find(octet, name, machine):
    """What crosscheck says of the fault: its exit status and its first line on it."""
    unit, module, good, bad, _ = FAULTS[name]
    with tempfile.TemporaryDirectory(prefix="planted fault ") as folder:
        copy = pathlib.Path(folder) / f"{module}.sv"
        copy.write_text((REPOSITORY / f"rtl/units/{module}.sv").read_text().replace(good, bad))
        done = subprocess.run([octet, "crosscheck", "--unit", unit, "--rtl", copy, "--stop-at-first", *machine], cwd=REPOSITORY,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    lines = [line.strip() for line in done.stdout.splitlines() if re.search("alone|golden|fault", line) and "golden, systemc" not in line]
    return done.returncode, lines[0] if lines else done.stdout.strip()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("octet", type=pathlib.Path)
    parser.add_argument("name", nargs="*")
    parser.add_argument("--list", action="store_true", help="the table, and whether it holds")
    parser.add_argument("--arch", default="octet-16")
    parser.add_argument("--set", action="append", default=[])
    options = parser.parse_intermixed_args()
    if unknown := sorted(set(options.name) - set(FAULTS)):
        parser.error(f"unknown fault {', '.join(unknown)}")
    wrong = list(faults_of_table())
    print("\n".join(wrong))
    if options.list:
        for name, (unit, module, _, bad, sentence) in FAULTS.items():
            print(f"{name} ({unit}, {module}.sv): {bad}\n    breaks: {sentence}")
        print(f"{len(FAULTS)} faults")
        sys.exit(1 if wrong else 0)
    machine = ["--arch", options.arch] + [word for one in options.set for word in ("--set", one)]
    missed = []
    for name in options.name or FAULTS:
        start = time.monotonic()
        status, line = find(options.octet.resolve(), name, machine)
        print(f"{name}: {'found' if status == 3 else 'NOT FOUND'} in {time.monotonic() - start:.0f} s: {line}", flush=True)
        if status != 3:
            missed.append(name)
    print(f"{len(options.name or FAULTS) - len(missed)} of {len(options.name or FAULTS)} found")
    sys.exit(1 if missed or wrong else 0)


if __name__ == "__main__":
    main()
