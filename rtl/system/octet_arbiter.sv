// SPDX-License-Identifier: Apache-2.0
/// Who may go, and who is under way: the scoreboard, which grants the steps of the contexts, and a tracker for each
/// unit, which remembers what was granted to it until it ends. Fetch has no tracker: it holds the memory port and
/// nothing else. Latency: its modules'. Source: docs/machine.md, "Life of a step".
module octet_arbiter #(
    parameter int unsigned BANKS = 10,  // of all buffers
    parameter logic [BANKS-1:0] SINGLE_PORT = '0,
    parameter int unsigned DMA_IN_FLIGHT = 2,
    parameter int unsigned CONTEXTS = octet_machine_pkg::CONTEXTS,
    parameter int unsigned CONTEXT_BITS = octet_machine_pkg::CONTEXT_BITS,
    parameter int unsigned UNITS = octet_machine_pkg::UNITS,
    parameter int unsigned STEP_BITS = octet_machine_pkg::STEP_BITS
) (
    input  logic                          clk_i,
    input  logic                          rst_ni,
    // By context: what it asks for, and the step that it asks for.
    input  logic [CONTEXTS-1:0]           request_i,
    input  logic [CONTEXTS-1:0]           withheld_i,
    /* verilator lint_off UNUSEDSIGNAL */  // the tokens of a step, alone
    input  logic [CONTEXTS*STEP_BITS-1:0] steps_i,
    /* verilator lint_on UNUSEDSIGNAL */
    input  logic [CONTEXTS*BANKS-1:0]     reads_i,
    input  logic [CONTEXTS*BANKS-1:0]     writes_i,
    output logic [CONTEXTS-1:0]           grant_o,
    output logic [CONTEXTS*3-1:0]         state_o,         // octet_machine_pkg::STATE_*
    // The memory port, and the context that holds it.
    input  logic                          port_busy_i,
    input  logic [CONTEXT_BITS-1:0]       port_context_i,
    // By unit; fetch finishes nothing.
    input  logic [UNITS-1:1]              release_i,       // last cycle of the occupancy
    input  logic [UNITS-1:0]              finish_i,        // last cycle of the oldest unfinished step
    output logic [UNITS-1:0]              busy_o,
    output logic [UNITS*CONTEXT_BITS-1:0] context_o,       // of the step that occupies it
    output logic [UNITS-1:0]              full_o,          // it takes no further step
    output logic                          idle_o           // nothing occupies a unit, every step is finished
);
  localparam int unsigned COUNTS_BITS = octet_machine_pkg::COUNTS_BITS;

  logic [CONTEXTS*COUNTS_BITS-1:0] waits;
  /* verilator lint_off UNUSEDSIGNAL */  // of fetch
  logic [CONTEXTS*COUNTS_BITS-1:0] signals;
  /* verilator lint_on UNUSEDSIGNAL */
  for (genvar index = 0; index < CONTEXTS; index++) begin : gen_context
    assign waits[index*COUNTS_BITS+:COUNTS_BITS] =
        steps_i[index*STEP_BITS+octet_machine_pkg::STEP_WAITS_LSB+:COUNTS_BITS];
    assign signals[index*COUNTS_BITS+:COUNTS_BITS] =
        steps_i[index*STEP_BITS+octet_machine_pkg::STEP_SIGNALS_LSB+:COUNTS_BITS];
  end

  logic [UNITS-1:0] empty;
  logic [UNITS*CONTEXT_BITS-1:0] finish_context;
  logic [UNITS*BANKS-1:0] unit_reads, unit_writes;
  logic [UNITS*COUNTS_BITS-1:0] finish_signals;
  octet_scoreboard #(
      .BANKS(BANKS),
      .SINGLE_PORT(SINGLE_PORT)
  ) i_scoreboard (
      .clk_i,
      .rst_ni,
      .request_i,
      .withheld_i,
      .waits_i(waits),
      .reads_i,
      .writes_i,
      .grant_o,
      .state_o,
      .port_busy_i,
      .unit_busy_i(busy_o),
      .unit_context_i(context_o),
      .unit_reads_i(unit_reads),
      .unit_writes_i(unit_writes),
      .finish_i,
      .finish_context_i(finish_context),
      .finish_signals_i(finish_signals)
  );

  for (genvar unit = 1; unit < UNITS; unit++) begin : gen_unit
    // The contexts of the unit: one, or two that share it.
    localparam int unsigned FIRST = 32'(octet_machine_pkg::FIRST_CONTEXT[unit*CONTEXT_BITS+:CONTEXT_BITS]);
    localparam int unsigned SECOND = 32'(octet_machine_pkg::LAST_CONTEXT[unit*CONTEXT_BITS+:CONTEXT_BITS]);
    localparam int unsigned FIXED_STEPS = 32'(octet_machine_pkg::STEPS_OF_UNIT[unit*4+:4]);
    localparam int unsigned STEPS = FIXED_STEPS == 0 ? DMA_IN_FLIGHT : FIXED_STEPS;
    logic second;
    assign second = SECOND != FIRST && grant_o[SECOND];
    octet_unit_tracker #(
        .BANKS(BANKS),
        .STEPS(STEPS)
    ) i_tracker (
        .clk_i,
        .rst_ni,
        .grant_i(grant_o[FIRST] || second),
        .context_i(second ? CONTEXT_BITS'(SECOND) : CONTEXT_BITS'(FIRST)),
        .reads_i(second ? reads_i[SECOND*BANKS+:BANKS] : reads_i[FIRST*BANKS+:BANKS]),
        .writes_i(second ? writes_i[SECOND*BANKS+:BANKS] : writes_i[FIRST*BANKS+:BANKS]),
        .signals_i(second ? signals[SECOND*COUNTS_BITS+:COUNTS_BITS] : signals[FIRST*COUNTS_BITS+:COUNTS_BITS]),
        .release_i(release_i[unit]),
        .finish_i(finish_i[unit]),
        .busy_o(busy_o[unit]),
        .context_o(context_o[unit*CONTEXT_BITS+:CONTEXT_BITS]),
        .full_o(full_o[unit]),
        .empty_o(empty[unit]),
        .reads_o(unit_reads[unit*BANKS+:BANKS]),
        .writes_o(unit_writes[unit*BANKS+:BANKS]),
        .finished_o(finish_context[unit*CONTEXT_BITS+:CONTEXT_BITS]),
        .signals_o(finish_signals[unit*COUNTS_BITS+:COUNTS_BITS])
    );
  end
  assign busy_o[0] = port_busy_i && port_context_i == '0;
  assign context_o[0+:CONTEXT_BITS] = '0;
  assign full_o[0] = 1'b0;
  assign empty[0] = 1'b1;
  assign unit_reads[0+:BANKS] = '0;
  assign unit_writes[0+:BANKS] = '0;
  assign finish_context[0+:CONTEXT_BITS] = '0;
  assign finish_signals[0+:COUNTS_BITS] = '0;
  assign idle_o = busy_o == '0 && (&empty);
endmodule
