// SPDX-License-Identifier: Apache-2.0
/// Banks a step reads and writes, from its opcode, sizes and addresses; ranges include the padding lanes of edge panels.
/// Combinational. Bit order of the masks: activation (lowest), weight,
/// accumulator, parameter. Source: docs/machine.md, "Commands" (byte regions of one step).
module octet_step_claims #(
    parameter int unsigned ROWS = 4,
    parameter int unsigned COLUMNS = 4,
    parameter int unsigned ACTIVATION_BANKS = 2,
    parameter int unsigned ACTIVATION_BANK_BYTES = 1024,
    parameter int unsigned WEIGHT_BANKS = 2,
    parameter int unsigned WEIGHT_BANK_BYTES = 1024,
    parameter int unsigned ACCUMULATOR_BANKS = 2,
    parameter int unsigned ACCUMULATOR_BANK_BYTES = 1024,
    parameter int unsigned PARAMETER_BANKS = 2,
    parameter int unsigned PARAMETER_BANK_BYTES = 1024,
    parameter int unsigned BANKS = ACTIVATION_BANKS + WEIGHT_BANKS + ACCUMULATOR_BANKS + PARAMETER_BANKS
) (
    /* verilator lint_off UNUSED */  // a step has more fields than its regions depend on
    input  octet_command_pkg::command_t command_i,
    input  octet_machine_pkg::step_t    step_i,
    /* verilator lint_on UNUSED */
    output logic [BANKS-1:0]            reads_o,
    output logic [BANKS-1:0]            writes_o
);
  localparam int unsigned WEIGHT_LSB = ACTIVATION_BANKS;
  localparam int unsigned ACCUMULATOR_LSB = WEIGHT_LSB + WEIGHT_BANKS;
  localparam int unsigned PARAMETER_LSB = ACCUMULATOR_LSB + ACCUMULATOR_BANKS;

  logic is_load, is_store, is_matmul, is_requantize, is_softmax, is_normalization, is_add, is_vector, per_column, per_row;
  assign is_load = command_i.opcode == octet_command_pkg::OPCODE_LOAD;
  assign is_store = command_i.opcode == octet_command_pkg::OPCODE_STORE;
  assign is_matmul = command_i.opcode == octet_command_pkg::OPCODE_MATMUL;
  assign is_requantize = command_i.opcode == octet_command_pkg::OPCODE_REQUANTIZE;
  assign is_softmax = command_i.opcode == octet_command_pkg::OPCODE_SOFTMAX;
  assign is_normalization = command_i.opcode == octet_command_pkg::OPCODE_LAYERNORM;
  assign is_add = command_i.opcode == octet_command_pkg::OPCODE_ADD;
  // All that read and write the activation buffer in row panels.
  assign is_vector = is_softmax || is_normalization || is_add || command_i.opcode == octet_command_pkg::OPCODE_GELU
      || command_i.opcode == octet_command_pkg::OPCODE_SOFTMAX_PLAIN;
  assign per_column = is_requantize && command_i.mode == octet_command_pkg::REQUANTIZE_MODE_PER_COLUMN;
  assign per_row = is_requantize && command_i.mode == octet_command_pkg::REQUANTIZE_MODE_PER_ROW;

  // The buffer side of a transfer: whole panels of `lanes`, or the valid elements alone.
  logic [31:0] lanes, element_bytes, panel_lines, moved_bytes;
  assign lanes = {16'd0, command_i.tile_columns};
  assign element_bytes = {24'd0, command_i.element_bytes};
  always_comb begin
    if (command_i.layout == octet_command_pkg::LAYOUT_COLUMN_PANELS)
      panel_lines = (step_i.columns + lanes - 32'd1) / lanes * {16'd0, step_i.rows};
    else if (command_i.layout == octet_command_pkg::LAYOUT_ROW_PANELS)
      panel_lines = ({16'd0, step_i.rows} + lanes - 32'd1) / lanes * step_i.columns;
    else panel_lines = {16'd0, step_i.rows} * step_i.columns;
  end
  assign moved_bytes =
      (command_i.layout == octet_command_pkg::LAYOUT_LINEAR ? panel_lines : panel_lines * lanes) * element_bytes;

  logic [31:0] tiles, row_word_bytes;
  assign tiles = (step_i.columns + 32'(COLUMNS) - 32'd1) / 32'(COLUMNS);
  assign row_word_bytes = step_i.columns * 32'(ROWS);  // a step's columns of one byte a lane

  // Row scales: written by softmax, read by the requantizer.
  logic [31:0] row_scale_bytes;
  assign row_scale_bytes = {13'd0, step_i.rows, 3'd0};

  logic [31:0] activation_read_bytes, activation_write_bytes;
  logic [47:0] activation_read_address;
  always_comb begin
    activation_read_address = step_i.a;
    activation_read_bytes = moved_bytes;
    activation_write_bytes = moved_bytes;
    if (is_matmul) activation_read_bytes = command_i.depth * 32'(ROWS);
    if (per_row) begin
      activation_read_address = step_i.p;
      activation_read_bytes = row_scale_bytes;
    end
    if (is_vector)
      activation_read_bytes = row_word_bytes * (is_add ? {28'd0, command_i.element_bytes_b[3:0]} : element_bytes);
    if (is_requantize || is_add) activation_write_bytes = row_word_bytes * element_bytes;
    else if (is_vector) activation_write_bytes = row_word_bytes;
  end

  // The second operand of an addition, and the row scales a softmax writes.
  logic [ACTIVATION_BANKS-1:0] reads_a, reads_b, writes_d, writes_p;
  assign reads_o[0+:ACTIVATION_BANKS] = reads_a | reads_b;
  assign writes_o[0+:ACTIVATION_BANKS] = writes_d | writes_p;
  octet_bank_range #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES)
  ) i_activation_read_b (
      .used_i(is_add),
      .address_i(step_i.b),
      .bytes_i(row_word_bytes * {28'd0, command_i.element_bytes_b[7:4]}),
      .banks_o(reads_b)
  );
  octet_bank_range #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES)
  ) i_activation_write_p (
      .used_i(is_softmax),
      .address_i(step_i.p),
      .bytes_i(row_scale_bytes),
      .banks_o(writes_p)
  );
  octet_bank_range #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES)
  ) i_activation_read (
      .used_i(is_matmul || per_row || is_vector || (is_store && command_i.space == octet_command_pkg::SPACE_ACTIVATION)),
      .address_i(activation_read_address),
      .bytes_i(activation_read_bytes),
      .banks_o(reads_a)
  );
  octet_bank_range #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES)
  ) i_activation_write (
      .used_i(is_requantize || is_vector || (is_load && command_i.space == octet_command_pkg::SPACE_ACTIVATION)),
      .address_i(step_i.d),
      .bytes_i(activation_write_bytes),
      .banks_o(writes_d)
  );
  octet_bank_range #(
      .BANKS(WEIGHT_BANKS),
      .BANK_BYTES(WEIGHT_BANK_BYTES)
  ) i_weight_read (
      .used_i(is_matmul),
      .address_i(step_i.b),
      .bytes_i(tiles * command_i.depth * 32'(COLUMNS)),
      .banks_o(reads_o[WEIGHT_LSB+:WEIGHT_BANKS])
  );
  octet_bank_range #(
      .BANKS(WEIGHT_BANKS),
      .BANK_BYTES(WEIGHT_BANK_BYTES)
  ) i_weight_write (
      .used_i(is_load && command_i.space == octet_command_pkg::SPACE_WEIGHT),
      .address_i(step_i.d),
      .bytes_i(moved_bytes),
      .banks_o(writes_o[WEIGHT_LSB+:WEIGHT_BANKS])
  );
  octet_bank_range #(
      .BANKS(ACCUMULATOR_BANKS),
      .BANK_BYTES(ACCUMULATOR_BANK_BYTES)
  ) i_accumulator_read (
      .used_i(is_requantize),
      .address_i(step_i.a),
      .bytes_i({row_word_bytes[29:0], 2'b00}),
      .banks_o(reads_o[ACCUMULATOR_LSB+:ACCUMULATOR_BANKS])
  );
  octet_bank_range #(
      .BANKS(ACCUMULATOR_BANKS),
      .BANK_BYTES(ACCUMULATOR_BANK_BYTES)
  ) i_accumulator_write (
      .used_i(is_matmul),
      .address_i(step_i.d),
      .bytes_i({row_word_bytes[29:0], 2'b00}),
      .banks_o(writes_o[ACCUMULATOR_LSB+:ACCUMULATOR_BANKS])
  );
  octet_bank_range #(
      .BANKS(PARAMETER_BANKS),
      .BANK_BYTES(PARAMETER_BANK_BYTES)
  ) i_parameter_read (
      .used_i(per_column || is_normalization),
      .address_i(step_i.p),
      .bytes_i({step_i.columns[27:0], 4'd0}),
      .banks_o(reads_o[PARAMETER_LSB+:PARAMETER_BANKS])
  );
  octet_bank_range #(
      .BANKS(PARAMETER_BANKS),
      .BANK_BYTES(PARAMETER_BANK_BYTES)
  ) i_parameter_write (
      .used_i(is_load && command_i.space == octet_command_pkg::SPACE_PARAMETER),
      .address_i(step_i.d),
      .bytes_i(moved_bytes),
      .banks_o(writes_o[PARAMETER_LSB+:PARAMETER_BANKS])
  );
endmodule
