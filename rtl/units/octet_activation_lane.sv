// SPDX-License-Identifier: Apache-2.0
/// Arithmetic of one activation lane: i-GELU of a 16-bit input to 8 bits (clip, square, gate, product, scale, round).
/// One value a cycle, never stalls; what enters in cycle t is at the output in t+6. The parameters must hold still
/// while a value is inside. Does not check that clip_i belongs to one_bits_i. Source: models/units/activation.md.
module octet_activation_lane #(
    parameter int unsigned MULTIPLIER_BITS = 31  // of a scale, 8..31: wider ones are cut
) (
    input  logic        clk_i,
    input  logic [15:0] input_i,
    input  logic [4:0]  one_bits_i,    // 8..30
    input  logic [14:0] clip_i,        // clip point of one_bits_i
    input  logic [30:0] multiplier_i,
    input  logic [5:0]  shift_i,       // 0..62
    output logic [7:0]  result_o
);
  localparam logic [4:0] GATE_BITS = 5'd13;  // most fraction bits of the gate that multiplies the input

  logic signed [15:0] x1_q, x2_q, x3_q;
  logic [15:0] magnitude;
  logic [14:0] gap_q;
  logic [29:0] square_q;
  logic [4:0] narrowing;
  logic [31:0] gate, gate_half, narrowed;
  logic [14:0] narrow_q;
  logic signed [29:0] product_q;
  logic signed [60:0] scaled_q;
  logic signed [62:0] half, rounded;
  logic [7:0] result_q;

  assign magnitude = input_i[15] ? 16'd0 - input_i : input_i;

  // 1 - erf of a negative input is the square itself, 1 + erf of another is two minus the square.
  assign gate = x2_q[15] ? {2'b00, square_q} : (32'd2 << one_bits_i) - {2'b00, square_q};
  assign narrowing = one_bits_i > GATE_BITS ? one_bits_i - GATE_BITS : 5'd0;
  assign gate_half = (32'd1 << narrowing) >> 1;
  assign narrowed = (gate + gate_half) >> narrowing;

  // 2^(shift-1), and zero for shift 0.
  assign half = $signed((63'd1 << shift_i) >> 1);
  assign rounded = (63'(scaled_q) + half) >>> shift_i;

  always_ff @(posedge clk_i) begin
    gap_q <= magnitude >= {1'b0, clip_i} ? 15'd0 : clip_i - magnitude[14:0];
    x1_q <= $signed(input_i);

    square_q <= {15'd0, gap_q} * {15'd0, gap_q};
    x2_q <= x1_q;

    narrow_q <= narrowed[14:0];
    x3_q <= x2_q;

    product_q <= x3_q * $signed({1'b0, narrow_q});

    scaled_q <= product_q * $signed({1'b0, multiplier_i[MULTIPLIER_BITS-1:0]});

    if (rounded > 63'sd127) result_q <= 8'd127;
    else if (rounded < -63'sd128) result_q <= 8'h80;
    else result_q <= rounded[7:0];
  end
  assign result_o = result_q;

  logic unused;
  assign unused = ^{narrowed[31:15], multiplier_i};  // the gate is at most 2^(one_bits+1); wider scales are refused at
                                                     // compilation
endmodule
