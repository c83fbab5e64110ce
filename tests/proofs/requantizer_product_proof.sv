// SPDX-License-Identifier: Apache-2.0
/// Sum and product of a requantizer lane, with shift 0 and 16 bits of result. SUM = 0: no bias, and the product of a
/// signed and an unsigned byte is the sum of the shifted factor over the multiplier's bits. SUM = 1: multiplier one,
/// any accumulator and bias whose sum has 16 bits. Full depth: 5 cycles from any state.
module requantizer_product_proof #(
    parameter bit SUM = 1'b0
) (
    input logic        clk_i,
    input logic [7:0]  factor_i,
    input logic [7:0]  multiplier_i,
    input logic [31:0] accumulator_i,
    input logic [31:0] bias_i
);
  logic [31:0] factor, total;
  logic [15:0] expected, expected1_q, expected2_q, expected3_q, expected4_q, result;
  logic [2:0] cycle_q = 3'd0;

  assign factor = {{24{factor_i[7]}}, factor_i};
  assign total = accumulator_i + bias_i;
  octet_requantizer_lane i_lane (
      .clk_i,
      .accumulator_i(SUM ? accumulator_i : factor),
      .bias_i(SUM ? bias_i : 32'd0),
      .multiplier_i(SUM ? 31'd1 : {23'd0, multiplier_i}),
      .shift_i(6'd0),
      .output_bits_i(5'd16),
      .result_o(result)
  );
  always_comb begin
    expected = SUM ? total[15:0] : 16'd0;
    for (int index = 0; index < 8; index++) begin
      if (!SUM && multiplier_i[index]) expected = expected + (factor[15:0] << index);
    end
  end
  always_ff @(posedge clk_i) begin
    {expected4_q, expected3_q, expected2_q, expected1_q} <= {expected3_q, expected2_q, expected1_q, expected};
    if (cycle_q != 3'd7) cycle_q <= cycle_q + 3'd1;
  end
  always_comb begin
    if (SUM) assume (total[31:15] == 17'd0 || total[31:15] == 17'h1FFFF);
    if (cycle_q >= 3'd4) assert (result == expected4_q);
  end
endmodule
