// SPDX-License-Identifier: Apache-2.0
/// Controller: fetches commands in order and dispatches each to the queue of its context, one a cycle.
/// Does not check commands beyond naming a context that exists. Latency: a command whose last beat arrived in cycle v
/// is dispatched in v+1 at the earliest. Source: docs/machine.md, "Controller".
module octet_controller #(
    parameter int unsigned FETCH_DEPTH = 4,
    parameter int unsigned BEAT_BYTES = 16,
    parameter int unsigned TAKE_BITS = $clog2(BEAT_BYTES + 1)
) (
    input  logic                                   clk_i,
    input  logic                                   rst_ni,
    // The host's registers; stable while start_i is high.
    input  logic                                   start_i,
    input  logic [47:0]                            program_base_i,
    input  logic [31:0]                            command_count_i,
    // Fetch: one read of COMMAND_BYTES a grant.
    input  logic                                   occupied_i,       // a fetch occupies the memory port
    output logic                                   request_o,
    output logic [47:0]                            address_o,
    input  logic                                   grant_i,
    input  logic                                   beat_valid_i,
    input  logic                                   beat_last_i,      // last beat of a command
    input  logic [31:0]                            beat_offset_i,    // of its first byte in the command
    input  logic [TAKE_BITS-1:0]                   beat_take_i,
    input  logic [BEAT_BYTES*8-1:0]                beat_data_i,
    // Dispatch, by context.
    input  logic [octet_machine_pkg::CONTEXTS-1:0] queue_full_i,
    output logic [octet_machine_pkg::CONTEXTS-1:0] queue_push_o,
    output octet_command_pkg::command_t            command_o,
    output logic                                   done_o            // every command has been dispatched
);
  localparam int unsigned COMMAND_BITS = octet_command_pkg::COMMAND_BITS;
  localparam int unsigned CONTEXTS = octet_machine_pkg::CONTEXTS;
  localparam int unsigned SLOT_BITS = $clog2(FETCH_DEPTH + 1);

  logic [31:0] fetched_q, dispatched_q;  // commands
  logic [47:0] address_q;                // of the next command, from program_base_i
  logic [SLOT_BITS-1:0] slots_q;         // commands in flight or waiting for dispatch
  logic dispatch, none, full;

  assign request_o = start_i && !occupied_i && fetched_q < command_count_i && slots_q < SLOT_BITS'(FETCH_DEPTH);
  assign address_o = program_base_i + address_q;
  assign done_o = dispatched_q == command_count_i;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      fetched_q <= '0;
      dispatched_q <= '0;
      address_q <= '0;
      slots_q <= '0;
    end else begin
      if (grant_i) begin
        fetched_q <= fetched_q + 32'd1;
        address_q <= address_q + 48'(octet_command_pkg::COMMAND_BYTES);
      end
      if (dispatch) dispatched_q <= dispatched_q + 32'd1;
      if (grant_i && !dispatch) slots_q <= slots_q + 1'b1;
      if (dispatch && !grant_i) slots_q <= slots_q - 1'b1;
    end
  end

  // Assembly: beats of a command come in order.
  logic [COMMAND_BITS-1:0] partial_q, partial, mask, beat;
  logic [10:0] place;  // first bit of the beat in the command
  assign place = {beat_offset_i[7:0], 3'd0};
  assign mask = ((COMMAND_BITS'(1) << {beat_take_i, 3'd0}) - COMMAND_BITS'(1)) << place;
  assign beat = {{(COMMAND_BITS - BEAT_BYTES * 8) {1'b0}}, beat_data_i} << place;
  assign partial = (partial_q & ~mask) | (beat & mask);
  always_ff @(posedge clk_i) begin
    if (beat_valid_i) partial_q <= partial;
  end

  octet_fifo #(
      .WIDTH(COMMAND_BITS),
      .DEPTH(FETCH_DEPTH)
  ) i_fetched (
      .clk_i,
      .rst_ni,
      .push_i(beat_valid_i && beat_last_i),
      .data_i(partial),
      .full_o(full),
      .pop_i(dispatch),
      .data_o(command_o),
      .empty_o(none)
  );

  logic [7:0] target;
  logic [255:0] queue_full;
  assign target = command_o.context_;
  assign queue_full = {{(256 - CONTEXTS) {1'b1}}, queue_full_i};  // contexts that do not exist never take a command
  assign dispatch = !none && !queue_full[target];
  for (genvar index = 0; index < CONTEXTS; index++) begin : gen_context
    assign queue_push_o[index] = dispatch && target == 8'(index);
  end

  // A slot is held for every command on its way, so the queue never overflows; offsets stay inside a command.
  logic unused;
  assign unused = full || beat_offset_i[31:8] != '0;
endmodule
