// SPDX-License-Identifier: Apache-2.0
/// Of octet_arbiter what grants steps and remembers them until they end: the scoreboard and a tracker for each
/// unit, wired as they are there; fetch has a tracker too, so that nothing of the scoreboard lies idle. Contexts and
/// units are the test's (step_grants_test.cpp), which sees everything that leaves a tracker. Not part of the machine.
module octet_step_grants #(
    parameter int unsigned BANKS = 10,
    parameter logic [BANKS-1:0] SINGLE_PORT = 10'b0100110010,
    parameter int unsigned IN_FLIGHT = 3  // unfinished steps of a load, a store or matmul
) (
    input  logic                                                                  clk_i,
    input  logic                                                                  rst_ni,
    // By context.
    input  logic [octet_machine_pkg::CONTEXTS-1:0]                                request_i,
    input  logic [octet_machine_pkg::CONTEXTS-1:0]                                withheld_i,
    input  logic [octet_machine_pkg::CONTEXTS*octet_machine_pkg::COUNTS_BITS-1:0] waits_i,
    input  logic [octet_machine_pkg::CONTEXTS*octet_machine_pkg::COUNTS_BITS-1:0] signals_i,
    input  logic [octet_machine_pkg::CONTEXTS*BANKS-1:0]                          reads_i,
    input  logic [octet_machine_pkg::CONTEXTS*BANKS-1:0]                          writes_i,
    output logic [octet_machine_pkg::CONTEXTS-1:0]                                grant_o,
    output logic [octet_machine_pkg::CONTEXTS*3-1:0]                              state_o,
    input  logic                                                                  port_busy_i,
    // By unit.
    input  logic [octet_machine_pkg::UNITS-1:0]                                   release_i,
    input  logic [octet_machine_pkg::UNITS-1:0]                                   finish_i,
    output logic [octet_machine_pkg::UNITS-1:0]                                   busy_o,
    output logic [octet_machine_pkg::UNITS*octet_machine_pkg::CONTEXT_BITS-1:0]   context_o,
    output logic [octet_machine_pkg::UNITS-1:0]                                   full_o,
    output logic [octet_machine_pkg::UNITS-1:0]                                   empty_o,
    output logic [octet_machine_pkg::UNITS*BANKS-1:0]                             unit_reads_o,
    output logic [octet_machine_pkg::UNITS*BANKS-1:0]                             unit_writes_o,
    output logic [octet_machine_pkg::UNITS*octet_machine_pkg::CONTEXT_BITS-1:0]   finish_context_o,
    output logic [octet_machine_pkg::UNITS*octet_machine_pkg::COUNTS_BITS-1:0]    finish_signals_o
);
  localparam int unsigned CONTEXT_BITS = octet_machine_pkg::CONTEXT_BITS;
  localparam int unsigned COUNTS_BITS = octet_machine_pkg::COUNTS_BITS;
  localparam int unsigned UNITS = octet_machine_pkg::UNITS;
  localparam int unsigned MATMUL = octet_machine_pkg::UNIT_MATMUL;

  octet_scoreboard #(
      .BANKS(BANKS),
      .SINGLE_PORT(SINGLE_PORT)
  ) i_scoreboard (
      .clk_i,
      .rst_ni,
      .request_i,
      .withheld_i,
      .waits_i,
      .reads_i,
      .writes_i,
      .grant_o,
      .state_o,
      .port_busy_i,
      .unit_busy_i(busy_o),
      .unit_context_i(context_o),
      .unit_reads_i(unit_reads_o),
      .unit_writes_i(unit_writes_o),
      .finish_i,
      .finish_context_i(finish_context_o),
      .finish_signals_i(finish_signals_o)
  );

  for (genvar unit = 0; unit < UNITS; unit++) begin : gen_unit
    // The contexts of the unit: one, or two that share it.
    localparam int unsigned FIRST = unit <= MATMUL ? unit : (unit == MATMUL + 1 ? unit + 1 : unit + 2);
    localparam int unsigned SECOND = unit == MATMUL || unit == MATMUL + 1 ? FIRST + 1 : FIRST;
    localparam int unsigned STEPS = unit <= MATMUL ? IN_FLIGHT : 1;
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
        .signals_i(second ? signals_i[SECOND*COUNTS_BITS+:COUNTS_BITS] : signals_i[FIRST*COUNTS_BITS+:COUNTS_BITS]),
        .release_i(release_i[unit]),
        .finish_i(finish_i[unit]),
        .busy_o(busy_o[unit]),
        .context_o(context_o[unit*CONTEXT_BITS+:CONTEXT_BITS]),
        .full_o(full_o[unit]),
        .empty_o(empty_o[unit]),
        .reads_o(unit_reads_o[unit*BANKS+:BANKS]),
        .writes_o(unit_writes_o[unit*BANKS+:BANKS]),
        .finished_o(finish_context_o[unit*CONTEXT_BITS+:CONTEXT_BITS]),
        .signals_o(finish_signals_o[unit*COUNTS_BITS+:COUNTS_BITS])
    );
  end
endmodule
