// SPDX-License-Identifier: Apache-2.0
/// The banks of one buffer that a region of bytes touches. Combinational. Source: docs/machine.md, "Memories".
module octet_bank_range #(
    parameter int unsigned BANKS = 2,
    parameter int unsigned BANK_BYTES = 1024  // a power of two
) (
    input  logic             used_i,     // there is a region
    input  logic [47:0]      address_i,
    input  logic [31:0]      bytes_i,    // at least 1
    output logic [BANKS-1:0] banks_o
);
  localparam int unsigned BANK_SHIFT = $clog2(BANK_BYTES);
  logic [47:0] first, last;
  assign first = address_i >> BANK_SHIFT;
  assign last = (address_i + {16'd0, bytes_i} - 48'd1) >> BANK_SHIFT;
  // Banks from the first on, without those beyond the last.
  assign banks_o = used_i ? ({BANKS{1'b1}} << first) & ~(({BANKS{1'b1}} << last) << 1) : {BANKS{1'b0}};
endmodule
