// SPDX-License-Identifier: Apache-2.0
/// Address of one operand of the present step: base and strides over the two outer loops, with a ring over either.
/// Adds up instead of multiplying. Does not count the loops itself. Latency: the address of the next step stands in the
/// cycle after `advance_i`. Source: docs/machine.md, "Commands".
module octet_operand_address (
    input  logic                        clk_i,
    input  logic                        load_i,      // a command begins
    input  logic [47:0]                 base_i,      // its operand's base, with load_i
    input  octet_command_pkg::operand_t operand_i,   // its operand, from the cycle after load_i on
    input  logic                        advance_i,   // go to the next step
    input  logic                        last_i1_i,   // the present step has the last i1
    output logic [47:0]                 address_o
);
  logic [47:0] outer_q, address_q, next_outer;
  logic [13:0] slot_q;
  logic wrap;

  assign address_o = address_q;
  assign wrap = operand_i.ring != octet_command_pkg::RING_NONE && slot_q + 14'd1 >= operand_i.ring_count;
  assign next_outer = wrap ? operand_i.base : outer_q + {16'd0, operand_i.stride0};

  always_ff @(posedge clk_i) begin
    if (load_i) begin
      outer_q <= base_i;
      address_q <= base_i;
      slot_q <= '0;
    end else if (advance_i) begin
      if (last_i1_i || operand_i.ring == octet_command_pkg::RING_STEP) begin
        outer_q <= next_outer;
        address_q <= next_outer;
        slot_q <= wrap ? '0 : slot_q + 14'd1;
      end else begin
        address_q <= address_q + {16'd0, operand_i.stride1};
      end
    end
  end
endmodule
