// SPDX-License-Identifier: Apache-2.0
/// Sequencer of one context: takes a command from its queue and presents its steps, one request after the other, with
/// operand addresses, valid sizes and tokens. Does not decide who may go (octet_scoreboard) nor what a step does.
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
    // The step presented from the next cycle on, when advance_o.
    output logic                        advance_o,
    output octet_command_pkg::command_t next_command_o,
    output logic [15:0]                 next_rows_o,
    output logic [31:0]                 next_columns_o,
    input  logic                        grant_i
);
  octet_command_pkg::command_t command_q;
  logic active_q, last0_q, last1_q;
  logic [15:0] i0_q, i1_q, rows_q, next_i0, next_i1;
  logic [31:0] index_q, columns_q;
  logic next_last0, next_last1, load;

  assign load = !active_q && !occupied_i && command_valid_i;
  assign command_pop_o = load;
  assign active_o = active_q;
  assign request_o = active_q && !occupied_i && !full_i;
  assign command_o = command_q;

  assign advance_o = load || grant_i;
  assign next_command_o = load ? command_i : command_q;
  assign next_i1 = load || last1_q ? '0 : i1_q + 16'd1;
  assign next_i0 = load ? '0 : last1_q ? i0_q + 16'd1 : i0_q;
  assign next_last0 = next_i0 == next_command_o.count0 - 16'd1;
  assign next_last1 = next_i1 == next_command_o.count1 - 16'd1;
  assign next_rows_o = next_last1 ? next_command_o.rows_last : next_command_o.rows;
  assign next_columns_o = next_last0 ? next_command_o.columns_last : next_command_o.columns;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) active_q <= 1'b0;
    else if (load) active_q <= 1'b1;
    else if (grant_i) active_q <= !(last0_q && last1_q);
  end
  always_ff @(posedge clk_i) begin
    if (load) command_q <= command_i;
    if (advance_o) begin
      i0_q <= next_i0;
      i1_q <= next_i1;
      index_q <= load ? '0 : index_q + 32'd1;
      last0_q <= next_last0;
      last1_q <= next_last1;
      rows_q <= next_rows_o;
      columns_q <= next_columns_o;
    end
  end

  logic [4*128-1:0] operands;
  logic [4*48-1:0] bases, addresses;
  assign operands = {command_q.d, command_q.p, command_q.b, command_q.a};
  assign bases = {command_i.d.base, command_i.p.base, command_i.b.base, command_i.a.base};
  for (genvar operand = 0; operand < 4; operand++) begin : gen_operand
    octet_operand_address i_address (
        .clk_i,
        .load_i(load),
        .base_i(bases[operand*48+:48]),
        .operand_i(operands[operand*128+:128]),
        .advance_i(grant_i),
        .last_i1_i(last1_q),
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

  assign step_o.rows = rows_q;
  assign step_o.columns = columns_q;
  assign {step_o.d, step_o.p, step_o.b, step_o.a} = addresses;
  assign step_o.waits = waits;
  assign step_o.signals = signals;
endmodule
