// SPDX-License-Identifier: Apache-2.0
/// Functional cover points of octet_requantizer, bound to it: edges of groups and steps, modes, widths of the result.
module octet_requantizer_cover #(
    parameter int unsigned ROWS = 4,
    parameter int unsigned LANES = 3
) (
    input logic clk_i,
    input logic start_i,
    input logic finish_o,
    input logic active_q,
    input logic wide_q,
    input logic [7:0] mode_q,
    input logic [15:0] rows_q,
    input logic [15:0] row_q,
    input logic last_group,
    input logic last_column
);
  logic finished_q;  // in the cycle before
  always_ff @(posedge clk_i) finished_q <= finish_o;
  logic first_q;  // in the first column
  always_ff @(posedge clk_i) begin
    if (start_i) first_q <= 1'b1;
    else if (active_q && last_group) first_q <= 1'b0;
  end

  start_after_finish: cover property (@(posedge clk_i) start_i && finished_q);
  start_after_a_pause: cover property (@(posedge clk_i) start_i && !finished_q);
  column_of_one_group: cover property (@(posedge clk_i) active_q && last_group && row_q == 16'd0);
  column_of_several_groups: cover property (@(posedge clk_i) active_q && last_group && row_q != 16'd0);
  group_of_all_lanes: cover property (@(posedge clk_i) active_q && rows_q - row_q >= 16'(LANES));
  group_of_some_lanes: cover property (@(posedge clk_i) active_q && rows_q - row_q < 16'(LANES));
  step_of_all_rows: cover property (@(posedge clk_i) active_q && rows_q == 16'(ROWS));
  per_column_narrow: cover property (@(posedge clk_i) active_q
      && mode_q == octet_command_pkg::REQUANTIZE_MODE_PER_COLUMN && !wide_q);
  per_column_wide: cover property (@(posedge clk_i) active_q
      && mode_q == octet_command_pkg::REQUANTIZE_MODE_PER_COLUMN && wide_q);
  per_row_narrow: cover property (@(posedge clk_i) active_q
      && mode_q == octet_command_pkg::REQUANTIZE_MODE_PER_ROW && !wide_q);
  per_row_wide: cover property (@(posedge clk_i) active_q
      && mode_q == octet_command_pkg::REQUANTIZE_MODE_PER_ROW && wide_q);
  uniform_narrow: cover property (@(posedge clk_i) active_q
      && mode_q == octet_command_pkg::REQUANTIZE_MODE_UNIFORM && !wide_q);
  uniform_wide: cover property (@(posedge clk_i) active_q
      && mode_q == octet_command_pkg::REQUANTIZE_MODE_UNIFORM && wide_q);
  last_column_of_several: cover property (@(posedge clk_i) active_q && last_column && !first_q);
  step_of_one_column: cover property (@(posedge clk_i) active_q && last_column && first_q);
endmodule

bind octet_requantizer octet_requantizer_cover #(.ROWS(ROWS), .LANES(LANES)) i_cover (.*);
