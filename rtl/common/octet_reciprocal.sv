// SPDX-License-Identifier: Apache-2.0
/// Reciprocal of the middle of [D, D + 1), bit-serial: round(2^(2 WIDTH) / (2 D + 1)) as floor((2^(2 WIDTH) + D) / (2 D
/// + 1)), one quotient bit a cycle (the divisor is odd, so there are no halves). D must have its top bit set, else the
/// result means nothing. A start while it counts abandons what it counted. Latency: started in cycle t it loads D, and
/// `reciprocal_o` holds from t + WIDTH + 1 until the next start, whatever the data.
/// Source: models/units/normalization.md (r).
module octet_reciprocal #(
    parameter int unsigned WIDTH = 16  // at least 2
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic             start_i,
    input  logic [WIDTH-1:0] d_i,
    output logic [WIDTH-1:0] reciprocal_o
);
  localparam int unsigned COUNT_BITS = $clog2(WIDTH + 1);

  logic [COUNT_BITS-1:0] left_q;
  logic [WIDTH-1:0] d_q, quotient_q;  // the quotient pushes the dividend's low half, D, out at its top
  logic [WIDTH:0] remainder_q;        // below the divisor
  logic [WIDTH+1:0] extended, divisor;
  logic [WIDTH:0] reduced;
  logic fits;

  assign extended = {remainder_q, quotient_q[WIDTH-1]};
  assign divisor = {1'b0, d_q, 1'b1};
  assign fits = extended >= divisor;
  assign reduced = extended[WIDTH:0] - divisor[WIDTH:0];
  assign reciprocal_o = quotient_q;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) left_q <= '0;
    else if (start_i) left_q <= COUNT_BITS'(WIDTH);
    else if (left_q != '0) left_q <= left_q - 1'b1;
  end

  always_ff @(posedge clk_i) begin
    if (start_i) begin
      d_q <= d_i;
      quotient_q <= d_i;
      remainder_q <= {1'b1, {WIDTH{1'b0}}};  // the dividend's high half, 2^WIDTH: below 2 D + 1
    end else if (left_q != '0) begin
      quotient_q <= {quotient_q[WIDTH-2:0], fits};
      remainder_q <= fits ? reduced : extended[WIDTH:0];
    end
  end
endmodule
