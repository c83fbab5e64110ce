// SPDX-License-Identifier: Apache-2.0
/// Functional cover points of octet_normalization_lane, of lane 0 of octet_normalization (its row is always valid):
/// rows of no and of the largest variance, saturation both ways.
module octet_normalization_lane_cover (
    input logic clk_i,
    input logic rounded_i,
    input logic align_i,
    input logic root_i,
    input logic [53:0] epsilon_i,
    input logic [54:0] variance_q,
    input logic [4:0] pair_q,
    input logic signed [37:0] rounded_q,
    input logic [5:0] shift_i
);
  zero_variance: cover property (@(posedge clk_i) align_i && variance_q == 55'd0);
  epsilon_alone: cover property (@(posedge clk_i) align_i && epsilon_i != 54'd0 && variance_q == {1'b0, epsilon_i});
  largest_epsilon: cover property (@(posedge clk_i) align_i && &epsilon_i);
  least_variance: cover property (@(posedge clk_i) root_i && pair_q == 5'd0 && variance_q != 55'd0);
  largest_variance: cover property (@(posedge clk_i) root_i && pair_q == 5'd27);
  saturates_above: cover property (@(posedge clk_i) rounded_i && rounded_q > 38'sd127);
  saturates_below: cover property (@(posedge clk_i) rounded_i && rounded_q < -38'sd128);
  largest: cover property (@(posedge clk_i) rounded_i && rounded_q == 38'sd127);
  lowest: cover property (@(posedge clk_i) rounded_i && rounded_q == -38'sd128);
  no_shift: cover property (@(posedge clk_i) align_i && shift_i == 6'd0);
  largest_shift: cover property (@(posedge clk_i) align_i && shift_i == 6'd37);
endmodule

bind octet_normalization octet_normalization_lane_cover i_lane_cover (
    .clk_i,
    .rounded_i(valid_q[9]),
    .align_i(gen_lane[0].i_lane.align_i),
    .root_i(gen_lane[0].i_lane.root_i),
    .epsilon_i(gen_lane[0].i_lane.epsilon_i),
    .variance_q(gen_lane[0].i_lane.variance_q),
    .pair_q(gen_lane[0].i_lane.pair_q),
    .rounded_q(gen_lane[0].i_lane.rounded_q),
    .shift_i(gen_lane[0].i_lane.shift_i)
);
