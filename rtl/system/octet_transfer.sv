// SPDX-License-Identifier: Apache-2.0
/// What a load or store step asks of the memory port and of the buffer's layout. Combinational.
/// A linear transfer whose rows touch in DRAM is one long row, and so is a panel: its columns are its lines, and of
/// each the valid rows count. Source: docs/machine.md, "Commands", "Memory port".
module octet_transfer (
    /* verilator lint_off UNUSED */  // a step has more fields than a transfer
    input  octet_command_pkg::command_t command_i,
    input  octet_machine_pkg::step_t    step_i,
    /* verilator lint_on UNUSED */
    output logic [15:0]                 rows_o,
    output logic [31:0]                 run_o,          // bytes of a row
    output logic [31:0]                 pitch_o,
    output logic                        blocks_o,       // row panels: the transfer goes block by block
    output logic                        wide_o,         // elements of two bytes
    output logic [31:0]                 line_bytes_o,   // of a row in one panel; of a column with blocks
    output logic [31:0]                 panel_bytes_o,  // from a line to the same row's line in the next panel
    output logic                        padded_o,       // of a line, bytes from valid_bytes on are padding
    output logic [17:0]                 valid_bytes_o,
    output logic                        unsupported_o   // elements that the transposers cannot move
);
  logic [31:0] run, line_bytes;
  logic one_run, linear, panel;
  assign panel = command_i.layout == octet_command_pkg::LAYOUT_PANEL;
  assign linear = command_i.layout == octet_command_pkg::LAYOUT_LINEAR;
  assign run = step_i.columns * {24'd0, command_i.element_bytes};
  assign line_bytes = {16'd0, command_i.tile_columns} * {24'd0, command_i.element_bytes};
  assign one_run = panel || (linear && command_i.depth == run);
  assign rows_o = one_run ? 16'd1 : step_i.rows;
  assign run_o = one_run ? run * {16'd0, panel ? command_i.tile_columns : step_i.rows} : run;
  assign pitch_o = command_i.depth;
  assign blocks_o = command_i.layout == octet_command_pkg::LAYOUT_ROW_PANELS;
  assign wide_o = command_i.element_bytes == 8'd2;
  assign line_bytes_o = linear ? run_o : line_bytes;
  assign panel_bytes_o = panel ? line_bytes : {16'd0, step_i.rows} * line_bytes;
  assign padded_o = panel;
  assign valid_bytes_o = {2'd0, step_i.rows} << command_i.element_bytes[2:1];  // elements of 1, 2 or 4 bytes
  assign unsupported_o = blocks_o && command_i.element_bytes > 8'd2;
endmodule
