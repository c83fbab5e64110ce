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
    // By context: its step begins in the next cycle. Of the DMA's contexts nothing is taken here.
    /* verilator lint_off UNUSED */  // nor has a unit a use for every field of a command
    input  logic [octet_machine_pkg::CONTEXTS-1:0] grant_i,
    input  logic [octet_machine_pkg::CONTEXTS*octet_command_pkg::COMMAND_BITS-1:0] commands_i,
    input  logic [octet_machine_pkg::CONTEXTS*octet_machine_pkg::STEP_BITS-1:0] steps_i,
    /* verilator lint_on UNUSED */
    // By unit.
    output logic [octet_machine_pkg::UNITS-1:octet_machine_pkg::UNIT_MATMUL] release_o,  // last cycle of the occupancy
    output logic [octet_machine_pkg::UNITS-1:octet_machine_pkg::UNIT_MATMUL] finish_o,  // of the oldest unfinished step
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
  localparam int unsigned CONTEXTS = octet_machine_pkg::CONTEXTS;
  localparam int unsigned UNITS = octet_machine_pkg::UNITS;
  localparam int unsigned COMMAND_BITS = octet_command_pkg::COMMAND_BITS;
  localparam int unsigned STEP_BITS = octet_machine_pkg::STEP_BITS;
  localparam int unsigned MATMUL = octet_machine_pkg::UNIT_MATMUL;
  localparam int unsigned REQUANTIZER = octet_machine_pkg::UNIT_REQUANTIZER;
  localparam int unsigned SOFTMAX = octet_machine_pkg::UNIT_SOFTMAX;  // the first of the vector units
  localparam int unsigned MATMUL_A = 32'(octet_command_pkg::CONTEXT_MATMUL_A);
  localparam int unsigned MATMUL_B = 32'(octet_command_pkg::CONTEXT_MATMUL_B);
  localparam int unsigned REQUANTIZER_A = 32'(octet_command_pkg::CONTEXT_REQUANTIZER_A);
  localparam int unsigned REQUANTIZER_B = 32'(octet_command_pkg::CONTEXT_REQUANTIZER_B);
  localparam int unsigned VECTOR = 32'(octet_command_pkg::CONTEXT_SOFTMAX);

  // Matmul and the requantizer serve two contexts each, the vector units one each.
  /* verilator lint_off UNUSED */
  octet_command_pkg::command_t matmul_command, requantizer_command;
  octet_machine_pkg::step_t matmul_step, requantizer_step;
  /* verilator lint_on UNUSED */
  assign matmul_command = grant_i[MATMUL_B] ? commands_i[MATMUL_B*COMMAND_BITS+:COMMAND_BITS]
                                            : commands_i[MATMUL_A*COMMAND_BITS+:COMMAND_BITS];
  assign matmul_step = grant_i[MATMUL_B] ? steps_i[MATMUL_B*STEP_BITS+:STEP_BITS]
                                         : steps_i[MATMUL_A*STEP_BITS+:STEP_BITS];
  assign requantizer_command = grant_i[REQUANTIZER_B] ? commands_i[REQUANTIZER_B*COMMAND_BITS+:COMMAND_BITS]
                                                      : commands_i[REQUANTIZER_A*COMMAND_BITS+:COMMAND_BITS];
  assign requantizer_step = grant_i[REQUANTIZER_B] ? steps_i[REQUANTIZER_B*STEP_BITS+:STEP_BITS]
                                                   : steps_i[REQUANTIZER_A*STEP_BITS+:STEP_BITS];
  // Only matmul takes the next step before one has ended.
  assign release_o[UNITS-1:REQUANTIZER] = finish_o[UNITS-1:REQUANTIZER];

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
      .start_i(grant_i[MATMUL_A] || grant_i[MATMUL_B]),
      .rows_i(matmul_step.rows),
      .columns_i(matmul_step.columns),
      .depth_i(matmul_command.depth),
      .a_unsigned_i(matmul_command.a_unsigned[0]),
      .a_address_i(matmul_step.a[31:0]),
      .b_address_i(matmul_step.b[31:0]),
      .d_address_i(matmul_step.d[31:0]),
      .a_address_o(matmul_a),
      .a_data_i(matmul_a_data),
      .b_address_o(matmul_b),
      .b_data_i(matmul_b_data),
      .d_valid_o(matmul_write),
      .d_address_o(matmul_d),
      .d_rows_o(matmul_rows),
      .d_data_o(matmul_data),
      .release_o(release_o[MATMUL]),
      .finish_o(finish_o[MATMUL])
  );
  octet_requantizer #(
      .ROWS(ROWS),
      .LANES(LANES),
      .MULTIPLIER_BITS(MULTIPLIER_BITS)
  ) i_requantizer (
      .clk_i,
      .rst_ni,
      .start_i(grant_i[REQUANTIZER_A] || grant_i[REQUANTIZER_B]),
      .rows_i(requantizer_step.rows),
      .columns_i(requantizer_step.columns),
      .mode_i(requantizer_command.mode),
      .element_bytes_i(requantizer_command.element_bytes),
      .output_bits_i(requantizer_command.constants[octet_command_pkg::CONSTANT_REQUANTIZE_OUTPUT_BITS*32+:5]),
      .multiplier_i(requantizer_command.constants[octet_command_pkg::CONSTANT_REQUANTIZE_MULTIPLIER*32+:31]),
      .shift_i(requantizer_command.constants[octet_command_pkg::CONSTANT_REQUANTIZE_SHIFT*32+:6]),
      .a_address_i(requantizer_step.a[31:0]),
      .p_address_i(requantizer_step.p[31:0]),
      .d_address_i(requantizer_step.d[31:0]),
      .a_address_o(requantizer_a),
      .a_data_i(requantizer_a_data),
      .column_address_o(requantizer_column),
      .column_data_i(requantizer_column_data),
      .row_address_o(requantizer_row),
      .row_data_i(requantizer_row_data),
      .d_strobe_o(requantizer_strobe),
      .d_address_o(requantizer_d),
      .d_data_o(requantizer_data),
      .finish_o(finish_o[REQUANTIZER])
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
      .start_i(grant_i[CONTEXTS-1:VECTOR]),
      .commands_i(commands_i[CONTEXTS*COMMAND_BITS-1:VECTOR*COMMAND_BITS]),
      .steps_i(steps_i[CONTEXTS*STEP_BITS-1:VECTOR*STEP_BITS]),
      .finish_o(finish_o[UNITS-1:SOFTMAX]),
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
