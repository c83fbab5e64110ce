// SPDX-License-Identifier: Apache-2.0
/// Clip point of i-GELU for a step: round(1.769 * sqrt(0.2888 * 2^one_bits)), a table. Combinational; one_bits below 8
/// reads as 30. The test derives every entry again. Source: models/units/activation.md.
module octet_gelu_clip (
    input  logic [4:0]  one_bits_i,  // 8..30
    output logic [14:0] clip_o
);
  always_comb begin
    case (one_bits_i)
      5'd8: clip_o = 15'd15;
      5'd9: clip_o = 15'd22;
      5'd10: clip_o = 15'd30;
      5'd11: clip_o = 15'd43;
      5'd12: clip_o = 15'd61;
      5'd13: clip_o = 15'd86;
      5'd14: clip_o = 15'd122;
      5'd15: clip_o = 15'd172;
      5'd16: clip_o = 15'd243;
      5'd17: clip_o = 15'd344;
      5'd18: clip_o = 15'd487;
      5'd19: clip_o = 15'd688;
      5'd20: clip_o = 15'd973;
      5'd21: clip_o = 15'd1377;
      5'd22: clip_o = 15'd1947;
      5'd23: clip_o = 15'd2753;
      5'd24: clip_o = 15'd3894;
      5'd25: clip_o = 15'd5507;
      5'd26: clip_o = 15'd7788;
      5'd27: clip_o = 15'd11014;
      5'd28: clip_o = 15'd15576;
      5'd29: clip_o = 15'd22027;
      default: clip_o = 15'd31151;
    endcase
  end
endmodule
