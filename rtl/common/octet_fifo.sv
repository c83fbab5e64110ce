// SPDX-License-Identifier: Apache-2.0
/// First-in first-out queue with registered state: what is pushed in a cycle is at the head of an empty queue in the
/// next. Does not fall through, and does not accept a push while full even if it is popped in the same cycle.
/// Latency: 1 cycle. Source: docs/machine.md, "Controller".
module octet_fifo #(
    parameter int unsigned WIDTH = 8,
    parameter int unsigned DEPTH = 2
) (
    input  logic             clk_i,
    input  logic             rst_ni,
    input  logic             push_i,   // ignored while full
    input  logic [WIDTH-1:0] data_i,
    output logic             full_o,
    input  logic             pop_i,    // ignored while empty
    output logic [WIDTH-1:0] data_o,   // the head; meaningful while not empty
    output logic             empty_o
);
  localparam int unsigned POINTER_BITS = DEPTH > 1 ? $clog2(DEPTH) : 1;
  localparam int unsigned LEVEL_BITS = $clog2(DEPTH + 1);
  localparam logic [POINTER_BITS-1:0] LAST = POINTER_BITS'(DEPTH - 1);

  logic [WIDTH-1:0] entries[0:DEPTH-1];
  logic [POINTER_BITS-1:0] head_q, tail_q;
  logic [LEVEL_BITS-1:0] level_q;
  logic push, pop;

  assign full_o = level_q == LEVEL_BITS'(DEPTH);
  assign empty_o = level_q == '0;
  assign push = push_i && !full_o;
  assign pop = pop_i && !empty_o;
  assign data_o = entries[head_q];

  always_ff @(posedge clk_i) begin
    if (push) entries[tail_q] <= data_i;
  end

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      head_q  <= '0;
      tail_q  <= '0;
      level_q <= '0;
    end else begin
      if (push) tail_q <= tail_q == LAST ? '0 : tail_q + 1'b1;
      if (pop) head_q <= head_q == LAST ? '0 : head_q + 1'b1;
      if (push && !pop) level_q <= level_q + 1'b1;
      if (pop && !push) level_q <= level_q - 1'b1;
    end
  end
endmodule
