// SPDX-License-Identifier: Apache-2.0
/// Functional cover points of octet_normalization, bound to it: edges of groups and steps, widths of the input.
module octet_normalization_cover #(
    parameter int unsigned LANES = 3
) (
    input logic clk_i,
    input logic start_i,
    input logic finish_o,
    input logic wide_q,
    input logic last_group,
    input logic last_column,
    input logic [1:0] phase_q,
    input logic [12:0] n_q,
    input logic [15:0] rows_left_q,
    input logic [LANES-1:0] d_strobe_o
);
  logic finished_q;  // in the cycle before
  always_ff @(posedge clk_i) finished_q <= finish_o;

  start_after_finish: cover property (@(posedge clk_i) start_i && finished_q);
  start_after_a_pause: cover property (@(posedge clk_i) start_i && !finished_q);
  group_of_all_lanes: cover property (@(posedge clk_i) &d_strobe_o);
  group_of_some_lanes: cover property (@(posedge clk_i) d_strobe_o != '0 && !(&d_strobe_o));
  group_before_the_last: cover property (@(posedge clk_i) phase_q == 2'd3 && last_column && !last_group);
  one_row_left: cover property (@(posedge clk_i) phase_q == 2'd3 && last_column && rows_left_q == 16'd1);
  one_column: cover property (@(posedge clk_i) phase_q == 2'd3 && n_q == 13'd1);
  most_columns: cover property (@(posedge clk_i) phase_q == 2'd3 && n_q == 13'd4096);
  narrow_inputs: cover property (@(posedge clk_i) phase_q == 2'd3 && !wide_q);
  wide_inputs: cover property (@(posedge clk_i) phase_q == 2'd3 && wide_q);
endmodule

bind octet_normalization octet_normalization_cover #(.LANES(LANES)) i_cover (.*);
