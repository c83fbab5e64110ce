// SPDX-License-Identifier: Apache-2.0
/// Arithmetic of one requantizer lane: saturate(((accumulator + bias) * multiplier + half) >> shift), halves upwards.
/// One value a cycle, never stalls; what enters in cycle t is at the output in t+4. Does not check that accumulator +
/// bias fits 32 bits (proved when the model is compressed). Source: models/units/requantizer.md.
module octet_requantizer_lane #(
    parameter int unsigned MULTIPLIER_BITS = 31  // of a scale, 8..31: wider ones are cut
) (
    input  logic        clk_i,
    input  logic [31:0] accumulator_i,
    input  logic [31:0] bias_i,
    input  logic [30:0] multiplier_i,
    input  logic [5:0]  shift_i,        // 0..62
    input  logic [4:0]  output_bits_i,  // 8..16
    output logic [15:0] result_o
);
  logic signed [31:0] sum_q;
  logic [MULTIPLIER_BITS-1:0] multiplier_q;
  logic [5:0] shift1_q, shift2_q;
  logic [4:0] bits1_q, bits2_q, bits3_q;
  logic signed [63:0] product_q, rounded_q;
  logic signed [63:0] product, half, top;
  logic [15:0] result_q;

  assign product = sum_q * $signed({1'b0, multiplier_q});
  // 2^(shift-1), and zero for shift 0.
  assign half = $signed((64'd1 << shift2_q) >> 1);
  assign top = $signed((64'd1 << (bits3_q - 5'd1)) - 64'd1);

  always_ff @(posedge clk_i) begin
    sum_q <= $signed(accumulator_i + bias_i);
    multiplier_q <= multiplier_i[MULTIPLIER_BITS-1:0];
    shift1_q <= shift_i;
    bits1_q <= output_bits_i;

    product_q <= product;
    shift2_q <= shift1_q;
    bits2_q <= bits1_q;

    rounded_q <= (product_q + half) >>> shift2_q;
    bits3_q <= bits2_q;

    if (rounded_q > top) result_q <= top[15:0];
    else if (rounded_q < ~top) result_q <= ~top[15:0];
    else result_q <= rounded_q[15:0];
  end
  assign result_o = result_q;

  logic unused;
  assign unused = ^multiplier_i;  // a package with wider scales is refused when it is compiled
endmodule
