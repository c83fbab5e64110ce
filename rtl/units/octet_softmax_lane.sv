// SPDX-License-Identifier: Apache-2.0
/// One row of softmax: its maximum, exponentials, sum, scale and, when it divides, probabilities.
/// One score a cycle, never stalls. A score read in cycle t is in the maximum from t+1, is an exponential in t+5 and a
/// probability in t+8. Knows no addresses and no passes: which cycle is what comes from octet_softmax.
/// Source: models/units/softmax.md.
module octet_softmax_lane (
    input  logic        clk_i,
    // The cycle of the read.
    input  logic [15:0] score_i,
    input  logic        key_valid_i,        // the key takes part
    input  logic        maximum_i,          // this is the pass for the maximum
    input  logic        maximum_first_i,    // its first column
    // The cycle of the exponential.
    input  logic        sum_i,              // it belongs to the sum
    input  logic        sum_first_i,        // and is its first
    // Division.
    input  logic        load_i,
    input  logic        step_i,
    input  logic        round_i,
    // Constants of the step.
    input  logic        divide_i,
    input  logic [3:0]  align_i,
    input  logic [30:0] multiplier_i,
    input  logic [5:0]  shift_i,
    input  logic [4:0]  multiplier_bits_i,
    output logic [7:0]  e_o,
    output logic [7:0]  probability_o,
    output logic [30:0] multiplier_o,
    output logic [5:0]  shift_o
);
  localparam logic [15:0] LOWEST = 16'h8000;

  // A key that takes no part is the lowest of all, and its exponential is dropped.
  logic [15:0] candidate, maximum_q, below_q;
  logic [4:0] valid_q;
  assign candidate = key_valid_i ? score_i : LOWEST;
  always_ff @(posedge clk_i) begin
    if (maximum_i && (maximum_first_i || $signed(candidate) > $signed(maximum_q))) maximum_q <= candidate;
    below_q <= maximum_q - score_i;
    valid_q <= {valid_q[3:0], key_valid_i};
  end

  logic [7:0] exponential;
  logic [31:0] sum_q;
  octet_softmax_exp i_exp (.clk_i, .below_i(below_q), .align_i, .e_o(exponential));
  assign e_o = valid_q[4] ? exponential : 8'd0;
  always_ff @(posedge clk_i) begin
    if (sum_i) sum_q <= (sum_first_i ? 32'd0 : sum_q) + {24'd0, e_o};
  end

  octet_softmax_scale i_scale (
      .clk_i,
      .load_i,
      .step_i,
      .round_i,
      .divide_i,
      .sum_i(sum_q),
      .multiplier_i,
      .shift_i,
      .multiplier_bits_i,
      .multiplier_o,
      .shift_o
  );

  // The plain softmax multiplies by a scale of 16 bits. Beyond a shift of 24 nothing is left, as the widths say too.
  logic [23:0] product_q;
  logic [24:0] half, rounded;
  logic [8:0] rounded_q;
  logic [7:0] probability_q;
  assign half = (25'd1 << shift_o) >> 1;
  assign rounded = ({1'b0, product_q} + half) >> shift_o;
  always_ff @(posedge clk_i) begin
    product_q <= {16'd0, e_o} * {8'd0, multiplier_o[15:0]};
    rounded_q <= rounded[8:0];
    probability_q <= rounded_q[8] ? 8'd255 : rounded_q[7:0];
  end
  assign probability_o = probability_q;

  logic unused;
  assign unused = ^rounded[24:9];  // a probability is at most 256
endmodule
