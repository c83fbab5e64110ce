// SPDX-License-Identifier: Apache-2.0
/// Matmul engine: a ROWS x COLUMNS output-stationary outer-product array with its tile loop, operand addresses and
/// drain. In each cycle one word of ROWS row operands and one of COLUMNS column operands are broadcast; a finished tile
/// drains one column of ROWS accumulators a cycle. Knows nothing of tokens, claims or commands, and adds no bias.
/// Latency: depth + columns cycles a tile; with SHADOW draining overlaps the next tile (docs/machine.md, "Bodies").
/// A step started in cycle t reads its first operands in t+1. Source: models/units/matmul.md.
module octet_matmul #(
    parameter int unsigned ROWS = 4,
    parameter int unsigned COLUMNS = 4,
    parameter bit SHADOW = 1'b1
) (
    input  logic                 clk_i,
    input  logic                 rst_ni,
    input  logic                 start_i,       // take the step below; only while no step is occupied
    input  logic [15:0]          rows_i,        // valid rows, 1..ROWS
    input  logic [31:0]          columns_i,     // valid columns of all tiles, at least 1
    input  logic [31:0]          depth_i,       // k, at least 1
    input  logic                 a_unsigned_i,  // row operand is unsigned
    input  logic [31:0]          a_address_i,   // panel [k][ROWS] bytes
    input  logic [31:0]          b_address_i,   // panels [k][COLUMNS] bytes, one a tile
    input  logic [31:0]          d_address_i,   // [column][ROWS] int32
    output logic [31:0]          a_address_o,
    input  logic [ROWS*8-1:0]    a_data_i,      // of a_address_o, in the same cycle
    output logic [31:0]          b_address_o,
    input  logic [COLUMNS*8-1:0] b_data_i,
    output logic                 d_valid_o,     // write a column of accumulators in this cycle
    output logic [31:0]          d_address_o,
    output logic [ROWS-1:0]      d_rows_o,      // rows to write
    output logic [ROWS*32-1:0]   d_data_o,
    output logic                 release_o,     // last cycle of the step's occupancy
    output logic                 finish_o       // last cycle of the step: its last column is written
);
  localparam logic [31:0] A_STRIDE = 32'(ROWS);
  localparam logic [31:0] B_STRIDE = 32'(COLUMNS);
  localparam logic [31:0] D_STRIDE = 32'(ROWS * 4);
  localparam logic [31:0] TILE_STRIDE = 32'(ROWS * COLUMNS * 4);

  // The step being multiplied.
  logic active_q, unsigned_q;
  logic [15:0] rows_q;
  logic [31:0] columns_q;  // valid columns left, of this tile and those after it
  logic [31:0] depth_q, k_q;
  logic [31:0] a_base_q, a_address_q, b_address_q, d_address_q;
  logic waiting_q;  // the tile's sums are complete, the drain is not free
  // The tile being drained.
  logic drain_q, drain_last_tile_q;
  logic [15:0] drain_rows_q;
  logic [31:0] drain_left_q, drain_address_q;

  logic mac, mac_last, drain_last, transfer, last_tile, blocked;

  assign last_tile = columns_q <= 32'(COLUMNS);
  // Without shadow accumulators a draining tile still occupies the array.
  assign blocked = waiting_q || (!SHADOW && drain_q);
  assign mac = active_q && !blocked;
  assign mac_last = mac && k_q == depth_q - 32'd1;
  assign drain_last = drain_q && drain_left_q == 32'd1;
  assign transfer = (mac_last || waiting_q) && (!drain_q || drain_last);

  assign a_address_o = a_address_q;
  assign b_address_o = b_address_q;
  assign d_valid_o = drain_q;
  assign d_address_o = drain_address_q;
  assign finish_o = drain_last && drain_last_tile_q;
  assign release_o = SHADOW ? transfer && last_tile : finish_o;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      active_q  <= 1'b0;
      waiting_q <= 1'b0;
      drain_q   <= 1'b0;
    end else begin
      if (mac) begin
        k_q <= k_q + 32'd1;
        a_address_q <= a_address_q + A_STRIDE;
        b_address_q <= b_address_q + B_STRIDE;
      end
      if (mac_last) waiting_q <= 1'b1;
      if (drain_q) begin
        drain_left_q <= drain_left_q - 32'd1;
        drain_address_q <= drain_address_q + D_STRIDE;
        if (drain_last) drain_q <= 1'b0;
      end
      if (transfer) begin
        waiting_q <= 1'b0;
        drain_q <= 1'b1;
        drain_last_tile_q <= last_tile;
        drain_rows_q <= rows_q;
        drain_left_q <= last_tile ? columns_q : 32'(COLUMNS);
        drain_address_q <= d_address_q;
        if (last_tile) active_q <= 1'b0;
        columns_q <= columns_q - 32'(COLUMNS);
        d_address_q <= d_address_q + TILE_STRIDE;
        a_address_q <= a_base_q;
        k_q <= 32'd0;
      end
      if (start_i) begin
        active_q <= 1'b1;
        unsigned_q <= a_unsigned_i;
        rows_q <= rows_i;
        columns_q <= columns_i;
        depth_q <= depth_i;
        k_q <= 32'd0;
        a_base_q <= a_address_i;
        a_address_q <= a_address_i;
        b_address_q <= b_address_i;
        d_address_q <= d_address_i;
      end
    end
  end

  for (genvar row = 0; row < ROWS; row++) begin : gen_row
    logic signed [8:0] a;
    logic [(COLUMNS+1)*32-1:0] results;  // of this row; the one beyond the last column is never seen
    assign a = {a_data_i[row*8+7] && !unsigned_q, a_data_i[row*8+:8]};
    assign results[COLUMNS*32+:32] = 32'd0;
    for (genvar column = 0; column < COLUMNS; column++) begin : gen_column
      octet_pe #(
          .SHADOW(SHADOW)
      ) i_pe (
          .clk_i,
          .mac_i(mac),
          .first_i(k_q == 32'd0),
          .a_i(a),
          .b_i(b_data_i[column*8+:8]),
          .transfer_i(transfer),
          .shift_i(drain_q),
          .neighbour_i(results[(column+1)*32+:32]),
          .result_o(results[column*32+:32])
      );
    end
    assign d_data_o[row*32+:32] = results[0+:32];
    assign d_rows_o[row] = 16'(row) < drain_rows_q;
  end
endmodule
