// SPDX-License-Identifier: Apache-2.0
/// Addresses of the words of a step in a panel [column][ROWS]: column 0 first, in a column row group 0 first, LANES
/// rows a group. One group for each advance_i. Neither starts by itself nor knows when a group is wanted; checks no
/// bound. Latency: the first group stands in the cycle after start_i. Source: docs/machine.md, "Layouts".
module octet_panel_walk #(
    parameter int unsigned ROWS = 4,
    parameter int unsigned LANES = 4  // 1..ROWS, need not divide ROWS
) (
    input  logic             clk_i,
    input  logic             start_i,    // take the panel below
    input  logic             advance_i,  // go to the next group
    input  logic [15:0]      rows_i,     // valid rows, 1..ROWS
    input  logic [31:0]      columns_i,  // at least 1
    input  logic             wide_i,     // elements of 2 bytes instead of 1
    input  logic [31:0]      address_i,  // of the panel
    output logic [31:0]      address_o,  // of the group's first element
    output logic [LANES-1:0] valid_o,    // rows of the group that are inside the step
    output logic             last_o      // this is the last group
);
  localparam logic [15:0] GROUP_ROWS = 16'(LANES);

  logic wide_q, last_group;
  logic [15:0] rows_q, row_q;  // row_q: the first row of the group
  logic [31:0] columns_q;      // columns left
  logic [31:0] column_q;       // address of row 0 of the column

  assign last_group = row_q + GROUP_ROWS >= rows_q;
  assign last_o = last_group && columns_q == 32'd1;
  assign address_o = column_q + (wide_q ? {15'd0, row_q, 1'b0} : {16'd0, row_q});
  for (genvar lane = 0; lane < LANES; lane++) begin : gen_lane
    assign valid_o[lane] = row_q + 16'(lane) < rows_q;
  end

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      wide_q <= wide_i;
      rows_q <= rows_i;
      row_q <= 16'd0;
      columns_q <= columns_i;
      column_q <= address_i;
    end else if (advance_i) begin
      row_q <= last_group ? 16'd0 : row_q + GROUP_ROWS;
      if (last_group) begin
        columns_q <= columns_q - 32'd1;
        column_q <= column_q + (wide_q ? 32'(ROWS * 2) : 32'(ROWS));
      end
    end
  end
endmodule
