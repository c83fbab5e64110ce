// SPDX-License-Identifier: Apache-2.0
/// octet_finish_order finishes every step, in order, and none before its end: the oldest unfinished step finishes
/// exactly when it has ended, so when all steps under way have ended there is a finish in every cycle until none is
/// left. Assumed: no more steps than STEPS, and only a step that is under way ends, once. The last group of assertions
/// relates the registers (joined by prove.py) so that the proof is inductive.
module finish_order_proof #(
    parameter int unsigned STEPS = 3
) (
    input logic clk_i,
    input logic start_i,
    input logic blocks_i,
    input logic arrived_i,
    input logic transposed_i
);
  localparam int unsigned POINTER_BITS = STEPS > 1 ? $clog2(STEPS) : 1;
  localparam int unsigned COUNT_BITS = $clog2(STEPS + 1);
  (* keep *) logic [POINTER_BITS-1:0] head_register, tail_register;
  (* keep *) logic [COUNT_BITS-1:0] level_register;
  (* keep *) logic [STEPS-1:0] entries;
  (* keep *) logic [2*COUNT_BITS-1:0] waiting_register;
  logic rst_n_q = 1'b0;
  logic finish;

  // The steps under way, the oldest first: whether they are transposed, and whether they have ended.
  logic [STEPS-1:0] blocks_q, ended_q;
  logic [7:0] count_q;
  logic [STEPS-1:0] ended, present;

  octet_finish_order #(
      .STEPS(STEPS)
  ) i_order (
      .clk_i,
      .rst_ni(rst_n_q),
      .start_i,
      .blocks_i,
      .arrived_i,
      .transposed_i,
      .finish_o(finish)
  );

  // The end of this cycle belongs to the oldest step of its kind that has not ended.
  logic arrived_left, transposed_left;
  always_comb begin
    arrived_left = arrived_i;
    transposed_left = transposed_i;
    ended = ended_q;
    for (int unsigned i = 0; i < STEPS; i++) begin
      present[i] = 8'(i) < count_q;
      if (present[i] && !ended_q[i]) begin
        if (blocks_q[i] && transposed_left) begin
          ended[i] = 1'b1;
          transposed_left = 1'b0;
        end else if (!blocks_q[i] && arrived_left) begin
          ended[i] = 1'b1;
          arrived_left = 1'b0;
        end
      end
    end
  end
  always_ff @(posedge clk_i) begin
    rst_n_q <= 1'b1;
    if (!rst_n_q) begin
      count_q <= 8'd0;
    end else begin
      count_q <= count_q + {7'd0, start_i} - {7'd0, finish};
      for (int unsigned i = 0; i < STEPS; i++) begin
        if (start_i && 8'(i) == count_q - {7'd0, finish}) begin
          blocks_q[i] <= blocks_i;
          ended_q[i] <= 1'b0;
        end else if (finish) begin
          blocks_q[i] <= i + 1 < STEPS ? blocks_q[(i+1)%STEPS] : 1'b0;
          ended_q[i] <= i + 1 < STEPS ? ended[(i+1)%STEPS] : 1'b0;
        end else begin
          ended_q[i] <= ended[i];
        end
      end
    end
  end

  logic [7:0] waiting_arrived, waiting_transposed, head, place;
  always_comb begin
    waiting_arrived = 8'd0;
    waiting_transposed = 8'd0;
    for (int unsigned i = 0; i < STEPS; i++) begin
      if (present[i] && ended_q[i] && !blocks_q[i]) waiting_arrived = waiting_arrived + 8'd1;
      if (present[i] && ended_q[i] && blocks_q[i]) waiting_transposed = waiting_transposed + 8'd1;
    end
    head = {{(8 - POINTER_BITS) {1'b0}}, head_register};
    place = 8'd0;
    if (rst_n_q) begin
      assume (!start_i || count_q < 8'(STEPS));
      assume (!arrived_left && !transposed_left);
      // What the scoreboard sees.
      assert (finish == (count_q != 8'd0 && ended[0]));
      // Why.
      assert (count_q <= 8'(STEPS) && {{(8 - COUNT_BITS) {1'b0}}, level_register} == count_q);
      assert (head < 8'(STEPS) && {{(8 - POINTER_BITS) {1'b0}}, tail_register} < 8'(STEPS));
      place = head + count_q;
      assert ({{(8 - POINTER_BITS) {1'b0}}, tail_register} == (place >= 8'(STEPS) ? place - 8'(STEPS) : place));
      assert ({{(8 - COUNT_BITS) {1'b0}}, waiting_register[0+:COUNT_BITS]} == waiting_arrived);
      assert ({{(8 - COUNT_BITS) {1'b0}}, waiting_register[COUNT_BITS+:COUNT_BITS]} == waiting_transposed);
      for (int unsigned i = 0; i < STEPS; i++) begin
        place = head + 8'(i) >= 8'(STEPS) ? head + 8'(i) - 8'(STEPS) : head + 8'(i);
        if (present[i]) assert (entries[place[POINTER_BITS-1:0]] == blocks_q[i]);
        // The ends of a kind come in order.
        for (int unsigned j = 0; j < i; j++)
          if (present[i] && ended_q[i] && blocks_q[j] == blocks_q[i]) assert (ended_q[j]);
      end
    end
  end
endmodule
