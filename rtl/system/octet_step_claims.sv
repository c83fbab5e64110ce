// SPDX-License-Identifier: Apache-2.0
/// Banks the present step of a context reads and writes: a range of bytes for each operand, its padding lanes included,
/// which octet_step_operands knows. Products of sizes are registered when a step becomes the present one.
/// Latency: masks stand from the cycle after `advance_i` on. Bit order of the masks: activation (lowest), weight,
/// accumulator, parameter. Source: docs/machine.md, "Commands" (byte regions of one step).
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
  localparam int unsigned CLAIMS = octet_machine_pkg::CLAIMS;
  localparam int unsigned KIND_BITS = octet_machine_pkg::KIND_BITS;
  localparam int unsigned KIND = 32'(octet_machine_pkg::KIND_OF_CONTEXT[CONTEXT*KIND_BITS+:KIND_BITS]);
  localparam bit LOADS = KIND == octet_machine_pkg::KIND_DMA_LOAD;
  localparam bit STORES = KIND == octet_machine_pkg::KIND_DMA_STORE;
  localparam bit MULTIPLIES = KIND == octet_machine_pkg::KIND_MATMUL;

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

  logic [CLAIMS-1:0] used;
  logic [CLAIMS*48-1:0] address;
  logic [CLAIMS*32-1:0] bytes;
  octet_step_operands #(
      .CONTEXT(CONTEXT),
      .ROWS(ROWS)
  ) i_operands (
      .command_i,
      .step_i,
      .bytes_i(bytes_q),
      .used_o(used),
      .address_o(address),
      .bytes_o(bytes)
  );

  // Each claim's banks at the place of its buffer.
  logic [CLAIMS*BANKS-1:0] reads, writes;
  for (genvar claim = 0; claim < CLAIMS; claim++) begin : gen_claim
    localparam logic [7:0] SPACE = octet_machine_pkg::CLAIM_SPACE[claim*8+:8];
    localparam bit WRITES = octet_machine_pkg::CLAIM_WRITES[claim];
    localparam int unsigned N = SPACE == octet_command_pkg::SPACE_ACTIVATION ? ACTIVATION_BANKS
        : SPACE == octet_command_pkg::SPACE_WEIGHT ? WEIGHT_BANKS
        : SPACE == octet_command_pkg::SPACE_ACCUMULATOR ? ACCUMULATOR_BANKS : PARAMETER_BANKS;
    localparam int unsigned N_BYTES = SPACE == octet_command_pkg::SPACE_ACTIVATION ? ACTIVATION_BANK_BYTES
        : SPACE == octet_command_pkg::SPACE_WEIGHT ? WEIGHT_BANK_BYTES
        : SPACE == octet_command_pkg::SPACE_ACCUMULATOR ? ACCUMULATOR_BANK_BYTES : PARAMETER_BANK_BYTES;
    localparam int unsigned LSB = SPACE == octet_command_pkg::SPACE_ACTIVATION ? 0
        : SPACE == octet_command_pkg::SPACE_WEIGHT ? ACTIVATION_BANKS
        : SPACE == octet_command_pkg::SPACE_ACCUMULATOR ? ACTIVATION_BANKS + WEIGHT_BANKS : BANKS - PARAMETER_BANKS;
    logic [N-1:0] banks;
    logic [BANKS-1:0] mask;
    octet_bank_range #(
        .BANKS(N),
        .BANK_BYTES(N_BYTES)
    ) i_range (
        .used_i(used[claim]),
        .address_i(address[claim*48+:48]),
        .bytes_i(bytes[claim*32+:32]),
        .banks_o(banks)
    );
    always_comb begin
      mask = '0;
      mask[LSB+:N] = banks;
    end
    assign reads[claim*BANKS+:BANKS] = WRITES ? '0 : mask;
    assign writes[claim*BANKS+:BANKS] = WRITES ? mask : '0;
  end
  always_comb begin
    reads_o = '0;
    writes_o = '0;
    for (int unsigned claim = 0; claim < CLAIMS; claim++) begin
      reads_o = reads_o | reads[claim*BANKS+:BANKS];
      writes_o = writes_o | writes[claim*BANKS+:BANKS];
    end
  end
endmodule
