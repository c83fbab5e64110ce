// SPDX-License-Identifier: Apache-2.0
/// Buffer addresses of the bytes of a transfer's beats, which come in order: rows of a run each, every row a line in
/// one panel after the other. A linear transfer has one panel whose line is the run; one panel is a row whose lines are
/// its columns. Adds up instead of dividing, so lines may have any length. Does not transpose (octet_load_transposer,
/// octet_store_transposer do). Latency: the addresses stand in the cycle of their beat. Source: docs/machine.md,
/// "Commands" (DMA layouts).
module octet_layout_walk #(
    parameter int unsigned BEAT_BYTES = 16,
    parameter int unsigned TAKE_BITS = $clog2(BEAT_BYTES + 1)
) (
    input  logic                     clk_i,
    input  logic                     rst_ni,
    // The transfer of the present beat; stable over its beats.
    input  logic [31:0]              base_i,
    input  logic [31:0]              line_bytes_i,   // of a row in one panel
    input  logic [31:0]              panel_bytes_i,  // from a line to the same row's line in the next panel
    input  logic                     padded_i,       // bytes of a line from valid_bytes_i on are padding
    input  logic [17:0]              valid_bytes_i,
    input  logic                     beat_i,
    input  logic                     row_last_i,     // the beat ends its row
    input  logic                     last_i,         // the beat ends the transfer
    input  logic [TAKE_BITS-1:0]     take_i,         // bytes of the beat
    output logic [BEAT_BYTES*32-1:0] addresses_o,
    output logic [BEAT_BYTES-1:0]    valid_o         // no padding
);
  logic begun_q;  // the transfer has had a beat
  logic [31:0] row_q, line_q, place_q;  // addresses of the row's first line and of the present one; place in it
  logic [31:0] row, next_line, next_place;

  assign row = begun_q ? row_q : base_i;
  always_comb begin
    logic [31:0] line, place;
    line = begun_q ? line_q : base_i;
    place = begun_q ? place_q : 32'd0;
    next_line = line;
    next_place = place;
    addresses_o = '0;
    valid_o = '0;
    for (int unsigned lane = 0; lane < BEAT_BYTES; lane++) begin
      addresses_o[lane*32+:32] = line + place;
      valid_o[lane] = !padded_i || place[17:0] < valid_bytes_i;
      place = place + 32'd1;
      if (place == line_bytes_i) begin
        place = 32'd0;
        line = line + panel_bytes_i;
      end
      if (take_i == TAKE_BITS'(lane + 1)) begin
        next_line = line;
        next_place = place;
      end
    end
  end
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      begun_q <= 1'b0;
    end else if (beat_i) begin
      begun_q <= !last_i;
      row_q <= row_last_i ? row + line_bytes_i : row;
      line_q <= row_last_i ? row + line_bytes_i : next_line;
      place_q <= row_last_i ? 32'd0 : next_place;
    end
  end
endmodule
