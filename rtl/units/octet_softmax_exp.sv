// SPDX-License-Identifier: Apache-2.0
/// The integer exponential of softmax: exp(-below steps) in units of 1/256, 256 saturated to 255.
/// One value a cycle, never stalls; what enters in cycle t is at the output in t+4. align_i must hold still while a
/// value is inside. Does not subtract the maximum and does not mask. Source: models/units/softmax.md, "The
/// exponential".
module octet_softmax_exp (
    input  logic        clk_i,
    input  logic [15:0] below_i,  // maximum - score
    input  logic [3:0]  align_i,  // left shift from score steps to internal steps, 0..12
    output logic [7:0]  e_o
);
  localparam logic [27:0] LIMIT = 28'd8500;      // ten times ln 2: nothing is left beyond
  localparam logic [13:0] LN2 = 14'd850;         // in internal steps
  localparam logic [26:0] INVERSE = 27'd4935;    // ceil(2^22 / 850)
  localparam logic [22:0] LINEAR = 23'd3318;
  localparam logic [22:0] CONSTANT = 23'd4194304;  // 256 * 2^14

  logic [27:0] aligned;
  logic [13:0] n_q, remainder;
  /* verilator lint_off UNUSEDSIGNAL */  // fractions that are dropped
  logic [26:0] product;
  logic [23:0] sum;
  /* verilator lint_on UNUSEDSIGNAL */
  logic [3:0] z, z2_q, z3_q;
  logic [9:0] fraction_q;  // -p, 0..849
  logic [22:0] polynomial_q;
  logic [9:0] rounded;
  logic [7:0] e_q;

  assign aligned = {12'd0, below_i} << align_i;
  assign product = {13'd0, n_q} * INVERSE;
  assign z = product[25:22];
  assign remainder = n_q - {10'd0, z} * LN2;
  // Halves upwards at bit 13 + z, then bits 14 + z and above.
  assign sum = {1'b0, polynomial_q} + (24'd8192 << z3_q);
  assign rounded = sum[23:14] >> z3_q;

  always_ff @(posedge clk_i) begin
    n_q <= aligned > LIMIT ? LIMIT[13:0] : aligned[13:0];

    z2_q <= z;
    fraction_q <= remainder[9:0];

    z3_q <= z2_q;
    polynomial_q <= CONSTANT - {13'd0, fraction_q} * (LINEAR - {13'd0, fraction_q});

    e_q <= rounded[9:8] != 2'd0 ? 8'd255 : rounded[7:0];
  end
  assign e_o = e_q;

  logic unused;
  assign unused = ^remainder[13:10];  // z is the quotient, so the remainder is below 850
endmodule
