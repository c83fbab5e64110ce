// SPDX-License-Identifier: Apache-2.0
/// Functional cover points of octet_residual_adder_lane, of lane 0 of octet_residual_adder (its row is always valid):
/// saturation both ways and its edges.
module octet_residual_adder_lane_cover (
    input logic clk_i,
    input logic valid_i,
    input logic signed [47:0] sum,
    input logic signed [47:0] top,
    input logic [4:0] output_bits_i,
    input logic [5:0] shift_a_i,
    input logic [5:0] shift_b_i
);
  saturates_above_8_bits: cover property (@(posedge clk_i) valid_i && output_bits_i == 5'd8 && sum > top);
  saturates_below_8_bits: cover property (@(posedge clk_i) valid_i && output_bits_i == 5'd8 && sum < ~top);
  saturates_above_16_bits: cover property (@(posedge clk_i) valid_i && output_bits_i == 5'd16 && sum > top);
  saturates_below_16_bits: cover property (@(posedge clk_i) valid_i && output_bits_i == 5'd16 && sum < ~top);
  largest_not_saturated: cover property (@(posedge clk_i) valid_i && sum == top);
  lowest_not_saturated: cover property (@(posedge clk_i) valid_i && sum == ~top);
  zero: cover property (@(posedge clk_i) valid_i && sum == 48'sd0);
  no_shift: cover property (@(posedge clk_i) valid_i && (shift_a_i == 6'd0 || shift_b_i == 6'd0));
  largest_shift: cover property (@(posedge clk_i) valid_i && (shift_a_i == 6'd47 || shift_b_i == 6'd47));
endmodule

bind octet_residual_adder octet_residual_adder_lane_cover i_lane_cover (
    .clk_i,
    .valid_i(valid_q[2]),
    .sum(gen_lane[0].i_lane.sum),
    .top(gen_lane[0].i_lane.top),
    .output_bits_i(gen_lane[0].i_lane.output_bits_i),
    .shift_a_i(gen_lane[0].i_lane.shift_a_i),
    .shift_b_i(gen_lane[0].i_lane.shift_b_i)
);
