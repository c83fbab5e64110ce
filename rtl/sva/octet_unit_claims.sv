// SPDX-License-Identifier: Apache-2.0
/// Bound to octet_accelerator: every access of a computing unit to a buffer lies in banks that the unit has claimed.
/// Claims come from the table of the machine, as SystemC's do (models/machine): were a row wrong, both would be wrong
/// alike, and only the accesses tell. Of a read the first byte is looked at, in the cycles in which its unit takes what
/// it reads: words may be wider than elements.
module octet_unit_claims #(
    parameter int unsigned BANKS = 10,  // of all buffers
    parameter int unsigned ACTIVATION_BANKS = 4,
    parameter int unsigned ACTIVATION_BANK_BYTES = 1024,
    parameter int unsigned WEIGHT_BANKS = 2,
    parameter int unsigned WEIGHT_BANK_BYTES = 1024,
    parameter int unsigned ACCUMULATOR_BANKS = 2,
    parameter int unsigned ACCUMULATOR_BANK_BYTES = 1024,
    parameter int unsigned PARAMETER_BANKS = 2,
    parameter int unsigned PARAMETER_BANK_BYTES = 1024,
    parameter int unsigned ROWS = 4,
    parameter int unsigned REQUANTIZER_LANES = 4,
    parameter int unsigned SOFTMAX_LANES = 4,
    parameter int unsigned ACTIVATION_LANES = 4,
    parameter int unsigned NORMALIZATION_LANES = 4,
    parameter int unsigned RESIDUAL_ADDER_LANES = 4
) (
    input logic                                      clk_i,
    input logic                                      rst_ni,
    /* verilator lint_off UNUSED */  // claims by unit: those of the DMA are checked elsewhere
    input logic [octet_machine_pkg::UNITS*BANKS-1:0] reads_i,
    input logic [octet_machine_pkg::UNITS*BANKS-1:0] writes_i,
    /* verilator lint_on UNUSED */
    // Whether a unit takes what it reads, and from where.
    input logic                                      matmul_reads_i,
    input logic [31:0]                               matmul_a_i,
    input logic [31:0]                               matmul_b_i,
    input logic                                      requantizer_reads_i,
    input logic                                      requantizer_columns_i,  // entries of columns too
    input logic                                      requantizer_rows_i,     // scales of rows too
    input logic [31:0]                               requantizer_a_i,
    input logic [31:0]                               requantizer_column_i,
    input logic [31:0]                               requantizer_row_i,
    input logic                                      softmax_reads_i,
    input logic [31:0]                               softmax_a_i,
    input logic                                      activation_reads_i,
    input logic [31:0]                               activation_a_i,
    input logic                                      normalization_reads_i,
    input logic [31:0]                               normalization_a_i,
    input logic                                      normalization_parameters_i,
    input logic [31:0]                               normalization_p_i,
    input logic                                      adder_reads_i,
    input logic [31:0]                               adder_a_i,
    input logic [31:0]                               adder_b_i,
    // What is written.
    input logic [ROWS-1:0]                           matmul_strobe_i,
    input logic [31:0]                               matmul_d_i,
    input logic [2*REQUANTIZER_LANES-1:0]            requantizer_strobe_i,
    input logic [31:0]                               requantizer_d_i,
    input logic [SOFTMAX_LANES-1:0]                  softmax_strobe_i,
    input logic [31:0]                               softmax_d_i,
    input logic [SOFTMAX_LANES-1:0]                  softmax_scales_i,
    input logic [31:0]                               softmax_p_i,
    input logic [ACTIVATION_LANES-1:0]               activation_strobe_i,
    input logic [31:0]                               activation_d_i,
    input logic [NORMALIZATION_LANES-1:0]            normalization_strobe_i,
    input logic [31:0]                               normalization_d_i,
    input logic [2*RESIDUAL_ADDER_LANES-1:0]         adder_strobe_i,
    input logic [31:0]                               adder_d_i
);
  localparam int unsigned WEIGHT_LSB = ACTIVATION_BANKS;
  localparam int unsigned ACCUMULATOR_LSB = WEIGHT_LSB + WEIGHT_BANKS;
  localparam int unsigned PARAMETER_LSB = ACCUMULATOR_LSB + ACCUMULATOR_BANKS;

  // Reads of units.
  octet_claim_check #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES)
  ) i_matmul_reads_a (
      .clk_i,
      .rst_ni,
      .touched_i(matmul_reads_i),
      .address_i(matmul_a_i),
      .claimed_i(reads_i[octet_machine_pkg::UNIT_MATMUL*BANKS+:ACTIVATION_BANKS])
  );
  octet_claim_check #(
      .BANKS(WEIGHT_BANKS),
      .BANK_BYTES(WEIGHT_BANK_BYTES)
  ) i_matmul_reads_b (
      .clk_i,
      .rst_ni,
      .touched_i(matmul_reads_i),
      .address_i(matmul_b_i),
      .claimed_i(reads_i[octet_machine_pkg::UNIT_MATMUL*BANKS+WEIGHT_LSB+:WEIGHT_BANKS])
  );
  octet_claim_check #(
      .BANKS(ACCUMULATOR_BANKS),
      .BANK_BYTES(ACCUMULATOR_BANK_BYTES)
  ) i_requantizer_reads_a (
      .clk_i,
      .rst_ni,
      .touched_i(requantizer_reads_i),
      .address_i(requantizer_a_i),
      .claimed_i(reads_i[octet_machine_pkg::UNIT_REQUANTIZER*BANKS+ACCUMULATOR_LSB+:ACCUMULATOR_BANKS])
  );
  octet_claim_check #(
      .BANKS(PARAMETER_BANKS),
      .BANK_BYTES(PARAMETER_BANK_BYTES)
  ) i_requantizer_reads_columns (
      .clk_i,
      .rst_ni,
      .touched_i(requantizer_reads_i && requantizer_columns_i),
      .address_i(requantizer_column_i),
      .claimed_i(reads_i[octet_machine_pkg::UNIT_REQUANTIZER*BANKS+PARAMETER_LSB+:PARAMETER_BANKS])
  );
  octet_claim_check #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES)
  ) i_requantizer_reads_rows (
      .clk_i,
      .rst_ni,
      .touched_i(requantizer_reads_i && requantizer_rows_i),
      .address_i(requantizer_row_i),
      .claimed_i(reads_i[octet_machine_pkg::UNIT_REQUANTIZER*BANKS+:ACTIVATION_BANKS])
  );
  octet_claim_check #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES)
  ) i_softmax_reads_a (
      .clk_i,
      .rst_ni,
      .touched_i(softmax_reads_i),
      .address_i(softmax_a_i),
      .claimed_i(reads_i[octet_machine_pkg::UNIT_SOFTMAX*BANKS+:ACTIVATION_BANKS])
  );
  octet_claim_check #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES)
  ) i_activation_reads_a (
      .clk_i,
      .rst_ni,
      .touched_i(activation_reads_i),
      .address_i(activation_a_i),
      .claimed_i(reads_i[octet_machine_pkg::UNIT_ACTIVATION*BANKS+:ACTIVATION_BANKS])
  );
  octet_claim_check #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES)
  ) i_normalization_reads_a (
      .clk_i,
      .rst_ni,
      .touched_i(normalization_reads_i),
      .address_i(normalization_a_i),
      .claimed_i(reads_i[octet_machine_pkg::UNIT_NORMALIZATION*BANKS+:ACTIVATION_BANKS])
  );
  octet_claim_check #(
      .BANKS(PARAMETER_BANKS),
      .BANK_BYTES(PARAMETER_BANK_BYTES)
  ) i_normalization_reads_p (
      .clk_i,
      .rst_ni,
      .touched_i(normalization_parameters_i),
      .address_i(normalization_p_i),
      .claimed_i(reads_i[octet_machine_pkg::UNIT_NORMALIZATION*BANKS+PARAMETER_LSB+:PARAMETER_BANKS])
  );
  octet_claim_check #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES)
  ) i_residual_adder_reads_a (
      .clk_i,
      .rst_ni,
      .touched_i(adder_reads_i),
      .address_i(adder_a_i),
      .claimed_i(reads_i[octet_machine_pkg::UNIT_RESIDUAL_ADDER*BANKS+:ACTIVATION_BANKS])
  );
  octet_claim_check #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES)
  ) i_residual_adder_reads_b (
      .clk_i,
      .rst_ni,
      .touched_i(adder_reads_i),
      .address_i(adder_b_i),
      .claimed_i(reads_i[octet_machine_pkg::UNIT_RESIDUAL_ADDER*BANKS+:ACTIVATION_BANKS])
  );

  // Their writes.
  octet_claim_check #(
      .BANKS(ACCUMULATOR_BANKS),
      .BANK_BYTES(ACCUMULATOR_BANK_BYTES),
      .LANES(ROWS),
      .LANE_BYTES(4)
  ) i_matmul_writes_d (
      .clk_i,
      .rst_ni,
      .touched_i(matmul_strobe_i),
      .address_i(matmul_d_i),
      .claimed_i(writes_i[octet_machine_pkg::UNIT_MATMUL*BANKS+ACCUMULATOR_LSB+:ACCUMULATOR_BANKS])
  );
  octet_claim_check #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES),
      .LANES(2 * REQUANTIZER_LANES)
  ) i_requantizer_writes_d (
      .clk_i,
      .rst_ni,
      .touched_i(requantizer_strobe_i),
      .address_i(requantizer_d_i),
      .claimed_i(writes_i[octet_machine_pkg::UNIT_REQUANTIZER*BANKS+:ACTIVATION_BANKS])
  );
  octet_claim_check #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES),
      .LANES(SOFTMAX_LANES)
  ) i_softmax_writes_d (
      .clk_i,
      .rst_ni,
      .touched_i(softmax_strobe_i),
      .address_i(softmax_d_i),
      .claimed_i(writes_i[octet_machine_pkg::UNIT_SOFTMAX*BANKS+:ACTIVATION_BANKS])
  );
  octet_claim_check #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES),
      .LANES(SOFTMAX_LANES),
      .LANE_BYTES(8)
  ) i_softmax_writes_p (
      .clk_i,
      .rst_ni,
      .touched_i(softmax_scales_i),
      .address_i(softmax_p_i),
      .claimed_i(writes_i[octet_machine_pkg::UNIT_SOFTMAX*BANKS+:ACTIVATION_BANKS])
  );
  octet_claim_check #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES),
      .LANES(ACTIVATION_LANES)
  ) i_activation_writes_d (
      .clk_i,
      .rst_ni,
      .touched_i(activation_strobe_i),
      .address_i(activation_d_i),
      .claimed_i(writes_i[octet_machine_pkg::UNIT_ACTIVATION*BANKS+:ACTIVATION_BANKS])
  );
  octet_claim_check #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES),
      .LANES(NORMALIZATION_LANES)
  ) i_normalization_writes_d (
      .clk_i,
      .rst_ni,
      .touched_i(normalization_strobe_i),
      .address_i(normalization_d_i),
      .claimed_i(writes_i[octet_machine_pkg::UNIT_NORMALIZATION*BANKS+:ACTIVATION_BANKS])
  );
  octet_claim_check #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES),
      .LANES(2 * RESIDUAL_ADDER_LANES)
  ) i_residual_adder_writes_d (
      .clk_i,
      .rst_ni,
      .touched_i(adder_strobe_i),
      .address_i(adder_d_i),
      .claimed_i(writes_i[octet_machine_pkg::UNIT_RESIDUAL_ADDER*BANKS+:ACTIVATION_BANKS])
  );
