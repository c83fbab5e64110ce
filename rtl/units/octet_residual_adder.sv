// SPDX-License-Identifier: Apache-2.0
/// Residual adder: walks both operands of a step column by column, LANES rows a cycle, and adds them at the scale of
/// the result. Operands and result have 1 or 2 bytes an element, each its own. Knows nothing of tokens or claims.
/// Latency: columns * ceil(rows / LANES) + 4 cycles a step; a step started in cycle t reads its first elements in t+1
/// and writes them in t+5. Source: models/units/residual_adder.md, docs/machine.md, "Bodies".
module octet_residual_adder #(
    parameter int unsigned ROWS = 4,
    parameter int unsigned LANES = 4,  // 1..ROWS
    parameter int unsigned MULTIPLIER_BITS = 31  // of a scale
) (
    input  logic                clk_i,
    input  logic                rst_ni,
    input  logic                start_i,          // take the step below; only while no step is occupied
    input  logic [15:0]         rows_i,           // valid rows, 1..ROWS
    input  logic [31:0]         columns_i,        // at least 1
    input  logic [1:0]          a_bytes_i,        // bytes an element of a: 1 or 2
    input  logic [1:0]          b_bytes_i,        // of b
    input  logic [1:0]          element_bytes_i,  // of the result
    input  logic [4:0]          output_bits_i,    // 8..16
    input  logic [30:0]         multiplier_a_i,
    input  logic [5:0]          shift_a_i,        // 0..62
    input  logic [30:0]         multiplier_b_i,
    input  logic [5:0]          shift_b_i,        // 0..62
    input  logic [31:0]         a_address_i,      // [column][ROWS] elements
    input  logic [31:0]         b_address_i,
    input  logic [31:0]         d_address_i,
    output logic [31:0]         a_address_o,
    input  logic [LANES*16-1:0] a_data_i,         // of a_address_o, in the same cycle
    output logic [31:0]         b_address_o,
    input  logic [LANES*16-1:0] b_data_i,
    output logic [LANES*2-1:0]  d_strobe_o,       // bytes to write in this cycle
    output logic [31:0]         d_address_o,
    output logic [LANES*16-1:0] d_data_o,
    output logic                finish_o          // last cycle of the step: its last results are written
);
  localparam logic [15:0] STEP_ROWS = 16'(LANES);
  localparam int unsigned STAGES = 4;

  logic active_q, a_wide_q, b_wide_q, wide_q;
  logic [4:0] output_bits_q;
  logic [30:0] multiplier_a_q, multiplier_b_q;
  logic [5:0] shift_a_q, shift_b_q;
  logic [15:0] rows_q, row_q;  // row_q: the first row of this cycle's group
  logic [31:0] columns_q;      // columns left
  logic [31:0] a_column_q, b_column_q, d_column_q, row_bytes, row_words;
  logic last_group, last_column;

  assign last_group = row_q + STEP_ROWS >= rows_q;
  assign last_column = columns_q == 32'd1;
  assign row_bytes = {16'd0, row_q};
  assign row_words = {15'd0, row_q, 1'b0};
  assign a_address_o = a_column_q + (a_wide_q ? row_words : row_bytes);
  assign b_address_o = b_column_q + (b_wide_q ? row_words : row_bytes);

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      active_q <= 1'b0;
    end else if (start_i) begin
      active_q <= 1'b1;
      a_wide_q <= a_bytes_i == 2'd2;
      b_wide_q <= b_bytes_i == 2'd2;
      wide_q <= element_bytes_i == 2'd2;
      output_bits_q <= output_bits_i;
      multiplier_a_q <= multiplier_a_i;
      multiplier_b_q <= multiplier_b_i;
      // Larger shifts give the same zero.
      shift_a_q <= shift_a_i > 6'd47 ? 6'd47 : shift_a_i;
      shift_b_q <= shift_b_i > 6'd47 ? 6'd47 : shift_b_i;
      rows_q <= rows_i;
      row_q <= 16'd0;
      columns_q <= columns_i;
      a_column_q <= a_address_i;
      b_column_q <= b_address_i;
      d_column_q <= d_address_i;
    end else if (active_q) begin
      row_q <= last_group ? 16'd0 : row_q + STEP_ROWS;
      if (last_group) begin
        columns_q <= columns_q - 32'd1;
        a_column_q <= a_column_q + (a_wide_q ? 32'(ROWS * 2) : 32'(ROWS));
        b_column_q <= b_column_q + (b_wide_q ? 32'(ROWS * 2) : 32'(ROWS));
        d_column_q <= d_column_q + (wide_q ? 32'(ROWS * 2) : 32'(ROWS));
        if (last_column) active_q <= 1'b0;
      end
    end
  end

  // Destination of each group, beside the lanes' pipeline.
  logic [STAGES-1:0] valid_q, last_q;
  logic [STAGES*32-1:0] address_q;
  logic [STAGES*LANES-1:0] rows_stage_q;
  logic [LANES-1:0] rows_now;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= '0;
    else valid_q <= {valid_q[STAGES-2:0], active_q};
    last_q <= {last_q[STAGES-2:0], last_group && last_column};
    address_q <= {address_q[(STAGES-1)*32-1:0], d_column_q + (wide_q ? row_words : row_bytes)};
    rows_stage_q <= {rows_stage_q[(STAGES-1)*LANES-1:0], rows_now};
  end
  assign finish_o = valid_q[STAGES-1] && last_q[STAGES-1];
  assign d_address_o = address_q[(STAGES-1)*32+:32];

  logic [LANES*16-1:0] results;
  for (genvar lane = 0; lane < LANES; lane++) begin : gen_lane
    octet_residual_adder_lane #(.MULTIPLIER_BITS(MULTIPLIER_BITS)) i_lane (
        .clk_i,
        .a_i(a_wide_q ? a_data_i[lane*16+:16] : {{8{a_data_i[lane*8+7]}}, a_data_i[lane*8+:8]}),
        .b_i(b_wide_q ? b_data_i[lane*16+:16] : {{8{b_data_i[lane*8+7]}}, b_data_i[lane*8+:8]}),
        .multiplier_a_i(multiplier_a_q),
        .shift_a_i(shift_a_q),
        .multiplier_b_i(multiplier_b_q),
        .shift_b_i(shift_b_q),
        .output_bits_i(output_bits_q),
        .result_o(results[lane*16+:16])
    );
    assign rows_now[lane] = row_q + 16'(lane) < rows_q;
    // Narrow results are packed into the lower half of the word.
    always_comb begin
      if (wide_q) d_data_o[lane*16+:16] = results[lane*16+:16];
      else if (lane * 2 < LANES) d_data_o[lane*16+:16] = {results[((lane*2+1)%LANES)*16+:8],
          results[((lane*2)%LANES)*16+:8]};
      else d_data_o[lane*16+:16] = 16'd0;
    end
  end
  always_comb begin
    d_strobe_o = '0;
    for (int unsigned lane = 0; lane < LANES; lane++) begin
      if (valid_q[STAGES-1] && rows_stage_q[(STAGES-1)*LANES+lane]) begin
        if (wide_q) d_strobe_o[lane*2+:2] = 2'b11;
        else d_strobe_o[lane] = 1'b1;
      end
    end
  end
endmodule
