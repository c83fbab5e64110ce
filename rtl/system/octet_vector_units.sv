// SPDX-License-Identifier: Apache-2.0
/// The units that read and write the activation buffer row by row: softmax, activation, normalization and residual
/// adder, each with one context, and the bytes they read and write side by side, as ports of the buffers. Arbitrates
/// nothing. Latency: its units'. Source: docs/machine.md, "Contexts", "Memories".
module octet_vector_units #(
    parameter int unsigned ROWS = 4,
    parameter int unsigned SOFTMAX_LANES = 4,
    parameter int unsigned ACTIVATION_LANES = 4,
    parameter int unsigned NORMALIZATION_LANES = 4,
    parameter int unsigned RESIDUAL_ADDER_LANES = 4,
    parameter int unsigned MULTIPLIER_BITS = 31,  // of scales
    parameter int unsigned READ_BYTES =
        2 * (SOFTMAX_LANES + ACTIVATION_LANES + NORMALIZATION_LANES + 2 * RESIDUAL_ADDER_LANES),
    parameter int unsigned WRITE_BYTES = 9 * SOFTMAX_LANES + ACTIVATION_LANES + NORMALIZATION_LANES
        + 2 * RESIDUAL_ADDER_LANES
) (
    input  logic                                         clk_i,
    input  logic                                         rst_ni,
    // In the order of contexts: softmax, activation, normalization, residual adder.
    input  logic [3:0]                                   start_i,
    input  logic [4*octet_command_pkg::COMMAND_BITS-1:0] commands_i,
    input  logic [4*octet_machine_pkg::STEP_BITS-1:0]    steps_i,
    output logic [3:0]                                   finish_o,
    // The activation buffer.
    output logic [READ_BYTES*32-1:0]                     read_address_o,
    input  logic [READ_BYTES*8-1:0]                      read_data_i,
    output logic [WRITE_BYTES-1:0]                       write_enable_o,
    output logic [WRITE_BYTES*32-1:0]                    write_address_o,
    output logic [WRITE_BYTES*8-1:0]                     write_data_o,
    // The parameter buffer: 16 bytes of a column.
    output logic [31:0]                                  parameter_address_o,
    input  logic [127:0]                                 parameter_data_i
);
  localparam int unsigned COMMAND_BITS = octet_command_pkg::COMMAND_BITS;
  localparam int unsigned STEP_BITS = octet_machine_pkg::STEP_BITS;

  /* verilator lint_off UNUSED */  // no unit needs every field of a command
  octet_command_pkg::command_t softmax, activation, normalization, adder;
  octet_machine_pkg::step_t softmax_step, activation_step, normalization_step, adder_step;
  /* verilator lint_on UNUSED */
  assign {adder, normalization, activation, softmax} = commands_i[4*COMMAND_BITS-1:0];
  assign {adder_step, normalization_step, activation_step, softmax_step} = steps_i[4*STEP_BITS-1:0];

  // Bytes of the units in the ports, the first unit lowest.
  localparam int unsigned ACTIVATION_READ = 2 * SOFTMAX_LANES;
  localparam int unsigned NORMALIZATION_READ = ACTIVATION_READ + 2 * ACTIVATION_LANES;
  localparam int unsigned ADDER_A_READ = NORMALIZATION_READ + 2 * NORMALIZATION_LANES;
  localparam int unsigned ADDER_B_READ = ADDER_A_READ + 2 * RESIDUAL_ADDER_LANES;
  localparam int unsigned SCALES_WRITE = SOFTMAX_LANES;
  localparam int unsigned ACTIVATION_WRITE = SCALES_WRITE + 8 * SOFTMAX_LANES;
  localparam int unsigned NORMALIZATION_WRITE = ACTIVATION_WRITE + ACTIVATION_LANES;
  localparam int unsigned ADDER_WRITE = NORMALIZATION_WRITE + NORMALIZATION_LANES;

  logic [31:0] softmax_a, softmax_d, softmax_p, activation_a, activation_d, normalization_a, normalization_d;
  logic [31:0] adder_a, adder_b, adder_d;
  octet_byte_run #(.LANES(2 * SOFTMAX_LANES)) i_softmax_a (
      .address_i(softmax_a),
      .addresses_o(read_address_o[0+:2*SOFTMAX_LANES*32])
  );
  octet_byte_run #(.LANES(2 * ACTIVATION_LANES)) i_activation_a (
      .address_i(activation_a),
      .addresses_o(read_address_o[ACTIVATION_READ*32+:2*ACTIVATION_LANES*32])
  );
  octet_byte_run #(.LANES(2 * NORMALIZATION_LANES)) i_normalization_a (
      .address_i(normalization_a),
      .addresses_o(read_address_o[NORMALIZATION_READ*32+:2*NORMALIZATION_LANES*32])
  );
  octet_byte_run #(.LANES(2 * RESIDUAL_ADDER_LANES)) i_adder_a (
      .address_i(adder_a),
      .addresses_o(read_address_o[ADDER_A_READ*32+:2*RESIDUAL_ADDER_LANES*32])
  );
  octet_byte_run #(.LANES(2 * RESIDUAL_ADDER_LANES)) i_adder_b (
      .address_i(adder_b),
      .addresses_o(read_address_o[ADDER_B_READ*32+:2*RESIDUAL_ADDER_LANES*32])
  );
  octet_byte_run #(.LANES(SOFTMAX_LANES)) i_softmax_d (
      .address_i(softmax_d),
      .addresses_o(write_address_o[0+:SOFTMAX_LANES*32])
  );
  octet_byte_run #(.LANES(8 * SOFTMAX_LANES)) i_softmax_p (
      .address_i(softmax_p),
      .addresses_o(write_address_o[SCALES_WRITE*32+:8*SOFTMAX_LANES*32])
  );
  octet_byte_run #(.LANES(ACTIVATION_LANES)) i_activation_d (
      .address_i(activation_d),
      .addresses_o(write_address_o[ACTIVATION_WRITE*32+:ACTIVATION_LANES*32])
  );
  octet_byte_run #(.LANES(NORMALIZATION_LANES)) i_normalization_d (
      .address_i(normalization_d),
      .addresses_o(write_address_o[NORMALIZATION_WRITE*32+:NORMALIZATION_LANES*32])
  );
  octet_byte_run #(.LANES(2 * RESIDUAL_ADDER_LANES)) i_adder_d (
      .address_i(adder_d),
      .addresses_o(write_address_o[ADDER_WRITE*32+:2*RESIDUAL_ADDER_LANES*32])
  );

  logic [SOFTMAX_LANES-1:0] scale_strobe;
  for (genvar lane = 0; lane < SOFTMAX_LANES; lane++) begin : gen_scale
    assign write_enable_o[SCALES_WRITE+lane*8+:8] = {8{scale_strobe[lane]}};
  end
  octet_softmax #(
      .ROWS(ROWS),
      .LANES(SOFTMAX_LANES)
  ) i_softmax (
      .clk_i,
      .rst_ni,
      .start_i(start_i[0]),
      .rows_i(softmax_step.rows),
      .columns_i(softmax_step.columns),
      .element_bytes_i(softmax.element_bytes[1:0]),
      .score_align_i(softmax.constants[octet_command_pkg::CONSTANT_SOFTMAX_SCORE_ALIGN*32+:4]),
      .keys_i(softmax_step.columns),
      .causal_i(1'b0),
      .position_i(32'd0),
      .divide_i(softmax.opcode == octet_command_pkg::OPCODE_SOFTMAX_PLAIN),
      .multiplier_i(softmax.constants[octet_command_pkg::CONSTANT_SOFTMAX_CONTEXT_MULTIPLIER*32+:31]),
      .shift_i(softmax.constants[octet_command_pkg::CONSTANT_SOFTMAX_CONTEXT_SHIFT*32+:6]),
      .multiplier_bits_i(softmax.constants[octet_command_pkg::CONSTANT_SOFTMAX_MULTIPLIER_BITS*32+:5]),
      .a_address_i(softmax_step.a[31:0]),
      .p_address_i(softmax_step.p[31:0]),
      .d_address_i(softmax_step.d[31:0]),
      .a_address_o(softmax_a),
      .a_data_i(read_data_i[0+:SOFTMAX_LANES*16]),
      .d_strobe_o(write_enable_o[0+:SOFTMAX_LANES]),
      .d_address_o(softmax_d),
      .d_data_o(write_data_o[0+:SOFTMAX_LANES*8]),
      .p_strobe_o(scale_strobe),
      .p_address_o(softmax_p),
      .p_data_o(write_data_o[SCALES_WRITE*8+:SOFTMAX_LANES*64]),
      .finish_o(finish_o[0])
  );
  octet_activation #(
      .ROWS(ROWS),
      .LANES(ACTIVATION_LANES),
      .MULTIPLIER_BITS(MULTIPLIER_BITS)
  ) i_activation (
      .clk_i,
      .rst_ni,
      .start_i(start_i[1]),
      .rows_i(activation_step.rows),
      .columns_i(activation_step.columns),
      .element_bytes_i(activation.element_bytes[1:0]),
      .one_bits_i(activation.constants[octet_command_pkg::CONSTANT_GELU_ONE_BITS*32+:5]),
      .multiplier_i(activation.constants[octet_command_pkg::CONSTANT_GELU_MULTIPLIER*32+:31]),
      .shift_i(activation.constants[octet_command_pkg::CONSTANT_GELU_SHIFT*32+:6]),
      .a_address_i(activation_step.a[31:0]),
      .d_address_i(activation_step.d[31:0]),
      .a_address_o(activation_a),
      .a_data_i(read_data_i[ACTIVATION_READ*8+:ACTIVATION_LANES*16]),
      .d_strobe_o(write_enable_o[ACTIVATION_WRITE+:ACTIVATION_LANES]),
      .d_address_o(activation_d),
      .d_data_o(write_data_o[ACTIVATION_WRITE*8+:ACTIVATION_LANES*8]),
      .finish_o(finish_o[1])
  );
  octet_normalization #(
      .ROWS(ROWS),
      .LANES(NORMALIZATION_LANES)
  ) i_normalization (
      .clk_i,
      .rst_ni,
      .start_i(start_i[2]),
      .rows_i(normalization_step.rows),
      .columns_i(normalization_step.columns),
      .element_bytes_i(normalization.element_bytes[1:0]),
      .shift_i(normalization.constants[octet_command_pkg::CONSTANT_LAYERNORM_SHIFT*32+:6]),
      .epsilon_i({
        normalization.constants[octet_command_pkg::CONSTANT_LAYERNORM_EPSILON_HIGH*32+:22],
        normalization.constants[octet_command_pkg::CONSTANT_LAYERNORM_EPSILON_LOW*32+:32]
      }),
      .a_address_i(normalization_step.a[31:0]),
      .p_address_i(normalization_step.p[31:0]),
      .d_address_i(normalization_step.d[31:0]),
      .a_address_o(normalization_a),
      .a_data_i(read_data_i[NORMALIZATION_READ*8+:NORMALIZATION_LANES*16]),
      .p_address_o(parameter_address_o),
      .p_data_i(parameter_data_i),
      .d_strobe_o(write_enable_o[NORMALIZATION_WRITE+:NORMALIZATION_LANES]),
      .d_address_o(normalization_d),
      .d_data_o(write_data_o[NORMALIZATION_WRITE*8+:NORMALIZATION_LANES*8]),
      .finish_o(finish_o[2])
  );
  octet_residual_adder #(
      .ROWS(ROWS),
      .LANES(RESIDUAL_ADDER_LANES),
      .MULTIPLIER_BITS(MULTIPLIER_BITS)
  ) i_residual_adder (
      .clk_i,
      .rst_ni,
      .start_i(start_i[3]),
      .rows_i(adder_step.rows),
      .columns_i(adder_step.columns),
      .a_bytes_i(adder.element_bytes_b[1:0]),
      .b_bytes_i(adder.element_bytes_b[5:4]),
      .element_bytes_i(adder.element_bytes[1:0]),
      .output_bits_i(adder.constants[octet_command_pkg::CONSTANT_ADD_OUTPUT_BITS*32+:5]),
      .multiplier_a_i(adder.constants[octet_command_pkg::CONSTANT_ADD_MULTIPLIER_A*32+:31]),
      .shift_a_i(adder.constants[octet_command_pkg::CONSTANT_ADD_SHIFT_A*32+:6]),
      .multiplier_b_i(adder.constants[octet_command_pkg::CONSTANT_ADD_MULTIPLIER_B*32+:31]),
      .shift_b_i(adder.constants[octet_command_pkg::CONSTANT_ADD_SHIFT_B*32+:6]),
      .a_address_i(adder_step.a[31:0]),
      .b_address_i(adder_step.b[31:0]),
      .d_address_i(adder_step.d[31:0]),
      .a_address_o(adder_a),
      .a_data_i(read_data_i[ADDER_A_READ*8+:RESIDUAL_ADDER_LANES*16]),
      .b_address_o(adder_b),
      .b_data_i(read_data_i[ADDER_B_READ*8+:RESIDUAL_ADDER_LANES*16]),
      .d_strobe_o(write_enable_o[ADDER_WRITE+:2*RESIDUAL_ADDER_LANES]),
      .d_address_o(adder_d),
      .d_data_o(write_data_o[ADDER_WRITE*8+:RESIDUAL_ADDER_LANES*16]),
      .finish_o(finish_o[3])
  );
endmodule