endmodule

bind octet_accelerator octet_unit_claims #(
    .BANKS(BANKS),
    .ACTIVATION_BANKS(ACTIVATION_BANKS),
    .ACTIVATION_BANK_BYTES(ACTIVATION_BYTES / ACTIVATION_BANKS),
    .WEIGHT_BANKS(WEIGHT_BANKS),
    .WEIGHT_BANK_BYTES(WEIGHT_BYTES / WEIGHT_BANKS),
    .ACCUMULATOR_BANKS(ACCUMULATOR_BANKS),
    .ACCUMULATOR_BANK_BYTES(ACCUMULATOR_BYTES / ACCUMULATOR_BANKS),
    .PARAMETER_BANKS(PARAMETER_BANKS),
    .PARAMETER_BANK_BYTES(PARAMETER_BYTES / PARAMETER_BANKS),
    .ROWS(ROWS),
    .REQUANTIZER_LANES(REQUANTIZER_LANES),
    .SOFTMAX_LANES(SOFTMAX_LANES),
    .ACTIVATION_LANES(ACTIVATION_LANES),
    .NORMALIZATION_LANES(NORMALIZATION_LANES),
    .RESIDUAL_ADDER_LANES(RESIDUAL_ADDER_LANES)
) i_unit_claims (
    .clk_i,
    .rst_ni,
    .reads_i(i_arbiter.unit_reads),
    .writes_i(i_arbiter.unit_writes),
    .matmul_reads_i(i_datapath.i_matmul.mac),
    .matmul_a_i(i_datapath.i_matmul.a_address_o),
    .matmul_b_i(i_datapath.i_matmul.b_address_o),
    .requantizer_reads_i(i_datapath.i_requantizer.active_q),
    .requantizer_columns_i(i_datapath.i_requantizer.mode_q == octet_command_pkg::REQUANTIZE_MODE_PER_COLUMN),
    .requantizer_rows_i(i_datapath.i_requantizer.mode_q == octet_command_pkg::REQUANTIZE_MODE_PER_ROW),
    .requantizer_a_i(i_datapath.i_requantizer.a_address_o),
    .requantizer_column_i(i_datapath.i_requantizer.column_address_o),
    .requantizer_row_i(i_datapath.i_requantizer.row_address_o),
    .softmax_reads_i(i_datapath.i_vector.i_softmax.reading),
    .softmax_a_i(i_datapath.i_vector.i_softmax.a_address_o),
    .activation_reads_i(i_datapath.i_vector.i_activation.active_q),
    .activation_a_i(i_datapath.i_vector.i_activation.a_address_o),
    .normalization_reads_i(i_datapath.i_vector.i_normalization.phase_q[0]),  // SUMS or RESULTS
    .normalization_a_i(i_datapath.i_vector.i_normalization.a_address_o),
    .normalization_parameters_i(
        i_datapath.i_vector.i_normalization.valid_q[i_datapath.i_vector.i_normalization.PARAMETERS_AT-1]),
    .normalization_p_i(i_datapath.i_vector.i_normalization.p_address_o),
    .adder_reads_i(i_datapath.i_vector.i_residual_adder.active_q),
    .adder_a_i(i_datapath.i_vector.i_residual_adder.a_address_o),
    .adder_b_i(i_datapath.i_vector.i_residual_adder.b_address_o),
    .matmul_strobe_i(i_datapath.matmul_write ? i_datapath.matmul_rows : '0),
    .matmul_d_i(i_datapath.matmul_d),
    .requantizer_strobe_i(i_datapath.requantizer_strobe),
    .requantizer_d_i(i_datapath.requantizer_d),
    .softmax_strobe_i(i_datapath.i_vector.i_softmax.d_strobe_o),
    .softmax_d_i(i_datapath.i_vector.i_softmax.d_address_o),
    .softmax_scales_i(i_datapath.i_vector.i_softmax.p_strobe_o),
    .softmax_p_i(i_datapath.i_vector.i_softmax.p_address_o),
    .activation_strobe_i(i_datapath.i_vector.i_activation.d_strobe_o),
    .activation_d_i(i_datapath.i_vector.i_activation.d_address_o),
    .normalization_strobe_i(i_datapath.i_vector.i_normalization.d_strobe_o),
    .normalization_d_i(i_datapath.i_vector.i_normalization.d_address_o),
    .adder_strobe_i(i_datapath.i_vector.i_residual_adder.d_strobe_o),
    .adder_d_i(i_datapath.i_vector.i_residual_adder.d_address_o)
);
