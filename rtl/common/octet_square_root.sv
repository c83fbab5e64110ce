// SPDX-License-Identifier: Apache-2.0
/// Floor of the square root of an unsigned number, bit-serial: one root bit a cycle from the top, two radicand bits
/// each. Exact for every radicand. A start while it counts abandons what it counted. Latency: started in cycle t it
/// loads the radicand, and `root_o` holds from t + ROOT_BITS + 1 until the next start, whatever the data.
/// Source: models/units/normalization.md (D).
module octet_square_root #(
    parameter int unsigned ROOT_BITS = 16  // at least 2
) (
    input  logic                   clk_i,
    input  logic                   rst_ni,
    input  logic                   start_i,
    input  logic [2*ROOT_BITS-1:0] radicand_i,
    output logic [ROOT_BITS-1:0]   root_o
);
  localparam int unsigned COUNT_BITS = $clog2(ROOT_BITS + 1);

  logic [COUNT_BITS-1:0] left_q;
  logic [2*ROOT_BITS-1:0] radicand_q;  // bits not yet taken, at the top
  logic [ROOT_BITS-1:0] root_q;
  logic [ROOT_BITS-1:0] remainder_q;   // of the bits taken: at most 2 root; the last one is not kept whole
  logic [ROOT_BITS+1:0] extended, trial;
  logic [ROOT_BITS-1:0] reduced;
  logic fits;

  // (2 root + 1)^2 = 4 root^2 + (4 root + 1): the next bit is one where 4 root + 1 is still left.
  assign extended = {remainder_q, radicand_q[2*ROOT_BITS-1-:2]};
  assign trial = {1'b0, root_q[ROOT_BITS-2:0], 2'b01};
  assign fits = extended >= trial;
  assign reduced = extended[ROOT_BITS-1:0] - trial[ROOT_BITS-1:0];
  assign root_o = root_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) left_q <= '0;
    else if (start_i) left_q <= COUNT_BITS'(ROOT_BITS);
    else if (left_q != '0) left_q <= left_q - 1'b1;
  end

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      radicand_q <= radicand_i;
      root_q <= '0;
      remainder_q <= '0;
    end else if (left_q != '0) begin
      radicand_q <= {radicand_q[2*ROOT_BITS-3:0], 2'b00};
      root_q <= {root_q[ROOT_BITS-2:0], fits};
      remainder_q <= fits ? reduced : extended[ROOT_BITS-1:0];
    end
  end
endmodule
