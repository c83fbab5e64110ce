// SPDX-License-Identifier: Apache-2.0
/// From any state, a start with the top bit of D set gives the integer nearest to 2^(2 WIDTH) / (2 D + 1) WIDTH + 1
/// cycles later, and it stays: twice it times the divisor is less than one divisor away from 2^(2 WIDTH + 1). Never a
/// tie, as the divisor is odd.
module reciprocal_proof #(
    parameter int unsigned WIDTH = 8
) (
    input logic             clk_i,
    input logic [WIDTH-1:0] noise_i
);
  (* anyconst *) logic [WIDTH-1:0] d;
  logic [7:0] cycle_q = 8'd0;
  logic [WIDTH-1:0] reciprocal;
  logic [2*WIDTH+3:0] divisor, twice, target;
  octet_reciprocal #(.WIDTH(WIDTH)) i_reciprocal (
      .clk_i,
      .rst_ni(1'b1),
      .start_i(cycle_q == 8'd0),
      .d_i(cycle_q == 8'd0 ? d : noise_i),
      .reciprocal_o(reciprocal)
  );
  always_ff @(posedge clk_i) if (cycle_q != 8'hFF) cycle_q <= cycle_q + 8'd1;
  assign divisor = {{(WIDTH + 3) {1'b0}}, d, 1'b1};
  assign twice = {{(WIDTH + 3) {1'b0}}, reciprocal, 1'b0} * divisor;
  assign target = {2'b00, 1'b1, {(2 * WIDTH + 1) {1'b0}}};
  always_comb begin
    assume (d[WIDTH-1]);
    if (cycle_q > 8'(WIDTH)) begin
      assert (twice < target + divisor);
      assert (twice + divisor > target);
    end
  end
endmodule
