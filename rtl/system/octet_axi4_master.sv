// SPDX-License-Identifier: Apache-2.0
/// AXI4 master: turns bursts of the memory port into AXI4 and hands back its answers: those to reads in the order of
/// the read bursts, those to writes in the order of the write bursts, and neither waits for the other. One ID; INCR
/// bursts; at most OUTSTANDING unanswered, reads and writes together. Offers of a burst and of its write data are the
/// memory port's, which keeps them until they are taken: write data may go before, with or after the address.
/// Does not cut bursts: whoever asks keeps them within 4096 bytes and 256 beats, and write data in the order of their
/// bursts. An answer that is not OKAY, of another ID, or whose RLAST is not on the last beat raises `error_o` for good:
/// the run is void. Latency: none; every handshake passes in its cycle, and no valid depends on a ready. Source: AMBA
/// AXI4 (ARM IHI 0022), docs/machine.md, "AXI4".
module octet_axi4_master #(
    parameter int unsigned BEAT_BYTES = 16,  // a power of two, 4..128
    parameter int unsigned OUTSTANDING = 4
) (
    input  logic                    clk_i,
    input  logic                    rst_ni,
    output logic                    error_o,          // latched
    // The memory port.
    input  logic                    request_i,        // a burst is offered, until it is taken
    output logic                    ready_o,          // it is taken
    input  logic                    write_i,
    input  logic [47:0]             address_i,
    input  logic [15:0]             bytes_i,
    input  logic                    data_valid_i,     // a write beat is offered, until it is taken
    output logic                    data_ready_o,     // it is taken
    input  logic                    data_last_i,      // it ends its burst
    input  logic [BEAT_BYTES*8-1:0] data_i,
    input  logic [BEAT_BYTES-1:0]   strobe_i,
    output logic                    beat_o,           // the next beat of the oldest read burst
    output logic                    beat_last_o,      // it ends the burst
    output logic [BEAT_BYTES*8-1:0] beat_data_o,
    output logic                    answer_o,         // the answer to the oldest write burst
    // AXI4.
    output logic                    m_axi_awvalid_o,
    input  logic                    m_axi_awready_i,
    output logic [0:0]              m_axi_awid_o,
    output logic [47:0]             m_axi_awaddr_o,
    output logic [7:0]              m_axi_awlen_o,    // beats - 1
    output logic [2:0]              m_axi_awsize_o,   // log2 of the bytes of a beat
    output logic [1:0]              m_axi_awburst_o,
    output logic                    m_axi_awlock_o,
    output logic [3:0]              m_axi_awcache_o,
    output logic [2:0]              m_axi_awprot_o,
    output logic [3:0]              m_axi_awqos_o,
    output logic                    m_axi_wvalid_o,
    input  logic                    m_axi_wready_i,
    output logic [BEAT_BYTES*8-1:0] m_axi_wdata_o,
    output logic [BEAT_BYTES-1:0]   m_axi_wstrb_o,
    output logic                    m_axi_wlast_o,
    input  logic                    m_axi_bvalid_i,
    output logic                    m_axi_bready_o,
    input  logic [0:0]              m_axi_bid_i,
    input  logic [1:0]              m_axi_bresp_i,
    output logic                    m_axi_arvalid_o,
    input  logic                    m_axi_arready_i,
    output logic [0:0]              m_axi_arid_o,
    output logic [47:0]             m_axi_araddr_o,
    output logic [7:0]              m_axi_arlen_o,
    output logic [2:0]              m_axi_arsize_o,
    output logic [1:0]              m_axi_arburst_o,
    output logic                    m_axi_arlock_o,
    output logic [3:0]              m_axi_arcache_o,
    output logic [2:0]              m_axi_arprot_o,
    output logic [3:0]              m_axi_arqos_o,
    output logic [15:0]             m_axi_aruser_o,  // bytes wanted from the address on, for slaves that care
    input  logic                    m_axi_rvalid_i,
    output logic                    m_axi_rready_o,
    input  logic [0:0]              m_axi_rid_i,
    input  logic [BEAT_BYTES*8-1:0] m_axi_rdata_i,
    input  logic [1:0]              m_axi_rresp_i,
    input  logic                    m_axi_rlast_i
);
  localparam int unsigned LANE_BITS = $clog2(BEAT_BYTES);
  localparam int unsigned COUNT_BITS = $clog2(OUTSTANDING + 1);
  localparam logic [1:0] BURST_INCR = 2'b01;
  localparam logic [3:0] CACHE_NORMAL = 4'b0010;  // normal, not cacheable; answered by the memory itself
  localparam logic [1:0] RESPONSE_OKAY = 2'b00;

  // Addresses.
  logic full, reads_full, request;
  logic [15:0] reach;  // bytes from the first beat's first lane to the burst's last byte
  logic [7:0] length;
  assign reach = {{(16 - LANE_BITS) {1'b0}}, address_i[LANE_BITS-1:0]} + bytes_i - 16'd1;
  assign length = reach[LANE_BITS+:8];
  assign request = request_i && !full;
  assign ready_o = request && (write_i ? m_axi_awready_i : m_axi_arready_i);
  assign m_axi_awvalid_o = request && write_i;
  assign m_axi_awid_o = '0;
  assign m_axi_awaddr_o = address_i;
  assign m_axi_awlen_o = length;
  assign m_axi_awsize_o = 3'(LANE_BITS);
  assign m_axi_awburst_o = BURST_INCR;
  assign m_axi_awlock_o = 1'b0;
  assign m_axi_awcache_o = CACHE_NORMAL;
  assign m_axi_awprot_o = 3'b000;
  assign m_axi_awqos_o = 4'd0;
  assign m_axi_arvalid_o = request && !write_i;
  assign m_axi_arid_o = '0;
  assign m_axi_araddr_o = address_i;
  assign m_axi_arlen_o = length;
  assign m_axi_arsize_o = 3'(LANE_BITS);
  assign m_axi_arburst_o = BURST_INCR;
  assign m_axi_arlock_o = 1'b0;
  assign m_axi_arcache_o = CACHE_NORMAL;
  assign m_axi_arprot_o = 3'b000;
  assign m_axi_arqos_o = 4'd0;
  assign m_axi_aruser_o = bytes_i;

  // Write data; lanes outside the burst are zero, so that nothing there can change while a beat waits.
  assign m_axi_wvalid_o = data_valid_i;
  assign data_ready_o = m_axi_wready_i;
  assign m_axi_wstrb_o = strobe_i;
  assign m_axi_wlast_o = data_last_i;
  for (genvar lane = 0; lane < BEAT_BYTES; lane++) begin : gen_lane
    assign m_axi_wdata_o[lane*8+:8] = strobe_i[lane] ? data_i[lane*8+:8] : 8'd0;
  end

  // Answers are taken when they come, each kind in the order of its bursts.
  logic no_reads, no_writes;
  logic [COUNT_BITS-1:0] unanswered_q, writes_q;  // bursts, and the writes of them
  logic [7:0] oldest_length, beats_q;
  octet_fifo #(
      .WIDTH(8),
      .DEPTH(OUTSTANDING)
  ) i_reads (
      .clk_i,
      .rst_ni,
      .push_i(ready_o && !write_i),
      .data_i(length),
      .full_o(reads_full),
      .pop_i(beat_o && beat_last_o),
      .data_o(oldest_length),
      .empty_o(no_reads)
  );
  assign full = unanswered_q == COUNT_BITS'(OUTSTANDING);
  assign no_writes = writes_q == '0;
  assign m_axi_rready_o = !no_reads;
  assign m_axi_bready_o = !no_writes;
  assign beat_o = m_axi_rready_o && m_axi_rvalid_i;
  assign beat_last_o = beats_q == oldest_length;
  assign beat_data_o = m_axi_rdata_i;
  assign answer_o = m_axi_bready_o && m_axi_bvalid_i;

  logic wrong;
  assign wrong = (beat_o && (m_axi_rresp_i != RESPONSE_OKAY || m_axi_rid_i != 1'b0 || m_axi_rlast_i != beat_last_o))
      || (answer_o && (m_axi_bresp_i != RESPONSE_OKAY || m_axi_bid_i != 1'b0));
  always_ff @(posedge clk_i) begin
    if (!rst_ni) begin
      error_o <= 1'b0;
      beats_q <= 8'd0;
      unanswered_q <= '0;
      writes_q <= '0;
    end else begin
      if (wrong) error_o <= 1'b1;
      if (beat_o) beats_q <= beat_last_o ? 8'd0 : beats_q + 8'd1;
      unanswered_q <= unanswered_q + COUNT_BITS'(ready_o) - COUNT_BITS'(beat_o && beat_last_o) - COUNT_BITS'(answer_o);
      writes_q <= writes_q + COUNT_BITS'(ready_o && write_i) - COUNT_BITS'(answer_o);
    end
  end

  // A burst has at most 256 beats, and no more bursts than OUTSTANDING are taken.
  logic unused;
  assign unused = |reach || reads_full;
endmodule
