// SPDX-License-Identifier: Apache-2.0
/// Bound to octet_accelerator: every byte that the DMA moves to or from a buffer lies in banks that its channel has
/// claimed, as octet_unit_claims says of the computing units.
module octet_dma_claims #(
    parameter int unsigned BANKS = 10,  // of all buffers
    parameter int unsigned ACTIVATION_BANKS = 4,
    parameter int unsigned ACTIVATION_BANK_BYTES = 1024,
    parameter int unsigned WEIGHT_BANKS = 2,
    parameter int unsigned WEIGHT_BANK_BYTES = 1024,
    parameter int unsigned PARAMETER_BANKS = 2,
    parameter int unsigned PARAMETER_BANK_BYTES = 1024,
    parameter int unsigned BEAT_BYTES = 16,
    parameter int unsigned COLUMN_BYTES = 8  // of a transposed column
) (
    input logic                                      clk_i,
    input logic                                      rst_ni,
    /* verilator lint_off UNUSED */  // claims by unit, those of the computing ones too
    input logic [octet_machine_pkg::UNITS*BANKS-1:0] reads_i,
    input logic [octet_machine_pkg::UNITS*BANKS-1:0] writes_i,
    /* verilator lint_on UNUSED */
    // What the DMA moves: bytes of a beat, each with its address, and transposed columns.
    input logic [octet_machine_pkg::CONTEXT_BITS-1:0] load_context_i,
    input logic [7:0]                                load_space_i,
    input logic [BEAT_BYTES-1:0]                     load_strobe_i,
    input logic [BEAT_BYTES*32-1:0]                  load_address_i,
    input logic [octet_machine_pkg::LOADS*8-1:0]     column_space_i,
    input logic [octet_machine_pkg::LOADS*COLUMN_BYTES-1:0] column_strobe_i,
    input logic [octet_machine_pkg::LOADS*32-1:0]    column_address_i,
    input logic [BEAT_BYTES-1:0]                     store_strobe_i,
    input logic [BEAT_BYTES*32-1:0]                  store_address_i,
    input logic                                      store_column_i,
    input logic [31:0]                               store_column_address_i
);
  localparam int unsigned LOADS = octet_machine_pkg::LOADS;
  localparam int unsigned WEIGHT_LSB = ACTIVATION_BANKS;
  localparam int unsigned PARAMETER_LSB = BANKS - PARAMETER_BANKS;

  // Loads: a beat is one channel's, a transposed column each channel's own. Into accumulators nothing is loaded.
  /* verilator lint_off UNUSED */
  logic [BANKS-1:0] load_claims;
  /* verilator lint_on UNUSED */
  assign load_claims = writes_i[load_context_i*BANKS+:BANKS];
  assert_load_space: assert property (
      @(posedge clk_i) load_space_i != octet_command_pkg::SPACE_ACCUMULATOR || load_strobe_i == '0);
  for (genvar byte_ = 0; byte_ < BEAT_BYTES; byte_++) begin : gen_byte
    octet_claim_check #(
        .BANKS(ACTIVATION_BANKS),
        .BANK_BYTES(ACTIVATION_BANK_BYTES)
    ) i_load_activation (
        .clk_i,
        .rst_ni,
        .touched_i(load_strobe_i[byte_] && load_space_i == octet_command_pkg::SPACE_ACTIVATION),
        .address_i(load_address_i[byte_*32+:32]),
        .claimed_i(load_claims[0+:ACTIVATION_BANKS])
    );
    octet_claim_check #(
        .BANKS(WEIGHT_BANKS),
        .BANK_BYTES(WEIGHT_BANK_BYTES)
    ) i_load_weight (
        .clk_i,
        .rst_ni,
        .touched_i(load_strobe_i[byte_] && load_space_i == octet_command_pkg::SPACE_WEIGHT),
        .address_i(load_address_i[byte_*32+:32]),
        .claimed_i(load_claims[WEIGHT_LSB+:WEIGHT_BANKS])
    );
    octet_claim_check #(
        .BANKS(PARAMETER_BANKS),
        .BANK_BYTES(PARAMETER_BANK_BYTES)
    ) i_load_parameter (
        .clk_i,
        .rst_ni,
        .touched_i(load_strobe_i[byte_] && load_space_i == octet_command_pkg::SPACE_PARAMETER),
        .address_i(load_address_i[byte_*32+:32]),
        .claimed_i(load_claims[PARAMETER_LSB+:PARAMETER_BANKS])
    );
    octet_claim_check #(
        .BANKS(ACTIVATION_BANKS),
        .BANK_BYTES(ACTIVATION_BANK_BYTES)
    ) i_store (
        .clk_i,
        .rst_ni,
        .touched_i(store_strobe_i[byte_]),
        .address_i(store_address_i[byte_*32+:32]),
        .claimed_i(reads_i[octet_machine_pkg::UNIT_DMA_STORE*BANKS+:ACTIVATION_BANKS])
    );
  end
  octet_claim_check #(
      .BANKS(ACTIVATION_BANKS),
      .BANK_BYTES(ACTIVATION_BANK_BYTES)
  ) i_store_column (
      .clk_i,
      .rst_ni,
      .touched_i(store_column_i),
      .address_i(store_column_address_i),
      .claimed_i(reads_i[octet_machine_pkg::UNIT_DMA_STORE*BANKS+:ACTIVATION_BANKS])
  );
  for (genvar load = 0; load < LOADS; load++) begin : gen_load
    octet_claim_check #(
        .BANKS(ACTIVATION_BANKS),
        .BANK_BYTES(ACTIVATION_BANK_BYTES),
        .LANES(COLUMN_BYTES)
    ) i_column_activation (
        .clk_i,
        .rst_ni,
        .touched_i(column_space_i[load*8+:8] == octet_command_pkg::SPACE_ACTIVATION
            ? column_strobe_i[load*COLUMN_BYTES+:COLUMN_BYTES] : '0),
        .address_i(column_address_i[load*32+:32]),
        .claimed_i(writes_i[(octet_machine_pkg::UNIT_DMA_LOAD_0+load)*BANKS+:ACTIVATION_BANKS])
    );
    octet_claim_check #(
        .BANKS(WEIGHT_BANKS),
        .BANK_BYTES(WEIGHT_BANK_BYTES),
        .LANES(COLUMN_BYTES)
    ) i_column_weight (
        .clk_i,
        .rst_ni,
        .touched_i(column_space_i[load*8+:8] == octet_command_pkg::SPACE_WEIGHT
            ? column_strobe_i[load*COLUMN_BYTES+:COLUMN_BYTES] : '0),
        .address_i(column_address_i[load*32+:32]),
        .claimed_i(writes_i[(octet_machine_pkg::UNIT_DMA_LOAD_0+load)*BANKS+WEIGHT_LSB+:WEIGHT_BANKS])
    );
  end
endmodule

bind octet_accelerator octet_dma_claims #(
    .BANKS(BANKS),
    .ACTIVATION_BANKS(ACTIVATION_BANKS),
    .ACTIVATION_BANK_BYTES(ACTIVATION_BYTES / ACTIVATION_BANKS),
    .WEIGHT_BANKS(WEIGHT_BANKS),
    .WEIGHT_BANK_BYTES(WEIGHT_BYTES / WEIGHT_BANKS),
    .PARAMETER_BANKS(PARAMETER_BANKS),
    .PARAMETER_BANK_BYTES(PARAMETER_BYTES / PARAMETER_BANKS),
    .BEAT_BYTES(BEAT_BYTES),
    .COLUMN_BYTES(LANES * 2)
) i_dma_claims (
    .clk_i,
    .rst_ni,
    .reads_i(i_arbiter.unit_reads),
    .writes_i(i_arbiter.unit_writes),
    .load_context_i(i_dma.response_context),
    .load_space_i(load_space),
    .load_strobe_i(load_enable),
    .load_address_i(load_address),
    .column_space_i(column_space),
    .column_strobe_i(column_strobe),
    .column_address_i(column_address),
    .store_strobe_i(i_dma.write_beat && !i_dma.i_store.blocks_q
        ? i_dma.store_valid & ~({BEAT_BYTES{1'b1}} << i_dma.write_take) : '0),
    .store_address_i(store_address[BEAT_BYTES*32-1:0]),
    .store_column_i(i_dma.i_store.i_transposer.read),
    .store_column_address_i(i_dma.i_store.i_transposer.read_address_o)
);
