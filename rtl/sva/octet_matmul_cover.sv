// SPDX-License-Identifier: Apache-2.0
/// Functional cover points of octet_matmul, bound to it: tile edges, the two bounds of a tile's time, both kinds of row
/// operand.
module octet_matmul_cover #(
    parameter int unsigned ROWS = 4,
    parameter int unsigned COLUMNS = 4
) (
    input logic clk_i,
    input logic start_i,
    input logic release_o,
    input logic finish_o,
    input logic transfer,
    input logic last_tile,
    input logic mac_last,
    input logic waiting_q,
    input logic drain_q,
    input logic drain_last,
    input logic active_q,
    input logic unsigned_q,
    input logic [15:0] rows_q,
    input logic [31:0] columns_q,
    input logic [31:0] depth_q,
    input logic [ROWS-1:0] d_rows_o,
    input logic d_valid_o
);
  logic released_q;  // in the cycle before
  always_ff @(posedge clk_i) released_q <= release_o;

  start_after_release: cover property (@(posedge clk_i) start_i && released_q);
  start_while_draining: cover property (@(posedge clk_i) start_i && drain_q);
  start_after_a_pause: cover property (@(posedge clk_i) start_i && !released_q && !drain_q);
  tile_of_all_columns: cover property (@(posedge clk_i) transfer && columns_q >= 32'(COLUMNS));
  tile_of_some_columns: cover property (@(posedge clk_i) transfer && columns_q < 32'(COLUMNS) && columns_q != 32'd1);
  tile_of_one_column: cover property (@(posedge clk_i) transfer && columns_q == 32'd1);
  tile_before_the_last: cover property (@(posedge clk_i) transfer && !last_tile);
  depth_of_one: cover property (@(posedge clk_i) mac_last && depth_q == 32'd1);
  sums_wait_for_the_drain: cover property (@(posedge clk_i) waiting_q && drain_q && !drain_last);
  drain_waits_for_sums: cover property (@(posedge clk_i) active_q && !waiting_q && !drain_q);
  handed_over_as_the_drain_ends: cover property (@(posedge clk_i) transfer && drain_last);
  unsigned_rows: cover property (@(posedge clk_i) mac_last && unsigned_q);
  signed_rows: cover property (@(posedge clk_i) mac_last && !unsigned_q);
  all_rows: cover property (@(posedge clk_i) d_valid_o && &d_rows_o);
  some_rows: cover property (@(posedge clk_i) d_valid_o && !(&d_rows_o));
  one_row: cover property (@(posedge clk_i) finish_o && rows_q == 16'd1);
endmodule

bind octet_matmul octet_matmul_cover #(.ROWS(ROWS), .COLUMNS(COLUMNS)) i_cover (.*);
