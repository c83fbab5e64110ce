// SPDX-License-Identifier: Apache-2.0
/// The token counters of octet_scoreboard count right and never wrap, for one consumer and every producer, every
/// request, claim, wait and finish, over any number of cycles. What `octet verify` guarantees is assumed and nothing
/// else: of a pair never more than 255 tokens are given and not taken (Clocks::most_tokens, the finding "overflow").
/// That fewer than none are taken is the scoreboard's own doing, and shown. The registers are joined by prove.py, and
/// equal what was given less what was taken, counted in ten bits: the proof is inductive.
module token_counters_proof #(
    parameter int unsigned CONSUMER = 5
) (
    input logic                                                                clk_i,
    input logic [octet_machine_pkg::CONTEXTS-1:0]                              request_i,
    input logic [octet_machine_pkg::CONTEXTS-1:0]                              withheld_i,
    input logic [octet_machine_pkg::CONTEXTS*octet_machine_pkg::COUNTS_BITS-1:0] waits_i,
    input logic [octet_machine_pkg::CONTEXTS*2-1:0]                            reads_i,
    input logic [octet_machine_pkg::CONTEXTS*2-1:0]                            writes_i,
    input logic                                                                port_busy_i,
    input logic [octet_machine_pkg::UNITS-1:0]                                 unit_busy_i,
    input logic [octet_machine_pkg::UNITS*octet_machine_pkg::CONTEXT_BITS-1:0] unit_context_i,
    input logic [octet_machine_pkg::UNITS*2-1:0]                               unit_reads_i,
    input logic [octet_machine_pkg::UNITS*2-1:0]                               unit_writes_i,
    input logic [octet_machine_pkg::UNITS-1:0]                                 finish_i,
    input logic [octet_machine_pkg::UNITS*octet_machine_pkg::CONTEXT_BITS-1:0] finish_context_i,
    input logic [octet_machine_pkg::UNITS*octet_machine_pkg::COUNTS_BITS-1:0]  finish_signals_i
);
  localparam int unsigned CONTEXTS = octet_machine_pkg::CONTEXTS;
  localparam int unsigned COUNTS_BITS = octet_machine_pkg::COUNTS_BITS;

  (* keep *) logic [CONTEXTS*8-1:0] counters;  // of the consumer, joined by prove.py
  logic rst_n_q = 1'b0;
  logic [CONTEXTS-1:0] grant;
  logic [CONTEXTS*3-1:0] state;

  octet_scoreboard #(
      .BANKS(2),
      .SINGLE_PORT(2'b01)
  ) i_scoreboard (
      .clk_i,
      .rst_ni(rst_n_q),
      .request_i,
      .withheld_i,
      .waits_i,
      .reads_i,
      .writes_i,
      .grant_o(grant),
      .state_o(state),
      .port_busy_i,
      .unit_busy_i,
      .unit_context_i,
      .unit_reads_i,
      .unit_writes_i,
      .finish_i,
      .finish_context_i,
      .finish_signals_i
  );

  always_ff @(posedge clk_i) rst_n_q <= 1'b1;

  // What docs/machine.md says of tokens, without the scoreboard: a producer's unit finishes a step of it and gives, a
  // granted consumer takes. Ten bits, signed: a step gives or takes at most fifteen.
  for (genvar producer = 0; producer < CONTEXTS; producer++) begin : gen_producer
    localparam int unsigned UNIT = 32'(octet_machine_pkg::UNIT_OF_CONTEXT[producer*4+:4]);
    logic [9:0] given, taken, next, outstanding_q;
    assign given = finish_i[UNIT] && finish_context_i[UNIT*4+:4] == 4'(producer)
        ? {6'd0, finish_signals_i[UNIT*COUNTS_BITS+CONSUMER*4+:4]} : 10'd0;
    assign taken = grant[CONSUMER] ? {6'd0, waits_i[CONSUMER*COUNTS_BITS+producer*4+:4]} : 10'd0;
    assign next = outstanding_q + given - taken;
    always_ff @(posedge clk_i) outstanding_q <= rst_n_q ? next : 10'd0;
    always_comb begin
      if (rst_n_q) begin
        assume (next[9] || next <= 10'd255);  // octet verify; below zero is not assumed away
        assert (outstanding_q <= 10'd255);
        assert ({2'd0, counters[producer*8+:8]} == outstanding_q);
        // A step that takes tokens has them, all of them, before it starts.
        assert (taken <= outstanding_q);
      end
    end
  end
endmodule
