// SPDX-License-Identifier: Apache-2.0
/// Arithmetic of one residual adder lane: each operand is scaled and rounded once, halves upwards, then the sum is
/// clamped once. One pair a cycle, never stalls; what enters in cycle t is at the output in t+4. Scales and width are
/// those of the step: they must stand still from its first pair to its last result.
/// Source: models/units/residual_adder.md.
module octet_residual_adder_lane #(
    parameter int unsigned MULTIPLIER_BITS = 31  // of a scale, 8..31: wider ones are cut
) (
    input  logic        clk_i,
    input  logic [15:0] a_i,
    input  logic [15:0] b_i,
    input  logic [30:0] multiplier_a_i,
    input  logic [5:0]  shift_a_i,      // 0..47: a product is below 2^46, so from 47 on everything rounds to zero
    input  logic [30:0] multiplier_b_i,
    input  logic [5:0]  shift_b_i,      // 0..47
    input  logic [4:0]  output_bits_i,  // 8..16
    output logic [15:0] result_o
);
  logic signed [15:0] a_q, b_q;
  logic signed [47:0] product_a_q, product_b_q, half_a, half_b;
  logic signed [47:0] rounded_a, rounded_b;
  logic signed [46:0] rounded_a_q, rounded_b_q;
  logic signed [47:0] sum, top;
  logic [15:0] result_q;

  // 2^(shift-1), and zero for shift 0.
  assign half_a = $signed((48'd1 << shift_a_i) >> 1);
  assign half_b = $signed((48'd1 << shift_b_i) >> 1);
  assign rounded_a = (product_a_q + half_a) >>> shift_a_i;
  assign rounded_b = (product_b_q + half_b) >>> shift_b_i;
  assign sum = rounded_a_q + rounded_b_q;
  assign top = $signed((48'd1 << (output_bits_i - 5'd1)) - 48'd1);

  always_ff @(posedge clk_i) begin
    a_q <= $signed(a_i);
    b_q <= $signed(b_i);

    product_a_q <= a_q * $signed({1'b0, multiplier_a_i[MULTIPLIER_BITS-1:0]});
    product_b_q <= b_q * $signed({1'b0, multiplier_b_i[MULTIPLIER_BITS-1:0]});

    rounded_a_q <= rounded_a[46:0];
    rounded_b_q <= rounded_b[46:0];

    if (sum > top) result_q <= top[15:0];
    else if (sum < ~top) result_q <= ~top[15:0];
    else result_q <= sum[15:0];
  end
  assign result_o = result_q;

  // Rounding does not enlarge an operand beyond 47 bits; wider scales are refused when a package is compiled.
  logic unused;
  assign unused = ^{rounded_a[47], rounded_b[47], multiplier_a_i, multiplier_b_i};
endmodule
