// SPDX-License-Identifier: Apache-2.0
/// Turns columns of a panel into rows for DRAM: two blocks of LANES rows x BEAT_BYTES bytes, one read from the buffer,
/// one column of elements a cycle, while the other goes out row by row (with BLOCKS 1 there is none: they take turns).
/// Elements of one or two bytes. Does not issue bursts: `hold_o` tells the memory port that the next block is not there
/// yet. Latency: a step granted in cycle t reads its first column in t+1. Source: docs/machine.md, "Memory port"
/// (store, row panels).
module octet_store_transposer #(
    parameter int unsigned BEAT_BYTES = 16,
    parameter int unsigned LANES = 16,  // most rows of a block
    parameter int unsigned BLOCKS = 2   // 1 or 2
) (
    input  logic                    clk_i,
    input  logic                    rst_ni,
    input  logic                    start_i,       // take the transposing transfer below
    input  logic [31:0]             base_i,
    input  logic [31:0]             line_bytes_i,  // of a column: lanes of the panel * element bytes
    input  logic                    wide_i,        // elements of two bytes
    input  logic [31:0]             columns_i,     // of a row
    input  logic [15:0]             rows_i,
    input  logic [15:0]             lanes_i,       // rows of a whole block
    output logic                    hold_o,        // no block is complete
    input  logic                    block_end_i,   // the oldest block's last beat goes out in this cycle
    // The column read in this cycle.
    output logic [31:0]             read_address_o,
    input  logic [LANES*16-1:0]     read_data_i,
    // Bytes of the oldest block, from its row and place on.
    input  logic [15:0]             lane_i,
    input  logic [31:0]             offset_i,
    output logic [BEAT_BYTES*8-1:0] data_o
);
  localparam int unsigned PLACE_BITS = $clog2(BEAT_BYTES);

  logic active_q, wide_q, fill_q, drain_q;
  logic [31:0] address_q, line_q, columns_q, left_q;  // left: columns of this panel
  logic [15:0] rows_q, lanes_q;                       // rows of this panel and those after it
  logic [PLACE_BITS-1:0] place_q;
  logic [1:0] used_q, filled_q;  // blocks begun, and complete; neither sent yet
  logic read, begin_block, block_last, panel_last;
  logic [PLACE_BITS:0] next_place;

  assign next_place = {1'b0, place_q} + (wide_q ? (PLACE_BITS + 1)'(2) : (PLACE_BITS + 1)'(1));
  assign panel_last = left_q == 32'd1;
  assign block_last = panel_last || next_place == (PLACE_BITS + 1)'(BEAT_BYTES);
  assign begin_block = read && place_q == '0;
  assign read = active_q && (place_q != '0 || used_q != 2'(BLOCKS));
  assign hold_o = filled_q == 2'd0;
  assign read_address_o = address_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      active_q <= 1'b0;
      fill_q <= 1'b0;
      drain_q <= 1'b0;
      used_q <= 2'd0;
      filled_q <= 2'd0;
    end else begin
      if (begin_block && !block_end_i) used_q <= used_q + 2'd1;
      if (block_end_i && !begin_block) used_q <= used_q - 2'd1;
      if (read && block_last && !block_end_i) filled_q <= filled_q + 2'd1;
      if (block_end_i && !(read && block_last)) filled_q <= filled_q - 2'd1;
      if (block_end_i) drain_q <= BLOCKS == 2 && !drain_q;
      if (read) begin
        address_q <= address_q + line_q;
        place_q <= block_last ? '0 : next_place[PLACE_BITS-1:0];
        left_q <= panel_last ? columns_q : left_q - 32'd1;
        if (block_last) fill_q <= BLOCKS == 2 && !fill_q;
        if (panel_last) begin
          rows_q <= rows_q - lanes_q;
          if (rows_q <= lanes_q) active_q <= 1'b0;
        end
      end
      if (start_i) begin
        active_q <= 1'b1;
        wide_q <= wide_i;
        address_q <= base_i;
        line_q <= line_bytes_i;
        columns_q <= columns_i;
        left_q <= columns_i;
        rows_q <= rows_i;
        lanes_q <= lanes_i;
        place_q <= '0;
      end
    end
  end

  logic [BLOCKS*LANES*BEAT_BYTES*8-1:0] bytes_q;  // by block and row
  logic [LANES*BEAT_BYTES*8-1:0] block;
  for (genvar row = 0; row < LANES; row++) begin : gen_row
    logic [15:0] element;
    assign element = wide_q ? read_data_i[row*16+:16] : {8'd0, read_data_i[row*8+:8]};
    for (genvar slot = 0; slot < BLOCKS; slot++) begin : gen_block
      for (genvar place = 0; place < BEAT_BYTES; place++) begin : gen_byte
        localparam int unsigned AT = ((slot * LANES + row) * BEAT_BYTES + place) * 8;
        always_ff @(posedge clk_i) begin
          if (read && fill_q == 1'(slot)) begin
            if (place_q == PLACE_BITS'(place)) bytes_q[AT+:8] <= element[7:0];
            else if (wide_q && place % 2 == 1 && place_q == PLACE_BITS'(place - 1)) bytes_q[AT+:8] <= element[15:8];
          end
        end
      end
    end
  end
  assign block = drain_q ? bytes_q[(BLOCKS-1)*LANES*BEAT_BYTES*8+:LANES*BEAT_BYTES*8] : bytes_q[0+:LANES*BEAT_BYTES*8];
  // Rows and places within the block only.
  logic unused;
  assign unused = ^offset_i[31:PLACE_BITS];
  assign data_o = block[lane_i*BEAT_BYTES*8+:BEAT_BYTES*8] >> {offset_i[PLACE_BITS-1:0], 3'd0};
endmodule
