// SPDX-License-Identifier: Apache-2.0
/// Functional cover points of octet_activation_lane, of lane 0 of octet_activation (its row is always valid):
/// saturation both ways and the clip point.
module octet_activation_lane_cover (
    input logic clk_i,
    input logic read_i,
    input logic scaled_i,
    input logic negative_i,
    input logic [15:0] magnitude,
    input logic [14:0] clip_i,
    input logic [4:0] one_bits_i,
    input logic signed [62:0] rounded
);
  saturates_above: cover property (@(posedge clk_i) scaled_i && rounded > 63'sd127);
  saturates_below: cover property (@(posedge clk_i) scaled_i && rounded < -63'sd128);
  largest: cover property (@(posedge clk_i) scaled_i && rounded == 63'sd127);
  zero: cover property (@(posedge clk_i) scaled_i && rounded == 63'sd0);
  clipped_above: cover property (@(posedge clk_i) read_i && !negative_i && magnitude >= {1'b0, clip_i});
  clipped_below: cover property (@(posedge clk_i) read_i && negative_i && magnitude >= {1'b0, clip_i});
  not_clipped_above: cover property (@(posedge clk_i) read_i && !negative_i && magnitude < {1'b0, clip_i});
  not_clipped_below: cover property (@(posedge clk_i) read_i && negative_i && magnitude < {1'b0, clip_i});
  at_the_clip_point: cover property (@(posedge clk_i) read_i && magnitude == {1'b0, clip_i});
  gate_is_narrowed: cover property (@(posedge clk_i) read_i && one_bits_i > 5'd13);
  gate_is_not_narrowed: cover property (@(posedge clk_i) read_i && one_bits_i <= 5'd13);
endmodule

bind octet_activation octet_activation_lane_cover i_lane_cover (
    .clk_i,
    .read_i(active_q),
    .scaled_i(valid_q[4]),
    .negative_i(gen_lane[0].i_lane.input_i[15]),
    .magnitude(gen_lane[0].i_lane.magnitude),
    .clip_i(gen_lane[0].i_lane.clip_i),
    .one_bits_i(gen_lane[0].i_lane.one_bits_i),
    .rounded(gen_lane[0].i_lane.rounded)
);
