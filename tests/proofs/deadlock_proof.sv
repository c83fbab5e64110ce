// SPDX-License-Identifier: Apache-2.0
/// A program that `octet verify` accepts ends: octet_controller, octet_context, octet_scoreboard and octet_unit_tracker, wired as in
/// octet_accelerator, with three contexts (load_b, store, activation), queues and fetch of the least depth, and any program of at most COMMANDS
/// commands of one or two steps with one wait and one signal each, every period but outer, skip 0 or 1. Memory and units take any time of a small range, banks conflict at
/// will. Accepted is what verify accepts: some order of steps of the machine without time (models/program/untimed_run.cpp) comes to the end; the
/// harness walks such an order beside the gates, any one. Bounded and of reduced sizes: all such runs, to their end after at most BOUND cycles.
module deadlock_proof #(
    parameter int unsigned COMMANDS = 3,
    parameter int unsigned BOUND = 48,
    parameter int unsigned QUEUE_DEPTH = 1,
    parameter int unsigned FETCH_DEPTH = 1
) (
    input logic       clk_i,
    input logic       late_i,  // the memory's beat
    input logic [2:0] fast_i,  // units: one cycle, not two
    input logic [1:0] pick_i   // who goes next in the machine without time
);
  localparam int unsigned CONTEXTS = octet_machine_pkg::CONTEXTS;
  localparam int unsigned UNITS = octet_machine_pkg::UNITS;
  localparam int unsigned COUNTS_BITS = octet_machine_pkg::COUNTS_BITS;
  localparam int unsigned COMMAND_BITS = octet_command_pkg::COMMAND_BITS;
  localparam int unsigned STEP_BITS = octet_machine_pkg::STEP_BITS;
  localparam int unsigned BANKS = 1;
  localparam int unsigned USED = 3;
  localparam int unsigned BEAT_BYTES = 128;  // two beats a command
  localparam int unsigned WITNESS = 3 * COMMANDS + 2;  // every dispatch and every step has its cycle
  // The contexts used and their units.
  localparam logic [14:0] CONTEXT_OF = {5'd10, 5'd4, 5'd2};
  localparam logic [11:0] UNIT_OF = {4'd8, 4'd4, 4'd2};

  // Any program. By command: steps - 1, {signal, wait}: skip, is a step's, other, valid; context.
  (* anyconst *) logic [COMMANDS*13-1:0] program_;
  logic [7:0] cycle_q = 8'd0;
  logic rst_n;
  assign rst_n = cycle_q != 8'd0;
  always_ff @(posedge clk_i) if (cycle_q != 8'hFF) cycle_q <= cycle_q + 8'd1;
  for (genvar index = 0; index < COMMANDS; index++) begin : gen_assumed
    logic [12:0] it;
    assign it = program_[index*13+:13];
    always_comb begin
      assume (it[1:0] < 2'd3);
      assume (it[4:3] < 2'd3 && it[9:8] < 2'd3);
      assume (!it[2] || it[4:3] != it[1:0]);  // check_fields: no tokens of one's own
      assume (!it[7] || it[9:8] != it[1:0]);
    end
  end

  // The gates.
  logic [CONTEXTS-1:0] request, withheld, grant, queue_full, queue_push;
  logic [CONTEXTS*COUNTS_BITS-1:0] waits;
  logic [CONTEXTS*BANKS-1:0] reads, writes;
  logic [CONTEXTS*3-1:0] state;
  logic [UNITS-1:0] unit_busy, finish;
  logic [UNITS*4-1:0] unit_context, finish_context;
  logic [UNITS*BANKS-1:0] unit_reads, unit_writes;
  logic [UNITS*COUNTS_BITS-1:0] finish_signals;
  logic [USED-1:0] idle, empty, full;
  logic [47:0] fetch_address;
  octet_command_pkg::command_t dispatched;
  logic port_busy, fetched_all;

  // Fetch: two beats, each at once or a cycle late.
  logic [1:0] fetch_q;  // 0: none, else the beat awaited
  logic waited_q, beat;
  logic [7:0] fetched_q;
  logic [12:0] now;
  logic [COMMAND_BITS-1:0] command;
  assign beat = fetch_q != 2'd0 && (waited_q || !late_i);
  always_ff @(posedge clk_i) begin
    waited_q <= rst_n && fetch_q != 2'd0 && !beat;
    if (!rst_n) begin
      fetch_q <= 2'd0;
      fetched_q <= 8'd0;
    end else begin
      if (grant[0]) fetch_q <= 2'd1;
      else if (beat) fetch_q <= fetch_q == 2'd1 ? 2'd2 : 2'd0;
      if (beat && fetch_q == 2'd2) fetched_q <= fetched_q + 8'd1;
    end
  end
  assign now = program_[fetched_q*13+:13];
  always_comb begin
    command = '0;
    command[octet_command_pkg::FIELD_CONTEXT_LSB+:8] = {3'd0, CONTEXT_OF[now[1:0]*5+:5]};
    command[octet_command_pkg::FIELD_COUNT0_LSB+:16] = 16'd1;
    command[octet_command_pkg::FIELD_COUNT1_LSB+:16] = now[12] ? 16'd2 : 16'd1;
    command[octet_command_pkg::FIELD_WAITS_LSB+:16] = {7'd0, now[6], now[5], 1'b0, CONTEXT_OF[now[4:3]*5+:5], now[2]};
    command[octet_command_pkg::FIELD_SIGNALS_LSB+:16] = {7'd0, now[11], now[10], 1'b0, CONTEXT_OF[now[9:8]*5+:5], now[7]};
  end

  octet_controller #(
      .FETCH_DEPTH(FETCH_DEPTH),
      .BEAT_BYTES(BEAT_BYTES)
  ) i_controller (
      .clk_i,
      .rst_ni(rst_n),
      .start_i(1'b1),
      .program_base_i(48'd0),
      .command_count_i(COMMANDS),
      .occupied_i(fetch_q != 2'd0),
      .request_o(request[0]),
      .address_o(fetch_address),
      .grant_i(grant[0]),
      .beat_valid_i(beat),
      .beat_last_i(fetch_q == 2'd2),
      .beat_offset_i(fetch_q == 2'd2 ? 32'd128 : 32'd0),
      .beat_take_i(fetch_q == 2'd2 ? 8'd32 : 8'd128),
      .beat_data_i(fetch_q == 2'd2 ? {768'd0, command[COMMAND_BITS-1:1024]} : command[1023:0]),
      .queue_full_i(queue_full),
      .queue_push_o(queue_push),
      .command_o(dispatched),
      .done_o(fetched_all)
  );

  for (genvar index = 0; index < CONTEXTS; index++) begin : gen_unused
    if (index != 2 && index != 4 && index != 10) begin : gen_nothing
      if (index != 0) assign request[index] = 1'b0;
      assign withheld[index] = 1'b0;
      assign queue_full[index] = 1'b0;
      assign waits[index*COUNTS_BITS+:COUNTS_BITS] = '0;
      assign reads[index*BANKS+:BANKS] = '0;
      assign writes[index*BANKS+:BANKS] = '0;
    end
  end
  for (genvar index = 0; index < UNITS; index++) begin : gen_unused_unit
    if (index != 2 && index != 4 && index != 8) begin : gen_nothing
      assign unit_busy[index] = index == 0 && fetch_q != 2'd0;
      assign finish[index] = 1'b0;
      assign unit_context[index*4+:4] = '0;
      assign finish_context[index*4+:4] = '0;
      assign unit_reads[index*BANKS+:BANKS] = '0;
      assign unit_writes[index*BANKS+:BANKS] = '0;
      assign finish_signals[index*COUNTS_BITS+:COUNTS_BITS] = '0;
    end
  end

  for (genvar used = 0; used < USED; used++) begin : gen_used
    localparam int unsigned CONTEXT = 32'(CONTEXT_OF[used*5+:5]);
    localparam int unsigned UNIT = 32'(UNIT_OF[used*4+:4]);
    logic [STEP_BITS-1:0] step;
    octet_command_pkg::command_t running;
    logic aged_q;
    octet_context #(
        .QUEUE_DEPTH(QUEUE_DEPTH),
        .BANKS(BANKS)
    ) i_context (
        .clk_i,
        .rst_ni(rst_n),
        .push_i(queue_push[CONTEXT]),
        .command_i(dispatched),
        .queue_full_o(queue_full[CONTEXT]),
        .occupied_i(unit_busy[UNIT]),
        .full_i(full[used]),
        .idle_o(idle[used]),
        .request_o(request[CONTEXT]),
        .withheld_o(withheld[CONTEXT]),
        .command_o(running),
        .step_o(step),
        .reads_o(reads[CONTEXT*BANKS+:BANKS]),
        .writes_o(writes[CONTEXT*BANKS+:BANKS]),
        .grant_i(grant[CONTEXT])
    );
    assign waits[CONTEXT*COUNTS_BITS+:COUNTS_BITS] = step[octet_machine_pkg::STEP_WAITS_LSB+:COUNTS_BITS];
    octet_unit_tracker #(
        .BANKS(BANKS),
        .STEPS(1)
    ) i_tracker (
        .clk_i,
        .rst_ni(rst_n),
        .grant_i(grant[CONTEXT]),
        .context_i(4'(CONTEXT)),
        .reads_i(reads[CONTEXT*BANKS+:BANKS]),
        .writes_i(writes[CONTEXT*BANKS+:BANKS]),
        .signals_i(step[octet_machine_pkg::STEP_SIGNALS_LSB+:COUNTS_BITS]),
        .release_i(finish[UNIT]),
        .finish_i(finish[UNIT]),
        .busy_o(unit_busy[UNIT]),
        .context_o(unit_context[UNIT*4+:4]),
        .full_o(full[used]),
        .empty_o(empty[used]),
        .reads_o(unit_reads[UNIT*BANKS+:BANKS]),
        .writes_o(unit_writes[UNIT*BANKS+:BANKS]),
        .finished_o(finish_context[UNIT*4+:4]),
        .signals_o(finish_signals[UNIT*COUNTS_BITS+:COUNTS_BITS])
    );
    // The body: one cycle or two.
    assign finish[UNIT] = unit_busy[UNIT] && (aged_q || fast_i[used]);
    always_ff @(posedge clk_i) aged_q <= unit_busy[UNIT] && !finish[UNIT];
  end
  assign port_busy = fetch_q != 2'd0 || unit_busy[2] || unit_busy[4];

  octet_scoreboard #(
      .BANKS(BANKS)
  ) i_scoreboard (
      .clk_i,
      .rst_ni(rst_n),
      .request_i(request),
      .withheld_i(withheld),
      .waits_i(waits),
      .reads_i(reads),
      .writes_i(writes),
      .grant_o(grant),
      .state_o(state),
      .port_busy_i(port_busy),
      .unit_busy_i(unit_busy),
      .unit_context_i(unit_context),
      .unit_reads_i(unit_reads),
      .unit_writes_i(unit_writes),
      .finish_i(finish),
      .finish_context_i(finish_context),
      .finish_signals_i(finish_signals)
  );
  logic done;
  assign done = fetched_all && (&idle) && unit_busy == '0 && (&empty);

  // The machine without time: dispatch in order into bounded queues, and one step of one context a cycle, as picked.
  logic [COMMANDS*2-1:0] left_q;     // steps of each command still to make
  logic [7:0] next_q;                // commands dispatched
  logic [USED*USED*4-1:0] tokens_q;  // [producer][consumer]
  logic [7:0] unretired, chosen;
  logic found, ready, give;
  logic [12:0] of, of_next;
  logic [1:0] left;
  logic [3:0] needed_at, given_at;
  logic second;  // the command's second step
  logic take;
  assign of_next = program_[next_q*13+:13];
  always_comb begin
    unretired = 8'd0;
    found = 1'b0;
    chosen = 8'd0;
    for (int index = COMMANDS - 1; index >= 0; index--) begin
      if (8'(index) < next_q && left_q[index*2+:2] != 2'd0) begin
        if (program_[index*13+:2] == of_next[1:0]) unretired = unretired + 8'd1;
        if (program_[index*13+:2] == pick_i) begin
          found = 1'b1;
          chosen = 8'(index);
        end
      end
    end
    of = program_[chosen*13+:13];
    left = left_q[chosen*2+:2];
    second = of[12] && left == 2'd1;
    take = of[2] && (of[5] ? second || !of[6] : !second && !of[6]);
    needed_at = {2'd0, of[4:3]} * 4'd3 + {2'd0, of[1:0]};
    given_at = {2'd0, of[1:0]} * 4'd3 + {2'd0, of[9:8]};
    ready = found && (!take || tokens_q[needed_at*4+:4] != 4'd0);
    // Of two steps with skip 1 the second gives nothing; of one, the only one.
    give = of[7] && (of[10] ? !of[11] || left == 2'd2 : left == 2'd1 && !of[11]);
  end
  always_ff @(posedge clk_i) begin
    if (!rst_n) begin
      next_q <= 8'd0;
      tokens_q <= '0;
      for (int index = 0; index < COMMANDS; index++) left_q[index*2+:2] <= program_[index*13+12] ? 2'd2 : 2'd1;
    end else begin
      if (next_q < 8'(COMMANDS) && unretired <= 8'(QUEUE_DEPTH)) next_q <= next_q + 8'd1;
      if (ready) begin
        left_q[chosen*2+:2] <= left - 2'd1;
        if (take) tokens_q[needed_at*4+:4] <= tokens_q[needed_at*4+:4] - 4'd1;
        if (give) tokens_q[given_at*4+:4] <= tokens_q[given_at*4+:4] + 4'd1;
      end
    end
  end
  always_comb begin
    if (cycle_q == 8'(WITNESS)) assume (left_q == '0);
    if (cycle_q == 8'(BOUND)) assert (done);
  end
endmodule

/// In place of the real one: a step reads and writes any banks, others in every cycle.
module octet_step_claims #(
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
    parameter int unsigned BANKS = 8
) (
    input  octet_command_pkg::command_t command_i,
    input  octet_machine_pkg::step_t    step_i,
    output logic [BANKS-1:0]            reads_o,
    output logic [BANKS-1:0]            writes_o
);
  (* anyseq *) logic [BANKS-1:0] reads, writes;
  assign reads_o = reads;
  assign writes_o = writes;
endmodule
