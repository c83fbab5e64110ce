// SPDX-License-Identifier: Apache-2.0
/// On-chip buffer: bytes with an address and an enable each, so that a beat may be scattered over panels.
/// Reads are combinational in the address (a client's address register stands for that of a memory macro); a write in
/// cycle t is read from t+1 on. Arbitrates nothing and checks no bank: the scoreboard's claims keep readers and writers
/// of a bank apart before they come here. Never reset. Source: docs/machine.md, "Memories".
module octet_buffer #(
    parameter int unsigned BYTES = 1024,
    parameter int unsigned READ_LANES = 4,
    parameter int unsigned WRITE_LANES = 4
) (
    input  logic                      clk_i,
    input  logic [READ_LANES*32-1:0]  read_address_i,
    output logic [READ_LANES*8-1:0]   read_data_o,
    input  logic [WRITE_LANES-1:0]    write_enable_i,
    input  logic [WRITE_LANES*32-1:0] write_address_i,
    input  logic [WRITE_LANES*8-1:0]  write_data_i
);
  localparam int unsigned ADDRESS_BITS = $clog2(BYTES);

  logic [7:0] bytes_q[0:BYTES-1];

  // Address bits above the buffer are unused here: the program was proved to stay inside (program::verify).
  /* verilator lint_off UNUSED */
  logic [READ_LANES*32-1:0] read_address;
  logic [WRITE_LANES*32-1:0] write_address;
  /* verilator lint_on UNUSED */
  assign read_address = read_address_i;
  assign write_address = write_address_i;

  for (genvar lane = 0; lane < READ_LANES; lane++) begin : gen_read
    assign read_data_o[lane*8+:8] = bytes_q[read_address[lane*32+:ADDRESS_BITS]];
  end

  for (genvar lane = 0; lane < WRITE_LANES; lane++) begin : gen_write
    always_ff @(posedge clk_i) begin
      if (write_enable_i[lane]) bytes_q[write_address[lane*32+:ADDRESS_BITS]] <= write_data_i[lane*8+:8];
    end
  end
endmodule
