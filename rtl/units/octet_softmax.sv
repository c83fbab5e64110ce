// SPDX-License-Identifier: Apache-2.0
/// Softmax unit: LANES rows at a time, all keys for the maximum, again for exponentials and their sum, then the
/// reciprocal. Attention writes the exponentials and a scale a row; a plain softmax reads the scores a third time and
/// writes probabilities.
/// Knows nothing of tokens or claims. Latency: groups * (2 * columns + 32) + 8 cycles a step, groups = ceil(rows /
/// LANES); groups * (3 * columns + 32) + 8 when it divides. A step started in cycle t reads its first scores in t+1.
/// Source: models/units/softmax.md, docs/machine.md, "Bodies".
module octet_softmax #(
    parameter int unsigned ROWS = 4,
    parameter int unsigned LANES = 4  // 1..ROWS, need not divide ROWS
) (
    input  logic                clk_i,
    input  logic                rst_ni,
    input  logic                start_i,            // take the step below; only while no step is occupied
    input  logic [15:0]         rows_i,             // valid rows, 1..ROWS
    input  logic [31:0]         columns_i,          // keys, 1 to 2^24
    input  logic [1:0]          element_bytes_i,    // of a score: 1 or 2
    input  logic [3:0]          score_align_i,      // left shift from score steps to internal steps, 0..12
    input  logic [31:0]         keys_i,             // keys that take part, 0..columns
    input  logic                causal_i,           // of these only the first position_i + row + 1
    input  logic [31:0]         position_i,
    input  logic                divide_i,           // plain softmax
    input  logic [30:0]         multiplier_i,       // context scale, normalized to multiplier_bits_i
    input  logic [5:0]          shift_i,            // 0..62
    input  logic [4:0]          multiplier_bits_i,  // 2..31
    input  logic [31:0]         a_address_i,        // [column][ROWS] scores
    input  logic [31:0]         p_address_i,        // a row scale of 8 bytes a row; unused by a plain softmax
    input  logic [31:0]         d_address_i,        // [column][ROWS] bytes
    output logic [31:0]         a_address_o,
    input  logic [LANES*16-1:0] a_data_i,           // of a_address_o, in the same cycle; scores of 1 byte in the lower
                                                    // half
    output logic [LANES-1:0]    d_strobe_o,         // bytes to write in this cycle
    output logic [31:0]         d_address_o,
    output logic [LANES*8-1:0]  d_data_o,
    output logic [LANES-1:0]    p_strobe_o,         // row scales to write in this cycle
    output logic [31:0]         p_address_o,
    output logic [LANES*64-1:0] p_data_o,           // {u32 shift, u32 multiplier} a lane, multiplier first
    output logic                finish_o            // last cycle of the step: its last results are written
);
  localparam logic [15:0] GROUP_ROWS = 16'(LANES);
  localparam logic [1:0] MAXIMUM = 2'd0;
  localparam logic [1:0] EXPONENTIAL = 2'd1;
  localparam logic [1:0] DIVISION = 2'd2;
  localparam logic [1:0] PROBABILITY = 2'd3;
  localparam logic [4:0] DIVISION_LAST = 5'd31;
  localparam int unsigned EXP_STAGES = 5;          // from a read to its exponential
  localparam int unsigned PROBABILITY_STAGES = 8;  // from a read to its probability

  logic wide_q, causal_q, divide_q;
  logic [3:0] align_q;
  logic [4:0] multiplier_bits_q;
  logic [30:0] multiplier_q;
  logic [5:0] shift_q;
  logic [15:0] rows_q;
  logic [31:0] last_column_q, keys_q, position_q;

  // The walk over groups, passes and columns.
  logic active_q;
  logic [1:0] pass_q;
  logic [4:0] wait_q;
  logic [15:0] row_q;                       // first row of the group
  logic [31:0] column_q, group_q, a_address_q;  // group_q: address of the group's first score
  logic first_column, last_column, reading, pass_over, group_over;
  logic [31:0] next_group;

  assign first_column = column_q == 32'd0;
  assign last_column = column_q == last_column_q;
  assign reading = active_q && pass_q != DIVISION;
  assign pass_over = pass_q == DIVISION ? wait_q == DIVISION_LAST : last_column;
  assign group_over = pass_over && pass_q == (divide_q ? PROBABILITY : DIVISION);
  assign next_group = group_q + (wide_q ? 32'(LANES * 2) : 32'(LANES));
  assign a_address_o = a_address_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      active_q <= 1'b0;
    end else if (start_i) begin
      active_q <= 1'b1;
      wide_q <= element_bytes_i == 2'd2;
      causal_q <= causal_i;
      divide_q <= divide_i;
      align_q <= score_align_i;
      // Plain: the context is 256 in 16 bits.
      multiplier_bits_q <= divide_i ? 5'd16 : multiplier_bits_i;
      multiplier_q <= divide_i ? 31'd32768 : multiplier_i;
      shift_q <= divide_i ? 6'd7 : shift_i;
      rows_q <= rows_i;
      last_column_q <= columns_i - 32'd1;
      keys_q <= keys_i;
      position_q <= position_i;
      pass_q <= MAXIMUM;
      wait_q <= 5'd0;
      row_q <= 16'd0;
      column_q <= 32'd0;
      group_q <= a_address_i;
      a_address_q <= a_address_i;
    end else if (active_q) begin
      wait_q <= pass_q == DIVISION ? wait_q + 5'd1 : 5'd0;
      if (pass_over) begin
        pass_q <= group_over ? MAXIMUM : pass_q + 2'd1;
        column_q <= 32'd0;
        a_address_q <= group_over ? next_group : group_q;
      end else if (reading) begin
        column_q <= column_q + 32'd1;
        a_address_q <= a_address_q + (wide_q ? 32'(ROWS * 2) : 32'(ROWS));
      end
      if (group_over) begin
        row_q <= row_q + GROUP_ROWS;
        group_q <= next_group;
        if (row_q + GROUP_ROWS >= rows_q) active_q <= 1'b0;
      end
    end
  end

  // Beside the lanes' pipelines: bit i is what was read i+1 cycles ago.
  logic [EXP_STAGES:0] exp_last_q;
  logic [EXP_STAGES-1:0] exp_q, exp_first_q;
  logic [PROBABILITY_STAGES-1:0] probability_q, probability_last_q;
  logic [5:0] bits_left_q;
  logic step, round_q, scale_q;  // scale_q: row scales stand for the first time
  assign step = bits_left_q != 6'd0;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      exp_q <= '0;
      exp_last_q <= '0;
      probability_q <= '0;
      bits_left_q <= 6'd0;
      round_q <= 1'b0;
      scale_q <= 1'b0;
    end else begin
      exp_q <= {exp_q[EXP_STAGES-2:0], active_q && pass_q == EXPONENTIAL};
      exp_last_q <= {exp_last_q[EXP_STAGES-1:0], active_q && pass_q == EXPONENTIAL && last_column};
      probability_q <= {probability_q[PROBABILITY_STAGES-2:0], active_q && pass_q == PROBABILITY};
      if (exp_last_q[EXP_STAGES]) bits_left_q <= divide_q ? 6'd17 : 6'd32;
      else if (step) bits_left_q <= bits_left_q - 6'd1;
      round_q <= bits_left_q == 6'd1;
      scale_q <= round_q;
    end
    exp_first_q <= {exp_first_q[EXP_STAGES-2:0], first_column};
    probability_last_q <= {probability_last_q[PROBABILITY_STAGES-2:0], last_column};
  end

  // The walk of the results, later by the lanes' pipelines.
  logic [15:0] d_row_q, p_row_q;
  logic [31:0] d_group_q, d_address_q, p_base_q;
  logic d_write, d_last, p_write;
  assign d_write = divide_q ? probability_q[PROBABILITY_STAGES-1] : exp_q[EXP_STAGES-1];
  assign d_last = divide_q ? probability_last_q[PROBABILITY_STAGES-1] : exp_last_q[EXP_STAGES-1];
  assign p_write = scale_q && !divide_q;
  assign d_address_o = d_address_q;
  assign p_address_o = p_base_q + {13'd0, p_row_q, 3'b000};
  assign finish_o = divide_q ? d_write && d_last && d_row_q + GROUP_ROWS >= rows_q
      : p_write && p_row_q + GROUP_ROWS >= rows_q;
  always_ff @(posedge clk_i) begin
    if (start_i) begin
      d_row_q <= 16'd0;
      p_row_q <= 16'd0;
      d_group_q <= d_address_i;
      d_address_q <= d_address_i;
      p_base_q <= p_address_i;
    end else begin
      if (d_write) begin
        d_address_q <= d_last ? d_group_q + 32'(LANES) : d_address_q + 32'(ROWS);
        if (d_last) begin
          d_group_q <= d_group_q + 32'(LANES);
          d_row_q <= d_row_q + GROUP_ROWS;
        end
      end
      if (p_write) p_row_q <= p_row_q + GROUP_ROWS;
    end
  end

  // How far the key lies beyond the last that row 0 of the group may look at.
  logic signed [33:0] ahead;
  assign ahead = $signed({2'b00, column_q}) - $signed({2'b00, position_q}) - $signed({18'd0, row_q});

  for (genvar lane = 0; lane < LANES; lane++) begin : gen_lane
    logic [15:0] score;
    logic [7:0] e, probability;
    logic [30:0] multiplier;
    logic [5:0] shift;
    assign score = wide_q ? a_data_i[lane*16+:16] : {{8{a_data_i[lane*8+7]}}, a_data_i[lane*8+:8]};
    octet_softmax_lane i_lane (
        .clk_i,
        .score_i(score),
        .key_valid_i(column_q < keys_q && (!causal_q || ahead <= $signed(34'(lane)))),
        .maximum_i(active_q && pass_q == MAXIMUM),
        .maximum_first_i(first_column),
        .sum_i(exp_q[EXP_STAGES-1]),
        .sum_first_i(exp_first_q[EXP_STAGES-1]),
        .load_i(exp_last_q[EXP_STAGES]),
        .step_i(step),
        .round_i(round_q),
        .divide_i(divide_q),
        .align_i(align_q),
        .multiplier_i(multiplier_q),
        .shift_i(shift_q),
        .multiplier_bits_i(multiplier_bits_q),
        .e_o(e),
        .probability_o(probability),
        .multiplier_o(multiplier),
        .shift_o(shift)
    );
    assign d_strobe_o[lane] = d_write && d_row_q + 16'(lane) < rows_q;
    assign d_data_o[lane*8+:8] = divide_q ? probability : e;
    assign p_strobe_o[lane] = p_write && p_row_q + 16'(lane) < rows_q;
    assign p_data_o[lane*64+:64] = {26'd0, shift, 1'b0, multiplier};
  end
endmodule
