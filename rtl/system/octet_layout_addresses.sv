// SPDX-License-Identifier: Apache-2.0
/// Buffer addresses of the bytes of one beat, by layout: linear, or column panels. Combinational; transposing (row panels) is not
/// its business. Source: docs/machine.md, "Commands" (DMA layouts).
module octet_layout_addresses #(
    parameter int unsigned BEAT_BYTES = 16
) (
    input  logic [31:0]              base_i,
    input  logic                     panels_i,      // column panels, not linear
    input  logic [4:0]               line_shift_i,  // log2 of the bytes of one line of a panel (lanes * element bytes)
    input  logic [31:0]              panel_bytes_i,
    input  logic [31:0]              run_i,         // bytes of a row
    input  logic [15:0]              row_i,
    input  logic [31:0]              offset_i,      // of the beat's first byte in its row
    output logic [BEAT_BYTES*32-1:0] addresses_o
);
  logic [31:0] line_mask, row;
  assign line_mask = (32'd1 << line_shift_i) - 32'd1;
  assign row = {16'd0, row_i};

  always_comb begin
    logic [31:0] panel;   // first byte of the row's line in the panel of this byte
    logic [31:0] place;  // place in the line
    panel = base_i + (offset_i >> line_shift_i) * panel_bytes_i + (row << line_shift_i);
    place = offset_i & line_mask;
    addresses_o = '0;
    for (int unsigned lane = 0; lane < BEAT_BYTES; lane++) begin
      if (panels_i) begin
        addresses_o[lane*32+:32] = panel + place;
        if (place == line_mask) panel = panel + panel_bytes_i;
        place = (place + 32'd1) & line_mask;
      end else begin
        addresses_o[lane*32+:32] = base_i + row * run_i + offset_i + lane;
      end
    end
  end
endmodule
