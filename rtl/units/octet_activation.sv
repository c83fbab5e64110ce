// SPDX-License-Identifier: Apache-2.0
/// Activation unit: walks the inputs of a step column by column, LANES rows a cycle, and writes GELU of each in 8 bits.
/// Knows nothing of tokens or claims and of no other function than GELU. Latency: columns * ceil(rows / LANES) + 6
/// cycles a step; a step started in cycle t reads its first inputs in t+1 and writes their results in t+7.
/// Source: models/units/activation.md, docs/machine.md, "Bodies".
module octet_activation #(
    parameter int unsigned ROWS = 4,
    parameter int unsigned LANES = 4,  // 1..ROWS, need not divide ROWS
    parameter int unsigned MULTIPLIER_BITS = 31  // of a scale
) (
    input  logic                clk_i,
    input  logic                rst_ni,
    input  logic                start_i,          // take the step below; only while no step is occupied
    input  logic [15:0]         rows_i,           // valid rows, 1..ROWS
    input  logic [31:0]         columns_i,        // at least 1
    input  logic [1:0]          element_bytes_i,  // of an input: 1 or 2
    input  logic [4:0]          one_bits_i,       // 8..30: the polynomial's constant 1 is 2^one_bits
    input  logic [30:0]         multiplier_i,     // output scale
    input  logic [5:0]          shift_i,          // 0..62
    input  logic [31:0]         a_address_i,      // [column][ROWS] inputs
    input  logic [31:0]         d_address_i,      // [column][ROWS] bytes
    output logic [31:0]         a_address_o,
    input  logic [LANES*16-1:0] a_data_i,         // of a_address_o, in the same cycle; inputs of 1 byte in the lower
                                                  // half
    output logic [LANES-1:0]    d_strobe_o,       // bytes to write in this cycle
    output logic [31:0]         d_address_o,
    output logic [LANES*8-1:0]  d_data_o,
    output logic                finish_o          // last cycle of the step: its last results are written
);
  localparam int unsigned STAGES = 6;

  logic active_q, wide_q, read_last, write_last;
  logic [STAGES-1:0] valid_q;  // bit i: the lanes hold inputs read i+1 cycles ago
  logic [4:0] one_bits_q;
  logic [14:0] clip, clip_q;
  logic [30:0] multiplier_q;
  logic [5:0] shift_q;
  logic [LANES-1:0] write_rows;

  octet_gelu_clip i_clip (.one_bits_i, .clip_o(clip));
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      active_q <= 1'b0;
      valid_q <= '0;
    end else begin
      if (start_i) active_q <= 1'b1;
      else if (read_last) active_q <= 1'b0;
      valid_q <= {valid_q[STAGES-2:0], active_q};
    end
    if (start_i) begin
      wide_q <= element_bytes_i == 2'd2;
      one_bits_q <= one_bits_i;
      clip_q <= clip;
      multiplier_q <= multiplier_i;
      shift_q <= shift_i;
    end
  end

  /* verilator lint_off PINCONNECTEMPTY */  // padding lanes are read too, and their results not written
  octet_panel_walk #(
      .ROWS(ROWS),
      .LANES(LANES)
  ) i_read (
      .clk_i,
      .start_i,
      .advance_i(active_q),
      .rows_i,
      .columns_i,
      .wide_i(element_bytes_i == 2'd2),
      .address_i(a_address_i),
      .address_o(a_address_o),
      .valid_o(),
      .last_o(read_last)
  );
  /* verilator lint_on PINCONNECTEMPTY */
  octet_panel_walk #(
      .ROWS(ROWS),
      .LANES(LANES)
  ) i_write (
      .clk_i,
      .start_i,
      .advance_i(valid_q[STAGES-1]),
      .rows_i,
      .columns_i,
      .wide_i(1'b0),
      .address_i(d_address_i),
      .address_o(d_address_o),
      .valid_o(write_rows),
      .last_o(write_last)
  );
  assign d_strobe_o = valid_q[STAGES-1] ? write_rows : '0;
  assign finish_o = valid_q[STAGES-1] && write_last;

  for (genvar lane = 0; lane < LANES; lane++) begin : gen_lane
    logic [15:0] x;
    assign x = wide_q ? a_data_i[lane*16+:16] : {{8{a_data_i[lane*8+7]}}, a_data_i[lane*8+:8]};
    octet_activation_lane #(.MULTIPLIER_BITS(MULTIPLIER_BITS)) i_lane (
        .clk_i,
        .input_i(x),
        .one_bits_i(one_bits_q),
        .clip_i(clip_q),
        .multiplier_i(multiplier_q),
        .shift_i(shift_q),
        .result_o(d_data_o[lane*8+:8])
    );
  end
endmodule
