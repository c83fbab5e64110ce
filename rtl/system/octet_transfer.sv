// SPDX-License-Identifier: Apache-2.0
/// What a load or store step asks of the memory port and of the buffer's layout. Combinational.
/// A linear transfer whose rows touch in DRAM is one long row. Source: docs/machine.md, "Commands", "Memory port".
module octet_transfer (
    /* verilator lint_off UNUSED */  // a step has more fields than a transfer
    input  octet_command_pkg::command_t command_i,
    input  octet_machine_pkg::step_t    step_i,
    /* verilator lint_on UNUSED */
    output logic [15:0]                 rows_o,
    output logic [31:0]                 run_o,          // bytes of a row
    output logic [31:0]                 pitch_o,
    output logic                        panels_o,       // column panels, not linear
    output logic [4:0]                  line_shift_o,   // log2 of a panel line's bytes
    output logic [31:0]                 panel_bytes_o,
    output logic                        unsupported_o   // a layout that this DMA cannot move
);
  logic [31:0] run, line_bytes;
  logic one_run;
  assign run = step_i.columns * {24'd0, command_i.element_bytes};
  assign line_bytes = {16'd0, command_i.tile_columns} * {24'd0, command_i.element_bytes};
  assign one_run = command_i.layout == octet_command_pkg::LAYOUT_LINEAR && command_i.depth == run;
  assign rows_o = one_run ? 16'd1 : step_i.rows;
  assign run_o = one_run ? run * {16'd0, step_i.rows} : run;
  assign pitch_o = command_i.depth;
  assign panels_o = command_i.layout == octet_command_pkg::LAYOUT_COLUMN_PANELS;
  assign panel_bytes_o = {16'd0, step_i.rows} << line_shift_o;
  always_comb begin
    line_shift_o = 5'd0;
    for (int unsigned bit_index = 0; bit_index < 24; bit_index++) begin
      if (line_bytes[bit_index]) line_shift_o = 5'(bit_index);
    end
  end
  // Transposing comes later; a panel line must be a power of two bytes.
  assign unsupported_o = (command_i.layout != octet_command_pkg::LAYOUT_LINEAR && !panels_o)
      || (panels_o && line_bytes != 32'd1 << line_shift_o);
endmodule
