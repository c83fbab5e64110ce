// SPDX-License-Identifier: Apache-2.0
/// One context: its command queue, its sequencer and the banks its present step claims.
/// Does not grant and does not compute. Latency: a command pushed in cycle t requests in t+2. Source: docs/machine.md.
module octet_context #(
    parameter int unsigned CONTEXT = 1,  // octet_command_pkg::CONTEXT_*, not fetch
    parameter int unsigned QUEUE_DEPTH = 4,
    parameter int unsigned ROWS = 4,
    parameter int unsigned COLUMNS = 4,
    parameter int unsigned ACTIVATION_BANKS = 2,
    parameter int unsigned ACTIVATION_BANK_BYTES = 1024,
    parameter int unsigned WEIGHT_BANKS = 2,
    parameter int unsigned WEIGHT_BANK_BYTES = 1024,
    parameter int unsigned ACCUMULATOR_BANKS = 2,
    parameter int unsigned ACCUMULATOR_BANK_BYTES = 1024,
    parameter int unsigned PARAMETER_BANKS = 2,
    parameter int unsigned PARAMETER_BANK_BYTES = 1024,
    parameter int unsigned BANKS = ACTIVATION_BANKS + WEIGHT_BANKS + ACCUMULATOR_BANKS + PARAMETER_BANKS
) (
    input  logic                                      clk_i,
    input  logic                                      rst_ni,
    input  logic                                      push_i,
    input  octet_command_pkg::command_t               command_i,
    output logic                                      queue_full_o,
    input  logic                                      occupied_i,   // a step of this context occupies its unit
    input  logic                                      full_i,       // as many steps as allowed are unfinished
    output logic                                      idle_o,       // no command in the queue or in the sequencer
    output logic                                      request_o,
    output logic                                      withheld_o,   // would request, but too many steps are unfinished
    output octet_command_pkg::command_t               command_o,
    output octet_machine_pkg::step_t                  step_o,
    output logic [BANKS-1:0]                          reads_o,
    output logic [BANKS-1:0]                          writes_o,
    input  logic                                      grant_i
);
  octet_command_pkg::command_t head;
  logic empty, pop, active, advance;
  octet_command_pkg::command_t next_command;
  logic [15:0] next_rows;
  logic [31:0] next_columns;
  assign idle_o = empty && !active;
  assign withheld_o = active && !occupied_i && full_i;
  octet_fifo #(
      .WIDTH(octet_command_pkg::COMMAND_BITS),
      .DEPTH(QUEUE_DEPTH)
  ) i_queue (
      .clk_i,
      .rst_ni,
      .push_i,
      .data_i(command_i),
      .full_o(queue_full_o),
      .pop_i(pop),
      .data_o(head),
      .empty_o(empty)
  );
  octet_sequencer i_sequencer (
      .clk_i,
      .rst_ni,
      .command_valid_i(!empty),
      .command_i(head),
      .command_pop_o(pop),
      .occupied_i,
      .full_i,
      .active_o(active),
      .request_o,
      .command_o,
      .step_o,
      .advance_o(advance),
      .next_command_o(next_command),
      .next_rows_o(next_rows),
      .next_columns_o(next_columns),
      .grant_i
  );
  octet_step_claims #(
      .CONTEXT(CONTEXT),
      .ROWS(ROWS),
      .COLUMNS(COLUMNS),
      .ACTIVATION_BANKS(ACTIVATION_BANKS),
      .ACTIVATION_BANK_BYTES(ACTIVATION_BANK_BYTES),
      .WEIGHT_BANKS(WEIGHT_BANKS),
      .WEIGHT_BANK_BYTES(WEIGHT_BANK_BYTES),
      .ACCUMULATOR_BANKS(ACCUMULATOR_BANKS),
      .ACCUMULATOR_BANK_BYTES(ACCUMULATOR_BANK_BYTES),
      .PARAMETER_BANKS(PARAMETER_BANKS),
      .PARAMETER_BANK_BYTES(PARAMETER_BANK_BYTES)
  ) i_claims (
      .clk_i,
      .advance_i(advance),
      .next_command_i(next_command),
      .next_rows_i(next_rows),
      .next_columns_i(next_columns),
      .command_i(command_o),
      .step_i(step_o),
      .reads_o,
      .writes_o
  );
endmodule
