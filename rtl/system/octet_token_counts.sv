// SPDX-License-Identifier: Apache-2.0
/// Counts, by the other context, the tokens of a command's eight slots that fall on the present step. Combinational.
/// A wait falls on the first step of its period except in the first `skip` periods, a signal on the last step except in
/// the last `skip` periods. Source: docs/machine.md, "Commands".
module octet_token_counts #(
    parameter bit SIGNALS = 1'b0  // the slots are signals, not waits
) (
    input  logic [127:0]                              slots_i,
    input  logic [15:0]                               i0_i,
    input  logic [15:0]                               i1_i,
    input  logic [31:0]                               index_i,  // of the step in the command
    input  logic [15:0]                               count0_i,
    input  logic [15:0]                               count1_i,
    output logic [octet_machine_pkg::COUNTS_BITS-1:0] counts_o
);
  localparam int unsigned SLOTS = octet_command_pkg::FIELD_WAITS_NUMBER;
  localparam int unsigned COUNT_BITS = octet_machine_pkg::COUNT_BITS;

  logic [31:0] steps;
  logic first0, first1, last0, last1;
  logic [SLOTS-1:0] fires;

  assign steps = {16'd0, count0_i} * {16'd0, count1_i};
  assign first0 = i0_i == 16'd0;
  assign first1 = i1_i == 16'd0;
  assign last0 = i0_i == count0_i - 16'd1;
  assign last1 = i1_i == count1_i - 16'd1;

  for (genvar slot = 0; slot < SLOTS; slot++) begin : gen_slot
    logic valid;
    logic [1:0] period;
    logic [7:0] skip;
    logic here;               // the period starts (ends) with this step
    logic [31:0] from_skip;   // periods between this one and the skipped end
    assign valid = slots_i[slot*16+octet_command_pkg::TOKEN_VALID_LSB];
    assign period = slots_i[slot*16+octet_command_pkg::TOKEN_PERIOD_LSB+:2];
    assign skip = slots_i[slot*16+octet_command_pkg::TOKEN_SKIP_LSB+:8];
    always_comb begin
      here = 1'b1;
      from_skip = SIGNALS ? steps - 32'd1 - index_i : index_i;
      if (period == octet_command_pkg::PERIOD_COMMAND) begin
        here = SIGNALS ? last0 && last1 : first0 && first1;
        from_skip = 32'd0;
      end else if (period == octet_command_pkg::PERIOD_OUTER) begin
        here = SIGNALS ? last1 : first1;
        from_skip = {16'd0, SIGNALS ? count0_i - 16'd1 - i0_i : i0_i};
      end
    end
    assign fires[slot] = valid && here && from_skip >= {24'd0, skip};
  end

  for (genvar other = 0; other < octet_machine_pkg::CONTEXTS; other++) begin : gen_context
    logic [COUNT_BITS-1:0] count;
    always_comb begin
      count = '0;
      for (int unsigned slot = 0; slot < SLOTS; slot++) begin
        if (fires[slot] && slots_i[slot*16+octet_command_pkg::TOKEN_CONTEXT_LSB+:5] == 5'(other)) begin
          count = count + 1'b1;
        end
      end
    end
    assign counts_o[other*COUNT_BITS+:COUNT_BITS] = count;
  end
endmodule
