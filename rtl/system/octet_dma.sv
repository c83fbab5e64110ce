// SPDX-License-Identifier: Apache-2.0
/// Everything that moves bytes between memory and buffers: the memory port, three load channels, the store channel, and
/// the way of fetched commands to the controller. Arbitrates nothing: transfers start when the scoreboard grants them.
/// Latency: its modules'. Source: docs/machine.md, "Memory port".
module octet_dma #(
    parameter int unsigned LANES = 4,  // most rows of a transposed block
    parameter int unsigned TRANSPOSER_BLOCKS = 2,
    parameter int unsigned DMA_IN_FLIGHT = 2,
    parameter int unsigned BEAT_BYTES = 16,
    parameter int unsigned BURST_BYTES = 64,
    parameter int unsigned OUTSTANDING = 4,
    parameter int unsigned LOADS = octet_machine_pkg::LOADS,
    parameter int unsigned CHANNELS = LOADS + 2,  // fetch, the loads, the store: contexts and units 0 .. CHANNELS-1
    parameter int unsigned STORE_BYTES = BEAT_BYTES > LANES * 2 ? BEAT_BYTES : LANES * 2,
    parameter int unsigned TAKE_BITS = $clog2(BEAT_BYTES + 1)
) (
    input  logic                                                clk_i,
    input  logic                                                rst_ni,
    // Steps of the channels; fetch has an address alone.
    input  logic [CHANNELS-1:0]                                 grant_i,  // at most one
    /* verilator lint_off UNUSEDSIGNAL */  // the slots of fetch
    input  logic [CHANNELS*octet_command_pkg::COMMAND_BITS-1:0] commands_i,
    input  logic [CHANNELS*octet_machine_pkg::STEP_BITS-1:0]    steps_i,
    /* verilator lint_on UNUSEDSIGNAL */
    input  logic [47:0]                                         fetch_address_i,
    output logic                                                unsupported_o,  // a granted step cannot be moved
    output logic                                                busy_o,         // the port is occupied
    output logic [octet_machine_pkg::CONTEXT_BITS-1:0]          context_o,      // by whom
    output logic [CHANNELS-1:1]                                 release_o,      // last cycle of the occupancy
    output logic [CHANNELS-1:1]                                 finish_o,       // last cycle of the oldest unfinished
                                                                                // step
    // A beat of a fetched command; its bytes are load_data_o.
    output logic                                                fetch_beat_o,
    output logic                                                fetch_last_o,
    output logic [31:0]                                         fetch_offset_o,
    output logic [TAKE_BITS-1:0]                                fetch_take_o,
    // Bytes of a beat to write to a buffer.
    output logic [7:0]                                          load_space_o,
    output logic [BEAT_BYTES-1:0]                               load_enable_o,
    output logic [BEAT_BYTES*32-1:0]                            load_address_o,
    output logic [BEAT_BYTES*8-1:0]                             load_data_o,
    // Transposed columns to write, one a load channel.
    output logic [LOADS*8-1:0]                                  column_space_o,
    output logic [LOADS*LANES*2-1:0]                            column_strobe_o,
    output logic [LOADS*32-1:0]                                 column_address_o,
    output logic [LOADS*LANES*16-1:0]                           column_data_o,
    // Bytes that the store reads from the activation buffer.
    output logic [STORE_BYTES*32-1:0]                           store_address_o,
    input  logic [STORE_BYTES*8-1:0]                            store_data_i,
    // The memory.
    output logic                                                memory_request_o,     // a burst is offered, until it is
                                                                                      // taken
    input  logic                                                memory_ready_i,       // it is taken, that is issued
    output logic                                                memory_write_o,
    output logic [47:0]                                         memory_address_o,
    output logic [15:0]                                         memory_bytes_o,
    output logic                                                memory_data_valid_o,  // a write beat is offered, the
                                                                                      // first with its burst
    input  logic                                                memory_data_ready_i,  // it is taken
    output logic                                                memory_data_last_o,   // it ends its burst
    output logic [BEAT_BYTES*8-1:0]                             memory_data_o,
    output logic [BEAT_BYTES-1:0]                               memory_strobe_o,
    input  logic                                                memory_beat_i,        // the next beat of the oldest
                                                                                      // read burst
    input  logic                                                memory_beat_last_i,   // it ends the burst
    input  logic [BEAT_BYTES*8-1:0]                             memory_beat_data_i,
    input  logic                                                memory_answer_i       // the answer to the oldest write
                                                                                      // burst
);
  localparam int unsigned CONTEXT_BITS = octet_machine_pkg::CONTEXT_BITS;
  localparam int unsigned COMMAND_BITS = octet_command_pkg::COMMAND_BITS;
  localparam int unsigned STEP_BITS = octet_machine_pkg::STEP_BITS;
  localparam int unsigned STORE = octet_machine_pkg::UNIT_DMA_STORE;

  logic response, response_row_last, response_block_last, response_last;
  logic write_beat, write_row_last, write_last, block_issue, block_end;
  logic [TAKE_BITS-1:0] write_take;
  logic [CONTEXT_BITS-1:0] response_context;
  logic [15:0] response_row, write_row;
  logic [31:0] response_offset, write_offset;
  logic [TAKE_BITS-1:0] response_take;
  logic [BEAT_BYTES*8-1:0] response_data, store_data;
  logic [BEAT_BYTES-1:0] store_valid;
  logic port_last;

  // The transfer that starts: that of the one granted context of the port.
  logic [STORE:0] unsupported;
  logic [STORE:0] transfer_blocks, hold;
  logic [(STORE+1)*16-1:0] transfer_rows, transfer_lanes;
  logic [(STORE+1)*32-1:0] transfer_run, transfer_pitch;
  logic [(STORE+1)*48-1:0] transfer_address;
  logic [CONTEXT_BITS-1:0] started;
  logic [LOADS*8-1:0] write_space;
  logic [LOADS*BEAT_BYTES-1:0] write_enable;
  logic [LOADS*BEAT_BYTES*32-1:0] write_address;

  assign unsupported[0] = 1'b0;
  assign transfer_rows[0+:16] = 16'd1;
  assign transfer_run[0+:32] = 32'(octet_command_pkg::COMMAND_BYTES);
  assign transfer_pitch[0+:32] = 32'd0;
  assign transfer_address[0+:48] = fetch_address_i;
  assign transfer_blocks[0] = 1'b0;
  assign transfer_lanes[0+:16] = 16'd0;
  assign hold[0] = 1'b0;
  for (genvar load = 0; load < LOADS; load++) begin : gen_load
    localparam int unsigned INDEX = load + 1;
    logic beat;
    assign beat = response && response_context == CONTEXT_BITS'(INDEX);
    assign transfer_address[INDEX*48+:48] = steps_i[INDEX*STEP_BITS+octet_machine_pkg::STEP_A_LSB+:48];
    assign release_o[INDEX] = port_last && context_o == CONTEXT_BITS'(INDEX);
    octet_dma_load #(
        .BEAT_BYTES(BEAT_BYTES),
        .LANES(LANES),
        .BLOCKS(TRANSPOSER_BLOCKS),
        .STEPS(DMA_IN_FLIGHT)
    ) i_load (
        .clk_i,
        .rst_ni,
        .command_i(commands_i[INDEX*COMMAND_BITS+:COMMAND_BITS]),
        .step_i(steps_i[INDEX*STEP_BITS+:STEP_BITS]),
        .start_i(grant_i[INDEX]),
        .unsupported_o(unsupported[INDEX]),
        .finish_o(finish_o[INDEX]),
        .rows_o(transfer_rows[INDEX*16+:16]),
        .run_o(transfer_run[INDEX*32+:32]),
        .pitch_o(transfer_pitch[INDEX*32+:32]),
        .blocks_o(transfer_blocks[INDEX]),
        .lanes_o(transfer_lanes[INDEX*16+:16]),
        .block_issue_i(block_issue && context_o == CONTEXT_BITS'(INDEX)),
        .hold_o(hold[INDEX]),
        .beat_valid_i(beat),
        .beat_row_last_i(response_row_last),
        .beat_block_last_i(response_block_last),
        .beat_last_i(response_last),
        .beat_row_i(response_row),
        .beat_offset_i(response_offset),
        .beat_take_i(response_take),
        .beat_data_i(response_data),
        .write_space_o(write_space[load*8+:8]),
        .write_enable_o(write_enable[load*BEAT_BYTES+:BEAT_BYTES]),
        .write_address_o(write_address[load*BEAT_BYTES*32+:BEAT_BYTES*32]),
        .column_space_o(column_space_o[load*8+:8]),
        .column_strobe_o(column_strobe_o[load*LANES*2+:LANES*2]),
        .column_address_o(column_address_o[load*32+:32]),
        .column_data_o(column_data_o[load*LANES*16+:LANES*16])
    );
  end
  octet_machine_pkg::step_t store_step;
  assign store_step = steps_i[STORE*STEP_BITS+:STEP_BITS];
  assign transfer_address[STORE*48+:48] = store_step.d;
  assign release_o[STORE] = port_last && context_o == CONTEXT_BITS'(STORE);
  octet_dma_store #(
      .BEAT_BYTES(BEAT_BYTES),
      .LANES(LANES),
      .BLOCKS(TRANSPOSER_BLOCKS)
  ) i_store (
      .clk_i,
      .rst_ni,
      .command_i(commands_i[STORE*COMMAND_BITS+:COMMAND_BITS]),
      .step_i(store_step),
      .start_i(grant_i[STORE]),
      .unsupported_o(unsupported[STORE]),
      .rows_o(transfer_rows[STORE*16+:16]),
      .run_o(transfer_run[STORE*32+:32]),
      .pitch_o(transfer_pitch[STORE*32+:32]),
      .blocks_o(transfer_blocks[STORE]),
      .lanes_o(transfer_lanes[STORE*16+:16]),
      .hold_o(hold[STORE]),
      .block_end_i(block_end && context_o == CONTEXT_BITS'(STORE)),
      .beat_i(write_beat),
      .beat_row_last_i(write_row_last),
      .beat_last_i(write_last),
      .beat_row_i(write_row),
      .beat_offset_i(write_offset),
      .beat_take_i(write_take),
      .beat_data_o(store_data),
      .beat_valid_o(store_valid),
      .read_address_o(store_address_o),
      .read_data_i(store_data_i)
  );

  always_comb begin
    started = '0;
    for (int unsigned index = 0; index <= STORE; index++) begin
      if (grant_i[index]) started = CONTEXT_BITS'(index);
    end
  end
  octet_memory_port #(
      .BEAT_BYTES(BEAT_BYTES),
      .BURST_BYTES(BURST_BYTES),
      .OUTSTANDING(OUTSTANDING)
  ) i_port (
      .clk_i,
      .rst_ni,
      .transfer_valid_i(|grant_i[STORE:0]),
      .transfer_context_i(started),
      .transfer_write_i(grant_i[STORE]),
      .transfer_address_i(transfer_address[started*48+:48]),
      .transfer_rows_i(transfer_rows[started*16+:16]),
      .transfer_run_i(transfer_run[started*32+:32]),
      .transfer_pitch_i(transfer_pitch[started*32+:32]),
      .transfer_blocks_i(|(transfer_blocks & grant_i[STORE:0])),
      .transfer_lanes_i(transfer_lanes[started*16+:16]),
      .hold_i(1'(hold >> context_o)),
      .busy_o(busy_o),
      .context_o(context_o),
      .last_o(port_last),
      .block_issue_o(block_issue),
      .block_end_o(block_end),
      .write_beat_o(write_beat),
      .write_row_last_o(write_row_last),
      .write_last_o(write_last),
      .write_take_o(write_take),
      .write_row_o(write_row),
      .write_offset_o(write_offset),
      .write_data_i(store_data),
      .write_valid_i(store_valid),
      .response_valid_o(response),
      .response_row_last_o(response_row_last),
      .response_block_last_o(response_block_last),
      .response_last_o(response_last),
      .response_context_o(response_context),
      .response_row_o(response_row),
      .response_offset_o(response_offset),
      .response_take_o(response_take),
      .response_data_o(response_data),
      .stored_o(finish_o[STORE]),
      .memory_request_o,
      .memory_ready_i,
      .memory_write_o,
      .memory_address_o,
      .memory_bytes_o,
      .memory_data_valid_o,
      .memory_data_ready_i,
      .memory_data_last_o,
      .memory_data_o,
      .memory_strobe_o,
      .memory_beat_i,
      .memory_beat_last_i,
      .memory_beat_data_i,
      .memory_answer_i
  );

  // Only the channel whose beat this is drives anything but zero.
  assign load_space_o = write_space[0+:8] | write_space[8+:8] | write_space[16+:8];
  assign load_enable_o = write_enable[0+:BEAT_BYTES] | write_enable[BEAT_BYTES+:BEAT_BYTES]
      | write_enable[2*BEAT_BYTES+:BEAT_BYTES];
  assign load_address_o = write_address[0+:BEAT_BYTES*32] | write_address[BEAT_BYTES*32+:BEAT_BYTES*32]
      | write_address[2*BEAT_BYTES*32+:BEAT_BYTES*32];
  assign load_data_o = response_data;
  assign fetch_beat_o = response && response_context == '0;
  assign fetch_last_o = response_last;
  assign fetch_offset_o = response_offset;
  assign fetch_take_o = response_take;
  assign unsupported_o = |unsupported;
endmodule
