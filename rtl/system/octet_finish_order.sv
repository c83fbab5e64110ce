// SPDX-License-Identifier: Apache-2.0
/// The steps of a load channel finish in the order of their start, one a cycle. A step ends with its last beat, or,
/// when it is transposed, with its last column; the ends of each kind come in order, but one kind may overtake the
/// other: what has ended before its turn waits here. Latency: a step finishes in the cycle of its end, or in the one
/// after the finish of the step before it. Source: docs/machine.md, "Life of a step".
module octet_finish_order #(
    parameter int unsigned STEPS = 2  // on their way at most
) (
    input  logic clk_i,
    input  logic rst_ni,
    input  logic start_i,       // a step starts in this cycle
    input  logic blocks_i,      // it is transposed
    input  logic arrived_i,     // the oldest step on its way that is not transposed ends in this cycle
    input  logic transposed_i,  // the oldest one that is
    output logic finish_o       // last cycle of the oldest unfinished step
);
  localparam int unsigned COUNT_BITS = $clog2(STEPS + 1);

  logic full, none, oldest_blocks;
  octet_fifo #(
      .WIDTH(1),
      .DEPTH(STEPS)
  ) i_unfinished (
      .clk_i,
      .rst_ni,
      .push_i(start_i),
      .data_i(blocks_i),
      .full_o(full),
      .pop_i(finish_o),
      .data_o(oldest_blocks),
      .empty_o(none)
  );

  // By kind: ended, not finished.
  logic [1:0] ended, finish;
  logic [2*COUNT_BITS-1:0] waiting_q;
  assign ended = {transposed_i, arrived_i};
  assign finish_o = |finish;
  for (genvar kind = 0; kind < 2; kind++) begin : gen_kind
    logic [COUNT_BITS-1:0] waiting;
    assign waiting = waiting_q[kind*COUNT_BITS+:COUNT_BITS];
    assign finish[kind] = !none && oldest_blocks == 1'(kind) && (ended[kind] || waiting != '0);
    always_ff @(posedge clk_i) begin
      if (!rst_ni) waiting_q[kind*COUNT_BITS+:COUNT_BITS] <= '0;
      else if (ended[kind] && !finish[kind]) waiting_q[kind*COUNT_BITS+:COUNT_BITS] <= waiting + 1'b1;
      else if (finish[kind] && !ended[kind]) waiting_q[kind*COUNT_BITS+:COUNT_BITS] <= waiting - 1'b1;
    end
  end

  // The scoreboard grants no step beyond STEPS.
  logic unused;
  assign unused = full;
endmodule
