// SPDX-License-Identifier: Apache-2.0
/// Normalization unit (LayerNorm): walks a step one group of LANES rows after the other, each in two passes over its
/// columns with 48 cycles between them for root and reciprocal. Parameters are read once a group and column. Knows
/// nothing of tokens or claims. Latency: groups * (2 * columns + 48) + 12 cycles a step, groups = ceil(rows / LANES);
/// an element read in cycle t of the second pass is written in t+12. Source: models/units/normalization.md,
/// docs/machine.md, "Bodies".
module octet_normalization #(
    parameter int unsigned ROWS = 4,
    parameter int unsigned LANES = 4  // 1..ROWS
) (
    input  logic                clk_i,
    input  logic                rst_ni,
    input  logic                start_i,          // take the step below; only while no step is occupied
    input  logic [15:0]         rows_i,           // valid rows, 1..ROWS
    input  logic [31:0]         columns_i,        // n: 1..4096
    input  logic [1:0]          element_bytes_i,  // of an input: 1 or 2
    input  logic [5:0]          shift_i,          // 0..62
    input  logic [53:0]         epsilon_i,        // E, added to n^2 times the variance
    input  logic [31:0]         a_address_i,      // [column][ROWS] elements
    input  logic [31:0]         p_address_i,      // entries of 16 bytes a column
    input  logic [31:0]         d_address_i,      // [column][ROWS] bytes
    output logic [31:0]         a_address_o,
    input  logic [LANES*16-1:0] a_data_i,         // of a_address_o, in the same cycle
    output logic [31:0]         p_address_o,      // column entry {u64 0, i32 gamma, i32 beta}, beta first
    input  logic [127:0]        p_data_i,
    output logic [LANES-1:0]    d_strobe_o,       // bytes to write in this cycle
    output logic [31:0]         d_address_o,
    output logic [LANES*8-1:0]  d_data_o,
    output logic                finish_o          // last cycle of the step: its last results are written
);
  localparam logic [15:0] STEP_ROWS = 16'(LANES);
  // Cycles since the first pass' last read, in which each step between the passes is due.
  localparam logic [5:0] AT_PRODUCTS = 6'd2;
  localparam logic [5:0] AT_VARIANCE = 6'd3;
  localparam logic [5:0] AT_ALIGN = 6'd4;
  localparam logic [5:0] AT_ROOT = 6'd5;
  localparam logic [5:0] AT_RECIPROCAL = 6'd22;  // 17 after the root's start; 17 more make r, 12 before its first use
  localparam logic [5:0] LAST_BETWEEN = 6'd47;
  // Cycles after its read in which an element of the second pass reads its parameters, and in which its result is at
  // the lanes' output.
  localparam int unsigned PARAMETERS_AT = 5;
  localparam int unsigned RESULT_AT = 11;

  localparam logic [1:0] IDLE = 2'd0;
  localparam logic [1:0] SUMS = 2'd1;
  localparam logic [1:0] BETWEEN = 2'd2;
  localparam logic [1:0] RESULTS = 2'd3;

  logic [1:0] phase_q;
  logic wide_q, last_group, last_column;
  logic [5:0] shift_q, between_q;
  logic [53:0] epsilon_q;
  logic [12:0] n_q, left_q;              // columns left in this pass
  logic [15:0] rows_left_q;              // from this group on
  logic [31:0] a_group_q, a_q, a_next_group;  // first element of the group, and the present one

  assign last_group = rows_left_q <= STEP_ROWS;
  assign last_column = left_q == 13'd1;
  assign a_next_group = a_group_q + (wide_q ? 32'(LANES * 2) : 32'(LANES));
  assign a_address_o = a_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      phase_q <= IDLE;
    end else if (start_i) begin
      phase_q <= SUMS;
      wide_q <= element_bytes_i == 2'd2;
      shift_q <= shift_i > 6'd37 ? 6'd37 : shift_i;  // larger shifts give the same zero
      epsilon_q <= epsilon_i;
      n_q <= columns_i[12:0];
      left_q <= columns_i[12:0];
      rows_left_q <= rows_i;
      a_group_q <= a_address_i;
      a_q <= a_address_i;
      between_q <= 6'd0;
    end else if (phase_q == BETWEEN) begin
      between_q <= between_q == LAST_BETWEEN ? 6'd0 : between_q + 6'd1;
      if (between_q == LAST_BETWEEN) phase_q <= RESULTS;
    end else if (phase_q != IDLE) begin
      left_q <= last_column ? n_q : left_q - 13'd1;
      if (!last_column) begin
        a_q <= a_q + (wide_q ? 32'(ROWS * 2) : 32'(ROWS));
      end else if (phase_q == SUMS) begin
        phase_q <= BETWEEN;
        a_q <= a_group_q;
      end else begin
        phase_q <= last_group ? IDLE : SUMS;
        rows_left_q <= rows_left_q - STEP_ROWS;
        a_group_q <= a_next_group;
        a_q <= a_next_group;
      end
    end
  end

  // Beside the lanes' pipeline: which cycles hold an element of the second pass, and the last of its group.
  logic [RESULT_AT-1:0] valid_q, last_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) valid_q <= '0;
    else valid_q <= {valid_q[RESULT_AT-2:0], phase_q == RESULTS};
    last_q <= {last_q[RESULT_AT-2:0], last_column};
  end

  // Parameters: from the first column again for every group.
  logic [31:0] p_base_q, p_q, beta_q;
  logic [16:0] gamma_q;
  assign p_address_o = p_q;
  always_ff @(posedge clk_i) begin
    if (start_i) begin
      p_base_q <= p_address_i;
      p_q <= p_address_i;
    end else if (valid_q[PARAMETERS_AT-1]) begin
      p_q <= last_q[PARAMETERS_AT-1] ? p_base_q : p_q + 32'd16;
    end
    beta_q <= p_data_i[31:0];
    gamma_q <= p_data_i[48:32];
  end

  // Results.
  logic [LANES*8-1:0] results, data_q;
  logic [LANES-1:0] strobe_q;
  logic [15:0] rows_unwritten_q;
  logic [31:0] d_group_q, d_q, address_q;
  logic finish_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      strobe_q <= '0;
      finish_q <= 1'b0;
    end else begin
      for (int unsigned lane = 0; lane < LANES; lane++) begin
        strobe_q[lane] <= valid_q[RESULT_AT-1] && 16'(lane) < rows_unwritten_q;
      end
      finish_q <= valid_q[RESULT_AT-1] && last_q[RESULT_AT-1] && rows_unwritten_q <= STEP_ROWS;
    end
    if (start_i) begin
      rows_unwritten_q <= rows_i;
      d_group_q <= d_address_i;
      d_q <= d_address_i;
    end else if (valid_q[RESULT_AT-1]) begin
      d_q <= d_q + 32'(ROWS);
      if (last_q[RESULT_AT-1]) begin
        rows_unwritten_q <= rows_unwritten_q - STEP_ROWS;
        d_group_q <= d_group_q + 32'(LANES);
        d_q <= d_group_q + 32'(LANES);
      end
    end
    address_q <= d_q;
    data_q <= results;
  end
  assign d_strobe_o = strobe_q;
  assign d_address_o = address_q;
  assign d_data_o = data_q;
  assign finish_o = finish_q;

  for (genvar lane = 0; lane < LANES; lane++) begin : gen_lane
    octet_normalization_lane i_lane (
        .clk_i,
        .rst_ni,
        .x_i(wide_q ? a_data_i[lane*16+:16] : {{8{a_data_i[lane*8+7]}}, a_data_i[lane*8+:8]}),
        .add_i(phase_q == SUMS),
        .first_i(left_q == n_q),
        .n_i(n_q),
        .epsilon_i(epsilon_q),
        .products_i(phase_q == BETWEEN && between_q == AT_PRODUCTS),
        .variance_i(phase_q == BETWEEN && between_q == AT_VARIANCE),
        .align_i(phase_q == BETWEEN && between_q == AT_ALIGN),
        .root_i(phase_q == BETWEEN && between_q == AT_ROOT),
        .reciprocal_i(phase_q == BETWEEN && between_q == AT_RECIPROCAL),
        .gamma_i(gamma_q),
        .beta_i(beta_q),
        .shift_i(shift_q),
        .y_o(results[lane*8+:8])
    );
  end

  // Bits of the entries that are sign or zero in a valid program; n has 13 bits.
  logic unused;
  assign unused = ^{p_data_i[127:49], columns_i[31:13]};
endmodule
