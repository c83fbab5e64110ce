// SPDX-License-Identifier: Apache-2.0
/// The accelerator: controller, contexts, scoreboard, DMA, and the datapath of buffers and computing units.
/// A command in a context that cannot do it, and elements of four bytes in row panels, raise `unsupported_o`: the run
/// is void. Latency: docs/machine.md, which it follows to the cycle. Cycle 0 is the first with start_i high after
/// reset.
module octet_accelerator #(
    parameter int unsigned ROWS = 4,      // R
    parameter int unsigned COLUMNS = 4,   // C
    parameter bit SHADOW = 1'b1,
    parameter int unsigned REQUANTIZER_LANES = 4,  // of all lanes: 1..ROWS
    parameter int unsigned SOFTMAX_LANES = 4,
    parameter int unsigned ACTIVATION_LANES = 4,
    parameter int unsigned NORMALIZATION_LANES = 4,
    parameter int unsigned RESIDUAL_ADDER_LANES = 4,
    parameter int unsigned MULTIPLIER_BITS = 31,  // of scales, 8..31
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
    parameter int unsigned TRANSPOSER_BLOCKS = 2,  // 1 or 2
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
    output logic                                      done_o,         // over; its first cycle is the cycle count
    output logic                                      unsupported_o,  // latched: the machine has no such command
    output logic [octet_machine_pkg::CONTEXTS*3-1:0]  state_o,        // STATE_* by context, for counters
    output logic                                      memory_error_o,  // latched: an answer was an error: a void run
    // The memory, AXI4 (octet_axi4_master).
    output logic                                      m_axi_awvalid_o,
    input  logic                                      m_axi_awready_i,
    output logic [0:0]                                m_axi_awid_o,
    output logic [47:0]                               m_axi_awaddr_o,
    output logic [7:0]                                m_axi_awlen_o,  // beats - 1
    output logic [2:0]                                m_axi_awsize_o,  // log2 of the bytes of a beat
    output logic [1:0]                                m_axi_awburst_o,
    output logic                                      m_axi_awlock_o,
    output logic [3:0]                                m_axi_awcache_o,
    output logic [2:0]                                m_axi_awprot_o,
    output logic [3:0]                                m_axi_awqos_o,
    output logic                                      m_axi_wvalid_o,
    input  logic                                      m_axi_wready_i,
    output logic [BEAT_BYTES*8-1:0]                   m_axi_wdata_o,
    output logic [BEAT_BYTES-1:0]                     m_axi_wstrb_o,
    output logic                                      m_axi_wlast_o,
    input  logic                                      m_axi_bvalid_i,
    output logic                                      m_axi_bready_o,
    input  logic [0:0]                                m_axi_bid_i,
    input  logic [1:0]                                m_axi_bresp_i,
    output logic                                      m_axi_arvalid_o,
    input  logic                                      m_axi_arready_i,
    output logic [0:0]                                m_axi_arid_o,
    output logic [47:0]                               m_axi_araddr_o,
    output logic [7:0]                                m_axi_arlen_o,
    output logic [2:0]                                m_axi_arsize_o,
    output logic [1:0]                                m_axi_arburst_o,
    output logic                                      m_axi_arlock_o,
    output logic [3:0]                                m_axi_arcache_o,
    output logic [2:0]                                m_axi_arprot_o,
    output logic [3:0]                                m_axi_arqos_o,
    output logic [15:0]                               m_axi_aruser_o,  // bytes wanted, for slaves that care
    input  logic                                      m_axi_rvalid_i,
    output logic                                      m_axi_rready_o,
    input  logic [0:0]                                m_axi_rid_i,
    input  logic [BEAT_BYTES*8-1:0]                   m_axi_rdata_i,
    input  logic [1:0]                                m_axi_rresp_i,
    input  logic                                      m_axi_rlast_i
);
  localparam int unsigned CONTEXTS = octet_machine_pkg::CONTEXTS;
  localparam int unsigned CONTEXT_BITS = octet_machine_pkg::CONTEXT_BITS;
  localparam int unsigned UNITS = octet_machine_pkg::UNITS;
  localparam int unsigned LOADS = octet_machine_pkg::LOADS;
  localparam int unsigned CHANNELS = LOADS + 2;  // fetch, loads, store: contexts and units
  localparam int unsigned MATMUL = octet_machine_pkg::UNIT_MATMUL;
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

  /* verilator lint_off UNUSEDSIGNAL */  // slots of fetch, and fields that no unit needs
  // By context.
  logic [CONTEXTS-1:0] queue_push, queue_full, idle, request, withheld, grant;
  logic [CONTEXTS*BANKS-1:0] reads, writes;
  logic [CONTEXTS*COMMAND_BITS-1:0] commands;
  logic [CONTEXTS*STEP_BITS-1:0] steps;
  octet_command_pkg::command_t dispatched;
  // By unit.
  logic [UNITS-1:0] unit_busy, unit_full, unit_release, unit_finish;
  logic [UNITS*CONTEXT_BITS-1:0] unit_context;
  /* verilator lint_on UNUSEDSIGNAL */

  for (genvar index = 1; index < CONTEXTS; index++) begin : gen_context
    localparam int unsigned UNIT =
        32'(octet_machine_pkg::UNIT_OF_CONTEXT[index*octet_machine_pkg::UNIT_BITS+:octet_machine_pkg::UNIT_BITS]);
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
  end
  // Fetch takes no commands and claims no banks.
  assign {queue_full[0], idle[0], withheld[0]} = 3'b010;
  assign reads[0+:BANKS] = '0;
  assign writes[0+:BANKS] = '0;
  assign commands[0+:COMMAND_BITS] = '0;
  assign steps[0+:STEP_BITS] = '0;

  // The memory port and who holds it.
  logic port_busy;
  logic [CONTEXT_BITS-1:0] port_context;
  logic units_idle;
  octet_arbiter #(
      .BANKS(BANKS),
      .SINGLE_PORT(SINGLE_PORT),
      .DMA_IN_FLIGHT(DMA_IN_FLIGHT)
  ) i_arbiter (
      .clk_i,
      .rst_ni,
      .request_i(request),
      .withheld_i(withheld),
      .steps_i(steps),
      .reads_i(reads),
      .writes_i(writes),
      .grant_o(grant),
      .state_o,
      .port_busy_i(port_busy),
      .port_context_i(port_context),
      .release_i(unit_release[UNITS-1:1]),
      .finish_i(unit_finish),
      .busy_o(unit_busy),
      .context_o(unit_context),
      .full_o(unit_full),
      .idle_o(units_idle)
  );
  assign {unit_release[0], unit_finish[0]} = 2'b00;

  // Fetch and the DMA.
  logic [47:0] fetch_address;
  logic fetched_all, fetch_beat, fetch_last;
  logic [31:0] fetch_offset;
  logic [TAKE_BITS-1:0] fetch_take;
  logic [BEAT_BYTES*8-1:0] load_data;
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
      .beat_valid_i(fetch_beat),
      .beat_last_i(fetch_last),
      .beat_offset_i(fetch_offset),
      .beat_take_i(fetch_take),
      .beat_data_i(load_data),
      .queue_full_i(queue_full),
      .queue_push_o(queue_push),
      .command_o(dispatched),
      .done_o(fetched_all)
  );

  logic unsupported;
  logic [7:0] load_space;
  logic [BEAT_BYTES-1:0] load_enable;
  logic [BEAT_BYTES*32-1:0] load_address;
  logic [LOADS*8-1:0] column_space;
  logic [LOADS*LANES*2-1:0] column_strobe;
  logic [LOADS*32-1:0] column_address;
  logic [LOADS*LANES*16-1:0] column_data;
  logic [STORE_BYTES*32-1:0] store_address;
  logic [STORE_BYTES*8-1:0] store_data;
  // Bursts between the DMA and the memory.
  logic burst_request, burst_ready, burst_write, burst_data_valid, burst_data_ready, burst_data_last, burst_beat,
      burst_beat_last, burst_answer;
  logic [47:0] burst_address;
  logic [15:0] burst_bytes;
  logic [BEAT_BYTES*8-1:0] burst_data, burst_beat_data;
  logic [BEAT_BYTES-1:0] burst_strobe;
  octet_dma #(
      .LANES(LANES),
      .TRANSPOSER_BLOCKS(TRANSPOSER_BLOCKS),
      .DMA_IN_FLIGHT(DMA_IN_FLIGHT),
      .BEAT_BYTES(BEAT_BYTES),
      .BURST_BYTES(BURST_BYTES),
      .OUTSTANDING(OUTSTANDING)
  ) i_dma (
      .clk_i,
      .rst_ni,
      .grant_i(grant[CHANNELS-1:0]),
      .commands_i(commands[CHANNELS*COMMAND_BITS-1:0]),
      .steps_i(steps[CHANNELS*STEP_BITS-1:0]),
      .fetch_address_i(fetch_address),
      .unsupported_o(unsupported),
      .busy_o(port_busy),
      .context_o(port_context),
      .release_o(unit_release[CHANNELS-1:1]),
      .finish_o(unit_finish[CHANNELS-1:1]),
      .fetch_beat_o(fetch_beat),
      .fetch_last_o(fetch_last),
      .fetch_offset_o(fetch_offset),
      .fetch_take_o(fetch_take),
      .load_space_o(load_space),
      .load_enable_o(load_enable),
      .load_address_o(load_address),
      .load_data_o(load_data),
      .column_space_o(column_space),
      .column_strobe_o(column_strobe),
      .column_address_o(column_address),
      .column_data_o(column_data),
      .store_address_o(store_address),
      .store_data_i(store_data),
      .memory_request_o(burst_request),
      .memory_ready_i(burst_ready),
      .memory_write_o(burst_write),
      .memory_address_o(burst_address),
      .memory_bytes_o(burst_bytes),
      .memory_data_valid_o(burst_data_valid),
      .memory_data_ready_i(burst_data_ready),
      .memory_data_last_o(burst_data_last),
      .memory_data_o(burst_data),
      .memory_strobe_o(burst_strobe),
      .memory_beat_i(burst_beat),
      .memory_beat_last_i(burst_beat_last),
      .memory_beat_data_i(burst_beat_data),
      .memory_answer_i(burst_answer)
  );
  octet_axi4_master #(
      .BEAT_BYTES(BEAT_BYTES),
      .OUTSTANDING(OUTSTANDING)
  ) i_axi4_master (
      .error_o(memory_error_o),
      .request_i(burst_request),
      .ready_o(burst_ready),
      .write_i(burst_write),
      .address_i(burst_address),
      .bytes_i(burst_bytes),
      .data_valid_i(burst_data_valid),
      .data_ready_o(burst_data_ready),
      .data_last_i(burst_data_last),
      .data_i(burst_data),
      .strobe_i(burst_strobe),
      .beat_o(burst_beat),
      .beat_last_o(burst_beat_last),
      .beat_data_o(burst_beat_data),
      .answer_o(burst_answer),
      .*  // m_axi_*, clock and reset
  );

  octet_datapath #(
      .ROWS(ROWS),
      .COLUMNS(COLUMNS),
      .SHADOW(SHADOW),
      .REQUANTIZER_LANES(REQUANTIZER_LANES),
      .SOFTMAX_LANES(SOFTMAX_LANES),
      .ACTIVATION_LANES(ACTIVATION_LANES),
      .NORMALIZATION_LANES(NORMALIZATION_LANES),
      .RESIDUAL_ADDER_LANES(RESIDUAL_ADDER_LANES),
      .MULTIPLIER_BITS(MULTIPLIER_BITS),
      .ACTIVATION_BYTES(ACTIVATION_BYTES),
      .WEIGHT_BYTES(WEIGHT_BYTES),
      .ACCUMULATOR_BYTES(ACCUMULATOR_BYTES),
      .PARAMETER_BYTES(PARAMETER_BYTES),
      .BEAT_BYTES(BEAT_BYTES)
  ) i_datapath (
      .clk_i,
      .rst_ni,
      .grant_i(grant),
      .commands_i(commands),
      .steps_i(steps),
      .release_o(unit_release[UNITS-1:MATMUL]),
      .finish_o(unit_finish[UNITS-1:MATMUL]),
      .load_space_i(load_space),
      .load_enable_i(load_enable),
      .load_address_i(load_address),
      .load_data_i(load_data),
      .column_space_i(column_space),
      .column_strobe_i(column_strobe),
      .column_address_i(column_address),
      .column_data_i(column_data),
      .store_address_i(store_address),
      .store_data_o(store_data)
  );

  // What is dispatched must be something its context does.
  logic [CONTEXTS-1:0] fitting;
  assign fitting = dispatched.opcode < 8'(octet_machine_pkg::OPCODES)
      ? octet_machine_pkg::CONTEXTS_OF_OPCODE[dispatched.opcode*CONTEXTS+:CONTEXTS] : '0;
  logic unsupported_q;
  always_ff @(posedge clk_i) begin
    if (!rst_ni) unsupported_q <= 1'b0;
    else if (unsupported || (queue_push & ~fitting) != '0) unsupported_q <= 1'b1;
  end
  assign unsupported_o = unsupported_q;
  assign done_o = start_i && fetched_all && (&idle) && units_idle;
endmodule
