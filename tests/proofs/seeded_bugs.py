# SPDX-License-Identifier: Apache-2.0
"""Bugs that each proof of prove.py must refute: lines of the gates, changed."""

# (name, text, text) or, of another file than the proof's own: (name, text, text, file).
SQUARE_ROOT_BUGS = [
    ("root_bit_one_late", "extended >= trial", "extended > trial"),
    ("one_bit_too_few", "COUNT_BITS'(ROOT_BITS);", "COUNT_BITS'(ROOT_BITS - 1);"),
    ("one_bit_too_many", "COUNT_BITS'(ROOT_BITS);", "COUNT_BITS'(ROOT_BITS + 1);"),
    ("remainder_cut", "? reduced :", "? {1'b0, reduced[ROOT_BITS-2:0]} :"),
]
RECIPROCAL_BUGS = [
    ("end_instead_of_middle", "{1'b0, d_q, 1'b1}", "{1'b0, d_q, 1'b0}"),
    ("never_rounds_up", "quotient_q <= d_i", "quotient_q <= '0"),
    ("runs_on", "left_q <= left_q - 1'b1", "left_q <= left_q"),
]
ROUNDING_BUGS = [
    ("half_too_small", "shift2_q) >> 1);", "shift2_q) >> 2);"),
    ("halves_downwards", "(product_q + half)", "(product_q + half - 64'sd1)"),
    ("logical_shift", ">>> shift2_q", ">> shift2_q"),
    ("top_too_low", "- 64'd1);", "- 64'd2);"),
    ("wraps_below", "rounded_q < ~top", "rounded_q < ~top - 64'sd1"),
    ("width_of_the_next", "bits3_q <= bits2_q", "bits3_q <= bits1_q"),
]
PRODUCT_BUGS = [
    ("signed_multiplier", "$signed({1'b0, multiplier_q})", "$signed({multiplier_q[7], 23'd0, multiplier_q[7:0]})")
]
SUM_BUGS = [
    ("no_bias", "accumulator_i + bias_i", "accumulator_i"),
    ("short_sum", "accumulator_i + bias_i", "{16'd0, accumulator_i[15:0] + bias_i[15:0]}"),
]
FIFO_BUGS = [
    ("overwrites_when_full", "push_i && !full_o", "push_i"),
    ("pops_when_empty", "pop_i && !empty_o", "pop_i"),
    ("pushes_ignored_with_pop", "push_i && !full_o", "push_i && !full_o && !pop_i"),
    ("full_too_late", "level_q == LEVEL_BITS'(DEPTH)", "level_q > LEVEL_BITS'(DEPTH)"),
]
# With one entry nothing is ever pushed and popped at once.
DEEP_FIFO_BUGS = [*FIFO_BUGS, ("level_lost", "if (push && !pop) level_q", "if (push) level_q")]

FINISH_BUGS = [
    (
        "end_before_its_turn_lost",
        "else if (ended[kind] && !finish[kind])",
        "else if (kind == 0 && ended[kind] && !finish[kind])",
    ),
    (
        "waits_for_an_end_of_this_cycle",
        "(ended[kind] || waiting != '0)",
        "(ended[kind] || (kind == 0 && waiting != '0))",
    ),
    ("finishes_the_other_kind", "oldest_blocks == 1'(kind) && ", ""),
    (
        "end_counted_twice",
        "else if (finish[kind] && !ended[kind])",
        "else if (finish[kind] && !ended[kind] && kind == 0)",
    ),
]

PORT_BUGS = [
    ("waits_for_no_data", "memory_data_valid_o && memory_data_ready_i", "memory_data_valid_o"),
    (
        "waits_for_no_address",
        "assign advance = (issue || issued_q) && (!write_q",
        "assign advance = (issue || issued_q || write_beat) && (!write_q",
    ),
    ("crosses_a_page", "page_left < 16'(BURST_BYTES) ? page_left :", "page_left < 16'd0 ? page_left :"),
    ("offers_data_again", "write_q && !sent_q && (memory", "write_q && (memory"),
    ("offers_the_address_again", "busy_q && !issued_q && !full", "busy_q && !full"),
    ("last_beat_of_the_row", "assign memory_data_last_o = write_last", "assign memory_data_last_o = row_last"),
    ("one_burst_too_many", "unanswered_q == COUNT_BITS'(OUTSTANDING)", "unanswered_q > COUNT_BITS'(OUTSTANDING)"),
]
MASTER_BUGS = [
    ("length_of_whole_beats", "+ bytes_i - 16'd1", "+ bytes_i"),
    ("length_without_first_lane", "{{(16 - LANE_BITS) {1'b0}}, address_i[LANE_BITS-1:0]} + bytes_i", "bytes_i"),
    (
        "offers_in_turns",
        "assign request = request_i && !full;",
        "assign request = request_i && !full && !m_axi_rvalid_i;",
    ),
    ("reads_wait_for_writes", "m_axi_rready_o = !no_reads;", "m_axi_rready_o = !no_reads && no_writes;"),
    ("writes_wait_for_reads", "m_axi_bready_o = !no_writes;", "m_axi_bready_o = !no_writes && no_reads;"),
    ("write_kept_as_a_read", "push_i(ready_o && !write_i)", "push_i(ready_o)"),
]

