// SPDX-License-Identifier: Apache-2.0
/// What the modules of the machine share beyond the command set: counts of contexts and units, and a step with its
/// addresses. Use it as octet_machine_pkg::name (no import). Source: docs/machine.md.
/* verilator lint_off UNUSEDPARAM */  // no module needs every constant
package octet_machine_pkg;
  localparam int unsigned CONTEXTS = 13;
  localparam int unsigned CONTEXT_BITS = 4;
  localparam int unsigned COUNT_BITS = 4;  // a step takes or gives at most 8 tokens of one pair of contexts
  localparam int unsigned COUNTS_BITS = CONTEXTS * COUNT_BITS;

  // Units: the contexts of a unit exclude each other and never conflict with its own claims.
  localparam int unsigned UNITS = 11;
  localparam int unsigned LOADS = 3;  // load channel n is context and unit n + 1
  localparam int unsigned UNIT_STORE = 4;
  localparam int unsigned UNIT_MATMUL = 5;

  /// Unit of each context, context 0 in the lowest bits.
  localparam int unsigned UNIT_BITS = 4;
  localparam logic [CONTEXTS*UNIT_BITS-1:0] UNIT_OF_CONTEXT = {
    4'd10, 4'd9, 4'd8, 4'd7, 4'd6, 4'd6, 4'd5, 4'd5, 4'd4, 4'd3, 4'd2, 4'd1, 4'd0
  };
  /// Contexts that need the memory port: fetch, the loads and the store.
  localparam logic [CONTEXTS-1:0] NEEDS_PORT = 13'b0000000011111;

  // What a context does in a cycle, for counters.
  localparam logic [2:0] STATE_IDLE = 3'd0;
  localparam logic [2:0] STATE_BUSY = 3'd1;
  localparam logic [2:0] STATE_TOKEN = 3'd2;
  localparam logic [2:0] STATE_UNIT = 3'd3;
  localparam logic [2:0] STATE_PORT = 3'd4;
  localparam logic [2:0] STATE_BANK = 3'd5;
  localparam logic [2:0] STATE_DRAIN = 3'd6;  // its next step is withheld until an unfinished one is over
  localparam logic [2:0] STATE_GRANTED = 3'd7;

  /// One step: its operand addresses, valid sizes, and tokens counted by the other context.
  typedef struct packed {
    logic [COUNTS_BITS-1:0] signals;
    logic [COUNTS_BITS-1:0] waits;
    logic [47:0] d;
    logic [47:0] p;
    logic [47:0] b;
    logic [47:0] a;
    logic [31:0] columns;
    logic [15:0] rows;
  } step_t;
  // Bit positions, for steps in vectors (yosys 0.23 knows no members of structs inside generate blocks).
  localparam int unsigned STEP_A_LSB = 48;
  localparam int unsigned STEP_WAITS_LSB = 240;
  localparam int unsigned STEP_SIGNALS_LSB = STEP_WAITS_LSB + COUNTS_BITS;
  localparam int unsigned STEP_BITS = 2 * COUNTS_BITS + 4 * 48 + 32 + 16;
endpackage
/* verilator lint_on UNUSEDPARAM */
