// SPDX-License-Identifier: Apache-2.0
/// Sequencer of one context: takes a command from its queue and presents its steps, one request after the other, with operand
/// addresses, valid sizes and tokens. Does not decide who may go (octet_scoreboard) nor what a step does.
/// Latency: a command at the head of the queue in cycle u requests in u+1. Source: docs/machine.md, "Life of a step".
module octet_sequencer (
    input  logic                        clk_i,
    input  logic                        rst_ni,
    input  logic                        command_valid_i,  // head of the queue
    input  octet_command_pkg::command_t command_i,
    output logic                        command_pop_o,
    input  logic                        occupied_i,       // a step of this context occupies its unit
    input  logic                        full_i,           // as many steps as allowed are unfinished
    output logic                        active_o,         // a step waits for its grant
    output logic                        request_o,
    output octet_command_pkg::command_t command_o,
    output octet_machine_pkg::step_t    step_o,
    input  logic                        grant_i
);
  octet_command_pkg::command_t command_q;
  logic active_q;
  logic [15:0] i0_q, i1_q;
  logic [31:0] index_q;
  logic last0, last1, load;

  assign load = !active_q && !occupied_i && command_valid_i;
  assign command_pop_o = load;
  assign active_o = active_q;
  assign request_o = active_q && !occupied_i && !full_i;
  assign command_o = command_q;
  assign last0 = i0_q == command_q.count0 - 16'd1;
  assign last1 = i1_q == command_q.count1 - 16'd1;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      active_q <= 1'b0;
    end else if (load) begin
      active_q <= 1'b1;
      command_q <= command_i;
      i0_q <= '0;
      i1_q <= '0;
      index_q <= '0;
    end else if (grant_i) begin
      active_q <= !(last0 && last1);
      i1_q <= last1 ? '0 : i1_q + 16'd1;
      if (last1) i0_q <= i0_q + 16'd1;
      index_q <= index_q + 32'd1;
    end
  end

  logic [4*128-1:0] operands;
  logic [4*48-1:0] addresses;
  assign operands = {command_i.d, command_i.p, command_i.b, command_i.a};
  for (genvar operand = 0; operand < 4; operand++) begin : gen_operand
    octet_operand_address i_address (
        .clk_i,
        .load_i(load),
        .operand_i(operands[operand*128+:128]),
        .advance_i(grant_i),
        .last_i1_i(last1),
        .address_o(addresses[operand*48+:48])
    );
  end

  logic [octet_machine_pkg::COUNTS_BITS-1:0] waits, signals;
  octet_token_counts #(
      .SIGNALS(1'b0)
  ) i_waits (
      .slots_i(command_q.waits),
      .i0_i(i0_q),
      .i1_i(i1_q),
      .index_i(index_q),
      .count0_i(command_q.count0),
      .count1_i(command_q.count1),
      .counts_o(waits)
  );
  octet_token_counts #(
      .SIGNALS(1'b1)
  ) i_signals (
      .slots_i(command_q.signals),
      .i0_i(i0_q),
      .i1_i(i1_q),
      .index_i(index_q),
      .count0_i(command_q.count0),
      .count1_i(command_q.count1),
      .counts_o(signals)
  );

  assign step_o.rows = last1 ? command_q.rows_last : command_q.rows;
  assign step_o.columns = last0 ? command_q.columns_last : command_q.columns;
  assign {step_o.d, step_o.p, step_o.b, step_o.a} = addresses;
  assign step_o.waits = waits;
  assign step_o.signals = signals;
endmodule