COUNTER_BUGS = [
    ("one_token_too_few", "tokens_q >= {4'd0, needed}", "tokens_q + 8'd1 >= {4'd0, needed}"),
    ("any_token_will_do", "tokens_q >= {4'd0, needed}", "tokens_q != 8'd0 || needed == '0"),
    ("top_bit_lost", "tokens_q <= tokens_q + {4'd0, given}", "tokens_q <= {1'b0, tokens_q[6:0]} + {4'd0, given}"),
    ("taken_on_request", "(grant_o[consumer] ? {4'd0, needed}", "(request_i[consumer] ? {4'd0, needed}"),
    (
        "given_by_the_unit",
        "finish_i[UNIT] && finish_context_i[UNIT*CONTEXT_BITS+:CONTEXT_BITS] == CONTEXT_BITS'(producer)",
        "finish_i[UNIT]",
    ),
]
TOTALS_BUGS = [
    ("skip_one_less", "from_skip >= {24'd0, skip}", "from_skip > {24'd0, skip}"),
    ("outer_every_step", "here = SIGNALS ? last1 : first1;", "here = 1'b1;"),
    ("command_at_every_outer", "last0 && last1 : first0 && first1", "last1 : first1"),
    ("counted_from_the_wrong_end", "steps - 32'd1 - index_i : index_i", "index_i : steps - 32'd1 - index_i"),
    ("second_token_lost", "count = count + 1'b1;", "count = 4'd9;"),
]

TRACKER, CONTROLLER = "system/octet_unit_tracker.sv", "system/octet_controller.sv"
TRACKER_BUGS = [
    (
        "tokens_of_the_next_step",
        "slots_q[slot*WIDTH+:WIDTH] <= slots_shift[(slot+1)*WIDTH+:WIDTH];",
        "slots_q[slot*WIDTH+:WIDTH] <= slots_q[0+:WIDTH] ^ slots_shift[(slot+1)*WIDTH+:WIDTH];",
    ),
    ("end_lost", "valid_q[slot] <= valid_shift[slot+1];", "valid_q[slot] <= valid_q[slot];"),
    ("release_lost", "end else if (release_i) begin", "end else if (release_i && !finish_i) begin"),
    ("writes_released_early", "if (valid_q[slot]) writes_o", "if (valid_q[slot] && busy_q) writes_o"),
]
SEQUENCER_BUGS = [
    (
        "one_step_too_few",
        "active_q <= !(last0_q && last1_q);",
        "active_q <= !(last0_q && i1_q == command_q.count1 - 16'd2) && !(last0_q && last1_q);",
    ),
    ("outer_loop_lost", "active_q <= !(last0_q && last1_q);", "active_q <= !last1_q;"),
    ("head_dropped", "assign command_pop_o = load;", "assign command_pop_o = load || (grant_i && last0_q && last1_q);"),
    (
        "next_command_taken_early",
        "assign load = !active_q && ",
        "assign load = (!active_q || (grant_i && last0_q)) && ",
    ),
]
PROGRESS_BUGS = [
    ("banks_of_lower_indices_forgotten", "writes_taken[own*BANKS+:BANKS] | writes;", "writes_taken[own*BANKS+:BANKS];"),
    ("unit_granted_twice", "unit_taken[own] = 1'b1;", "unit_taken[own] = unit_busy_i[own];"),
    (
        "waits_behind_a_lower_index",
        "unit_free = !unit_taken[own];",
        "unit_free = !unit_taken[own] && (index < 2 || !request_i[index-1]);",
    ),
    ("release_lost", "end else if (release_i) begin", "end else if (release_i && !finish_i) begin", TRACKER),
    ("fetch_slot_lost", "if (dispatch && !grant_i) slots_q", "if (dispatch && !request_o) slots_q", CONTROLLER),
    (
        "dispatch_waits_for_the_next_fetch",
        "assign dispatch = !none && ",
        "assign dispatch = !none && (full || request_o || grant_i) && ",
        CONTROLLER,
    ),
]
