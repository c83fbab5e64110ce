// SPDX-License-Identifier: Apache-2.0
/// A buffer as octet_datapath wires one: clients that read and write runs of bytes beside one that scatters the bytes
/// of a beat. The clients are the test's (buffer_test.cpp). Not part of the machine.
module octet_buffer_clients #(
    parameter int unsigned BYTES = 1536,
    parameter int unsigned READERS = 3,
    parameter int unsigned READ_LANES = 4,
    parameter int unsigned WRITERS = 2,
    parameter int unsigned WRITE_LANES = 4,
    parameter int unsigned BEAT_BYTES = 8
) (
    input  logic                               clk_i,
    input  logic [READERS*32-1:0]              read_address_i,
    output logic [READERS*READ_LANES*8-1:0]    read_data_o,
    input  logic [WRITERS*32-1:0]              write_address_i,
    input  logic [WRITERS*WRITE_LANES-1:0]     write_enable_i,
    input  logic [WRITERS*WRITE_LANES*8-1:0]   write_data_i,
    input  logic [BEAT_BYTES*32-1:0]           beat_address_i,
    input  logic [BEAT_BYTES-1:0]              beat_enable_i,
    input  logic [BEAT_BYTES*8-1:0]            beat_data_i
);
  logic [READERS*READ_LANES*32-1:0] read_lanes;
  logic [WRITERS*WRITE_LANES*32-1:0] write_lanes;
  for (genvar reader = 0; reader < READERS; reader++) begin : gen_reader
    octet_byte_run #(.LANES(READ_LANES)) i_run (
        .address_i(read_address_i[reader*32+:32]),
        .addresses_o(read_lanes[reader*READ_LANES*32+:READ_LANES*32])
    );
  end
  for (genvar writer = 0; writer < WRITERS; writer++) begin : gen_writer
    octet_byte_run #(.LANES(WRITE_LANES)) i_run (
        .address_i(write_address_i[writer*32+:32]),
        .addresses_o(write_lanes[writer*WRITE_LANES*32+:WRITE_LANES*32])
    );
  end
  octet_buffer #(
      .BYTES(BYTES),
      .READ_LANES(READERS * READ_LANES),
      .WRITE_LANES(BEAT_BYTES + WRITERS * WRITE_LANES)
  ) i_buffer (
      .clk_i,
      .read_address_i(read_lanes),
      .read_data_o,
      .write_enable_i({write_enable_i, beat_enable_i}),
      .write_address_i({write_lanes, beat_address_i}),
      .write_data_i({write_data_i, beat_data_i})
  );
endmodule
