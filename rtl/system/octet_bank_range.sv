// SPDX-License-Identifier: Apache-2.0
/// The banks of one buffer that a region of bytes touches. Combinational. Source: docs/machine.md, "Memories".
module octet_bank_range #(
    parameter int unsigned BANKS = 2,
    parameter int unsigned BANK_BYTES = 1024
) (
    input  logic             used_i,     // there is a region
    input  logic [47:0]      address_i,
    input  logic [31:0]      bytes_i,    // at least 1
    output logic [BANKS-1:0] banks_o
);
  logic [47:0] beyond;
  assign beyond = address_i + {16'd0, bytes_i};
  for (genvar bank = 0; bank < BANKS; bank++) begin : gen_bank
    assign banks_o[bank] = used_i && address_i < 48'((bank + 1) * BANK_BYTES) && beyond > 48'(bank * BANK_BYTES);
  end
endmodule
