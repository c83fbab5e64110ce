// SPDX-License-Identifier: Apache-2.0
/// Asserts that the bytes a unit touches in a cycle lie in banks of the buffer that it has claimed. A lane is
/// `LANE_BYTES` long and never lies in two banks: a bank holds whole words. For octet_unit_claims, octet_dma_claims.
module octet_claim_check #(
    parameter int unsigned BANKS = 2,
    parameter int unsigned BANK_BYTES = 1024,
    parameter int unsigned LANES = 1,
    parameter int unsigned LANE_BYTES = 1
) (
    input logic             clk_i,
    input logic             rst_ni,
    input logic [LANES-1:0] touched_i,
    input logic [31:0]      address_i,  // of lane 0
    input logic [BANKS-1:0] claimed_i
);
  for (genvar lane = 0; lane < LANES; lane++) begin : gen_lane
    logic [31:0] bank;
    logic is_claimed;
    assign is_claimed = 1'(claimed_i >> bank);  // nothing beyond the buffer is
    assign bank = (address_i + 32'(lane * LANE_BYTES)) / 32'(BANK_BYTES);
    always_ff @(posedge clk_i) begin
      if (rst_ni && touched_i[lane])
        assert (is_claimed)
        else $error("%m: address %0d lies in bank %0d, which its unit has not claimed",
                    address_i + 32'(lane * LANE_BYTES), bank);
    end
  end
endmodule
