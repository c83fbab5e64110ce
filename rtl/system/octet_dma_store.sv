// SPDX-License-Identifier: Apache-2.0
/// The store channel: gathers from a buffer the bytes of the beats that the memory port sends, linear or in column panels.
/// Does not issue bursts (octet_memory_port) and does not transpose: a row-panel step raises `unsupported_o`.
/// Latency: combinational read in the cycle of the beat. Source: docs/machine.md, "Memory port".
module octet_dma_store #(
    parameter int unsigned BEAT_BYTES = 16
) (
    input  logic                        clk_i,
    input  octet_command_pkg::command_t command_i,
    input  octet_machine_pkg::step_t    step_i,
    input  logic                        start_i,        // the step is granted in this cycle
    output logic                        unsupported_o,  // a granted step has a layout this channel cannot move
    // What the step asks of the memory port.
    output logic [15:0]                 rows_o,
    output logic [31:0]                 run_o,
    output logic [31:0]                 pitch_o,
    // Place of the next beat, and where its bytes stand in the buffer.
    input  logic [15:0]                 beat_row_i,
    input  logic [31:0]                 beat_offset_i,
    output logic [BEAT_BYTES*32-1:0]    read_address_o
);
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

  // Only the transfer that occupies the port reads.
  logic panels_q;
  logic [4:0] line_shift_q;
  logic [31:0] base_q, panel_bytes_q, run_q;
  always_ff @(posedge clk_i) begin
    if (start_i) begin
      base_q <= step_i.a[31:0];
      panels_q <= panels;
      line_shift_q <= line_shift;
      panel_bytes_q <= panel_bytes;
      run_q <= run_o;
    end
  end
  octet_layout_addresses #(
      .BEAT_BYTES(BEAT_BYTES)
  ) i_addresses (
      .base_i(base_q),
      .panels_i(panels_q),
      .line_shift_i(line_shift_q),
      .panel_bytes_i(panel_bytes_q),
      .run_i(run_q),
      .row_i(beat_row_i),
      .offset_i(beat_offset_i),
      .addresses_o(read_address_o)
  );
endmodule
