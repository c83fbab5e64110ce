// SPDX-License-Identifier: Apache-2.0
/// Memory port: cuts one transfer at a time into bursts, carries write data, and hands read beats to whoever asked,
/// aligned to lane 0. A transfer goes row by row, or in blocks of `lanes` rows x BEAT_BYTES bytes: blocks of a panel
/// first, each row of a block one burst. A burst ends before the next multiple of 4096 addresses. Reads are answered in
/// their order and writes in theirs; at most OUTSTANDING are unanswered, reads and writes together. What is offered to
/// the memory stays until it is taken; a write's beats wait for no address. Does not know the layout of buffers.
/// Latency: a transfer granted in cycle t offers its first burst in t+1.
/// Source: docs/machine.md, "Memory port".
module octet_memory_port #(
    parameter int unsigned BEAT_BYTES = 16,
    parameter int unsigned BURST_BYTES = 64,
    parameter int unsigned OUTSTANDING = 4,
    parameter int unsigned TAKE_BITS = $clog2(BEAT_BYTES + 1)
) (
    input  logic                                       clk_i,
    input  logic                                       rst_ni,
    // A transfer, taken at the end of a cycle in which the port is not busy: rows of run bytes, pitch bytes apart.
    input  logic                                       transfer_valid_i,
    input  logic [octet_machine_pkg::CONTEXT_BITS-1:0] transfer_context_i,
    input  logic                                       transfer_write_i,
    input  logic [47:0]                                transfer_address_i,
    input  logic [15:0]                                transfer_rows_i,
    input  logic [31:0]                                transfer_run_i,
    input  logic [31:0]                                transfer_pitch_i,
    input  logic                                       transfer_blocks_i,
    input  logic [15:0]                                transfer_lanes_i,
    input  logic                                       hold_i,               // no block of context_o may begin in this
                                                                             // cycle
    output logic                                       busy_o,
    output logic [octet_machine_pkg::CONTEXT_BITS-1:0] context_o,
    output logic                                       last_o,               // last cycle of the transfer's occupancy
    output logic                                       block_issue_o,        // the first burst of a block is taken
    output logic                                       block_end_o,          // last cycle in which a block's bursts
                                                                             // hold the port
    // The write beat sent in this cycle, its place in the transfer, and its bytes from lane 0 on, in the same cycle.
    output logic                                       write_beat_o,
    output logic                                       write_row_last_o,     // it ends its row
    output logic                                       write_last_o,         // it ends its transfer
    output logic [TAKE_BITS-1:0]                       write_take_o,
    output logic [15:0]                                write_row_o,          // with blocks: in the block
    output logic [31:0]                                write_offset_o,
    input  logic [BEAT_BYTES*8-1:0]                    write_data_i,
    input  logic [BEAT_BYTES-1:0]                      write_valid_i,        // else padding, which is not written
    // A beat of the oldest read burst, with its bytes.
    output logic                                       response_valid_o,
    output logic                                       response_row_last_o,  // last beat of its row
    output logic                                       response_block_last_o,  // last beat of its block
    output logic                                       response_last_o,      // last beat of its transfer
    output logic [octet_machine_pkg::CONTEXT_BITS-1:0] response_context_o,
    output logic [15:0]                                response_row_o,       // with blocks: in the block
    output logic [31:0]                                response_offset_o,    // of its first byte in the run
    output logic [TAKE_BITS-1:0]                       response_take_o,      // bytes
    output logic [BEAT_BYTES*8-1:0]                    response_data_o,
    output logic                                       stored_o,             // the answer to the last burst of the
                                                                             // oldest write transfer
    // The memory.
    output logic                                       memory_request_o,     // a burst is offered, until it is taken
    input  logic                                       memory_ready_i,       // it is taken, that is issued
    output logic                                       memory_write_o,
    output logic [47:0]                                memory_address_o,
    output logic [15:0]                                memory_bytes_o,
    output logic                                       memory_data_valid_o,  // a write beat is offered, the first with
                                                                             // its burst
    input  logic                                       memory_data_ready_i,  // it is taken
    output logic                                       memory_data_last_o,   // it ends its burst
    output logic [BEAT_BYTES*8-1:0]                    memory_data_o,
    output logic [BEAT_BYTES-1:0]                      memory_strobe_o,
    input  logic                                       memory_beat_i,        // the next beat of the oldest read burst
    input  logic                                       memory_beat_last_i,   // it ends the burst
    input  logic [BEAT_BYTES*8-1:0]                    memory_beat_data_i,
    input  logic                                       memory_answer_i       // the answer to the oldest write burst
);
  localparam int unsigned LANE_BITS = $clog2(BEAT_BYTES);
  localparam int unsigned CONTEXT_BITS = octet_machine_pkg::CONTEXT_BITS;
  localparam int unsigned COUNT_BITS = $clog2(OUTSTANDING + 1);
  localparam int unsigned BURST_WIDTH = CONTEXT_BITS + 3 + LANE_BITS + 16 + 16 + 32;

  // Issue side: the transfer and its next burst.
  logic busy_q, write_q;
  logic [CONTEXT_BITS-1:0] context_q;
  logic blocks_q;
  logic [47:0] row_address_q, panel_address_q;  // of the present row, and of the panel's first
  logic [15:0] rows_left_q, panel_rows_q;       // from the present row on, and from the panel's first
  logic [15:0] row_q, lanes_q;
  logic [31:0] run_q, pitch_q, offset_q;
  logic [31:0] left, run_left, block_left, next_offset;  // bytes to the end of the row, or of the row of the block
  logic [15:0] longest, page_left, burst_bytes;
  logic [47:0] burst_address;
  logic row_last, run_last, block_last, block_begin, transfer_last, held, issue, advance, full;

  // The row of a block may take two bursts, for a page may end within it; a run ends with the row, or that of the
  // block.
  assign left = run_q - offset_q;
  assign block_left = 32'(BEAT_BYTES) - {{(32 - LANE_BITS) {1'b0}}, offset_q[LANE_BITS-1:0]};
  assign run_left = blocks_q && left > block_left ? block_left : left;
  assign page_left = 16'd4096 - {4'd0, burst_address[11:0]};
  assign longest = page_left < 16'(BURST_BYTES) ? page_left : 16'(BURST_BYTES);
  assign run_last = run_left <= {16'd0, longest};
  assign row_last = run_last && run_left == left;
  assign block_last = run_last && (rows_left_q == 16'd1 || row_q == lanes_q - 16'd1);
  assign block_begin = blocks_q && row_q == 16'd0 && offset_q[LANE_BITS-1:0] == '0;
  assign transfer_last = row_last && rows_left_q == 16'd1;
  assign burst_bytes = run_last ? run_left[15:0] : longest;
  assign next_offset = offset_q + {16'd0, burst_bytes};
  assign held = block_begin && hold_i;
  assign burst_address = row_address_q + {16'd0, offset_q};

  // Beats of a write burst.
  logic issued_q, sent_q;  // of a write burst: its address is taken, or its last beat; not both
  logic [15:0] written_q;
  logic [LANE_BITS-1:0] write_lane;
  logic [TAKE_BITS-1:0] write_take;
  logic write_last, write_beat, write_done;
  octet_beat #(
      .BEAT_BYTES(BEAT_BYTES)
  ) i_write_beat (
      .address_i(burst_address[LANE_BITS-1:0]),
      .bytes_i(burst_bytes),
      .done_i(written_q),
      .lane_o(write_lane),
      .take_o(write_take),
      .last_o(write_last)
  );

  assign memory_request_o = busy_q && !issued_q && !full && !held;
  assign memory_data_valid_o = write_q && !sent_q && (memory_request_o || issued_q);
  assign issue = memory_request_o && memory_ready_i;
  assign write_beat = memory_data_valid_o && memory_data_ready_i;
  assign write_done = write_beat && write_last;
  assign advance = (issue || issued_q) && (!write_q || sent_q || write_done);
  assign busy_o = busy_q;
  assign context_o = context_q;
  assign last_o = advance && transfer_last;
  assign block_issue_o = issue && block_begin;
  assign block_end_o = advance && blocks_q && block_last;
  assign write_beat_o = write_beat;
  assign write_row_last_o = write_last && row_last;
  assign write_last_o = write_last && transfer_last;
  assign write_take_o = write_take;
  assign write_row_o = row_q;
  assign write_offset_o = offset_q + {16'd0, written_q};

  assign memory_write_o = write_q;
  assign memory_address_o = burst_address;
  assign memory_bytes_o = burst_bytes;
  assign memory_data_last_o = write_last;
  assign memory_data_o = write_data_i << {write_lane, 3'd0};
  assign memory_strobe_o = (~({BEAT_BYTES{1'b1}} << write_take) & write_valid_i) << write_lane;

  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      busy_q <= 1'b0;
      issued_q <= 1'b0;
      sent_q <= 1'b0;
      written_q <= '0;
    end else begin
      issued_q <= (issue || issued_q) && !advance;
      sent_q <= (write_done || sent_q) && !advance;
      if (write_beat) written_q <= write_last ? '0 : written_q + {{(16 - TAKE_BITS) {1'b0}}, write_take};
      if (advance) begin
        if (transfer_last) busy_q <= 1'b0;
        if (!run_last) begin
          offset_q <= next_offset;
        end else if (blocks_q && block_last && !row_last) begin  // the next block of the panel
          offset_q <= next_offset;
          rows_left_q <= panel_rows_q;
          row_q <= '0;
          row_address_q <= panel_address_q;
        end else begin  // the next row
          rows_left_q <= rows_left_q - 16'd1;
          row_address_q <= row_address_q + {16'd0, pitch_q};
          if (blocks_q && !block_last) begin
            row_q <= row_q + 16'd1;
            offset_q <= {offset_q[31:LANE_BITS], {LANE_BITS{1'b0}}};
          end else begin
            offset_q <= '0;
            row_q <= blocks_q ? '0 : row_q + 16'd1;
            panel_rows_q <= rows_left_q - 16'd1;
            panel_address_q <= row_address_q + {16'd0, pitch_q};
          end
        end
      end
      if (transfer_valid_i) begin
        busy_q <= 1'b1;
        context_q <= transfer_context_i;
        write_q <= transfer_write_i;
        blocks_q <= transfer_blocks_i;
        lanes_q <= transfer_lanes_i;
        row_address_q <= transfer_address_i;
        panel_address_q <= transfer_address_i;
        rows_left_q <= transfer_rows_i;
        panel_rows_q <= transfer_rows_i;
        row_q <= '0;
        run_q <= transfer_run_i;
        pitch_q <= transfer_pitch_i;
        offset_q <= '0;
      end
    end
  end

  // Answer side: the reads and the writes on their way, oldest first.
  logic none, reads_full, writes_full, no_writes, write_ends_transfer, head_row_last, head_block_last, head_last;
  logic [CONTEXT_BITS-1:0] head_context;
  logic [LANE_BITS-1:0] head_lane, read_lane;
  logic [15:0] head_bytes, head_row, read_q;
  logic [31:0] head_offset;
  logic [COUNT_BITS-1:0] unanswered_q;
  octet_fifo #(
      .WIDTH(BURST_WIDTH),
      .DEPTH(OUTSTANDING)
  ) i_reads (
      .clk_i,
      .rst_ni,
      .push_i(issue && !write_q),
      .data_i({context_q, row_last, block_last, transfer_last, burst_address[LANE_BITS-1:0], burst_bytes, row_q,
          offset_q}),
      .full_o(reads_full),
      .pop_i(memory_beat_i && memory_beat_last_i),
      .data_o({head_context, head_row_last, head_block_last, head_last, head_lane, head_bytes, head_row, head_offset}),
      .empty_o(none)
  );
  octet_fifo #(
      .WIDTH(1),
      .DEPTH(OUTSTANDING)
  ) i_writes (
      .clk_i,
      .rst_ni,
      .push_i(issue && write_q),
      .data_i(transfer_last),
      .full_o(writes_full),
      .pop_i(memory_answer_i),
      .data_o(write_ends_transfer),
      .empty_o(no_writes)
  );
  assign full = unanswered_q == COUNT_BITS'(OUTSTANDING);
  assign stored_o = memory_answer_i && !no_writes && write_ends_transfer;
  /* verilator lint_off PINCONNECTEMPTY */  // the answer says which beat is the last
  octet_beat #(
      .BEAT_BYTES(BEAT_BYTES)
  ) i_read_beat (
      .address_i(head_lane),
      .bytes_i(head_bytes),
      .done_i(read_q),
      .lane_o(read_lane),
      .take_o(response_take_o),
      .last_o()
  );
  /* verilator lint_on PINCONNECTEMPTY */
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      read_q <= '0;
      unanswered_q <= '0;
    end else begin
      if (memory_beat_i) read_q <= memory_beat_last_i ? '0 : read_q + {{(16 - TAKE_BITS) {1'b0}}, response_take_o};
      unanswered_q <= unanswered_q + COUNT_BITS'(issue) - COUNT_BITS'(memory_beat_i && memory_beat_last_i)
          - COUNT_BITS'(memory_answer_i);
    end
  end
  assign response_valid_o = memory_beat_i && !none;
  assign response_row_last_o = memory_beat_last_i && head_row_last;
  assign response_block_last_o = memory_beat_last_i && head_block_last;
  assign response_last_o = memory_beat_last_i && head_last;
  assign response_context_o = head_context;
  assign response_row_o = head_row;
  assign response_offset_o = head_offset + {16'd0, read_q};
  assign response_data_o = memory_beat_data_i >> {read_lane, 3'd0};

  // Both queues have room for all that may be unanswered.
  logic unused;
  assign unused = reads_full || writes_full;
endmodule
