// SPDX-License-Identifier: Apache-2.0
/// Requantizer: walks the accumulators of a step column by column, LANES rows a cycle, scales them, writes 1 or 2 bytes
/// each. Scales come from the parameter buffer (one entry a column), from the command (uniform), or from the activation
/// buffer (one a row). Knows nothing of tokens or claims. Latency: columns * ceil(rows / LANES) + 4 cycles a step; a
/// step started in cycle t reads its first accumulators in t+1 and writes them in t+5.
/// Source: models/units/requantizer.md, docs/machine.md, "Bodies".
module octet_requantizer #(
    parameter int unsigned ROWS = 4,
    parameter int unsigned LANES = 4,  // 1..ROWS, need not divide ROWS
    parameter int unsigned MULTIPLIER_BITS = 31  // of a scale
) (
    input  logic                clk_i,
    input  logic                rst_ni,
    input  logic                start_i,             // take the step below; only while no step is occupied
    input  logic [15:0]         rows_i,              // valid rows, 1..ROWS
    input  logic [31:0]         columns_i,           // at least 1
    input  logic [7:0]          mode_i,              // octet_command_pkg::REQUANTIZE_MODE_*
    input  logic [7:0]          element_bytes_i,     // of the result: 1 or 2
    input  logic [4:0]          output_bits_i,       // 8..16
    input  logic [30:0]         multiplier_i,        // uniform mode
    input  logic [5:0]          shift_i,             // uniform mode
    input  logic [31:0]         a_address_i,         // [column][ROWS] int32
    input  logic [31:0]         p_address_i,         // entries of 16 bytes a column, or of 8 bytes a row
    input  logic [31:0]         d_address_i,         // [column][ROWS] elements
    output logic [31:0]         a_address_o,
    input  logic [LANES*32-1:0] a_data_i,            // of a_address_o, in the same cycle
    output logic [31:0]         column_address_o,    // column entry {u32 0, u32 shift, u32 multiplier, i32 bias}, bias
                                                     // first
    input  logic [127:0]        column_data_i,
    output logic [31:0]         row_address_o,       // LANES row entries {u32 shift, u32 multiplier}, multiplier first
    input  logic [LANES*64-1:0] row_data_i,
    output logic [LANES*2-1:0]  d_strobe_o,          // bytes to write in this cycle
    output logic [31:0]         d_address_o,
    output logic [LANES*16-1:0] d_data_o,
    output logic                finish_o             // last cycle of the step: its last results are written
);
  localparam logic [15:0] STEP_ROWS = 16'(LANES);
  localparam int unsigned STAGES = 4;

  logic active_q, wide_q;
  logic [7:0] mode_q;
  logic [4:0] output_bits_q;
  logic [30:0] multiplier_q;
  logic [5:0] shift_q;
  logic [15:0] rows_q, row_q;  // row_q: the first row of this cycle's group
  logic [31:0] columns_q;      // columns left
  logic [31:0] a_column_q, p_column_q, p_base_q, d_column_q;
  logic last_group, last_column;
  logic [31:0] row_bytes;

  assign last_group = row_q + STEP_ROWS >= rows_q;
  assign last_column = columns_q == 32'd1;
  assign row_bytes = {14'd0, row_q, 2'b00};
  assign a_address_o = a_column_q + row_bytes;
  assign column_address_o = p_column_q;
  assign row_address_o = p_base_q + {row_bytes[30:0], 1'b0};

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      active_q <= 1'b0;
    end else if (start_i) begin
      active_q <= 1'b1;
      wide_q <= element_bytes_i == 8'd2;
      mode_q <= mode_i;
      output_bits_q <= output_bits_i;
      multiplier_q <= multiplier_i;
      shift_q <= shift_i;
      rows_q <= rows_i;
      row_q <= 16'd0;
      columns_q <= columns_i;
      a_column_q <= a_address_i;
      p_column_q <= p_address_i;
      p_base_q <= p_address_i;
      d_column_q <= d_address_i;
    end else if (active_q) begin
      row_q <= last_group ? 16'd0 : row_q + STEP_ROWS;
      if (last_group) begin
        columns_q <= columns_q - 32'd1;
        a_column_q <= a_column_q + 32'(ROWS * 4);
        p_column_q <= p_column_q + 32'd16;
        d_column_q <= d_column_q + (wide_q ? 32'(ROWS * 2) : 32'(ROWS));
        if (last_column) active_q <= 1'b0;
      end
    end
  end

  // Destination of each group, beside the lanes' pipeline.
  logic [STAGES-1:0] valid_q, last_q, wide_stage_q;
  logic [STAGES*32-1:0] address_q;
  logic [STAGES*LANES-1:0] rows_stage_q;
  logic [LANES-1:0] rows_now;
  logic [31:0] address_now;

  assign address_now = d_column_q + (wide_q ? {15'd0, row_q, 1'b0} : {16'd0, row_q});
  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= '0;
    else valid_q <= {valid_q[STAGES-2:0], active_q};
    last_q <= {last_q[STAGES-2:0], last_group && last_column};
    wide_stage_q <= {wide_stage_q[STAGES-2:0], wide_q};
    address_q <= {address_q[(STAGES-1)*32-1:0], address_now};
    rows_stage_q <= {rows_stage_q[(STAGES-1)*LANES-1:0], rows_now};
  end
  assign finish_o = valid_q[STAGES-1] && last_q[STAGES-1];
  assign d_address_o = address_q[(STAGES-1)*32+:32];

  logic [LANES*16-1:0] results;
  for (genvar lane = 0; lane < LANES; lane++) begin : gen_lane
    logic [31:0] bias;
    logic [30:0] multiplier;
    logic [5:0] shift;
    always_comb begin
      bias = 32'd0;
      multiplier = multiplier_q;
      shift = shift_q;
      if (mode_q == octet_command_pkg::REQUANTIZE_MODE_PER_COLUMN) begin
        bias = column_data_i[31:0];
        multiplier = column_data_i[62:32];
        shift = column_data_i[69:64];
      end else if (mode_q == octet_command_pkg::REQUANTIZE_MODE_PER_ROW) begin
        multiplier = row_data_i[lane*64+:31];
        shift = row_data_i[lane*64+32+:6];
      end
    end
    octet_requantizer_lane #(.MULTIPLIER_BITS(MULTIPLIER_BITS)) i_lane (
        .clk_i,
        .accumulator_i(a_data_i[lane*32+:32]),
        .bias_i(bias),
        .multiplier_i(multiplier),
        .shift_i(shift),
        .output_bits_i(output_bits_q),
        .result_o(results[lane*16+:16])
    );
    assign rows_now[lane] = row_q + 16'(lane) < rows_q;
    // Narrow results are packed into the lower half of the word.
    always_comb begin
      if (wide_stage_q[STAGES-1]) d_data_o[lane*16+:16] = results[lane*16+:16];
      else if (lane * 2 < LANES) d_data_o[lane*16+:16] = {results[((lane*2+1)%LANES)*16+:8],
          results[((lane*2)%LANES)*16+:8]};
      else d_data_o[lane*16+:16] = 16'd0;
    end
  end
  always_comb begin
    d_strobe_o = '0;
    for (int unsigned lane = 0; lane < LANES; lane++) begin
      if (valid_q[STAGES-1] && rows_stage_q[(STAGES-1)*LANES+lane]) begin
        if (wide_stage_q[STAGES-1]) d_strobe_o[lane*2+:2] = 2'b11;
        else d_strobe_o[lane] = 1'b1;
      end
    end
  end

  // Reserved bits of the entries: zero in a valid program.
  logic unused;
  assign unused = ^{column_data_i[127:70], column_data_i[63], row_data_i};
endmodule
