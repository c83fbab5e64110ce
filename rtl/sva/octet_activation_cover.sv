// SPDX-License-Identifier: Apache-2.0
/// Functional cover points of octet_activation, bound to it: edges of groups and steps, widths of the input.
module octet_activation_cover #(
    parameter int unsigned LANES = 3
) (
    input logic clk_i,
    input logic start_i,
    input logic finish_o,
    input logic active_q,
    input logic wide_q,
    input logic read_last,
    input logic [LANES-1:0] d_strobe_o,
    input logic writing_i
);
  logic finished_q;  // in the cycle before
  always_ff @(posedge clk_i) finished_q <= finish_o;
  logic more_q;  // beyond the first group of the step
  always_ff @(posedge clk_i) more_q <= !start_i && (more_q || active_q);

  start_after_finish: cover property (@(posedge clk_i) start_i && finished_q);
  start_after_a_pause: cover property (@(posedge clk_i) start_i && !finished_q);
  step_of_one_group: cover property (@(posedge clk_i) active_q && !more_q && read_last);
  step_of_several_groups: cover property (@(posedge clk_i) active_q && more_q && read_last);
  group_of_all_lanes: cover property (@(posedge clk_i) writing_i && &d_strobe_o);
  group_of_some_lanes: cover property (@(posedge clk_i) writing_i && !(&d_strobe_o));
  group_of_one_lane: cover property (@(posedge clk_i) writing_i && d_strobe_o == LANES'(1));
  narrow_inputs: cover property (@(posedge clk_i) active_q && !wide_q);
  wide_inputs: cover property (@(posedge clk_i) active_q && wide_q);
endmodule

bind octet_activation octet_activation_cover #(.LANES(LANES)) i_cover (.*, .writing_i(valid_q[5]));
