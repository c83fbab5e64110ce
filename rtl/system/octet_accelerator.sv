// SPDX-License-Identifier: Apache-2.0
/// The accelerator: controller, contexts, scoreboard, memory port, DMA, buffers, matmul engine and requantizer.
/// Runs programs of loads, stores, matmuls and requantizations; a command for a context that has no gates yet (softmax, activation,
/// normalization, residual adder), or for elements the DMA cannot transpose, raises `unsupported_o` and the run is void.
/// Latency: docs/machine.md, which it follows to the cycle. Cycle 0 is the first with start_i high after reset.
module octet_accelerator #(
    parameter int unsigned ROWS = 4,      // R
    parameter int unsigned COLUMNS = 4,   // C
    parameter bit SHADOW = 1'b1,
    parameter int unsigned REQUANTIZER_LANES = 4,
    parameter int unsigned ACTIVATION_BYTES = 4096,
    parameter int unsigned ACTIVATION_BANKS = 4,
    parameter bit ACTIVATION_DUAL_PORT = 1'b1,
    parameter int unsigned WEIGHT_BYTES = 4096,
    parameter int unsigned WEIGHT_BANKS = 2,
    parameter bit WEIGHT_DUAL_PORT = 1'b1,
    parameter int unsigned ACCUMULATOR_BYTES = 4096,
    parameter int unsigned ACCUMULATOR_BANKS = 2,
    parameter bit ACCUMULATOR_DUAL_PORT = 1'b1,
    parameter int unsigned PARAMETER_BYTES = 4096,
    parameter int unsigned PARAMETER_BANKS = 2,
    parameter bit PARAMETER_DUAL_PORT = 1'b1,
    parameter int unsigned QUEUE_DEPTH = 4,
    parameter int unsigned FETCH_DEPTH = 4,
    parameter int unsigned DMA_IN_FLIGHT = 2,
    parameter int unsigned BEAT_BYTES = 16,  // a power of two, 4..128
    parameter int unsigned BURST_BYTES = 64,
    parameter int unsigned OUTSTANDING = 4
) (
    input  logic                                      clk_i,
    input  logic                                      rst_ni,
    // The host's registers.
    input  logic                                      start_i,
    input  logic [47:0]                               program_base_i,
    input  logic [31:0]                               command_count_i,
    output logic                                      done_o,         // the run is over; its first cycle is the cycle count
    output logic                                      unsupported_o,  // latched: the program needs gates that are not here
    output logic [octet_machine_pkg::CONTEXTS*3-1:0]  state_o,        // octet_machine_pkg::STATE_* by context, for counters
    // The memory.
    output logic                                      memory_request_o,     // a burst is issued in this cycle
    output logic                                      memory_write_o,
    output logic [47:0]                               memory_address_o,
    output logic [15:0]                               memory_bytes_o,
    output logic                                      memory_data_valid_o,  // a write beat, the first with its burst's issue
    output logic [BEAT_BYTES*8-1:0]                   memory_data_o,
    output logic [BEAT_BYTES-1:0]                     memory_strobe_o,
    input  logic                                      memory_beat_i,        // the data bus carries the oldest burst's next beat
    input  logic [BEAT_BYTES*8-1:0]                   memory_beat_data_i
);
  localparam int unsigned CONTEXTS = octet_machine_pkg::CONTEXTS;
  localparam int unsigned CONTEXT_BITS = octet_machine_pkg::CONTEXT_BITS;
  localparam int unsigned COUNTS_BITS = octet_machine_pkg::COUNTS_BITS;
  localparam int unsigned UNITS = octet_machine_pkg::UNITS;
  localparam int unsigned BUILT_CONTEXTS = 9;  // fetch .. requantizer_b
  localparam int unsigned BUILT_UNITS = 7;     // fetch .. requantizer
  localparam int unsigned LOADS = 3;           // load channel n is context and unit n + 1
  localparam int unsigned STORE = octet_machine_pkg::UNIT_STORE;
  localparam int unsigned MATMUL = octet_machine_pkg::UNIT_MATMUL;
  localparam int unsigned REQUANTIZER = octet_machine_pkg::UNIT_REQUANTIZER;
  localparam int unsigned COMMAND_BITS = octet_command_pkg::COMMAND_BITS;
  localparam int unsigned STEP_BITS = octet_machine_pkg::STEP_BITS;
  localparam int unsigned TAKE_BITS = $clog2(BEAT_BYTES + 1);
  localparam int unsigned LANES = ROWS > COLUMNS ? ROWS : COLUMNS;  // of a transposed block
  localparam int unsigned STORE_BYTES = BEAT_BYTES > LANES * 2 ? BEAT_BYTES : LANES * 2;
  localparam int unsigned BANKS = ACTIVATION_BANKS + WEIGHT_BANKS + ACCUMULATOR_BANKS + PARAMETER_BANKS;
  localparam logic [BANKS-1:0] SINGLE_PORT = {
    {PARAMETER_BANKS{!PARAMETER_DUAL_PORT}}, {ACCUMULATOR_BANKS{!ACCUMULATOR_DUAL_PORT}},
    {WEIGHT_BANKS{!WEIGHT_DUAL_PORT}}, {ACTIVATION_BANKS{!ACTIVATION_DUAL_PORT}}
  };

  /* verilator lint_off UNUSEDSIGNAL */  // slots of fetch and of contexts without gates, and fields no channel needs
  // By context. What has no gates never requests.
  logic [CONTEXTS-1:0] queue_push, queue_full, idle, request, withheld, grant;
  logic [CONTEXTS*COUNTS_BITS-1:0] waits;
  logic [CONTEXTS*BANKS-1:0] reads, writes;
  logic [CONTEXTS*COMMAND_BITS-1:0] commands;
  logic [CONTEXTS*STEP_BITS-1:0] steps;
  octet_command_pkg::command_t dispatched;
  // By unit.
  logic [UNITS-1:0] unit_busy, unit_full, unit_empty, unit_release, unit_finish;
  logic [UNITS*CONTEXT_BITS-1:0] unit_context, finish_context;
  logic [UNITS*BANKS-1:0] unit_reads, unit_writes;
  logic [UNITS*COUNTS_BITS-1:0] finish_signals;
  /* verilator lint_on UNUSEDSIGNAL */

  for (genvar index = 1; index < CONTEXTS; index++) begin : gen_context
    if (index < BUILT_CONTEXTS) begin : gen_built
      localparam int unsigned UNIT = 32'(octet_machine_pkg::UNIT_OF_CONTEXT[index*4+:4]);
      octet_context #(
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
          .push_i(queue_push[index]),
          .command_i(dispatched),
          .queue_full_o(queue_full[index]),
          .occupied_i(unit_busy[UNIT] && unit_context[UNIT*CONTEXT_BITS+:CONTEXT_BITS] == CONTEXT_BITS'(index)),
          .full_i(unit_full[UNIT]),
          .idle_o(idle[index]),
          .request_o(request[index]),
          .withheld_o(withheld[index]),
          .command_o(commands[index*COMMAND_BITS+:COMMAND_BITS]),
          .step_o(steps[index*STEP_BITS+:STEP_BITS]),
          .reads_o(reads[index*BANKS+:BANKS]),
          .writes_o(writes[index*BANKS+:BANKS]),
          .grant_i(grant[index])
      );
    end else begin : gen_absent
      assign queue_full[index] = 1'b0;
      assign idle[index] = 1'b1;
      assign request[index] = 1'b0;
      assign withheld[index] = 1'b0;
      assign commands[index*COMMAND_BITS+:COMMAND_BITS] = '0;
      assign steps[index*STEP_BITS+:STEP_BITS] = '0;
      assign reads[index*BANKS+:BANKS] = '0;
      assign writes[index*BANKS+:BANKS] = '0;
    end
    assign waits[index*COUNTS_BITS+:COUNTS_BITS] =
        steps[index*STEP_BITS+octet_machine_pkg::STEP_WAITS_LSB+:COUNTS_BITS];
  end
  // Fetch takes no commands and claims no banks.
  assign queue_full[0] = 1'b0;
  assign idle[0] = 1'b1;
  assign withheld[0] = 1'b0;
  assign waits[0+:COUNTS_BITS] = '0;
  assign reads[0+:BANKS] = '0;
  assign writes[0+:BANKS] = '0;
  assign commands[0+:COMMAND_BITS] = '0;
  assign steps[0+:STEP_BITS] = '0;

  // The memory port and who holds it.
  logic port_busy, port_last;
  logic [CONTEXT_BITS-1:0] port_context;
  octet_scoreboard #(
      .BANKS(BANKS),
      .SINGLE_PORT(SINGLE_PORT)
  ) i_scoreboard (
      .clk_i,
      .rst_ni,
      .request_i(request),
      .withheld_i(withheld),
      .waits_i(waits),
      .reads_i(reads),
      .writes_i(writes),
      .grant_o(grant),
      .state_o,
      .port_busy_i(port_busy),
      .unit_busy_i(unit_busy),
      .unit_context_i(unit_context),
      .unit_reads_i(unit_reads),
      .unit_writes_i(unit_writes),
      .finish_i(unit_finish),
      .finish_context_i(finish_context),
      .finish_signals_i(finish_signals)
  );

  for (genvar unit = 1; unit < UNITS; unit++) begin : gen_unit
    if (unit < BUILT_UNITS) begin : gen_built
      // The contexts of the unit: one, or two that share it.
      localparam int unsigned FIRST = unit <= 5 ? unit : 7;
      localparam int unsigned SECOND = unit < 5 ? unit : FIRST + 1;
      localparam int unsigned STEPS = unit <= STORE ? DMA_IN_FLIGHT : (unit == MATMUL ? 2 : 1);
      logic second;
      assign second = SECOND != FIRST && grant[SECOND];
      octet_unit_tracker #(
          .BANKS(BANKS),
          .STEPS(STEPS)
      ) i_tracker (
          .clk_i,
          .rst_ni,
          .grant_i(grant[FIRST] || second),
          .context_i(second ? CONTEXT_BITS'(SECOND) : CONTEXT_BITS'(FIRST)),
          .reads_i(second ? reads[SECOND*BANKS+:BANKS] : reads[FIRST*BANKS+:BANKS]),
          .writes_i(second ? writes[SECOND*BANKS+:BANKS] : writes[FIRST*BANKS+:BANKS]),
          .signals_i(second ? steps[SECOND*STEP_BITS+octet_machine_pkg::STEP_SIGNALS_LSB+:COUNTS_BITS]
                            : steps[FIRST*STEP_BITS+octet_machine_pkg::STEP_SIGNALS_LSB+:COUNTS_BITS]),
          .release_i(unit_release[unit]),
          .finish_i(unit_finish[unit]),
          .busy_o(unit_busy[unit]),
          .context_o(unit_context[unit*CONTEXT_BITS+:CONTEXT_BITS]),
          .full_o(unit_full[unit]),
          .empty_o(unit_empty[unit]),
          .reads_o(unit_reads[unit*BANKS+:BANKS]),
          .writes_o(unit_writes[unit*BANKS+:BANKS]),
          .finished_o(finish_context[unit*CONTEXT_BITS+:CONTEXT_BITS]),
          .signals_o(finish_signals[unit*COUNTS_BITS+:COUNTS_BITS])
      );
    end else begin : gen_absent
      assign unit_busy[unit] = 1'b0;
      assign unit_context[unit*CONTEXT_BITS+:CONTEXT_BITS] = '0;
      assign unit_full[unit] = 1'b0;
      assign unit_empty[unit] = 1'b1;
      assign unit_release[unit] = 1'b0;
      assign unit_finish[unit] = 1'b0;
      assign unit_reads[unit*BANKS+:BANKS] = '0;
      assign unit_writes[unit*BANKS+:BANKS] = '0;
      assign finish_context[unit*CONTEXT_BITS+:CONTEXT_BITS] = '0;
      assign finish_signals[unit*COUNTS_BITS+:COUNTS_BITS] = '0;
    end
  end
  assign unit_busy[0] = port_busy && port_context == '0;
  assign unit_context[0+:CONTEXT_BITS] = '0;
  assign unit_full[0] = 1'b0;
  assign unit_empty[0] = 1'b1;
  assign unit_release[0] = 1'b0;
  assign unit_finish[0] = 1'b0;
  assign unit_reads[0+:BANKS] = '0;
  assign unit_writes[0+:BANKS] = '0;
  assign finish_context[0+:CONTEXT_BITS] = '0;
  assign finish_signals[0+:COUNTS_BITS] = '0;

  // Fetch and the DMA channels.
  logic [47:0] fetch_address;
  logic fetched_all, response, response_row_last, response_block_last, response_last;
  logic write_beat, write_row_last, block_issue, block_end;
  logic [TAKE_BITS-1:0] write_take;
  logic [CONTEXT_BITS-1:0] response_context;
  logic [15:0] response_row, write_row;
  logic [31:0] response_offset, write_offset;
  logic [TAKE_BITS-1:0] response_take;
  logic [BEAT_BYTES*8-1:0] response_data, store_data;
  octet_controller #(
      .FETCH_DEPTH(FETCH_DEPTH),
      .BEAT_BYTES(BEAT_BYTES)
  ) i_controller (
      .clk_i,
      .rst_ni,
      .start_i,
      .program_base_i,
      .command_count_i,
      .occupied_i(unit_busy[0]),
      .request_o(request[0]),
      .address_o(fetch_address),
      .grant_i(grant[0]),
      .beat_valid_i(response && response_context == '0),
      .beat_last_i(response_last),
      .beat_offset_i(response_offset),
      .beat_take_i(response_take),
      .beat_data_i(response_data),
      .queue_full_i(queue_full),
      .queue_push_o(queue_push),
      .command_o(dispatched),
      .done_o(fetched_all)
  );

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
  logic [LOADS*8-1:0] column_space;
  logic [LOADS*LANES*2-1:0] column_strobe;
  logic [LOADS*32-1:0] column_address;
  logic [LOADS*LANES*16-1:0] column_data;
  logic [STORE_BYTES*32-1:0] store_address;
  logic [STORE_BYTES*8-1:0] store_read_data;

  assign unsupported[0] = |queue_push[CONTEXTS-1:BUILT_CONTEXTS];
  assign transfer_rows[0+:16] = 16'd1;
  assign transfer_run[0+:32] = 32'(octet_command_pkg::COMMAND_BYTES);
  assign transfer_pitch[0+:32] = 32'd0;
  assign transfer_address[0+:48] = fetch_address;
  assign transfer_blocks[0] = 1'b0;
  assign transfer_lanes[0+:16] = 16'd0;
  assign hold[0] = 1'b0;
  for (genvar load = 0; load < LOADS; load++) begin : gen_load
    localparam int unsigned INDEX = load + 1;
    logic beat;
    assign beat = response && response_context == CONTEXT_BITS'(INDEX);
    assign transfer_address[INDEX*48+:48] = steps[INDEX*STEP_BITS+octet_machine_pkg::STEP_A_LSB+:48];
    assign unit_release[INDEX] = port_last && port_context == CONTEXT_BITS'(INDEX);
    octet_dma_load #(
        .BEAT_BYTES(BEAT_BYTES),
        .LANES(LANES),
        .STEPS(DMA_IN_FLIGHT)
    ) i_load (
        .clk_i,
        .rst_ni,
        .command_i(commands[INDEX*COMMAND_BITS+:COMMAND_BITS]),
        .step_i(steps[INDEX*STEP_BITS+:STEP_BITS]),
        .start_i(grant[INDEX]),
        .unsupported_o(unsupported[INDEX]),
        .finish_o(unit_finish[INDEX]),
        .rows_o(transfer_rows[INDEX*16+:16]),
        .run_o(transfer_run[INDEX*32+:32]),
        .pitch_o(transfer_pitch[INDEX*32+:32]),
        .blocks_o(transfer_blocks[INDEX]),
        .lanes_o(transfer_lanes[INDEX*16+:16]),
        .block_issue_i(block_issue && port_context == CONTEXT_BITS'(INDEX)),
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
        .column_space_o(column_space[load*8+:8]),
        .column_strobe_o(column_strobe[load*LANES*2+:LANES*2]),
        .column_address_o(column_address[load*32+:32]),
        .column_data_o(column_data[load*LANES*16+:LANES*16])
    );
  end
  octet_machine_pkg::step_t store_step;
  assign store_step = steps[STORE*STEP_BITS+:STEP_BITS];
  assign transfer_address[STORE*48+:48] = store_step.d;
  assign unit_release[STORE] = port_last && port_context == CONTEXT_BITS'(STORE);
  assign unit_finish[STORE] = response && response_last && response_context == CONTEXT_BITS'(STORE);
  octet_dma_store #(
      .BEAT_BYTES(BEAT_BYTES),
      .LANES(LANES)
  ) i_store (
      .clk_i,
      .rst_ni,
      .command_i(commands[STORE*COMMAND_BITS+:COMMAND_BITS]),
      .step_i(store_step),
      .start_i(grant[STORE]),
      .unsupported_o(unsupported[STORE]),
      .rows_o(transfer_rows[STORE*16+:16]),
      .run_o(transfer_run[STORE*32+:32]),
      .pitch_o(transfer_pitch[STORE*32+:32]),
      .blocks_o(transfer_blocks[STORE]),
      .lanes_o(transfer_lanes[STORE*16+:16]),
      .hold_o(hold[STORE]),
      .block_end_i(block_end && port_context == CONTEXT_BITS'(STORE)),
      .beat_i(write_beat),
      .beat_row_last_i(write_row_last),
      .beat_last_i(port_last),
      .beat_row_i(write_row),
      .beat_offset_i(write_offset),
      .beat_take_i(write_take),
      .beat_data_o(store_data),
      .read_address_o(store_address),
      .read_data_i(store_read_data)
  );

  always_comb begin
    started = '0;
    for (int unsigned index = 0; index <= STORE; index++) begin
      if (grant[index]) started = CONTEXT_BITS'(index);
    end
  end
  octet_memory_port #(
      .BEAT_BYTES(BEAT_BYTES),
      .BURST_BYTES(BURST_BYTES),
      .OUTSTANDING(OUTSTANDING)
  ) i_port (
      .clk_i,
      .rst_ni,
      .transfer_valid_i(|grant[STORE:0]),
      .transfer_context_i(started),
      .transfer_write_i(grant[STORE]),
      .transfer_address_i(transfer_address[started*48+:48]),
      .transfer_rows_i(transfer_rows[started*16+:16]),
      .transfer_run_i(transfer_run[started*32+:32]),
      .transfer_pitch_i(transfer_pitch[started*32+:32]),
      .transfer_blocks_i(|(transfer_blocks & grant[STORE:0])),
      .transfer_lanes_i(transfer_lanes[started*16+:16]),
      .hold_i(1'(hold >> port_context)),
      .busy_o(port_busy),
      .context_o(port_context),
      .last_o(port_last),
      .block_issue_o(block_issue),
      .block_end_o(block_end),
      .write_beat_o(write_beat),
      .write_row_last_o(write_row_last),
      .write_take_o(write_take),
      .write_row_o(write_row),
      .write_offset_o(write_offset),
      .write_data_i(store_data),
      .response_valid_o(response),
      .response_row_last_o(response_row_last),
      .response_block_last_o(response_block_last),
      .response_last_o(response_last),
      .response_context_o(response_context),
      .response_row_o(response_row),
      .response_offset_o(response_offset),
      .response_take_o(response_take),
      .response_data_o(response_data),
      .memory_request_o,
      .memory_write_o,
      .memory_address_o,
      .memory_bytes_o,
      .memory_data_valid_o,
      .memory_data_o,
      .memory_strobe_o,
      .memory_beat_i,
      .memory_beat_data_i
  );

  // Only the channel whose beat this is drives anything but zero.
  logic [7:0] load_space;
  logic [BEAT_BYTES-1:0] load_enable;
  logic [BEAT_BYTES*32-1:0] load_address;
  assign load_space = write_space[0+:8] | write_space[8+:8] | write_space[16+:8];
  assign load_enable = write_enable[0+:BEAT_BYTES] | write_enable[BEAT_BYTES+:BEAT_BYTES]
      | write_enable[2*BEAT_BYTES+:BEAT_BYTES];
  assign load_address = write_address[0+:BEAT_BYTES*32] | write_address[BEAT_BYTES*32+:BEAT_BYTES*32]
      | write_address[2*BEAT_BYTES*32+:BEAT_BYTES*32];

  octet_datapath #(
      .ROWS(ROWS),
      .COLUMNS(COLUMNS),
      .SHADOW(SHADOW),
      .REQUANTIZER_LANES(REQUANTIZER_LANES),
      .ACTIVATION_BYTES(ACTIVATION_BYTES),
      .WEIGHT_BYTES(WEIGHT_BYTES),
      .ACCUMULATOR_BYTES(ACCUMULATOR_BYTES),
      .PARAMETER_BYTES(PARAMETER_BYTES),
      .BEAT_BYTES(BEAT_BYTES),
      .LOADS(LOADS)
  ) i_datapath (
      .clk_i,
      .rst_ni,
      .matmul_start_i(grant[5] || grant[6]),
      .matmul_command_i(grant[6] ? commands[6*COMMAND_BITS+:COMMAND_BITS] : commands[5*COMMAND_BITS+:COMMAND_BITS]),
      .matmul_step_i(grant[6] ? steps[6*STEP_BITS+:STEP_BITS] : steps[5*STEP_BITS+:STEP_BITS]),
      .matmul_release_o(unit_release[MATMUL]),
      .matmul_finish_o(unit_finish[MATMUL]),
      .requantizer_start_i(grant[7] || grant[8]),
      .requantizer_command_i(grant[8] ? commands[8*COMMAND_BITS+:COMMAND_BITS] : commands[7*COMMAND_BITS+:COMMAND_BITS]),
      .requantizer_step_i(grant[8] ? steps[8*STEP_BITS+:STEP_BITS] : steps[7*STEP_BITS+:STEP_BITS]),
      .requantizer_finish_o(unit_finish[REQUANTIZER]),
      .load_space_i(load_space),
      .load_enable_i(load_enable),
      .load_address_i(load_address),
      .load_data_i(response_data),
      .column_space_i(column_space),
      .column_strobe_i(column_strobe),
      .column_address_i(column_address),
      .column_data_i(column_data),
      .store_address_i(store_address),
      .store_data_o(store_read_data)
  );
  assign unit_release[REQUANTIZER] = unit_finish[REQUANTIZER];

  logic unsupported_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) unsupported_q <= 1'b0;
    else if (|unsupported) unsupported_q <= 1'b1;
  end
  assign unsupported_o = unsupported_q;
  assign done_o = start_i && fetched_all && (&idle) && unit_busy == '0 && (&unit_empty);
endmodule
