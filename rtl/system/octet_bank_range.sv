// SPDX-License-Identifier: Apache-2.0
/// The banks of one buffer that a region of bytes within it touches. Combinational. Source: docs/machine.md,
/// "Memories".
module octet_bank_range #(
    parameter int unsigned BANKS = 2,
    parameter int unsigned BANK_BYTES = 1024
) (
    input  logic             used_i,     // there is a region
    /* verilator lint_off UNUSEDSIGNAL */  // nothing lies beyond the buffer
    input  logic [47:0]      address_i,
    input  logic [31:0]      bytes_i,    // at least 1
    /* verilator lint_on UNUSEDSIGNAL */
    output logic [BANKS-1:0] banks_o
);
  localparam int unsigned BITS = $clog2(BANKS * BANK_BYTES + 1);
  logic [BITS-1:0] address, beyond;
  assign address = address_i[BITS-1:0];
  assign beyond = address + bytes_i[BITS-1:0];
  for (genvar bank = 0; bank < BANKS; bank++) begin : gen_bank
    assign banks_o[bank] = used_i && address < BITS'((bank + 1) * BANK_BYTES) && beyond > BITS'(bank * BANK_BYTES);
  end
endmodule
