// SPDX-License-Identifier: Apache-2.0
/// One processing element of the output-stationary array: multiplies its row's and its column's operand and
/// accumulates. With SHADOW a second register takes the finished sum, so that the next tile starts while this one
/// drains; without it the accumulator itself is shifted out. Does not saturate: the sum is proved to fit when the model
/// is compressed. Latency: one product a cycle, the sum is in the accumulator in the next.
/// Source: models/units/matmul.md.
module octet_pe #(
    parameter bit SHADOW = 1'b1
) (
    input  logic               clk_i,
    input  logic               mac_i,       // accumulate a product in this cycle
    input  logic               first_i,     // it is the first product of a tile: start from zero
    input  logic signed [8:0]  a_i,         // row operand, signed or zero-extended
    input  logic signed [7:0]  b_i,         // column operand
    input  logic               transfer_i,  // the tile is done with this cycle: hand the sum to the drain
    input  logic               shift_i,     // take the right neighbour's result
    input  logic [31:0]        neighbour_i,
    output logic [31:0]        result_o
);
  logic signed [16:0] product;
  logic [31:0] accumulator_q, accumulator_d;

  assign product = a_i * b_i;

  always_comb begin
    accumulator_d = accumulator_q;
    if (mac_i) accumulator_d = (first_i ? 32'd0 : accumulator_q) + {{15{product[16]}}, product};
  end

  if (SHADOW) begin : gen_shadow
    logic [31:0] shadow_q;
    always_ff @(posedge clk_i) begin
      accumulator_q <= accumulator_d;
      if (transfer_i) shadow_q <= accumulator_d;
      else if (shift_i) shadow_q <= neighbour_i;
    end
    assign result_o = shadow_q;
  end else begin : gen_single
    always_ff @(posedge clk_i) begin
      if (shift_i) accumulator_q <= neighbour_i;
      else accumulator_q <= accumulator_d;
    end
    assign result_o = accumulator_q;
    // The sum stays where it is: nothing is handed over.
    logic unused;
    assign unused = transfer_i;
  end
endmodule
