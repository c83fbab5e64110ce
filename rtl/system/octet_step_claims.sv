// SPDX-License-Identifier: Apache-2.0
/// Banks the present step of a context reads and writes: a range of bytes for each operand, its padding lanes included.
/// Knows what the context can do, and builds nothing else. Products of sizes are registered when a step becomes the
/// present one. Latency: masks stand from the cycle after `advance_i` on. Bit order of the masks: activation (lowest),
/// weight, accumulator, parameter. Source: docs/machine.md, "Commands" (byte regions of one step).
module octet_step_claims #(
    parameter int unsigned CONTEXT = 1,  // octet_command_pkg::CONTEXT_*, not fetch
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
    input  logic                           clk_i,
    /* verilator lint_off UNUSED */  // commands and steps have more fields than the regions of one context depend on
    // The step that becomes the present one at the end of this cycle.
    input  logic                           advance_i,
    input  octet_command_pkg::command_t    next_command_i,
    input  logic [15:0]                    next_rows_i,
    input  logic [31:0]                    next_columns_i,
    // The present step.
    input  octet_command_pkg::command_t    command_i,
    input  octet_machine_pkg::step_t       step_i,
    /* verilator lint_on UNUSED */
    output logic [BANKS-1:0]               reads_o,
    output logic [BANKS-1:0]               writes_o
);
  localparam int unsigned WEIGHT_LSB = ACTIVATION_BANKS;
  localparam int unsigned ACCUMULATOR_LSB = WEIGHT_LSB + WEIGHT_BANKS;
  localparam int unsigned PARAMETER_LSB = ACCUMULATOR_LSB + ACCUMULATOR_BANKS;

  // What the context can do.
  localparam bit LOADS = CONTEXT == 32'(octet_command_pkg::CONTEXT_LOAD_A)
      || CONTEXT == 32'(octet_command_pkg::CONTEXT_LOAD_B)
      || CONTEXT == 32'(octet_command_pkg::CONTEXT_LOAD_C);
  localparam bit STORES = CONTEXT == 32'(octet_command_pkg::CONTEXT_STORE);
  localparam bit MULTIPLIES = CONTEXT == 32'(octet_command_pkg::CONTEXT_MATMUL_A)
      || CONTEXT == 32'(octet_command_pkg::CONTEXT_MATMUL_B);
  localparam bit REQUANTIZES = CONTEXT == 32'(octet_command_pkg::CONTEXT_REQUANTIZER_A)
      || CONTEXT == 32'(octet_command_pkg::CONTEXT_REQUANTIZER_B);
  localparam bit SOFTMAX = CONTEXT == 32'(octet_command_pkg::CONTEXT_SOFTMAX);
  localparam bit NORMALIZES = CONTEXT == 32'(octet_command_pkg::CONTEXT_NORMALIZATION);
  localparam bit ADDS = CONTEXT == 32'(octet_command_pkg::CONTEXT_RESIDUAL_ADDER);
  // All that read and write the activation buffer in row panels.
  localparam bit VECTOR = SOFTMAX || NORMALIZES || ADDS || CONTEXT == 32'(octet_command_pkg::CONTEXT_ACTIVATION);
  logic per_column, per_row, gives_scales;
  assign per_column = REQUANTIZES && command_i.mode == octet_command_pkg::REQUANTIZE_MODE_PER_COLUMN;
  assign per_row = REQUANTIZES && command_i.mode == octet_command_pkg::REQUANTIZE_MODE_PER_ROW;
  assign gives_scales = SOFTMAX && command_i.opcode == octet_command_pkg::OPCODE_SOFTMAX;

  // The buffer side of a transfer, or the weights of a product: lines times bytes of a line, panels padded to whole
  // lanes.
  logic [31:0] product, bytes_q;
  if (LOADS || STORES) begin : gen_moved
    localparam logic [31:0] R = 32'(ROWS);
    localparam logic [31:0] C = 32'(COLUMNS);
    logic in_columns, in_rows, weights;
    logic [31:0] rows, lines, line;
    assign in_columns = next_command_i.layout == octet_command_pkg::LAYOUT_COLUMN_PANELS;
    assign in_rows = next_command_i.layout == octet_command_pkg::LAYOUT_ROW_PANELS
        || next_command_i.layout == octet_command_pkg::LAYOUT_PANEL;
    assign weights = LOADS && next_command_i.space == octet_command_pkg::SPACE_WEIGHT;  // panels of C lanes, all others
                                                                                        // of R
    assign rows = {16'd0, next_rows_i};
    always_comb begin
      lines = rows;
      if (in_rows) lines = weights ? (rows + C - 32'd1) / C * C : (rows + R - 32'd1) / R * R;
      line = next_columns_i;
      if (in_columns) line = weights ? (line + C - 32'd1) / C * C : (line + R - 32'd1) / R * R;
    end
    assign product = lines * line << next_command_i.element_bytes[2:1];  // elements of 1, 2 or 4 bytes
  end else if (MULTIPLIES) begin : gen_weights
    assign product = (next_columns_i + 32'(COLUMNS) - 32'd1) / 32'(COLUMNS) * 32'(COLUMNS) * next_command_i.depth;
  end else begin : gen_none
    assign product = 32'd0;
  end
  always_ff @(posedge clk_i) begin
    if (advance_i) bytes_q <= product;
  end

  // A step's columns of one byte a lane; row scales, written by softmax and read by the requantizer.
  logic [31:0] words, row_scale_bytes;
  assign words = step_i.columns * 32'(ROWS);
  assign row_scale_bytes = {13'd0, step_i.rows, 3'd0};

  logic [31:0] activation_read_bytes, activation_write_bytes;
  logic [47:0] activation_read_address;
  always_comb begin
    activation_read_address = per_row ? step_i.p : step_i.a;
    if (MULTIPLIES) activation_read_bytes = command_i.depth * 32'(ROWS);
    else if (REQUANTIZES) activation_read_bytes = row_scale_bytes;
    else if (ADDS) activation_read_bytes = words << command_i.element_bytes_b[2:1];
    else if (VECTOR) activation_read_bytes = words << command_i.element_bytes[2:1];
    else activation_read_bytes = bytes_q;
    if (REQUANTIZES || ADDS) activation_write_bytes = words << command_i.element_bytes[2:1];
    else if (VECTOR) activation_write_bytes = words;
    else activation_write_bytes = bytes_q;
  end

  // The second operand of an addition, and the row scales a softmax writes.
  logic [ACTIVATION_BANKS-1:0] reads_a, reads_b, writes_d, writes_p;
  assign reads_o[0+:ACTIVATION_BANKS] = reads_a | reads_b;
  assign writes_o[0+:ACTIVATION_BANKS] = writes_d | writes_p;
  octet_bank_range #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES)
  ) i_activation_read_b (
      .used_i(ADDS),
      .address_i(step_i.b),
      .bytes_i(words << command_i.element_bytes_b[6:5]),
      .banks_o(reads_b)
  );
  octet_bank_range #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES)
  ) i_activation_write_p (
      .used_i(gives_scales),
      .address_i(step_i.p),
      .bytes_i(row_scale_bytes),
      .banks_o(writes_p)
  );
  octet_bank_range #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES)
  ) i_activation_read (
      .used_i(MULTIPLIES || per_row || VECTOR || (STORES && command_i.space == octet_command_pkg::SPACE_ACTIVATION)),
      .address_i(activation_read_address),
      .bytes_i(activation_read_bytes),
      .banks_o(reads_a)
  );
  octet_bank_range #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES)
  ) i_activation_write (
      .used_i(REQUANTIZES || VECTOR || (LOADS && command_i.space == octet_command_pkg::SPACE_ACTIVATION)),
      .address_i(step_i.d),
      .bytes_i(activation_write_bytes),
      .banks_o(writes_d)
  );
  octet_bank_range #(
      .BANKS(WEIGHT_BANKS),
      .BANK_BYTES(WEIGHT_BANK_BYTES)
  ) i_weight_read (
      .used_i(MULTIPLIES),
      .address_i(step_i.b),
      .bytes_i(bytes_q),
      .banks_o(reads_o[WEIGHT_LSB+:WEIGHT_BANKS])
  );
  octet_bank_range #(
      .BANKS(WEIGHT_BANKS),
      .BANK_BYTES(WEIGHT_BANK_BYTES)
  ) i_weight_write (
      .used_i(LOADS && command_i.space == octet_command_pkg::SPACE_WEIGHT),
      .address_i(step_i.d),
      .bytes_i(bytes_q),
      .banks_o(writes_o[WEIGHT_LSB+:WEIGHT_BANKS])
  );
  octet_bank_range #(
      .BANKS(ACCUMULATOR_BANKS),
      .BANK_BYTES(ACCUMULATOR_BANK_BYTES)
  ) i_accumulator_read (
      .used_i(REQUANTIZES),
      .address_i(step_i.a),
      .bytes_i(words << 2),
      .banks_o(reads_o[ACCUMULATOR_LSB+:ACCUMULATOR_BANKS])
  );
  octet_bank_range #(
      .BANKS(ACCUMULATOR_BANKS),
      .BANK_BYTES(ACCUMULATOR_BANK_BYTES)
  ) i_accumulator_write (
      .used_i(MULTIPLIES),
      .address_i(step_i.d),
      .bytes_i(words << 2),
      .banks_o(writes_o[ACCUMULATOR_LSB+:ACCUMULATOR_BANKS])
  );
  octet_bank_range #(
      .BANKS(PARAMETER_BANKS),
      .BANK_BYTES(PARAMETER_BANK_BYTES)
  ) i_parameter_read (
      .used_i(per_column || NORMALIZES),
      .address_i(step_i.p),
      .bytes_i(step_i.columns << 4),
      .banks_o(reads_o[PARAMETER_LSB+:PARAMETER_BANKS])
  );
  octet_bank_range #(
      .BANKS(PARAMETER_BANKS),
      .BANK_BYTES(PARAMETER_BANK_BYTES)
  ) i_parameter_write (
      .used_i(LOADS && command_i.space == octet_command_pkg::SPACE_PARAMETER),
      .address_i(step_i.d),
      .bytes_i(bytes_q),
      .banks_o(writes_o[PARAMETER_LSB+:PARAMETER_BANKS])
  );
endmodule
