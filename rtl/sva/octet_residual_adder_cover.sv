// SPDX-License-Identifier: Apache-2.0
/// Functional cover points of octet_residual_adder, bound to it: edges of groups and steps, widths of operands and
/// result.
module octet_residual_adder_cover #(
    parameter int unsigned ROWS = 4,
    parameter int unsigned LANES = 3
) (
    input logic clk_i,
    input logic start_i,
    input logic finish_o,
    input logic active_q,
    input logic a_wide_q,
    input logic b_wide_q,
    input logic wide_q,
    input logic [15:0] rows_q,
    input logic [15:0] row_q,
    input logic last_group,
    input logic last_column,
    input logic [5:0] shift_a_i,
    input logic [5:0] shift_b_i
);
  logic finished_q;  // in the cycle before
  always_ff @(posedge clk_i) finished_q <= finish_o;

  start_after_finish: cover property (@(posedge clk_i) start_i && finished_q);
  start_after_a_pause: cover property (@(posedge clk_i) start_i && !finished_q);
  column_of_one_group: cover property (@(posedge clk_i) active_q && last_group && row_q == 16'd0);
  column_of_several_groups: cover property (@(posedge clk_i) active_q && last_group && row_q != 16'd0);
  group_of_all_lanes: cover property (@(posedge clk_i) active_q && rows_q - row_q >= 16'(LANES));
  group_of_some_lanes: cover property (@(posedge clk_i) active_q && rows_q - row_q < 16'(LANES));
  step_of_all_rows: cover property (@(posedge clk_i) active_q && rows_q == 16'(ROWS));
  last_column_before_others: cover property (@(posedge clk_i) active_q && !last_column);
  narrow_narrow: cover property (@(posedge clk_i) active_q && !a_wide_q && !b_wide_q);
  narrow_wide: cover property (@(posedge clk_i) active_q && !a_wide_q && b_wide_q);
  wide_narrow: cover property (@(posedge clk_i) active_q && a_wide_q && !b_wide_q);
  wide_wide: cover property (@(posedge clk_i) active_q && a_wide_q && b_wide_q);
  narrow_result: cover property (@(posedge clk_i) active_q && !wide_q);
  wide_result: cover property (@(posedge clk_i) active_q && wide_q);
  shift_beyond_the_lane_of_a: cover property (@(posedge clk_i) start_i && shift_a_i > 6'd47);
  shift_beyond_the_lane_of_b: cover property (@(posedge clk_i) start_i && shift_b_i > 6'd47);
endmodule

bind octet_residual_adder octet_residual_adder_cover #(.ROWS(ROWS), .LANES(LANES)) i_cover (.*);
