// SPDX-License-Identifier: Apache-2.0
/// The machine stands still only for tokens: octet_accelerator as it is, all 13 contexts, with commands, claims and
/// token counts of every kind and bodies (DMA, units, memory) of every timing. What is assumed of bodies is that they
/// release and finish what was granted, in order, and do so: PATIENCE cycles after the machine's last move nothing is
/// under way. Proved by induction, over every run:
/// - a cycle without anything under way moves (grants a step or a fetch, loads a sequencer or dispatches), or the
///   machine is blocked: every context has no command at all or a step whose tokens are not there, and the next
///   command, if one is left, finds its queue full;
/// - so a step whose tokens are there is not passed over: with nothing under way the machine moves in that cycle;
/// - a unit, the memory port and a bank are held by one, and only by steps that are under way.
/// Registers and wires are joined by prove.py.
module progress_proof #(
    parameter int unsigned QUEUE_DEPTH = 2,
    parameter int unsigned FETCH_DEPTH = 2,
    parameter int unsigned PATIENCE = 3
) (
    input logic clk_i
);
  localparam int unsigned CONTEXTS = octet_machine_pkg::CONTEXTS;
  localparam int unsigned UNITS = octet_machine_pkg::UNITS;
  localparam int unsigned STORE = octet_machine_pkg::UNIT_DMA_STORE;
  localparam int unsigned MATMUL = octet_machine_pkg::UNIT_MATMUL;
  localparam int unsigned BANKS = 4;
  localparam int unsigned DMA_IN_FLIGHT = 2;
  localparam int unsigned SLOTS = 2;  // of a unit's tracker, at most
  localparam int unsigned LEVEL_BITS = $clog2(QUEUE_DEPTH + 1);
  localparam int unsigned FETCH_BITS = $clog2(FETCH_DEPTH + 1);
  localparam logic [BANKS-1:0] SINGLE_PORT = 4'b0101;

  (* anyconst *) logic [31:0] command_count;
  logic rst_n_q = 1'b0;
  always_ff @(posedge clk_i) rst_n_q <= 1'b1;

  logic done, unsupported, memory_error;
  octet_accelerator #(
      .ACTIVATION_BANKS(1),
      .ACTIVATION_DUAL_PORT(1'b0),
      .WEIGHT_BANKS(1),
      .ACCUMULATOR_BANKS(1),
      .ACCUMULATOR_DUAL_PORT(1'b0),
      .PARAMETER_BANKS(1),
      .QUEUE_DEPTH(QUEUE_DEPTH),
      .FETCH_DEPTH(FETCH_DEPTH),
      .DMA_IN_FLIGHT(DMA_IN_FLIGHT)
  ) i_accelerator (
      .clk_i,
      .rst_ni(rst_n_q),
      .start_i(1'b1),
      .program_base_i(48'd0),
      .command_count_i(command_count),
      .done_o(done),
      .unsupported_o(unsupported),
      .memory_error_o(memory_error)
  );

  // Wires and registers of the accelerator, by context and by unit.
  (* keep *) logic [CONTEXTS-1:0] grant, active, queue_empty, queue_full, pop;
  (* keep *) logic [CONTEXTS*CONTEXTS-1:0] ready_tokens;  // [consumer][producer]
  (* keep *) logic [CONTEXTS*LEVEL_BITS-1:0] queue_level;
  (* keep *) logic [UNITS-1:0] release_, finish, unit_busy;
  (* keep *) logic [UNITS*SLOTS-1:0] slots_valid;
  (* keep *) logic [UNITS*BANKS-1:0] unit_reads, unit_writes;
  (* keep *) logic [UNITS*4-1:0] unit_context;
  (* keep *) logic dispatch, none, port_busy, fetch_beat, fetch_last;
  (* keep *) logic [3:0] port_context;
  (* keep *) logic [7:0] target;
  (* keep *) logic [FETCH_BITS-1:0] slots, fetched_level;
  (* keep *) logic [31:0] fetched, dispatched;

  // The bodies: what was granted to each unit and is not released, not finished. Nothing of it is the machine's.
  (* anyseq *) logic fetch_release;
  logic [UNITS-1:0] started, doubled, occupied_q, running;
  logic fetching_q;
  logic [3:0] arriving_q;  // fetches whose last beat has not come
  logic port, arrival;
  for (genvar unit = 1; unit < UNITS; unit++) begin : gen_unit
    localparam int unsigned STEPS = unit <= STORE ? DMA_IN_FLIGHT : (unit == MATMUL ? 2 : 1);
    logic [3:0] unfinished_q, valid;
    logic gap, owned;
    always_comb begin
      owned = 1'b0;
      started[unit] = 1'b0;
      doubled[unit] = 1'b0;
      for (int unsigned index = 1; index < CONTEXTS; index++) begin
        if (octet_machine_pkg::UNIT_OF_CONTEXT[index*4+:4] == 4'(unit)) begin
          owned = owned || unit_context[unit*4+:4] == 4'(index);
          doubled[unit] = doubled[unit] || (started[unit] && grant[index]);
          started[unit] = started[unit] || grant[index];
        end
      end
      valid = 4'd0;
      gap = 1'b0;
      for (int unsigned slot = 0; slot < STEPS; slot++) begin
        valid = valid + {3'd0, slots_valid[unit*SLOTS+slot]};
        if (slot != 0) gap = gap || (slots_valid[unit*SLOTS+slot] && !slots_valid[unit*SLOTS+slot-1]);
      end
    end
    assign running[unit] = occupied_q[unit] || unfinished_q != 4'd0;
    always_ff @(posedge clk_i) begin
      if (!rst_n_q) begin
        occupied_q[unit] <= 1'b0;
        unfinished_q <= 4'd0;
      end else begin
        if (started[unit]) occupied_q[unit] <= 1'b1;
        else if (release_[unit]) occupied_q[unit] <= 1'b0;
        unfinished_q <= unfinished_q + {3'd0, started[unit]} - {3'd0, finish[unit]};
      end
    end
    always_comb begin
      if (rst_n_q) begin
        assume (!release_[unit] || occupied_q[unit]);
        assume (!finish[unit] || unfinished_q > {3'd0, occupied_q[unit] && !release_[unit]});
        // The unit is held by what is under way, and by one step at a time.
        assert (unit_busy[unit] == occupied_q[unit]);
        assert (valid == unfinished_q && !gap);
        assert (!occupied_q[unit] || unfinished_q != 4'd0);
        assert (!occupied_q[unit] || owned);
        assert (!doubled[unit] && !(started[unit] && (occupied_q[unit] || unfinished_q == 4'(STEPS))));
      end
    end
  end
  assign {started[0], doubled[0], occupied_q[0], running[0]} = 4'd0;

  assign port = fetching_q || occupied_q[STORE:1] != '0;
  assign arrival = fetch_beat && fetch_last;
  always_ff @(posedge clk_i) begin
    if (!rst_n_q) begin
      fetching_q <= 1'b0;
      arriving_q <= 4'd0;
    end else begin
      if (grant[0]) fetching_q <= 1'b1;
      else if (fetch_release) fetching_q <= 1'b0;
      arriving_q <= arriving_q + {3'd0, grant[0]} - {3'd0, arrival};
    end
  end

  // Moves, and standing still.
  logic underway, moves, blocked, ready;
  logic [CONTEXTS-1:0] tokens_missing;
  logic [7:0] quiet_q;
  always_comb begin
    for (int unsigned consumer = 0; consumer < CONTEXTS; consumer++) begin
      tokens_missing[consumer] = !(&ready_tokens[consumer*CONTEXTS+:CONTEXTS]);
    end
    underway = running != '0 || fetching_q || arriving_q != 4'd0;
    moves = grant != '0 || pop[CONTEXTS-1:1] != '0 || dispatch;
    ready = (active[CONTEXTS-1:1] & ~tokens_missing[CONTEXTS-1:1]) != '0;
    blocked = none ? dispatched == command_count : queue_full[target[3:0]];
    for (int unsigned index = 1; index < CONTEXTS; index++) begin
      if (active[index] ? !tokens_missing[index] : !queue_empty[index]) blocked = 1'b0;
    end
  end
  always_ff @(posedge clk_i) begin
    if (!rst_n_q || moves) quiet_q <= 8'd0;
    else if (quiet_q != 8'hFF) quiet_q <= quiet_q + 8'd1;
  end

  always_comb begin
    if (rst_n_q) begin
      // What is assumed of the bodies, beyond each unit's: the port is busy as long as what was granted it occupies it,
      // a fetch's last beat comes once.
      assume (port_busy == port);
      assume (!fetching_q || port_context == 4'd0);
      for (int unsigned unit = 1; unit <= STORE; unit++) assume (!occupied_q[unit] || port_context == 4'(unit));
      assume (!fetch_release || fetching_q);
      assume (!arrival || arriving_q > {3'd0, fetching_q && !fetch_release});
      assume (quiet_q < 8'(PATIENCE) || !underway);
      // And of the program: octet verify refuses a context that does not exist, and commands for fetch.
      assume (none || (target != 8'd0 && target < 8'(CONTEXTS)));
      // What must hold.
      assert (underway || moves || blocked);
      assert (underway || !ready || moves);
      assert (quiet_q < 8'(PATIENCE) || moves || blocked);
      assert (done == (!underway && none && active[CONTEXTS-1:1] == '0 && &queue_empty[CONTEXTS-1:1]
          && dispatched == command_count));
      for (int unsigned unit = 1; unit < UNITS; unit++) begin
        assert (running[unit] || {unit_reads[unit*BANKS+:BANKS], unit_writes[unit*BANKS+:BANKS]} == '0);
        for (int unsigned other = 1; other < unit; other++) begin
          assert ((unit_reads[unit*BANKS+:BANKS] & unit_reads[other*BANKS+:BANKS]) == '0);
          assert ((unit_writes[unit*BANKS+:BANKS] & unit_writes[other*BANKS+:BANKS]) == '0);
          assert ((SINGLE_PORT & unit_reads[unit*BANKS+:BANKS] & unit_writes[other*BANKS+:BANKS]) == '0);
          assert ((SINGLE_PORT & unit_writes[unit*BANKS+:BANKS] & unit_reads[other*BANKS+:BANKS]) == '0);
        end
      end
      assert ({2'd0, fetching_q} + {2'd0, occupied_q[1]} + {2'd0, occupied_q[2]} + {2'd0, occupied_q[3]}
          + {2'd0, occupied_q[4]} <= 3'd1);
      // Why.
      assert (slots <= FETCH_BITS'(FETCH_DEPTH) && 8'(slots) == 8'(fetched_level) + {4'd0, arriving_q});
      assert (!fetching_q || arriving_q != 4'd0);
      assert (fetched <= command_count && dispatched <= fetched && fetched == dispatched + 32'(slots));
      assert (none == (fetched_level == '0));
      for (int unsigned index = 1; index < CONTEXTS; index++) begin
        assert (queue_level[index*LEVEL_BITS+:LEVEL_BITS] <= LEVEL_BITS'(QUEUE_DEPTH));
        assert (queue_empty[index] == (queue_level[index*LEVEL_BITS+:LEVEL_BITS] == '0));
      end
    end
  end
endmodule
