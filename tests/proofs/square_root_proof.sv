// SPDX-License-Identifier: Apache-2.0
/// From any state, a start gives floor(sqrt(radicand)) ROOT_BITS + 1 cycles later, and the root stays whatever the
/// ports carry. A depth of ROOT_BITS + 3 therefore proves every run with its first idle cycles.
module square_root_proof #(
    parameter int unsigned ROOT_BITS = 8
) (
    input logic                   clk_i,
    input logic [2*ROOT_BITS-1:0] noise_i
);
  (* anyconst *) logic [2*ROOT_BITS-1:0] radicand;
  logic [7:0] cycle_q = 8'd0;
  logic [ROOT_BITS-1:0] root;
  logic [2*ROOT_BITS+1:0] wide, next;
  octet_square_root #(.ROOT_BITS(ROOT_BITS)) i_root (
      .clk_i,
      .rst_ni(1'b1),
      .start_i(cycle_q == 8'd0),
      .radicand_i(cycle_q == 8'd0 ? radicand : noise_i),
      .root_o(root)
  );
  always_ff @(posedge clk_i) if (cycle_q != 8'hFF) cycle_q <= cycle_q + 8'd1;
  assign wide = {{(ROOT_BITS + 2) {1'b0}}, root};
  assign next = wide + 1'b1;
  always_comb begin
    if (cycle_q > 8'(ROOT_BITS)) begin
      assert (wide * wide <= {2'b00, radicand});
      assert (next * next > {2'b00, radicand});
    end
  end
endmodule
