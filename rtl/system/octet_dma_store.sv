// SPDX-License-Identifier: Apache-2.0
/// The store channel: gathers from a buffer the bytes of the beats that the memory port sends, linear or in column
/// panels; row panels go through its transposer. Does not issue bursts (octet_memory_port).
/// Latency: combinational read in the cycle of the beat; transposed, a block before it. Source: docs/machine.md,
/// "Memory port".
module octet_dma_store #(
    parameter int unsigned BEAT_BYTES = 16,
    parameter int unsigned LANES = 16,  // most rows of a transposed block
    parameter int unsigned BLOCKS = 2,  // of its transposer
    parameter int unsigned READ_BYTES = BEAT_BYTES > LANES * 2 ? BEAT_BYTES : LANES * 2,
    parameter int unsigned TAKE_BITS = $clog2(BEAT_BYTES + 1)
) (
    input  logic                        clk_i,
    input  logic                        rst_ni,
    input  octet_command_pkg::command_t command_i,
    input  octet_machine_pkg::step_t    step_i,
    input  logic                        start_i,            // the step is granted in this cycle
    output logic                        unsupported_o,      // a granted step this channel cannot move
    // What the step asks of the memory port.
    output logic [15:0]                 rows_o,
    output logic [31:0]                 run_o,
    output logic [31:0]                 pitch_o,
    output logic                        blocks_o,
    output logic [15:0]                 lanes_o,
    output logic                        hold_o,             // the next block is not there yet
    input  logic                        block_end_i,        // last beat of a block
    // The beat that is sent, and its bytes from lane 0 on.
    input  logic                        beat_i,
    input  logic                        beat_row_last_i,
    input  logic                        beat_last_i,
    input  logic [15:0]                 beat_row_i,         // with blocks: in the block
    input  logic [31:0]                 beat_offset_i,
    input  logic [TAKE_BITS-1:0]        beat_take_i,
    output logic [BEAT_BYTES*8-1:0]     beat_data_o,
    output logic [BEAT_BYTES-1:0]       beat_valid_o,       // no padding
    // The activation buffer.
    output logic [READ_BYTES*32-1:0]    read_address_o,
    input  logic [READ_BYTES*8-1:0]     read_data_i
);
  logic unsupported, wide, padded;
  logic [17:0] valid_bytes;
  logic [31:0] line_bytes, panel_bytes;
  octet_transfer i_transfer (
      .command_i,
      .step_i,
      .rows_o,
      .run_o,
      .pitch_o,
      .blocks_o,
      .wide_o(wide),
      .line_bytes_o(line_bytes),
      .panel_bytes_o(panel_bytes),
      .padded_o(padded),
      .valid_bytes_o(valid_bytes),
      .unsupported_o(unsupported)
  );
  assign unsupported_o = start_i && unsupported;
  assign lanes_o = command_i.tile_columns;

  // Only the transfer that occupies the port reads.
  logic blocks_q, padded_q;
  logic [17:0] valid_bytes_q;
  logic [31:0] base_q, line_bytes_q, panel_bytes_q;
  always_ff @(posedge clk_i) begin
    if (start_i) begin
      blocks_q <= blocks_o;
      padded_q <= padded;
      valid_bytes_q <= valid_bytes;
      base_q <= step_i.a[31:0];
      line_bytes_q <= line_bytes;
      panel_bytes_q <= panel_bytes;
    end
  end
  logic [BEAT_BYTES*32-1:0] beat_addresses;
  octet_layout_walk #(
      .BEAT_BYTES(BEAT_BYTES)
  ) i_walk (
      .clk_i,
      .rst_ni,
      .base_i(base_q),
      .line_bytes_i(line_bytes_q),
      .panel_bytes_i(panel_bytes_q),
      .padded_i(padded_q),
      .valid_bytes_i(valid_bytes_q),
      .beat_i(beat_i && !blocks_q),
      .row_last_i(beat_row_last_i),
      .last_i(beat_last_i),
      .take_i(beat_take_i),
      .addresses_o(beat_addresses),
      .valid_o(beat_valid_o)
  );
  logic [31:0] column_address;
  logic [BEAT_BYTES*8-1:0] transposed;
  octet_store_transposer #(
      .BEAT_BYTES(BEAT_BYTES),
      .LANES(LANES),
      .BLOCKS(BLOCKS)
  ) i_transposer (
      .clk_i,
      .rst_ni,
      .start_i(start_i && blocks_o),
      .base_i(step_i.a[31:0]),
      .line_bytes_i(line_bytes),
      .wide_i(wide),
      .columns_i(step_i.columns),
      .rows_i(step_i.rows),
      .lanes_i(lanes_o),
      .hold_o,
      .block_end_i,
      .read_address_o(column_address),
      .read_data_i(read_data_i[LANES*16-1:0]),
      .lane_i(beat_row_i),
      .offset_i(beat_offset_i),
      .data_o(transposed)
  );
  for (genvar lane = 0; lane < READ_BYTES; lane++) begin : gen_read
    if (lane < BEAT_BYTES) begin : gen_beat
      assign read_address_o[lane*32+:32] = blocks_q ? column_address + 32'(lane) : beat_addresses[lane*32+:32];
    end else begin : gen_column
      assign read_address_o[lane*32+:32] = column_address + 32'(lane);
    end
  end
  assign beat_data_o = blocks_q ? transposed : read_data_i[BEAT_BYTES*8-1:0];
endmodule
