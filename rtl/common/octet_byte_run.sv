// SPDX-License-Identifier: Apache-2.0
/// Addresses of a run of consecutive bytes, one for each lane of an octet_buffer port. Combinational; checks no bound.
module octet_byte_run #(
    parameter int unsigned LANES = 4
) (
    input  logic [31:0]         address_i,  // of lane 0
    output logic [LANES*32-1:0] addresses_o
);
  for (genvar lane = 0; lane < LANES; lane++) begin : gen_lane
    assign addresses_o[lane*32+:32] = address_i + 32'(lane);
  end
endmodule
