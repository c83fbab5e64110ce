// SPDX-License-Identifier: Apache-2.0
/// One load channel: scatters the beats of its transfers into a buffer as they arrive, linear or in column panels, and
/// sends those of row panels through its transposer. Does not issue bursts (octet_memory_port).
/// Latency: a beat that arrives in cycle v is in the buffer in v+1, transposed ones after their block.
/// Source: docs/machine.md, "Memory port".
module octet_dma_load #(
    parameter int unsigned BEAT_BYTES = 16,
    parameter int unsigned LANES = 16,  // most rows of a transposed block
    parameter int unsigned BLOCKS = 2,  // of its transposer
    parameter int unsigned STEPS = 2,   // steps on their way at most
    parameter int unsigned TAKE_BITS = $clog2(BEAT_BYTES + 1)
) (
    input  logic                        clk_i,
    input  logic                        rst_ni,
    input  octet_command_pkg::command_t command_i,
    input  octet_machine_pkg::step_t    step_i,
    input  logic                        start_i,               // the step is granted in this cycle
    output logic                        unsupported_o,         // a granted step this channel cannot move
    output logic                        finish_o,              // last cycle of the oldest unfinished step
    // What the step asks of the memory port.
    output logic [15:0]                 rows_o,
    output logic [31:0]                 run_o,
    output logic [31:0]                 pitch_o,
    output logic                        blocks_o,
    output logic [15:0]                 lanes_o,
    input  logic                        block_issue_i,         // the first burst of a block of this channel is issued
    output logic                        hold_o,                // no further block may begin
    // A beat of this channel's oldest transfer.
    input  logic                        beat_valid_i,
    input  logic                        beat_row_last_i,       // the row's last
    input  logic                        beat_block_last_i,     // the block's last
    input  logic                        beat_last_i,           // the transfer's last
    input  logic [15:0]                 beat_row_i,            // with blocks: in the block
    input  logic [31:0]                 beat_offset_i,
    input  logic [TAKE_BITS-1:0]        beat_take_i,
    input  logic [BEAT_BYTES*8-1:0]     beat_data_i,
    // Bytes of the beat to write in this cycle, all zero when there are none.
    output logic [7:0]                  write_space_o,
    output logic [BEAT_BYTES-1:0]       write_enable_o,
    output logic [BEAT_BYTES*32-1:0]    write_address_o,
    // A transposed column to write in this cycle.
    output logic [7:0]                  column_space_o,
    output logic [LANES*2-1:0]          column_strobe_o,
    output logic [31:0]                 column_address_o,
    output logic [LANES*16-1:0]         column_data_o
);
  localparam int unsigned WIDTH = 8 + 32 + 1 + 1 + 32 + 32 + 1 + 18 + 32;

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

  // Layout of the steps whose beats are on their way.
  logic full, none;
  logic [7:0] head_space;
  logic [31:0] head_base, head_line_bytes, head_panel_bytes, head_run;
  logic head_blocks, head_wide, head_padded;
  logic [17:0] head_valid_bytes;
  octet_fifo #(
      .WIDTH(WIDTH),
      .DEPTH(STEPS)
  ) i_steps (
      .clk_i,
      .rst_ni,
      .push_i(start_i),
      .data_i({command_i.space, step_i.d[31:0], blocks_o, wide, line_bytes, panel_bytes, padded, valid_bytes, run_o}),
      .full_o(full),
      .pop_i(beat_valid_i && beat_last_i),
      .data_o({head_space, head_base, head_blocks, head_wide, head_line_bytes, head_panel_bytes, head_padded,
          head_valid_bytes, head_run}),
      .empty_o(none)
  );
  logic direct;
  logic [BEAT_BYTES*32-1:0] addresses;
  logic [BEAT_BYTES-1:0] valid;
  assign direct = beat_valid_i && !head_blocks;
  octet_layout_walk #(
      .BEAT_BYTES(BEAT_BYTES)
  ) i_walk (
      .clk_i,
      .rst_ni,
      .base_i(head_base),
      .line_bytes_i(head_line_bytes),
      .panel_bytes_i(head_panel_bytes),
      .padded_i(head_padded),
      .valid_bytes_i(head_valid_bytes),
      .beat_i(direct),
      .row_last_i(beat_row_last_i),
      .last_i(beat_last_i),
      .take_i(beat_take_i),
      .addresses_o(addresses),
      .valid_o(valid)
  );
  assign write_space_o = direct ? head_space : 8'd0;
  assign write_address_o = direct ? addresses : '0;
  for (genvar lane = 0; lane < BEAT_BYTES; lane++) begin : gen_lane
    assign write_enable_o[lane] = direct && valid[lane] && TAKE_BITS'(lane) < beat_take_i;
  end

  logic transposed;
  octet_load_transposer #(
      .BEAT_BYTES(BEAT_BYTES),
      .LANES(LANES),
      .BLOCKS(BLOCKS)
  ) i_transposer (
      .clk_i,
      .rst_ni,
      .issue_i(block_issue_i),
      .full_o(hold_o),
      .space_i(head_space),
      .base_i(head_base),
      .line_bytes_i(head_line_bytes),
      .wide_i(head_wide),
      .run_i(head_run),
      .beat_i(beat_valid_i && head_blocks),
      .block_last_i(beat_block_last_i),
      .last_i(beat_last_i),
      .lane_i(beat_row_i),
      .offset_i(beat_offset_i),
      .take_i(beat_take_i),
      .data_i(beat_data_i),
      .write_space_o(column_space_o),
      .write_strobe_o(column_strobe_o),
      .write_address_o(column_address_o),
      .write_data_o(column_data_o),
      .done_o(transposed)
  );

  octet_finish_order #(
      .STEPS(STEPS)
  ) i_finish (
      .clk_i,
      .rst_ni,
      .start_i,
      .blocks_i(blocks_o),
      .arrived_i(direct && beat_last_i),
      .transposed_i(transposed),
      .finish_o
  );

  // The scoreboard grants no step beyond STEPS, and beats belong to granted steps.
  logic unused;
  assign unused = full || none;
endmodule
