// SPDX-License-Identifier: Apache-2.0
/// Arithmetic of one normalization lane: exact sums of a row, root of its variance, reciprocal, and the row once more,
/// normalized. Holds no counters: octet_normalization says which elements are summed and when each step between the two
/// passes is due. Two multipliers serve both passes (n x and n S2; S1^2 and difference times r): a row's first results
/// come after its own sums, and the last of the row before are past the multipliers when the next sums are complete.
/// Rows of zero variance need no case of their own: all differences are zero. Latency: an element of cycle t is in S1,
/// S2 from t+3, or is `y_o` in t+11. Source: models/units/normalization.md; names are the page's.
module octet_normalization_lane (
    input  logic        clk_i,
    input  logic        rst_ni,
    input  logic [15:0] x_i,            // an element, sign-extended
    input  logic        add_i,          // it is to be summed
    input  logic        first_i,        // it is its row's first to be summed
    input  logic [12:0] n_i,            // 1..4096, all through the step
    input  logic [53:0] epsilon_i,      // E, all through the step
    // Between the passes, one cycle each:
    input  logic        products_i,     // S1, S2 are complete: take n S2 and S1^2
    input  logic        variance_i,     // in the next: take V + E
    input  logic        align_i,        // in the next: take e
    input  logic        root_i,         // in the next: start the root of V'
    input  logic        reciprocal_i,   // D is there: start r, which must be there when the first difference is
    // Parameters of the element that entered 6 cycles ago.
    input  logic [16:0] gamma_i,
    input  logic [31:0] beta_i,
    input  logic [5:0]  shift_i,        // 0..37, all through the step: from 37 on every result is zero
    output logic [7:0]  y_o
);
  // First pass, and n x of the second.
  logic add_q, add2_q, first_q, first2_q;
  logic signed [15:0] x_q, x2_q;
  logic [31:0] square_q;
  logic signed [27:0] s1_q;
  logic [42:0] s2_q;
  logic signed [43:0] factor;  // of n
  logic signed [55:0] times_n_q;
  assign factor = products_i ? $signed({1'b0, s2_q}) : {{28{x_q[15]}}, x_q};
  always_ff @(posedge clk_i) begin
    x_q <= $signed(x_i);
    add_q <= add_i;
    first_q <= first_i;

    x2_q <= x_q;
    add2_q <= add_q;
    first2_q <= first_q;
    square_q <= x_q * x_q;
    times_n_q <= factor * $signed({1'b0, n_i});

    if (add2_q) begin
      s1_q <= (first2_q ? 28'sd0 : s1_q) + {{12{x2_q[15]}}, x2_q};
      s2_q <= (first2_q ? 43'd0 : s2_q) + {11'd0, square_q};
    end
  end

  // Between the passes. e / 2 = pair - 15, and V' is V + E shifted so that its leading pair of bits stands in bits
  // 31:30.
  logic signed [28:0] difference_q, left, right;
  logic signed [55:0] product_q;
  logic [54:0] variance_q;  // V + E
  logic [55:0] pairs, aligned;
  logic [4:0] pair_q, pair;  // 0..27
  logic [15:0] d, r;
  assign left = products_i ? {s1_q[27], s1_q} : difference_q;
  assign right = products_i ? {s1_q[27], s1_q} : $signed({13'd0, r});
  always_comb begin
    pair = 5'd0;
    for (int unsigned index = 1; index < 28; index++) begin
      if (|pairs[index*2+:2]) pair = 5'(index);
    end
  end
  assign pairs = {1'b0, variance_q};
  assign aligned = pairs << {5'd27 - pair_q, 1'b0};
  always_ff @(posedge clk_i) begin
    difference_q <= times_n_q[28:0] - {s1_q[27], s1_q};
    product_q <= left * right;
    if (variance_i) variance_q <= times_n_q[54:0] - product_q[54:0] + {1'b0, epsilon_i};
    if (align_i) pair_q <= pair;
  end
  octet_square_root #(
      .ROOT_BITS(16)
  ) i_root (
      .clk_i,
      .rst_ni,
      .start_i(root_i),
      .radicand_i(aligned[55:24]),
      .root_o(d)
  );
  octet_reciprocal #(
      .WIDTH(16)
  ) i_reciprocal (
      .clk_i,
      .rst_ni,
      .start_i(reciprocal_i),
      .d_i(d),
      .reciprocal_o(r)
  );

  // Second pass: x_hat = shift_round_half_up(product, 19 + e / 2), then gamma, beta, rounding and saturation.
  logic [4:0] x_hat_shift;  // 4..31
  logic signed [45:0] product_half_q, x_hat;
  logic signed [18:0] x_hat_q;
  logic signed [35:0] weighted_q, sum_q;
  logic [31:0] beta_q;
  logic signed [37:0] sum_half_q, rounded_q;
  logic [7:0] y_q;
  assign x_hat_shift = pair_q + 5'd4;
  assign x_hat = product_half_q >>> x_hat_shift;
  always_ff @(posedge clk_i) begin
    product_half_q <= product_q[45:0] + $signed(46'd1 << (x_hat_shift - 5'd1));
    x_hat_q <= x_hat[18:0];
    weighted_q <= x_hat_q * $signed(gamma_i);
    beta_q <= beta_i;
    sum_q <= weighted_q + {{4{beta_q[31]}}, beta_q};
    sum_half_q <= {{2{sum_q[35]}}, sum_q} + $signed((38'd1 << shift_i) >> 1);
    rounded_q <= sum_half_q >>> shift_i;
    if (rounded_q > 38'sd127) y_q <= 8'h7F;
    else if (rounded_q < -38'sd128) y_q <= 8'h80;
    else y_q <= rounded_q[7:0];
  end
  assign y_o = y_q;

  // The page's widths: V + E is below 2^55, V' its upper 32 bits once aligned, x_hat has 19 bits.
  logic unused;
  assign unused = ^{times_n_q[55], product_q[55], aligned[23:0], x_hat[45:19]};
endmodule
