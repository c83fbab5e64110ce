// SPDX-License-Identifier: Apache-2.0
/// octet_unit_tracker holds every granted step until it finishes and gives exactly its tokens, once. One grant is
/// marked, any one, with the number of unfinished steps before it; it must be the oldest, with its context and its
/// tokens, exactly when that many have finished, its writes are claimed until it finishes, its reads until the
/// occupancy ends. Assumed is what progress_proof shows of the machine: no grant to a unit that is occupied or full;
/// and what it assumes of bodies. The last group of assertions relates the registers (joined by prove.py): the proof is
/// inductive.
module unit_tracker_proof #(
    parameter int unsigned STEPS = 2,
    parameter int unsigned BANKS = 2
) (
    input logic                                       clk_i,
    input logic                                       grant_i,
    input logic                                       release_i,
    input logic                                       finish_i,
    input logic                                       mark_i,
    input logic [octet_machine_pkg::CONTEXT_BITS-1:0] context_i,
    input logic [BANKS-1:0]                           reads_i,
    input logic [BANKS-1:0]                           writes_i,
    input logic [octet_machine_pkg::COUNTS_BITS-1:0]  signals_i
);
  localparam int unsigned COUNTS_BITS = octet_machine_pkg::COUNTS_BITS;
  localparam int unsigned WIDTH = BANKS + COUNTS_BITS + octet_machine_pkg::CONTEXT_BITS;
  (* keep *) logic [STEPS-1:0] slots_valid;     // the tracker's registers, joined by prove.py
  (* keep *) logic [STEPS*WIDTH-1:0] slots;
  logic rst_n_q = 1'b0;
  logic busy, full, empty;
  logic [octet_machine_pkg::CONTEXT_BITS-1:0] context_, finished;
  logic [BANKS-1:0] reads, writes;
  logic [COUNTS_BITS-1:0] signals;

  octet_unit_tracker #(
      .BANKS(BANKS),
      .STEPS(STEPS)
  ) i_tracker (
      .clk_i,
      .rst_ni(rst_n_q),
      .grant_i,
      .context_i,
      .reads_i,
      .writes_i,
      .signals_i,
      .release_i,
      .finish_i,
      .busy_o(busy),
      .context_o(context_),
      .full_o(full),
      .empty_o(empty),
      .reads_o(reads),
      .writes_o(writes),
      .finished_o(finished),
      .signals_o(signals)
  );

  logic [7:0] count_q, before_q;           // unfinished steps, and those before the marked one
  logic occupied_q, inside_q, marked_occupies_q;
  logic [octet_machine_pkg::CONTEXT_BITS-1:0] marked_context_q;
  logic [BANKS-1:0] marked_reads_q, marked_writes_q;
  logic [COUNTS_BITS-1:0] marked_signals_q;
  logic marked, mark;
  logic done_q;
  assign mark = grant_i && mark_i && !inside_q && !done_q;
  assign marked = inside_q && before_q == 8'd0;  // the oldest
  always_ff @(posedge clk_i) begin
    rst_n_q <= 1'b1;
    if (!rst_n_q) begin
      count_q <= 8'd0;
      occupied_q <= 1'b0;
      inside_q <= 1'b0;
      marked_occupies_q <= 1'b0;
      done_q <= 1'b0;
    end else begin
      count_q <= count_q + {7'd0, grant_i} - {7'd0, finish_i};
      if (grant_i) occupied_q <= 1'b1;
      else if (release_i) occupied_q <= 1'b0;
      if (mark) begin
        inside_q <= 1'b1;
        marked_occupies_q <= 1'b1;
        marked_context_q <= context_i;
        marked_reads_q <= reads_i;
        marked_writes_q <= writes_i;
        marked_signals_q <= signals_i;
        before_q <= count_q - {7'd0, finish_i};
      end else begin
        if (release_i) marked_occupies_q <= 1'b0;
        if (inside_q && finish_i) begin
          if (marked) begin
            inside_q <= 1'b0;
            done_q <= 1'b1;
          end else begin
            before_q <= before_q - 8'd1;
          end
        end
      end
    end
  end

  logic [7:0] valid;
  logic gap;
  always_comb begin
    valid = 8'd0;
    gap = 1'b0;
    for (int unsigned slot = 0; slot < STEPS; slot++) begin
      valid = valid + {7'd0, slots_valid[slot]};
      if (slot != 0) gap = gap || (slots_valid[slot] && !slots_valid[slot-1]);
    end
    if (rst_n_q) begin
      assume (!grant_i || (!occupied_q && count_q != 8'(STEPS)));
      assume (!release_i || occupied_q);
      assume (!finish_i || count_q > {7'd0, occupied_q && !release_i});
      // What a user sees.
      assert (busy == occupied_q && full == (count_q == 8'(STEPS)) && empty == (count_q == 8'd0));
      if (marked) assert (!empty && finished == marked_context_q && signals == marked_signals_q);
      if (inside_q) assert ((writes & marked_writes_q) == marked_writes_q);
      if (marked_occupies_q) assert (busy && reads == marked_reads_q && context_ == marked_context_q);
      assert (busy || reads == '0);
      assert (!empty || writes == '0);
      // Why.
      assert (valid == count_q && !gap && count_q <= 8'(STEPS));
      assert (!occupied_q || count_q != 8'd0);
      assert (!marked_occupies_q || (inside_q && occupied_q && before_q + 8'd1 == count_q));
      if (inside_q) begin
        assert (before_q < count_q);
        assert (slots[before_q*WIDTH+:WIDTH] == {marked_writes_q, marked_signals_q, marked_context_q});
      end
    end
  end
endmodule
