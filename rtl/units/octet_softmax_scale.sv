// SPDX-License-Identifier: Apache-2.0
/// Row scale of softmax: context / sum, normalized, by a restoring division of one quotient bit a cycle. The sum is
/// brought to its top bit when loaded, so that the quotient is floor(multiplier * 2^32 / divisor) whatever the sum.
/// Does not count its bits: the control, the same for all rows, comes from octet_softmax. Latency: load, 32 steps (17
/// for a plain softmax), round; the scale stands from the cycle after round_i until the next.
/// Source: models/units/softmax.md, "Row scale".
module octet_softmax_scale (
    input  logic        clk_i,
    input  logic        load_i,             // take sum_i
    input  logic        step_i,             // find one more bit
    input  logic        round_i,            // after the last bit
    input  logic        divide_i,           // plain softmax: only the last 17 bits of the quotient are looked for
    input  logic [31:0] sum_i,
    input  logic [30:0] multiplier_i,       // of the context, normalized to multiplier_bits_i, or zero
    input  logic [5:0]  shift_i,            // of the context, 0..62
    input  logic [4:0]  multiplier_bits_i,  // 2..31
    output logic [30:0] multiplier_o,
    output logic [5:0]  shift_o
);
  // The sum shifted left to its top bit, half the distance at a time.
  logic high16, high8, high4, high2, high1;
  logic [31:0] shifted16, shifted8, shifted4, shifted2, shifted1;
  assign high16 = |sum_i[31:16];
  assign shifted16 = high16 ? sum_i : sum_i << 16;
  assign high8 = |shifted16[31:24];
  assign shifted8 = high8 ? shifted16 : shifted16 << 8;
  assign high4 = |shifted8[31:28];
  assign shifted4 = high4 ? shifted8 : shifted8 << 4;
  assign high2 = |shifted4[31:30];
  assign shifted2 = high2 ? shifted4 : shifted4 << 2;
  assign high1 = shifted2[31];
  assign shifted1 = high1 ? shifted2 : shifted2 << 1;

  logic [31:0] divisor_q, remainder_q, quotient_q;
  logic [4:0] log2_sum_q;
  logic zero_q;
  logic [32:0] doubled;
  /* verilator lint_off UNUSEDSIGNAL */
  logic [32:0] difference;  // its top bit is only a borrow
  /* verilator lint_on UNUSEDSIGNAL */
  logic next_bit;
  assign doubled = {remainder_q, 1'b0};
  assign difference = doubled - {1'b0, divisor_q};
  assign next_bit = doubled >= {1'b0, divisor_q};

  // A quotient with a bit more than wanted loses it with its half; else the next bit of the quotient is its half.
  logic [31:0] rounded;
  logic long_quotient;
  logic [6:0] shift;
  logic [30:0] multiplier_q;
  logic [5:0] shift_q;
  assign rounded = quotient_q + {31'd0, quotient_q[multiplier_bits_i] || next_bit};
  assign long_quotient = rounded[multiplier_bits_i];
  assign shift = {1'b0, shift_i} + {2'b00, log2_sum_q} + {6'd0, !long_quotient};

  always_ff @(posedge clk_i) begin
    if (load_i) begin
      divisor_q <= shifted1;
      log2_sum_q <= {high16, high8, high4, high2, high1};
      zero_q <= sum_i == 32'd0 || multiplier_i == 31'd0;
      remainder_q <= divide_i ? {1'b0, multiplier_i[15:0], 15'd0} : {1'b0, multiplier_i};
      quotient_q <= 32'd0;
    end else if (step_i) begin
      remainder_q <= next_bit ? difference[31:0] : doubled[31:0];
      quotient_q <= {quotient_q[30:0], next_bit};
    end
    if (round_i) begin
      if (zero_q || shift > 7'd62) begin
        multiplier_q <= 31'd0;
        shift_q <= 6'd0;
      end else begin
        multiplier_q <= long_quotient ? rounded[31:1] : rounded[30:0];
        shift_q <= shift[5:0];
      end
    end
  end
  assign multiplier_o = multiplier_q;
  assign shift_o = shift_q;
endmodule
