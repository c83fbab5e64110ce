// SPDX-License-Identifier: Apache-2.0
/// octet_sequencer makes exactly count0 * count1 steps of every command it takes, in the order of `octet verify` (i1
/// fastest), each requested until it is granted, and takes the next command only then; its command stands still
/// meanwhile. The proof is inductive, for counts of up to 2^SIZE_BITS - 1 (a command's steps are counted with a
/// product), any command otherwise. Registers are joined by prove.py.
module sequencer_proof #(
    parameter int unsigned SIZE_BITS = 3
) (
    input logic clk_i,
    input logic command_valid_i,
    input logic occupied_i,
    input logic full_i,
    input logic grant_i
);
  (* anyseq *) logic [octet_command_pkg::COMMAND_BITS-1:0] next;
  (* keep *) logic [15:0] i0, i1;  // the sequencer's registers, joined by prove.py
  (* keep *) logic [31:0] index;
  (* keep *) logic last0, last1;
  logic rst_n_q = 1'b0;
  logic pop, active, request;
  octet_command_pkg::command_t head, command;
  octet_machine_pkg::step_t step;
  assign head = next;
  octet_sequencer i_sequencer (
      .clk_i,
      .rst_ni(rst_n_q),
      .command_valid_i,
      .command_i(head),
      .command_pop_o(pop),
      .occupied_i,
      .full_i,
      .active_o(active),
      .request_o(request),
      .command_o(command),
      .step_o(step),
      .grant_i
  );

  logic [31:0] granted_q, steps;  // of the command taken
  logic [octet_command_pkg::COMMAND_BITS-1:0] taken_q;
  logic under_way_q;
  octet_command_pkg::command_t taken;
  assign taken = taken_q;
  assign steps = {16'd0, taken.count0} * {16'd0, taken.count1};
  always_ff @(posedge clk_i) begin
    rst_n_q <= 1'b1;
    if (!rst_n_q) begin
      under_way_q <= 1'b0;
    end else if (pop) begin
      under_way_q <= 1'b1;
      granted_q <= 32'd0;
      taken_q <= next;
    end else if (grant_i) begin
      under_way_q <= granted_q + 32'd1 != steps;
      granted_q <= granted_q + 32'd1;
    end
  end
  always_comb begin
    if (rst_n_q) begin
      assume (!grant_i || request);
      assume (head.count0 != 16'd0 && head.count0 < 16'(1 << SIZE_BITS));
      assume (head.count1 != 16'd0 && head.count1 < 16'(1 << SIZE_BITS));
      // What a user sees.
      assert (active == under_way_q);
      assert (request == (under_way_q && !occupied_i && !full_i));
      assert (pop == (!under_way_q && !occupied_i && command_valid_i));
      if (under_way_q) begin
        assert (command == taken_q);
        assert ({16'd0, i0} * {16'd0, taken.count1} + {16'd0, i1} == granted_q && index == granted_q
            && i1 < taken.count1);
        // Why.
        assert (granted_q < steps && i0 < taken.count0);
        assert (last0 == (i0 == taken.count0 - 16'd1) && last1 == (i1 == taken.count1 - 16'd1));
        assert (taken.count0 != 16'd0 && taken.count0 < 16'(1 << SIZE_BITS));
        assert (taken.count1 != 16'd0 && taken.count1 < 16'(1 << SIZE_BITS));
      end
    end
  end
endmodule
