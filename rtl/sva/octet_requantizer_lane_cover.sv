// SPDX-License-Identifier: Apache-2.0
/// Functional cover points of octet_requantizer_lane, of lane 0 of octet_requantizer (its row is always valid):
/// saturation both ways, halves, and the least and largest shift.
module octet_requantizer_lane_cover (
    input logic clk_i,
    input logic valid2_i,
    input logic valid3_i,
    input logic signed [63:0] rounded_q,
    input logic signed [63:0] top,
    input logic signed [63:0] product_q,
    input logic [5:0] shift2_q,
    input logic [4:0] bits3_q
);
  saturates_above_8_bits: cover property (@(posedge clk_i) valid3_i && bits3_q == 5'd8 && rounded_q > top);
  saturates_below_8_bits: cover property (@(posedge clk_i) valid3_i && bits3_q == 5'd8 && rounded_q < ~top);
  saturates_above_16_bits: cover property (@(posedge clk_i) valid3_i && bits3_q == 5'd16 && rounded_q > top);
  saturates_below_16_bits: cover property (@(posedge clk_i) valid3_i && bits3_q == 5'd16 && rounded_q < ~top);
  largest_not_saturated: cover property (@(posedge clk_i) valid3_i && rounded_q == top);
  lowest_not_saturated: cover property (@(posedge clk_i) valid3_i && rounded_q == ~top);
  zero: cover property (@(posedge clk_i) valid3_i && rounded_q == 64'sd0);
  negative_product: cover property (@(posedge clk_i) valid2_i && product_q < 64'sd0);
  no_shift: cover property (@(posedge clk_i) valid2_i && shift2_q == 6'd0);
  largest_shift: cover property (@(posedge clk_i) valid2_i && shift2_q == 6'd62);
endmodule

bind octet_requantizer octet_requantizer_lane_cover i_lane_cover (
    .clk_i,
    .valid2_i(valid_q[1]),
    .valid3_i(valid_q[2]),
    .rounded_q(gen_lane[0].i_lane.rounded_q),
    .top(gen_lane[0].i_lane.top),
    .product_q(gen_lane[0].i_lane.product_q),
    .shift2_q(gen_lane[0].i_lane.shift2_q),
    .bits3_q(gen_lane[0].i_lane.bits3_q)
);
