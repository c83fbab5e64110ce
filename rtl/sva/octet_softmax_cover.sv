// SPDX-License-Identifier: Apache-2.0
/// Functional cover points of octet_softmax, bound to it: edges of groups and rows, passes, masks.
module octet_softmax_cover #(
    parameter int unsigned ROWS = 4,
    parameter int unsigned LANES = 3
) (
    input logic clk_i,
    input logic start_i,
    input logic finish_o,
    input logic active_q,
    input logic wide_q,
    input logic causal_q,
    input logic divide_q,
    input logic [1:0] pass_q,
    input logic [15:0] rows_q,
    input logic [15:0] row_q,
    input logic [31:0] last_column_q,
    input logic [31:0] keys_q,
    input logic [31:0] position_q,
    input logic last_column,
    input logic group_over
);
  logic finished_q;  // in the cycle before
  always_ff @(posedge clk_i) finished_q <= finish_o;

  start_after_finish: cover property (@(posedge clk_i) start_i && finished_q);
  start_after_a_pause: cover property (@(posedge clk_i) start_i && !finished_q);
  group_of_all_lanes: cover property (@(posedge clk_i) group_over && active_q && rows_q - row_q >= 16'(LANES));
  group_of_some_lanes: cover property (@(posedge clk_i) group_over && active_q && rows_q - row_q < 16'(LANES));
  step_of_several_groups: cover property (@(posedge clk_i) group_over && active_q && row_q != 16'd0);
  step_of_all_rows: cover property (@(posedge clk_i) group_over && active_q && rows_q == 16'(ROWS));
  step_of_one_row: cover property (@(posedge clk_i) group_over && active_q && rows_q == 16'd1);
  one_key: cover property (@(posedge clk_i) group_over && active_q && last_column_q == 32'd0);
  all_keys: cover property (@(posedge clk_i) group_over && active_q && keys_q == last_column_q + 32'd1);
  some_keys: cover property (@(posedge clk_i) group_over && active_q && keys_q != 32'd0 && keys_q <= last_column_q);
  no_keys: cover property (@(posedge clk_i) group_over && active_q && keys_q == 32'd0);
  causal_cuts: cover property (@(posedge clk_i) group_over && active_q && causal_q && position_q < last_column_q);
  causal_beyond_the_keys: cover property (@(posedge clk_i) group_over && active_q && causal_q
      && position_q > last_column_q);
  attention_narrow: cover property (@(posedge clk_i) group_over && active_q && !divide_q && !wide_q);
  attention_wide: cover property (@(posedge clk_i) group_over && active_q && !divide_q && wide_q);
  plain_narrow: cover property (@(posedge clk_i) group_over && active_q && divide_q && !wide_q);
  plain_wide: cover property (@(posedge clk_i) group_over && active_q && divide_q && wide_q);
  pass_of_probabilities: cover property (@(posedge clk_i) active_q && pass_q == 2'd3 && last_column);
endmodule

bind octet_softmax octet_softmax_cover #(.ROWS(ROWS), .LANES(LANES)) i_cover (.*);
