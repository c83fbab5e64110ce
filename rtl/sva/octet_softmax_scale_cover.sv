// SPDX-License-Identifier: Apache-2.0
/// Functional cover points of octet_softmax_scale, of lane 0 of octet_softmax (its row is always valid): scales that
/// are zero or rounded, and a quotient of either length.
module octet_softmax_scale_cover (
    input logic clk_i,
    input logic round_i,
    input logic zero_q,
    input logic long_quotient,
    input logic [6:0] shift,
    input logic [31:0] rounded,
    input logic [31:0] quotient_q
);
  nothing_to_scale: cover property (@(posedge clk_i) round_i && zero_q);
  shift_too_large: cover property (@(posedge clk_i) round_i && !zero_q && shift > 7'd62);
  long: cover property (@(posedge clk_i) round_i && !zero_q && long_quotient);
  short: cover property (@(posedge clk_i) round_i && !zero_q && !long_quotient);
  rounded_up: cover property (@(posedge clk_i) round_i && !zero_q && rounded != quotient_q);
  exact: cover property (@(posedge clk_i) round_i && !zero_q && rounded == quotient_q);
endmodule

bind octet_softmax octet_softmax_scale_cover i_scale_cover (
    .clk_i,
    .round_i(gen_lane[0].i_lane.i_scale.round_i),
    .zero_q(gen_lane[0].i_lane.i_scale.zero_q),
    .long_quotient(gen_lane[0].i_lane.i_scale.long_quotient),
    .shift(gen_lane[0].i_lane.i_scale.shift),
    .rounded(gen_lane[0].i_lane.i_scale.rounded),
    .quotient_q(gen_lane[0].i_lane.i_scale.quotient_q)
);
