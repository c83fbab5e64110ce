// SPDX-License-Identifier: Apache-2.0
/// Which bytes of a burst its next beat carries. Combinational. A beat is BEAT_BYTES aligned bytes of memory.
/// Source: docs/machine.md, "Memory port".
module octet_beat #(
    parameter int unsigned BEAT_BYTES = 16  // a power of two
) (
    input  logic [$clog2(BEAT_BYTES)-1:0]   address_i,  // low bits of the burst's first address
    input  logic [15:0]                     bytes_i,    // of the burst
    input  logic [15:0]                     done_i,     // bytes of the beats before
    output logic [$clog2(BEAT_BYTES)-1:0]   lane_o,     // first byte lane of the beat
    output logic [$clog2(BEAT_BYTES+1)-1:0] take_o,     // bytes from there
    output logic                            last_o      // the burst ends with this beat
);
  localparam int unsigned LANE_BITS = $clog2(BEAT_BYTES);
  localparam int unsigned TAKE_BITS = $clog2(BEAT_BYTES + 1);
  logic [15:0] room, left;
  assign lane_o = address_i + done_i[LANE_BITS-1:0];
  assign room = 16'(BEAT_BYTES) - {{(16 - LANE_BITS) {1'b0}}, lane_o};
  assign left = bytes_i - done_i;
  assign last_o = left <= room;
  assign take_o = last_o ? left[TAKE_BITS-1:0] : room[TAKE_BITS-1:0];
endmodule
