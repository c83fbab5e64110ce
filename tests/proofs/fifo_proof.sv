// SPDX-License-Identifier: Apache-2.0
/// octet_fifo loses, duplicates and reorders nothing. One push is marked, any one, with the number of entries before
/// it; it must be at the head, with its data, exactly when that many have been popped. Before and after it the levels
/// must agree with a count of pushes and pops. The last group of assertions relates the registers (joined by prove.py)
/// so that the proof is inductive: it holds for every run, not for some depth.
module fifo_proof #(
    parameter int unsigned WIDTH = 3,
    parameter int unsigned DEPTH = 3
) (
    input logic             clk_i,
    input logic             push_i,
    input logic             pop_i,
    input logic             mark_i,
    input logic [WIDTH-1:0] data_i
);
  // The FIFO's registers, joined by prove.py.
  localparam int unsigned POINTER_BITS = DEPTH > 1 ? $clog2(DEPTH) : 1;
  localparam int unsigned LEVEL_BITS = $clog2(DEPTH + 1);
  (* keep *) logic [POINTER_BITS-1:0] head_register, tail_register;
  (* keep *) logic [LEVEL_BITS-1:0] level_register;
  (* keep *) logic [DEPTH*WIDTH-1:0] entries;
  logic [7:0] head, tail, level;
  logic rst_n_q = 1'b0;
  logic full, empty, push, pop;
  logic [WIDTH-1:0] data;
  logic [7:0] count_q;             // pushed, not popped
  logic inside_q, done_q;          // the marked entry is in the FIFO, or has been
  logic [7:0] before_q, place;     // entries before the marked one
  logic [WIDTH-1:0] marked_q;

  octet_fifo #(
      .WIDTH(WIDTH),
      .DEPTH(DEPTH)
  ) i_fifo (
      .clk_i,
      .rst_ni(rst_n_q),
      .push_i,
      .data_i,
      .full_o(full),
      .pop_i,
      .data_o(data),
      .empty_o(empty)
  );
  assign push = push_i && count_q != 8'(DEPTH);
  assign pop = pop_i && count_q != 8'd0;
  always_ff @(posedge clk_i) begin
    rst_n_q <= 1'b1;
    if (!rst_n_q) begin
      count_q <= 8'd0;
      inside_q <= 1'b0;
      done_q <= 1'b0;
    end else begin
      count_q <= count_q + {7'd0, push} - {7'd0, pop};
      if (push && mark_i && !inside_q && !done_q) begin
        inside_q <= 1'b1;
        marked_q <= data_i;
        before_q <= count_q - {7'd0, pop};
      end else if (inside_q && pop) begin
        if (before_q == 8'd0) begin
          inside_q <= 1'b0;
          done_q <= 1'b1;
        end else begin
          before_q <= before_q - 8'd1;
        end
      end
    end
  end
  assign head = {{(8 - POINTER_BITS) {1'b0}}, head_register};
  assign tail = {{(8 - POINTER_BITS) {1'b0}}, tail_register};
  assign level = {{(8 - LEVEL_BITS) {1'b0}}, level_register};
  assign place = head + before_q >= 8'(DEPTH) ? head + before_q - 8'(DEPTH) : head + before_q;
  always_comb begin
    if (rst_n_q) begin
      // What a user sees.
      assert (full == (count_q == 8'(DEPTH)));
      assert (empty == (count_q == 8'd0));
      if (inside_q) assert (!empty);
      if (inside_q && before_q == 8'd0) assert (data == marked_q);
      // Why.
      assert (level == count_q && level <= 8'(DEPTH));
      assert (head < 8'(DEPTH) && tail < 8'(DEPTH));
      assert (tail == (head + level >= 8'(DEPTH) ? head + level - 8'(DEPTH) : head + level));
      if (inside_q) begin
        assert (before_q < count_q);
        assert (entries[place*WIDTH+:WIDTH] == marked_q);
      end
    end
  end
endmodule
