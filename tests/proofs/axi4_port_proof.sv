// SPDX-License-Identifier: Apache-2.0
/// Memory port and AXI4 master together keep the rules of AXI4 for any transfers and any slave, from reset on: an offer
/// stays as it is until it is taken, WLAST marks the beat that AWLEN says and no other, no burst crosses a multiple of
/// 4096, no strobe lies before the burst. The slave is free: it may even answer what was not asked. And no answer waits
/// for one of the other kind: the master is ready for read data exactly as long as beats of reads are owed, for answers
/// to writes exactly as long as a write is unanswered, and never more than OUTSTANDING bursts are.
module axi4_port_proof #(
    parameter int unsigned BEAT_BYTES = 4,
    parameter int unsigned BURST_BYTES = 8,
    parameter int unsigned OUTSTANDING = 2
) (
    input logic                    clk_i,
    input logic                    start_i,
    input logic                    write_i,
    input logic                    blocks_i,
    input logic                    hold_i,
    input logic [4:0]              address_i,  // around the end of a page
    input logic [1:0]              rows_i,
    input logic [3:0]              run_i,
    input logic [3:0]              pitch_i,
    input logic [BEAT_BYTES*8-1:0] data_i,
    input logic [BEAT_BYTES-1:0]   valid_i,    // else padding
    input logic                    awready_i,
    input logic                    wready_i,
    input logic                    arready_i,
    input logic                    bvalid_i,
    input logic                    rvalid_i
);
  localparam int unsigned LANE_BITS = $clog2(BEAT_BYTES);
  logic rst_n_q = 1'b0;
  logic busy, start;
  logic request, ready, write, data_valid, data_ready, data_last, beat, beat_last, answer, stored;
  logic [47:0] address;
  logic [15:0] bytes;
  logic [BEAT_BYTES*8-1:0] data, beat_data;
  logic [BEAT_BYTES-1:0] strobe;
  logic awvalid, wvalid, arvalid, wlast, bready, rready;
  logic [47:0] awaddr, araddr;
  logic [7:0] awlen, arlen;
  logic [BEAT_BYTES*8-1:0] wdata;
  logic [BEAT_BYTES-1:0] wstrb;

  assign start = start_i && !busy && rst_n_q;
  octet_memory_port #(
      .BEAT_BYTES(BEAT_BYTES),
      .BURST_BYTES(BURST_BYTES),
      .OUTSTANDING(OUTSTANDING)
  ) i_port (
      .clk_i,
      .rst_ni(rst_n_q),
      .transfer_valid_i(start),
      .transfer_context_i('0),
      .transfer_write_i(write_i),
      .transfer_address_i(48'd4080 + {43'd0, address_i}),
      .transfer_rows_i({14'd0, rows_i}),
      .transfer_run_i({28'd0, run_i}),
      .transfer_pitch_i({28'd0, pitch_i}),
      .transfer_blocks_i(blocks_i),
      .transfer_lanes_i(16'd2),
      .hold_i,
      .busy_o(busy),
      .write_data_i(data_i),
      .write_valid_i(valid_i),
      .memory_request_o(request),
      .memory_ready_i(ready),
      .memory_write_o(write),
      .memory_address_o(address),
      .memory_bytes_o(bytes),
      .memory_data_valid_o(data_valid),
      .memory_data_ready_i(data_ready),
      .memory_data_last_o(data_last),
      .memory_data_o(data),
      .memory_strobe_o(strobe),
      .memory_beat_i(beat),
      .memory_beat_last_i(beat_last),
      .memory_beat_data_i(beat_data),
      .memory_answer_i(answer),
      .stored_o(stored)
  );
  octet_axi4_master #(
      .BEAT_BYTES(BEAT_BYTES),
      .OUTSTANDING(OUTSTANDING)
  ) i_master (
      .clk_i,
      .rst_ni(rst_n_q),
      .request_i(request),
      .ready_o(ready),
      .write_i(write),
      .address_i(address),
      .bytes_i(bytes),
      .data_valid_i(data_valid),
      .data_ready_o(data_ready),
      .data_last_i(data_last),
      .data_i(data),
      .strobe_i(strobe),
      .beat_o(beat),
      .beat_last_o(beat_last),
      .beat_data_o(beat_data),
      .answer_o(answer),
      .m_axi_awvalid_o(awvalid),
      .m_axi_awready_i(awready_i),
      .m_axi_awaddr_o(awaddr),
      .m_axi_awlen_o(awlen),
      .m_axi_wvalid_o(wvalid),
      .m_axi_wready_i(wready_i),
      .m_axi_wdata_o(wdata),
      .m_axi_wstrb_o(wstrb),
      .m_axi_wlast_o(wlast),
      .m_axi_bvalid_i(bvalid_i),
      .m_axi_bready_o(bready),
      .m_axi_bid_i(1'b0),
      .m_axi_bresp_i(2'b00),
      .m_axi_arvalid_o(arvalid),
      .m_axi_arready_i(arready_i),
      .m_axi_araddr_o(araddr),
      .m_axi_arlen_o(arlen),
      .m_axi_rvalid_i(rvalid_i),
      .m_axi_rready_o(rready),
      .m_axi_rid_i(1'b0),
      .m_axi_rdata_i('0),
      .m_axi_rresp_i(2'b00),
      .m_axi_rlast_i(1'b0)
  );

  // The cycle before.
  logic awwait_q, wwait_q, arwait_q, wlast_q;
  logic [47:0] awaddr_q, araddr_q;
  logic [7:0] awlen_q, arlen_q;
  logic [BEAT_BYTES*8-1:0] wdata_q, data_q;
  logic [BEAT_BYTES-1:0] wstrb_q, valid_q;
  // The write burst of the present data: its length, known from its address on, which is offered with the first beat at
  // the latest.
  logic taken_q;
  logic [7:0] length_q, length, beats_q;
  assign length = taken_q ? length_q : awlen;
  always_ff @(posedge clk_i) begin
    rst_n_q <= 1'b1;
    awwait_q <= rst_n_q && awvalid && !awready_i;
    wwait_q <= rst_n_q && wvalid && !wready_i;
    arwait_q <= rst_n_q && arvalid && !arready_i;
    awaddr_q <= awaddr;
    awlen_q <= awlen;
    araddr_q <= araddr;
    arlen_q <= arlen;
    wdata_q <= wdata;
    wstrb_q <= wstrb;
    wlast_q <= wlast;
    data_q <= data_i;
    valid_q <= valid_i;
    if (!rst_n_q) begin
      taken_q <= 1'b0;
      beats_q <= 8'd0;
    end else begin
      if (wvalid && wready_i) beats_q <= wlast ? 8'd0 : beats_q + 8'd1;
      if (awvalid && awready_i) length_q <= awlen;
      // From the address to the last beat, when that comes later.
      if (wvalid && wready_i && wlast) taken_q <= 1'b0;
      else if (awvalid && awready_i && !(sent_q)) taken_q <= 1'b1;
    end
  end
  // All data of the burst whose address waits are taken.
  logic sent_q;
  always_ff @(posedge clk_i) begin
    if (!rst_n_q) sent_q <= 1'b0;
    else if (awvalid && awready_i) sent_q <= 1'b0;
    else if (wvalid && wready_i && wlast && !taken_q) sent_q <= 1'b1;
  end

  // What the slave owes: beats of reads, answers to writes, bursts in all.
  logic [9:0] owed_beats_q;
  logic [2:0] owed_answers_q, owed_bursts_q;
  logic read_taken, write_taken, beat_taken, answer_taken;
  assign read_taken = arvalid && arready_i;
  assign write_taken = awvalid && awready_i;
  assign beat_taken = rvalid_i && rready;
  assign answer_taken = bvalid_i && bready;
  always_ff @(posedge clk_i) begin
    if (!rst_n_q) begin
      owed_beats_q <= 10'd0;
      owed_answers_q <= 3'd0;
      owed_bursts_q <= 3'd0;
    end else begin
      owed_beats_q <= owed_beats_q + (read_taken ? {2'd0, arlen} + 10'd1 : 10'd0) - {9'd0, beat_taken};
      owed_answers_q <= owed_answers_q + {2'd0, write_taken} - {2'd0, answer_taken};
      owed_bursts_q <= owed_bursts_q + {2'd0, read_taken || write_taken} - {2'd0, beat_taken && beat_last}
          - {2'd0, answer_taken};
    end
  end

  always_comb begin
    if (rst_n_q) begin
      assert (rready == (owed_beats_q != 10'd0));
      assert (bready == (owed_answers_q != 3'd0));
      assert (owed_bursts_q <= 3'(OUTSTANDING));
      assert (beat == beat_taken && answer == answer_taken);
      if (start) begin
        assume (rows_i != 2'd0 && run_i != 4'd0);
      end
      // Bytes of a beat stand as long as it waits; a hold does not come while a burst is offered.
      if (wwait_q) assume (data_i == data_q && valid_i == valid_q);
      if (awwait_q || arwait_q) assume (!hold_i);
      if (awwait_q) assert (awvalid && awaddr == awaddr_q && awlen == awlen_q);
      if (arwait_q) assert (arvalid && araddr == araddr_q && arlen == arlen_q);
      if (wwait_q) assert (wvalid && wdata == wdata_q && wstrb == wstrb_q && wlast == wlast_q);
      if (wvalid) begin
        assert (taken_q || awvalid);
        assert (wlast == (beats_q == length));
        if (valid_i[0]) assert (wstrb != '0);  // a beat of padding alone writes nothing
      end
      if (awvalid) begin
        assert (awaddr[47:12] == 36'((awaddr[47:LANE_BITS] + {38'd0, awlen}) >> (12 - LANE_BITS)));
        if (wvalid && beats_q == 8'd0) assert ((wstrb & ~({BEAT_BYTES{1'b1}} << awaddr[LANE_BITS-1:0])) == '0);
      end
      if (arvalid) assert (araddr[47:12] == 36'((araddr[47:LANE_BITS] + {38'd0, arlen}) >> (12 - LANE_BITS)));
      assert (!(awvalid && arvalid));
    end
  end
endmodule
