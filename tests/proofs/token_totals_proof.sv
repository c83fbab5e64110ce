// SPDX-License-Identifier: Apache-2.0
/// octet_token_counts, driven as octet_sequencer does, gives over a command exactly the tokens that `octet verify`
/// counts for a slot (token_total in models/program/step.cpp): periods less skip, but not below zero; and never more
/// than eight of a context a step. Of the eight slots one is followed, any one; the others hold anything. The proof is
/// inductive, for counts of up to 2^SIZE_BITS - 1 an outer and an inner loop (the product of the loop counts is what is
/// hard), any skip and every period.
module token_totals_proof #(
    parameter bit SIGNALS = 1'b0,
    parameter int unsigned SIZE_BITS = 3
) (
    input logic clk_i,
    input logic advance_i  // the step is granted
);
  localparam int unsigned CONTEXTS = octet_machine_pkg::CONTEXTS;
  (* anyconst *) logic [SIZE_BITS-1:0] count0, count1;
  (* anyconst *) logic [127:0] slots;
  (* anyconst *) logic [2:0] followed;
  logic [15:0] i0_q = 16'd0, i1_q = 16'd0;
  logic [31:0] index_q = 32'd0, given_q = 32'd0;
  logic over_q = 1'b0;
  logic [15:0] slot, count0_wide, count1_wide;
  logic [127:0] only;
  logic [octet_machine_pkg::COUNTS_BITS-1:0] counts, all;
  logic last0, last1;

  assign slot = slots[followed*16+:16];
  assign only = {112'd0, slot} << {followed, 4'd0};
  assign count0_wide = {{(16 - SIZE_BITS) {1'b0}}, count0};
  assign count1_wide = {{(16 - SIZE_BITS) {1'b0}}, count1};
  octet_token_counts #(
      .SIGNALS(SIGNALS)
  ) i_one (
      .slots_i(only),
      .i0_i(i0_q),
      .i1_i(i1_q),
      .index_i(index_q),
      .count0_i(count0_wide),
      .count1_i(count1_wide),
      .counts_o(counts)
  );
  octet_token_counts #(
      .SIGNALS(SIGNALS)
  ) i_all (
      .slots_i(slots),
      .i0_i(i0_q),
      .i1_i(i1_q),
      .index_i(index_q),
      .count0_i(count0_wide),
      .count1_i(count1_wide),
      .counts_o(all)
  );

  // As octet_sequencer walks.
  assign last0 = i0_q == count0_wide - 16'd1;
  assign last1 = i1_q == count1_wide - 16'd1;
  logic [4:0] context_;
  logic [1:0] period;
  logic [31:0] skip, here, total, periods_before, periods;
  assign context_ = slot[octet_command_pkg::TOKEN_CONTEXT_LSB+:5];
  assign period = slot[octet_command_pkg::TOKEN_PERIOD_LSB+:2];
  assign skip = {24'd0, slot[octet_command_pkg::TOKEN_SKIP_LSB+:8]};
  assign here = {28'd0, counts[context_*4+:4]};
  always_ff @(posedge clk_i) begin
    if (advance_i && !over_q) begin
      over_q <= last0 && last1;
      i1_q <= last1 ? 16'd0 : i1_q + 16'd1;
      if (last1) i0_q <= i0_q + 16'd1;
      index_q <= index_q + 32'd1;
      given_q <= given_q + here;
    end
  end

  logic [31:0] outer, inner, steps;
  assign outer = {16'd0, count0_wide};
  assign inner = {16'd0, count1_wide};
  assign steps = outer * inner;
  always_comb begin
    // Periods ended (begun) before this step.
    if (period == octet_command_pkg::PERIOD_COMMAND) begin
      periods = 32'd1;
      periods_before = SIGNALS ? {31'd0, over_q} : {31'd0, index_q != 32'd0};
    end else if (period == octet_command_pkg::PERIOD_OUTER) begin
      periods = outer;
      periods_before = over_q || SIGNALS ? {16'd0, i0_q} : {16'd0, i0_q} + {31'd0, i1_q != 16'd0};
    end else begin
      periods = steps;
      periods_before = index_q;
    end
    total = periods > skip ? periods - skip : 32'd0;
    assume (count0 != '0 && count1 != '0);
    assume (slot[octet_command_pkg::TOKEN_VALID_LSB] && context_ < 5'(CONTEXTS)
        && period <= octet_command_pkg::PERIOD_STEP);
    // What must hold.
    if (over_q) assert (given_q == total);
    assert (given_q <= total);
    assert (here <= 32'd1 && counts == {48'd0, here[3:0]} << {context_, 2'd0});
    for (int unsigned other = 0; other < CONTEXTS; other++) assert (all[other*4+:4] <= 4'd8);
    // Why.
    assert (index_q == {16'd0, i0_q} * inner + {16'd0, i1_q});
    assert (over_q ? i0_q == count0_wide && i1_q == 16'd0 : i0_q < count0_wide && i1_q < count1_wide);
    if (SIGNALS) begin
      // The last `skip` periods give nothing.
      assert (given_q == (periods_before < total ? periods_before : total));
    end else begin
      // The first `skip` periods take nothing.
      assert (given_q == (periods_before > skip ? periods_before - skip : 32'd0));
    end
  end
endmodule
