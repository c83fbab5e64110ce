// SPDX-License-Identifier: Apache-2.0
/// Of octet_accelerator what a command passes before its steps are granted: the controller and every context, wired as
/// they are there. Fetch, grants and units are the test's (command_path_test.cpp), which sees everything that leaves a
/// context. Not part of the machine.
module octet_command_path #(
    parameter int unsigned ROWS = 4,
    parameter int unsigned COLUMNS = 12,
    parameter int unsigned QUEUE_DEPTH = 2,
    parameter int unsigned FETCH_DEPTH = 3,
    parameter int unsigned BEAT_BYTES = 16,
    parameter int unsigned ACTIVATION_BYTES = 3 << 26,
    parameter int unsigned ACTIVATION_BANKS = 3,
    parameter int unsigned WEIGHT_BYTES = 1 << 27,
    parameter int unsigned WEIGHT_BANKS = 2,
    parameter int unsigned ACCUMULATOR_BYTES = 1 << 28,
    parameter int unsigned ACCUMULATOR_BANKS = 4,
    parameter int unsigned PARAMETER_BYTES = 1 << 25,
    parameter int unsigned PARAMETER_BANKS = 2,
    parameter int unsigned BANKS = ACTIVATION_BANKS + WEIGHT_BANKS + ACCUMULATOR_BANKS + PARAMETER_BANKS,
    parameter int unsigned TAKE_BITS = $clog2(BEAT_BYTES + 1)
) (
    input  logic                                                                      clk_i,
    input  logic                                                                      rst_ni,
    input  logic                                                                      start_i,
    input  logic [47:0]                                                               program_base_i,
    input  logic [31:0]                                                               command_count_i,
    // Fetch.
    input  logic                                                                      fetching_i,
    output logic                                                                      fetch_request_o,
    output logic [47:0]                                                               fetch_address_o,
    input  logic                                                                      fetch_grant_i,
    input  logic                                                                      beat_valid_i,
    input  logic                                                                      beat_last_i,
    input  logic [31:0]                                                               beat_offset_i,
    input  logic [TAKE_BITS-1:0]                                                      beat_take_i,
    input  logic [BEAT_BYTES*8-1:0]                                                   beat_data_i,
    output logic                                                                      fetched_all_o,
    // By context; of fetch, which is none of these, the slots are zero.
    input  logic [octet_machine_pkg::CONTEXTS-1:0]                                    occupied_i,
    input  logic [octet_machine_pkg::CONTEXTS-1:0]                                    full_i,
    input  logic [octet_machine_pkg::CONTEXTS-1:0]                                    grant_i,
    output logic [octet_machine_pkg::CONTEXTS-1:0]                                    push_o,
    output logic [octet_machine_pkg::CONTEXTS-1:0]                                    queue_full_o,
    output logic [octet_machine_pkg::CONTEXTS-1:0]                                    idle_o,
    output logic [octet_machine_pkg::CONTEXTS-1:0]                                    request_o,
    output logic [octet_machine_pkg::CONTEXTS-1:0]                                    withheld_o,
    output logic [octet_machine_pkg::CONTEXTS*octet_command_pkg::COMMAND_BITS-1:0]    commands_o,
    output logic [octet_machine_pkg::CONTEXTS*octet_machine_pkg::STEP_BITS-1:0]       steps_o,
    output logic [octet_machine_pkg::CONTEXTS*BANKS-1:0]                              reads_o,
    output logic [octet_machine_pkg::CONTEXTS*BANKS-1:0]                              writes_o
);
  localparam int unsigned CONTEXTS = octet_machine_pkg::CONTEXTS;
  localparam int unsigned COMMAND_BITS = octet_command_pkg::COMMAND_BITS;
  localparam int unsigned STEP_BITS = octet_machine_pkg::STEP_BITS;

  octet_command_pkg::command_t dispatched;
  octet_controller #(
      .FETCH_DEPTH(FETCH_DEPTH),
      .BEAT_BYTES(BEAT_BYTES)
  ) i_controller (
      .clk_i,
      .rst_ni,
      .start_i,
      .program_base_i,
      .command_count_i,
      .occupied_i(fetching_i),
      .request_o(fetch_request_o),
      .address_o(fetch_address_o),
      .grant_i(fetch_grant_i),
      .beat_valid_i,
      .beat_last_i,
      .beat_offset_i,
      .beat_take_i,
      .beat_data_i,
      .queue_full_i(queue_full_o),
      .queue_push_o(push_o),
      .command_o(dispatched),
      .done_o(fetched_all_o)
  );

  assign queue_full_o[0] = 1'b0;
  assign idle_o[0] = 1'b0;
  assign request_o[0] = 1'b0;
  assign withheld_o[0] = 1'b0;
  assign commands_o[0+:COMMAND_BITS] = '0;
  assign steps_o[0+:STEP_BITS] = '0;
  assign reads_o[0+:BANKS] = '0;
  assign writes_o[0+:BANKS] = '0;
  for (genvar index = 1; index < CONTEXTS; index++) begin : gen_context
    octet_context #(
        .CONTEXT(index),
        .QUEUE_DEPTH(QUEUE_DEPTH),
        .ROWS(ROWS),
        .COLUMNS(COLUMNS),
        .ACTIVATION_BANKS(ACTIVATION_BANKS),
        .ACTIVATION_BANK_BYTES(ACTIVATION_BYTES / ACTIVATION_BANKS),
        .WEIGHT_BANKS(WEIGHT_BANKS),
        .WEIGHT_BANK_BYTES(WEIGHT_BYTES / WEIGHT_BANKS),
        .ACCUMULATOR_BANKS(ACCUMULATOR_BANKS),
        .ACCUMULATOR_BANK_BYTES(ACCUMULATOR_BYTES / ACCUMULATOR_BANKS),
        .PARAMETER_BANKS(PARAMETER_BANKS),
        .PARAMETER_BANK_BYTES(PARAMETER_BYTES / PARAMETER_BANKS)
    ) i_context (
        .clk_i,
        .rst_ni,
        .push_i(push_o[index]),
        .command_i(dispatched),
        .queue_full_o(queue_full_o[index]),
        .occupied_i(occupied_i[index]),
        .full_i(full_i[index]),
        .idle_o(idle_o[index]),
        .request_o(request_o[index]),
        .withheld_o(withheld_o[index]),
        .command_o(commands_o[index*COMMAND_BITS+:COMMAND_BITS]),
        .step_o(steps_o[index*STEP_BITS+:STEP_BITS]),
        .reads_o(reads_o[index*BANKS+:BANKS]),
        .writes_o(writes_o[index*BANKS+:BANKS]),
        .grant_i(grant_i[index])
    );
  end
endmodule
