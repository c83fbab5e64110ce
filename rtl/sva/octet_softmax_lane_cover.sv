// SPDX-License-Identifier: Apache-2.0
/// Functional cover points of octet_softmax_lane, of lane 0 of octet_softmax (its row is always valid): rows that are
/// fully masked, flat or one-hot, and saturation.
module octet_softmax_lane_cover (
    input logic clk_i,
    input logic probability_i,
    input logic sum_i,
    input logic sum_first_i,
    input logic key_valid_i,
    input logic [31:0] sum_q,
    input logic load_i,
    input logic divide_i,
    input logic [8:0] rounded_q,
    input logic [7:0] e_o,
    input logic [15:0] maximum_q
);
  logic [31:0] keys_q;  // keys of the row that take part
  logic masked_q;       // and one did not
  always_ff @(posedge clk_i) begin
    if (sum_i) begin
      keys_q <= (sum_first_i ? 32'd0 : keys_q) + {31'd0, key_valid_i};
      masked_q <= !sum_first_i && masked_q || !key_valid_i;
    end
  end

  fully_masked_attention: cover property (@(posedge clk_i) load_i && !divide_i && keys_q == 32'd0);
  fully_masked_plain: cover property (@(posedge clk_i) load_i && divide_i && keys_q == 32'd0);
  flat_row_of_several_keys: cover property (@(posedge clk_i) load_i && keys_q > 32'd1 && sum_q == keys_q * 32'd255);
  one_hot_row_of_several_keys: cover property (@(posedge clk_i) load_i && keys_q > 32'd1 && sum_q == 32'd255);
  one_key: cover property (@(posedge clk_i) load_i && keys_q == 32'd1);
  partly_masked: cover property (@(posedge clk_i) load_i && masked_q && keys_q != 32'd0);
  largest_exponential: cover property (@(posedge clk_i) sum_i && e_o == 8'd255);
  exponential_of_zero: cover property (@(posedge clk_i) sum_i && key_valid_i && e_o == 8'd0);
  probability_saturates: cover property (@(posedge clk_i) probability_i && rounded_q == 9'd256);
  lowest_maximum: cover property (@(posedge clk_i) load_i && keys_q != 32'd0 && maximum_q == 16'h8000);
  largest_maximum: cover property (@(posedge clk_i) load_i && maximum_q == 16'h7FFF);
endmodule

bind octet_softmax octet_softmax_lane_cover i_lane_cover (
    .clk_i,
    .probability_i(probability_q[6]),
    .sum_i(gen_lane[0].i_lane.sum_i),
    .sum_first_i(gen_lane[0].i_lane.sum_first_i),
    .key_valid_i(gen_lane[0].i_lane.valid_q[4]),
    .sum_q(gen_lane[0].i_lane.sum_q),
    .load_i(gen_lane[0].i_lane.load_i),
    .divide_i(gen_lane[0].i_lane.divide_i),
    .rounded_q(gen_lane[0].i_lane.rounded_q),
    .e_o(gen_lane[0].i_lane.e_o),
    .maximum_q(gen_lane[0].i_lane.maximum_q)
);
