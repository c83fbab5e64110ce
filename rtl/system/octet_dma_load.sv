// SPDX-License-Identifier: Apache-2.0
/// One load channel: scatters the beats of its transfers into a buffer as they arrive, linear or in column panels.
/// Does not issue bursts (octet_memory_port) and does not transpose: a row-panel step raises `unsupported_o`.
/// Latency: a beat that arrives in cycle v is in the buffer in v+1. Source: docs/machine.md, "Memory port".
module octet_dma_load #(
    parameter int unsigned BEAT_BYTES = 16,
    parameter int unsigned STEPS = 2,  // steps on their way at most
    parameter int unsigned TAKE_BITS = $clog2(BEAT_BYTES + 1)
) (
    input  logic                        clk_i,
    input  logic                        rst_ni,
    input  octet_command_pkg::command_t command_i,
    input  octet_machine_pkg::step_t    step_i,
    input  logic                        start_i,         // the step is granted in this cycle
    output logic                        unsupported_o,   // a granted step has a layout this channel cannot move
    // What the step asks of the memory port.
    output logic [15:0]                 rows_o,
    output logic [31:0]                 run_o,
    output logic [31:0]                 pitch_o,
    // A beat of this channel's oldest transfer.
    input  logic                        beat_valid_i,
    input  logic                        beat_last_i,     // the transfer's last
    input  logic [15:0]                 beat_row_i,
    input  logic [31:0]                 beat_offset_i,
    input  logic [TAKE_BITS-1:0]        beat_take_i,
    // Bytes to write in this cycle, all zero when there is no beat; the data are the beat's.
    output logic [7:0]                  write_space_o,
    output logic [BEAT_BYTES-1:0]       write_enable_o,
    output logic [BEAT_BYTES*32-1:0]    write_address_o
);
  localparam int unsigned WIDTH = 8 + 32 + 1 + 5 + 32 + 32;

  logic panels, unsupported;
  logic [4:0] line_shift;
  logic [31:0] panel_bytes;
  octet_transfer i_transfer (
      .command_i,
      .step_i,
      .rows_o,
      .run_o,
      .pitch_o,
      .panels_o(panels),
      .line_shift_o(line_shift),
      .panel_bytes_o(panel_bytes),
      .unsupported_o(unsupported)
  );
  assign unsupported_o = start_i && unsupported;

  // Layout of the steps on their way.
  logic full, none;
  logic [7:0] head_space;
  logic [31:0] head_base, head_panel_bytes, head_run;
  logic head_panels;
  logic [4:0] head_line_shift;
  octet_fifo #(
      .WIDTH(WIDTH),
      .DEPTH(STEPS)
  ) i_steps (
      .clk_i,
      .rst_ni,
      .push_i(start_i),
      .data_i({command_i.space, step_i.d[31:0], panels, line_shift, panel_bytes, run_o}),
      .full_o(full),
      .pop_i(beat_valid_i && beat_last_i),
      .data_o({head_space, head_base, head_panels, head_line_shift, head_panel_bytes, head_run}),
      .empty_o(none)
  );
  logic [BEAT_BYTES*32-1:0] addresses;
  octet_layout_addresses #(
      .BEAT_BYTES(BEAT_BYTES)
  ) i_addresses (
      .base_i(head_base),
      .panels_i(head_panels),
      .line_shift_i(head_line_shift),
      .panel_bytes_i(head_panel_bytes),
      .run_i(head_run),
      .row_i(beat_row_i),
      .offset_i(beat_offset_i),
      .addresses_o(addresses)
  );
  assign write_space_o = beat_valid_i ? head_space : 8'd0;
  assign write_address_o = beat_valid_i ? addresses : '0;
  for (genvar lane = 0; lane < BEAT_BYTES; lane++) begin : gen_lane
    assign write_enable_o[lane] = beat_valid_i && TAKE_BITS'(lane) < beat_take_i;
  end

  // The scoreboard grants no step beyond STEPS, and beats belong to granted steps.
  logic unused;
  assign unused = full || none;
endmodule
