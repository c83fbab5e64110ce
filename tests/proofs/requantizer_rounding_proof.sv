// SPDX-License-Identifier: Apache-2.0
/// Rounding, shift and saturation of a requantizer lane at full width. The multiplier is taken out (prove.py joins
/// `product` to what it fed), so the product is any number within the page's 63 bits. With N = product + 2^(shift-1),
/// the result y is the clamp of floor(N / 2^shift), stated without a right shift: y 2^shift <= N < (y + 1) 2^shift,
/// where an end of the range drops one of the two. A pipeline forgets everything in 4 cycles, so a depth of 5 cycles
/// from any state is every run.
module requantizer_rounding_proof (
    input logic        clk_i,
    input logic [5:0]  shift_i,
    input logic [4:0]  output_bits_i
);
  localparam logic signed [127:0] LARGEST = 128'sd1 <<< 62;  // 2^31 (2^31 - 1) stays below
  (* anyseq *) logic signed [63:0] product;  // of what entered one cycle ago
  logic [5:0] shift1_q, shift2_q, shift3_q, shift4_q;
  logic [4:0] bits1_q, bits2_q, bits3_q, bits4_q;
  logic signed [127:0] product2_q, product3_q, product4_q, number, low, high, top, y;
  logic [15:0] result;
  logic [2:0] cycle_q = 3'd0;

  octet_requantizer_lane i_lane (
      .clk_i,
      .accumulator_i(32'd0),
      .bias_i(32'd0),
      .multiplier_i(31'd0),
      .shift_i,
      .output_bits_i,
      .result_o(result)
  );
  always_ff @(posedge clk_i) begin
    {shift4_q, shift3_q, shift2_q, shift1_q} <= {shift3_q, shift2_q, shift1_q, shift_i};
    {bits4_q, bits3_q, bits2_q, bits1_q} <= {bits3_q, bits2_q, bits1_q, output_bits_i};
    product2_q <= {{64{product[63]}}, product};
    product3_q <= product2_q;
    product4_q <= product3_q;
    if (cycle_q != 3'd7) cycle_q <= cycle_q + 3'd1;
  end
  assign number = product4_q + $signed((128'd1 << shift4_q) >> 1);
  assign y = {{112{result[15]}}, result};
  assign low = y <<< shift4_q;
  assign high = low + (128'sd1 <<< shift4_q);
  assign top = (128'sd1 <<< (bits4_q - 5'd1)) - 128'sd1;
  always_comb begin
    assume (shift_i <= 6'd62);
    assume (output_bits_i >= 5'd8 && output_bits_i <= 5'd16);
    assume (product < LARGEST && product > -LARGEST);
    if (cycle_q >= 3'd4) begin
      assert (y <= top && y >= ~top);
      assert (low <= number || y == ~top);
      assert (number < high || y == top);
    end
  end
endmodule
