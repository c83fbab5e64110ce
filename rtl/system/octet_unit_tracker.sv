// SPDX-License-Identifier: Apache-2.0
/// What a unit holds: its occupancy, the banks its unfinished steps read and write, and the tokens they will give.
/// Steps finish in the order they were granted. Does not decide when a step ends; the unit says so.
/// Latency: a grant in cycle t shows from t+1, an end in cycle t from t+1. Source: docs/machine.md, "Life of a step".
module octet_unit_tracker #(
    parameter int unsigned BANKS = 8,
    parameter int unsigned STEPS = 2  // unfinished steps at most
) (
    input  logic                                       clk_i,
    input  logic                                       rst_ni,
    input  logic                                       grant_i,     // a step of context_i is granted in this cycle
    input  logic [octet_machine_pkg::CONTEXT_BITS-1:0] context_i,
    input  logic [BANKS-1:0]                           reads_i,
    input  logic [BANKS-1:0]                           writes_i,
    input  logic [octet_machine_pkg::COUNTS_BITS-1:0]  signals_i,
    input  logic                                       release_i,   // last cycle of the occupancy
    input  logic                                       finish_i,    // last cycle of the oldest unfinished step
    output logic                                       busy_o,      // a step occupies the unit
    output logic [octet_machine_pkg::CONTEXT_BITS-1:0] context_o,   // whose
    output logic                                       full_o,
    output logic                                       empty_o,     // no step is unfinished
    output logic [BANKS-1:0]                           reads_o,
    output logic [BANKS-1:0]                           writes_o,
    output logic [octet_machine_pkg::CONTEXT_BITS-1:0] finished_o,  // context of the oldest unfinished step
    output logic [octet_machine_pkg::COUNTS_BITS-1:0]  signals_o    // its tokens
);
  localparam int unsigned CONTEXT_BITS = octet_machine_pkg::CONTEXT_BITS;
  localparam int unsigned COUNTS_BITS = octet_machine_pkg::COUNTS_BITS;
  localparam int unsigned WIDTH = CONTEXT_BITS + COUNTS_BITS + BANKS;

  logic busy_q;
  logic [CONTEXT_BITS-1:0] context_q;
  logic [BANKS-1:0] reads_q;
  // Slot 0 is the oldest. An empty one is appended, so that a shift needs no special case.
  logic [STEPS-1:0] valid_q;
  logic [STEPS*WIDTH-1:0] slots_q;
  /* verilator lint_off UNUSEDSIGNAL */  // a shift never looks at slot 0
  logic [STEPS:0] valid_shift;
  logic [(STEPS+1)*WIDTH-1:0] slots_shift;
  /* verilator lint_on UNUSEDSIGNAL */

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
    end else if (grant_i) begin
      busy_q <= 1'b1;
      context_q <= context_i;
      reads_q <= reads_i;
    end else if (release_i) begin
      busy_q <= 1'b0;
    end
  end

  assign valid_shift = {1'b0, valid_q};
  assign slots_shift = {{WIDTH{1'b0}}, slots_q};
  for (genvar slot = 0; slot < STEPS; slot++) begin : gen_slot
    logic ahead;  // the slot before this one is taken, after an end in this cycle
    logic valid;
    assign valid = finish_i ? valid_shift[slot+1] : valid_q[slot];
    if (slot == 0) begin : gen_first
      assign ahead = 1'b1;
    end else begin : gen_other
      assign ahead = finish_i ? valid_q[slot] : valid_q[slot-1];
    end
    always_ff @(posedge clk_i) begin
      if (!rst_ni) begin
        valid_q[slot] <= 1'b0;
      end else if (grant_i && ahead && !valid) begin
        valid_q[slot] <= 1'b1;
        slots_q[slot*WIDTH+:WIDTH] <= {writes_i, signals_i, context_i};
      end else if (finish_i) begin
        valid_q[slot] <= valid_shift[slot+1];
        slots_q[slot*WIDTH+:WIDTH] <= slots_shift[(slot+1)*WIDTH+:WIDTH];
      end
    end
  end

  assign busy_o = busy_q;
  assign context_o = context_q;
  assign reads_o = busy_q ? reads_q : '0;
  assign full_o = valid_q[STEPS-1];
  assign empty_o = !valid_q[0];
  assign finished_o = slots_q[0+:CONTEXT_BITS];
  assign signals_o = slots_q[CONTEXT_BITS+:COUNTS_BITS];
  always_comb begin
    writes_o = '0;
    for (int unsigned slot = 0; slot < STEPS; slot++) begin
      if (valid_q[slot]) writes_o = writes_o | slots_q[slot*WIDTH+CONTEXT_BITS+COUNTS_BITS+:BANKS];
    end
  end
endmodule
