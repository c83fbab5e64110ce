// SPDX-License-Identifier: Apache-2.0
/// Turns blocks of rows of DRAM into columns of a panel: two blocks of LANES rows x BEAT_BYTES bytes, one filled by
/// beats while the other (with BLOCKS 1 there is none: they take turns) is written to a buffer, one column of elements
/// a cycle. Elements of one or two bytes. Does not issue bursts: `full_o` tells the memory port that a further block
/// must wait. Latency: a block whose last beat arrives in cycle v is written from v+1 on. Source: docs/machine.md,
/// "Memory port" (load, row panels).
module octet_load_transposer #(
    parameter int unsigned BEAT_BYTES = 16,
    parameter int unsigned LANES = 16,  // most rows of a block
    parameter int unsigned BLOCKS = 2,  // 1 or 2
    parameter int unsigned TAKE_BITS = $clog2(BEAT_BYTES + 1)
) (
    input  logic                    clk_i,
    input  logic                    rst_ni,
    input  logic                    issue_i,       // the first burst of a block of this channel is issued in this cycle
    output logic                    full_o,        // BLOCKS blocks are on their way or here
    // The transfer of the present beat.
    input  logic [7:0]              space_i,
    input  logic [31:0]             base_i,
    input  logic [31:0]             line_bytes_i,  // of a column: lanes of the panel * element bytes
    input  logic                    wide_i,        // elements of two bytes
    input  logic [31:0]             run_i,         // bytes of a row
    // A beat of a transposing transfer.
    input  logic                    beat_i,
    input  logic                    block_last_i,  // it ends its block
    input  logic                    last_i,        // it ends its transfer
    input  logic [15:0]             lane_i,        // row in the block
    input  logic [31:0]             offset_i,      // of its first byte in the row
    input  logic [TAKE_BITS-1:0]    take_i,
    input  logic [BEAT_BYTES*8-1:0] data_i,
    // The column written in this cycle, from lane 0 on.
    output logic [7:0]              write_space_o,
    output logic [LANES*2-1:0]      write_strobe_o,
    output logic [31:0]             write_address_o,
    output logic [LANES*16-1:0]     write_data_o,
    output logic                    done_o         // last column of a transfer
);
  localparam int unsigned PLACE_BITS = $clog2(BEAT_BYTES);

  // Blocks from their first burst to their last column.
  logic [1:0] blocks_q;
  logic drained;
  assign full_o = blocks_q == 2'(BLOCKS);
  always_ff @(posedge clk_i) begin
    if (!rst_ni) blocks_q <= 2'd0;
    else if (issue_i && !drained) blocks_q <= blocks_q + 2'd1;
    else if (drained && !issue_i) blocks_q <= blocks_q - 2'd1;
  end

  // Filling.
  logic fill_q, begun_q;  // begun: the transfer has had a block
  logic [31:0] next_q, address, left;
  logic [TAKE_BITS-1:0] block_bytes, columns;
  logic [BEAT_BYTES-1:0] mask;
  logic [BEAT_BYTES*8-1:0] data;
  assign address = begun_q ? next_q : base_i;
  assign left = run_i - {offset_i[31:PLACE_BITS], {PLACE_BITS{1'b0}}};
  assign block_bytes = left > 32'(BEAT_BYTES) ? TAKE_BITS'(BEAT_BYTES) : left[TAKE_BITS-1:0];
  assign columns = wide_i ? block_bytes >> 1 : block_bytes;
  assign mask = ~({BEAT_BYTES{1'b1}} << take_i) << offset_i[PLACE_BITS-1:0];
  assign data = data_i << {offset_i[PLACE_BITS-1:0], 3'd0};

  // Draining.
  logic drain_q;
  logic [PLACE_BITS-1:0] place_q;  // of the column's first byte in the block
  logic [1:0] valid_q, last_q, wide_q;
  logic [2*TAKE_BITS-1:0] columns_q;  // left, by block
  logic [2*16-1:0] rows_q;
  logic [2*32-1:0] address_q, line_q;
  logic [2*8-1:0] space_q;
  logic [BLOCKS*LANES*BEAT_BYTES*8-1:0] bytes_q;  // by block and row
  logic active;
  assign active = valid_q[drain_q];
  assign drained = active && columns_q[drain_q*TAKE_BITS+:TAKE_BITS] == TAKE_BITS'(1);
  assign done_o = drained && last_q[drain_q];

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      fill_q <= 1'b0;
      begun_q <= 1'b0;
      drain_q <= 1'b0;
      valid_q <= 2'b00;
      place_q <= '0;
    end else begin
      if (beat_i && block_last_i) begin
        fill_q <= BLOCKS == 2 && !fill_q;
        begun_q <= !last_i;
        next_q <= address + {{(32 - TAKE_BITS) {1'b0}}, columns} * line_bytes_i;
        valid_q[fill_q] <= 1'b1;
        last_q[fill_q] <= last_i;
        wide_q[fill_q] <= wide_i;
        columns_q[fill_q*TAKE_BITS+:TAKE_BITS] <= columns;
        rows_q[fill_q*16+:16] <= lane_i + 16'd1;
        address_q[fill_q*32+:32] <= address;
        line_q[fill_q*32+:32] <= line_bytes_i;
        space_q[fill_q*8+:8] <= space_i;
      end
      if (active) begin
        columns_q[drain_q*TAKE_BITS+:TAKE_BITS] <= columns_q[drain_q*TAKE_BITS+:TAKE_BITS] - TAKE_BITS'(1);
        address_q[drain_q*32+:32] <= address_q[drain_q*32+:32] + line_q[drain_q*32+:32];
        place_q <= place_q + (wide_q[drain_q] ? PLACE_BITS'(2) : PLACE_BITS'(1));
        if (drained) begin
          valid_q[drain_q] <= 1'b0;
          drain_q <= BLOCKS == 2 && !drain_q;
          place_q <= '0;
        end
      end
    end
  end

  assign write_space_o = active ? space_q[drain_q*8+:8] : 8'd0;
  assign write_address_o = address_q[drain_q*32+:32];
  for (genvar row = 0; row < LANES; row++) begin : gen_row
    logic [BEAT_BYTES*8-1:0] word;
    logic [15:0] element;
    logic used;
    for (genvar block = 0; block < BLOCKS; block++) begin : gen_block
      for (genvar place = 0; place < BEAT_BYTES; place++) begin : gen_byte
        localparam int unsigned AT = ((block * LANES + row) * BEAT_BYTES + place) * 8;
        always_ff @(posedge clk_i) begin
          if (beat_i && fill_q == 1'(block) && lane_i == 16'(row) && mask[place]) bytes_q[AT+:8] <= data[place*8+:8];
        end
      end
    end
    assign word = drain_q ? bytes_q[((BLOCKS-1)*LANES+row)*BEAT_BYTES*8+:BEAT_BYTES*8]
        : bytes_q[row*BEAT_BYTES*8+:BEAT_BYTES*8];
    assign element = 16'(word >> {place_q, 3'd0});
    assign used = active && 16'(row) < rows_q[drain_q*16+:16];
    // Narrow elements are packed into the lower half.
    if (row * 2 < LANES) begin : gen_low
      logic next_used;
      logic [7:0] next;
      if (row * 2 + 1 < LANES) begin : gen_pair
        assign next = gen_row[row*2+1].element[7:0];
        assign next_used = gen_row[row*2+1].used;
      end else begin : gen_odd
        assign next = 8'd0;
        assign next_used = 1'b0;
      end
      assign write_data_o[row*16+:16] = wide_q[drain_q] ? element : {next, gen_row[row*2].element[7:0]};
      assign write_strobe_o[row*2+:2] = wide_q[drain_q] ? {2{used}} : {next_used, gen_row[row*2].used};
    end else begin : gen_high
      assign write_data_o[row*16+:16] = element;
      assign write_strobe_o[row*2+:2] = {2{wide_q[drain_q] && used}};
    end
  end
endmodule
