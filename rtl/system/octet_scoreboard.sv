// SPDX-License-Identifier: Apache-2.0
/// Decides in one cycle which contexts' steps may go: tokens there, unit free, memory port free, banks not claimed by
/// another unit, lower indices first. Holds the token counters. Knows nothing of addresses or of what a step does.
/// Latency: grants are combinational; tokens given in cycle t count from t+1. Source: docs/machine.md, "Life of a
/// step".
module octet_scoreboard #(
    parameter int unsigned BANKS = 8,
    parameter logic [BANKS-1:0] SINGLE_PORT = '0  // banks whose one port serves reads and writes
) (
    input  logic                                                                      clk_i,
    input  logic                                                                      rst_ni,
    // Requests, by context.
    input  logic [octet_machine_pkg::CONTEXTS-1:0]                                    request_i,
    input  logic [octet_machine_pkg::CONTEXTS-1:0]                                    withheld_i,  // counters only
    input  logic [octet_machine_pkg::CONTEXTS*octet_machine_pkg::COUNTS_BITS-1:0]     waits_i,
    input  logic [octet_machine_pkg::CONTEXTS*BANKS-1:0]                              reads_i,
    input  logic [octet_machine_pkg::CONTEXTS*BANKS-1:0]                              writes_i,
    output logic [octet_machine_pkg::CONTEXTS-1:0]                                    grant_o,
    output logic [octet_machine_pkg::CONTEXTS*3-1:0]                                  state_o,  // STATE_*
    // Registered claims, by unit.
    input  logic                                                                      port_busy_i,
    input  logic [octet_machine_pkg::UNITS-1:0]                                       unit_busy_i,
    input  logic [octet_machine_pkg::UNITS*octet_machine_pkg::CONTEXT_BITS-1:0]       unit_context_i,
    input  logic [octet_machine_pkg::UNITS*BANKS-1:0]                                 unit_reads_i,
    input  logic [octet_machine_pkg::UNITS*BANKS-1:0]                                 unit_writes_i,
    // Steps that finish in this cycle, by unit.
    input  logic [octet_machine_pkg::UNITS-1:0]                                       finish_i,
    input  logic [octet_machine_pkg::UNITS*octet_machine_pkg::CONTEXT_BITS-1:0]       finish_context_i,
    input  logic [octet_machine_pkg::UNITS*octet_machine_pkg::COUNTS_BITS-1:0]        finish_signals_i
);
  localparam int unsigned CONTEXTS = octet_machine_pkg::CONTEXTS;
  localparam int unsigned CONTEXT_BITS = octet_machine_pkg::CONTEXT_BITS;
  localparam int unsigned UNITS = octet_machine_pkg::UNITS;
  localparam int unsigned COUNT_BITS = octet_machine_pkg::COUNT_BITS;
  localparam int unsigned COUNTS_BITS = octet_machine_pkg::COUNTS_BITS;

  logic [CONTEXTS*CONTEXTS-1:0] ready_tokens;  // [consumer][producer]

  // The walk: what registered claims and the grants of lower contexts in this cycle have taken.
  logic port_taken, tokens_there, unit_free, port_free, banks_free;
  logic [UNITS-1:0] unit_taken;
  logic [UNITS*BANKS-1:0] reads_taken, writes_taken;
  logic [BANKS-1:0] reads, writes, other_reads, other_writes;
  int unsigned own;  // the unit of the context
  always_comb begin
    port_taken = port_busy_i;
    unit_taken = unit_busy_i;
    reads_taken = unit_reads_i;
    writes_taken = unit_writes_i;
    for (int unsigned index = 0; index < CONTEXTS; index++) begin
      own = 32'(octet_machine_pkg::UNIT_OF_CONTEXT[index*octet_machine_pkg::UNIT_BITS+:octet_machine_pkg::UNIT_BITS]);
      reads = reads_i[index*BANKS+:BANKS];
      writes = writes_i[index*BANKS+:BANKS];
      other_reads = '0;
      other_writes = '0;
      for (int unsigned unit = 0; unit < UNITS; unit++) begin
        if (unit != own) begin
          other_reads = other_reads | reads_taken[unit*BANKS+:BANKS];
          other_writes = other_writes | writes_taken[unit*BANKS+:BANKS];
        end
      end
      tokens_there = &ready_tokens[index*CONTEXTS+:CONTEXTS];
      unit_free = !unit_taken[own];
      port_free = !octet_machine_pkg::NEEDS_PORT[index] || !port_taken;
      banks_free = ((reads & other_reads) | (writes & other_writes)
                    | (SINGLE_PORT & ((reads & other_writes) | (writes & other_reads)))) == '0;
      grant_o[index] = request_i[index] && tokens_there && unit_free && port_free && banks_free;
      if (grant_o[index]) begin
        port_taken = port_taken || octet_machine_pkg::NEEDS_PORT[index];
        unit_taken[own] = 1'b1;
        reads_taken[own*BANKS+:BANKS] = reads_taken[own*BANKS+:BANKS] | reads;
        writes_taken[own*BANKS+:BANKS] = writes_taken[own*BANKS+:BANKS] | writes;
      end

      state_o[index*3+:3] = octet_machine_pkg::STATE_IDLE;
      if (unit_busy_i[own] && unit_context_i[own*CONTEXT_BITS+:CONTEXT_BITS] == CONTEXT_BITS'(index))
        state_o[index*3+:3] = octet_machine_pkg::STATE_BUSY;
      else if (request_i[index]) begin
        if (grant_o[index]) state_o[index*3+:3] = octet_machine_pkg::STATE_GRANTED;
        else if (!tokens_there) state_o[index*3+:3] = octet_machine_pkg::STATE_TOKEN;
        else if (!unit_free) state_o[index*3+:3] = octet_machine_pkg::STATE_UNIT;
        else if (!port_free) state_o[index*3+:3] = octet_machine_pkg::STATE_PORT;
        else state_o[index*3+:3] = octet_machine_pkg::STATE_BANK;
      end else if (withheld_i[index]) begin
        state_o[index*3+:3] = octet_machine_pkg::STATE_DRAIN;
      end
    end
  end

  // Token counters, [consumer][producer], at most 255 (proved by program::verify).
  for (genvar consumer = 0; consumer < CONTEXTS; consumer++) begin : gen_consumer
    for (genvar producer = 0; producer < CONTEXTS; producer++) begin : gen_producer
      // A producer has one unit: the one that may finish a step of it.
      localparam int unsigned UNIT =
          32'(octet_machine_pkg::UNIT_OF_CONTEXT[producer*octet_machine_pkg::UNIT_BITS+:octet_machine_pkg::UNIT_BITS]);
      logic [7:0] tokens_q;
      logic [COUNT_BITS-1:0] needed, given;
      assign needed = waits_i[consumer*COUNTS_BITS+producer*COUNT_BITS+:COUNT_BITS];
      assign given = finish_i[UNIT] && finish_context_i[UNIT*CONTEXT_BITS+:CONTEXT_BITS] == CONTEXT_BITS'(producer)
          ? finish_signals_i[UNIT*COUNTS_BITS+consumer*COUNT_BITS+:COUNT_BITS] : '0;
      assign ready_tokens[consumer*CONTEXTS+producer] = tokens_q >= {4'd0, needed};
      always_ff @(posedge clk_i) begin
        if (!rst_ni) tokens_q <= '0;
        else tokens_q <= tokens_q + {4'd0, given} - (grant_o[consumer] ? {4'd0, needed} : 8'd0);
      end
    end
  end
endmodule
