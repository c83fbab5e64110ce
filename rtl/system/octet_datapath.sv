// SPDX-License-Identifier: Apache-2.0
/// The computing half of the accelerator: buffers, matmul engine, requantizer and vector units, and the wires between
/// them. Arbitrates nothing: steps start when the scoreboard grants them. Latency: its units'. Source: docs/machine.md,
/// "Memories".
module octet_datapath #(
    parameter int unsigned ROWS = 4,
    parameter int unsigned COLUMNS = 4,
    parameter bit SHADOW = 1'b1,
    parameter int unsigned REQUANTIZER_LANES = 4,
    parameter int unsigned SOFTMAX_LANES = 4,
    parameter int unsigned ACTIVATION_LANES = 4,
    parameter int unsigned NORMALIZATION_LANES = 4,
    parameter int unsigned RESIDUAL_ADDER_LANES = 4,
    parameter int unsigned MULTIPLIER_BITS = 31,
    parameter int unsigned ACTIVATION_BYTES = 4096,
    parameter int unsigned WEIGHT_BYTES = 4096,
    parameter int unsigned ACCUMULATOR_BYTES = 4096,
    parameter int unsigned PARAMETER_BYTES = 4096,
    parameter int unsigned BEAT_BYTES = 16,
    parameter int unsigned LOADS = octet_machine_pkg::LOADS,  // each has a transposer
    parameter int unsigned COLUMN_LANES = ROWS > COLUMNS ? ROWS : COLUMNS,
    parameter int unsigned STORE_BYTES = BEAT_BYTES > COLUMN_LANES * 2 ? BEAT_BYTES : COLUMN_LANES * 2
) (
    input  logic                        clk_i,
    input  logic                        rst_ni,
    /* verilator lint_off UNUSED */  // no unit needs every field of a command
    input  logic                        matmul_start_i,
    input  octet_command_pkg::command_t matmul_command_i,
    input  octet_machine_pkg::step_t    matmul_step_i,
    output logic                        matmul_release_o,
    output logic                        matmul_finish_o,
    input  logic                        requantizer_start_i,
    input  octet_command_pkg::command_t requantizer_command_i,
    input  octet_machine_pkg::step_t    requantizer_step_i,
    output logic                        requantizer_finish_o,
    /* verilator lint_on UNUSED */
    // By context: softmax, activation, normalization, residual adder.
    input  logic [3:0]                  vector_start_i,
    input  logic [4*octet_command_pkg::COMMAND_BITS-1:0] vector_commands_i,
    input  logic [4*octet_machine_pkg::STEP_BITS-1:0] vector_steps_i,
    output logic [3:0]                  vector_finish_o,
    // Bytes that a load writes in this cycle.
    input  logic [7:0]                  load_space_i,  // octet_command_pkg::SPACE_*
    input  logic [BEAT_BYTES-1:0]       load_enable_i,
    input  logic [BEAT_BYTES*32-1:0]    load_address_i,
    input  logic [BEAT_BYTES*8-1:0]     load_data_i,
    // Transposed columns that loads write in this cycle, one a channel.
    input  logic [LOADS*8-1:0]          column_space_i,
    input  logic [LOADS*COLUMN_LANES*2-1:0] column_strobe_i,
    input  logic [LOADS*32-1:0]         column_address_i,
    input  logic [LOADS*COLUMN_LANES*16-1:0] column_data_i,
    // Bytes that a store reads from the activation buffer in this cycle.
    input  logic [STORE_BYTES*32-1:0]   store_address_i,
    output logic [STORE_BYTES*8-1:0]    store_data_o
);
  localparam int unsigned LANES = REQUANTIZER_LANES;

  logic [31:0] matmul_a, matmul_b, matmul_d, requantizer_a, requantizer_column, requantizer_row, requantizer_d;
  logic [ROWS*8-1:0] matmul_a_data;
  logic [COLUMNS*8-1:0] matmul_b_data;
  logic matmul_write;
  logic [ROWS-1:0] matmul_rows;
  logic [ROWS*32-1:0] matmul_data;
  logic [LANES*32-1:0] requantizer_a_data;
  logic [127:0] requantizer_column_data;
  logic [LANES*64-1:0] requantizer_row_data;
  logic [LANES*2-1:0] requantizer_strobe;
  logic [LANES*16-1:0] requantizer_data;

  octet_matmul #(
      .ROWS(ROWS),
      .COLUMNS(COLUMNS),
      .SHADOW(SHADOW)
  ) i_matmul (
      .clk_i,
      .rst_ni,
      .start_i(matmul_start_i),
      .rows_i(matmul_step_i.rows),
      .columns_i(matmul_step_i.columns),
      .depth_i(matmul_command_i.depth),
      .a_unsigned_i(matmul_command_i.a_unsigned[0]),
      .a_address_i(matmul_step_i.a[31:0]),
      .b_address_i(matmul_step_i.b[31:0]),
      .d_address_i(matmul_step_i.d[31:0]),
      .a_address_o(matmul_a),
      .a_data_i(matmul_a_data),
      .b_address_o(matmul_b),
      .b_data_i(matmul_b_data),
      .d_valid_o(matmul_write),
      .d_address_o(matmul_d),
      .d_rows_o(matmul_rows),
      .d_data_o(matmul_data),
      .release_o(matmul_release_o),
      .finish_o(matmul_finish_o)
  );
  octet_requantizer #(
      .ROWS(ROWS),
      .LANES(LANES),
      .MULTIPLIER_BITS(MULTIPLIER_BITS)
  ) i_requantizer (
      .clk_i,
      .rst_ni,
      .start_i(requantizer_start_i),
      .rows_i(requantizer_step_i.rows),
      .columns_i(requantizer_step_i.columns),
      .mode_i(requantizer_command_i.mode),
      .element_bytes_i(requantizer_command_i.element_bytes),
      .output_bits_i(requantizer_command_i.constants[octet_command_pkg::CONSTANT_REQUANTIZE_OUTPUT_BITS*32+:5]),
      .multiplier_i(requantizer_command_i.constants[octet_command_pkg::CONSTANT_REQUANTIZE_MULTIPLIER*32+:31]),
      .shift_i(requantizer_command_i.constants[octet_command_pkg::CONSTANT_REQUANTIZE_SHIFT*32+:6]),
      .a_address_i(requantizer_step_i.a[31:0]),
      .p_address_i(requantizer_step_i.p[31:0]),
      .d_address_i(requantizer_step_i.d[31:0]),
      .a_address_o(requantizer_a),
      .a_data_i(requantizer_a_data),
      .column_address_o(requantizer_column),
      .column_data_i(requantizer_column_data),
      .row_address_o(requantizer_row),
      .row_data_i(requantizer_row_data),
      .d_strobe_o(requantizer_strobe),
      .d_address_o(requantizer_d),
      .d_data_o(requantizer_data),
      .finish_o(requantizer_finish_o)
  );

  localparam int unsigned VECTOR_READS =
      2 * (SOFTMAX_LANES + ACTIVATION_LANES + NORMALIZATION_LANES + 2 * RESIDUAL_ADDER_LANES);
  localparam int unsigned VECTOR_WRITES = 9 * SOFTMAX_LANES + ACTIVATION_LANES + NORMALIZATION_LANES
      + 2 * RESIDUAL_ADDER_LANES;
  logic [VECTOR_READS*32-1:0] vector_read_address;
  logic [VECTOR_READS*8-1:0] vector_read_data;
  logic [VECTOR_WRITES-1:0] vector_write_enable;
  logic [VECTOR_WRITES*32-1:0] vector_write_address;
  logic [VECTOR_WRITES*8-1:0] vector_write_data;
  logic [31:0] vector_parameter;
  logic [127:0] vector_parameter_data;
  octet_vector_units #(
      .ROWS(ROWS),
      .SOFTMAX_LANES(SOFTMAX_LANES),
      .ACTIVATION_LANES(ACTIVATION_LANES),
      .NORMALIZATION_LANES(NORMALIZATION_LANES),
      .RESIDUAL_ADDER_LANES(RESIDUAL_ADDER_LANES),
      .MULTIPLIER_BITS(MULTIPLIER_BITS)
  ) i_vector (
      .clk_i,
      .rst_ni,
      .start_i(vector_start_i),
      .commands_i(vector_commands_i),
      .steps_i(vector_steps_i),
      .finish_o(vector_finish_o),
      .read_address_o(vector_read_address),
      .read_data_i(vector_read_data),
      .write_enable_o(vector_write_enable),
      .write_address_o(vector_write_address),
      .write_data_o(vector_write_data),
      .parameter_address_o(vector_parameter),
      .parameter_data_i(vector_parameter_data)
  );

  // Transposed columns: where each byte goes.
  localparam int unsigned COLUMN_BYTES = COLUMN_LANES * 2;
  logic [LOADS*COLUMN_BYTES*32-1:0] column_lanes;
  logic [LOADS*COLUMN_BYTES-1:0] column_activation, column_weight;
  for (genvar load = 0; load < LOADS; load++) begin : gen_column
    octet_byte_run #(.LANES(COLUMN_BYTES)) i_run (
        .address_i(column_address_i[load*32+:32]),
        .addresses_o(column_lanes[load*COLUMN_BYTES*32+:COLUMN_BYTES*32])
    );
    assign column_activation[load*COLUMN_BYTES+:COLUMN_BYTES] =
        column_space_i[load*8+:8] == octet_command_pkg::SPACE_ACTIVATION
            ? column_strobe_i[load*COLUMN_BYTES+:COLUMN_BYTES] : '0;
    assign column_weight[load*COLUMN_BYTES+:COLUMN_BYTES] =
        column_space_i[load*8+:8] == octet_command_pkg::SPACE_WEIGHT
            ? column_strobe_i[load*COLUMN_BYTES+:COLUMN_BYTES] : '0;
  end

  // Activation buffer: read by matmul, requantizer (row scales), store and vector units; written by loads, requantizer
  // and vector units.
  localparam int unsigned ACTIVATION_READS = ROWS + LANES * 8 + STORE_BYTES + VECTOR_READS;
  localparam int unsigned ACTIVATION_WRITES = BEAT_BYTES + LANES * 2 + LOADS * COLUMN_BYTES + VECTOR_WRITES;
  logic [ROWS*32-1:0] matmul_a_lanes;
  logic [LANES*8*32-1:0] row_scale_lanes;
  logic [LANES*2*32-1:0] requantizer_d_lanes;
  octet_byte_run #(.LANES(ROWS)) i_matmul_a (.address_i(matmul_a), .addresses_o(matmul_a_lanes));
  octet_byte_run #(.LANES(LANES * 8)) i_row_scales (.address_i(requantizer_row), .addresses_o(row_scale_lanes));
  octet_byte_run #(.LANES(LANES * 2)) i_requantizer_d (.address_i(requantizer_d), .addresses_o(requantizer_d_lanes));
  octet_buffer #(
      .BYTES(ACTIVATION_BYTES),
      .READ_LANES(ACTIVATION_READS),
      .WRITE_LANES(ACTIVATION_WRITES)
  ) i_activation (
      .clk_i,
      .read_address_i({vector_read_address, store_address_i, row_scale_lanes, matmul_a_lanes}),
      .read_data_o({vector_read_data, store_data_o, requantizer_row_data, matmul_a_data}),
      .write_enable_i({vector_write_enable, column_activation, requantizer_strobe,
                       load_space_i == octet_command_pkg::SPACE_ACTIVATION ? load_enable_i : {BEAT_BYTES{1'b0}}}),
      .write_address_i({vector_write_address, column_lanes, requantizer_d_lanes, load_address_i}),
      .write_data_i({vector_write_data, column_data_i, requantizer_data, load_data_i})
  );

  // Weight buffer: read by matmul, written by loads.
  logic [COLUMNS*32-1:0] matmul_b_lanes;
  octet_byte_run #(.LANES(COLUMNS)) i_matmul_b (.address_i(matmul_b), .addresses_o(matmul_b_lanes));
  octet_buffer #(
      .BYTES(WEIGHT_BYTES),
      .READ_LANES(COLUMNS),
      .WRITE_LANES(BEAT_BYTES + LOADS * COLUMN_BYTES)
  ) i_weight (
      .clk_i,
      .read_address_i(matmul_b_lanes),
      .read_data_o(matmul_b_data),
      .write_enable_i({column_weight, load_space_i == octet_command_pkg::SPACE_WEIGHT ? load_enable_i
          : {BEAT_BYTES{1'b0}}}),
      .write_address_i({column_lanes, load_address_i}),
      .write_data_i({column_data_i, load_data_i})
  );

  // Accumulator buffer: written by matmul, read by the requantizer.
  logic [LANES*4*32-1:0] requantizer_a_lanes;
  logic [ROWS*4*32-1:0] matmul_d_lanes;
  logic [ROWS*4-1:0] matmul_enable;
  octet_byte_run #(.LANES(LANES * 4)) i_requantizer_a (.address_i(requantizer_a), .addresses_o(requantizer_a_lanes));
  octet_byte_run #(.LANES(ROWS * 4)) i_matmul_d (.address_i(matmul_d), .addresses_o(matmul_d_lanes));
  for (genvar row = 0; row < ROWS; row++) begin : gen_matmul_enable
    assign matmul_enable[row*4+:4] = {4{matmul_write && matmul_rows[row]}};
  end
  octet_buffer #(
      .BYTES(ACCUMULATOR_BYTES),
      .READ_LANES(LANES * 4),
      .WRITE_LANES(ROWS * 4)
  ) i_accumulator (
      .clk_i,
      .read_address_i(requantizer_a_lanes),
      .read_data_o(requantizer_a_data),
      .write_enable_i(matmul_enable),
      .write_address_i(matmul_d_lanes),
      .write_data_i(matmul_data)
  );

  // Parameter buffer: written by loads, read by the requantizer and the normalization unit.
  logic [16*32-1:0] scale_lanes, vector_parameter_lanes;
  octet_byte_run #(.LANES(16)) i_column (.address_i(requantizer_column), .addresses_o(scale_lanes));
  octet_byte_run #(.LANES(16)) i_vector_parameter (.address_i(vector_parameter), .addresses_o(vector_parameter_lanes));
  octet_buffer #(
      .BYTES(PARAMETER_BYTES),
      .READ_LANES(32),
      .WRITE_LANES(BEAT_BYTES)
  ) i_parameter (
      .clk_i,
      .read_address_i({vector_parameter_lanes, scale_lanes}),
      .read_data_o({vector_parameter_data, requantizer_column_data}),
      .write_enable_i(load_space_i == octet_command_pkg::SPACE_PARAMETER ? load_enable_i : {BEAT_BYTES{1'b0}}),
      .write_address_i(load_address_i),
      .write_data_i(load_data_i)
  );
endmodule
