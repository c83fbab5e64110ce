// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "hw/cosim/rtl_model.hpp"

namespace octet::rtl {

/// A channel that the gates drive: its handshake, and everything that must not change while it waits.
struct Axi4Channel {
  const char* name;
  RtlPort valid, ready;
  std::vector<RtlPort> payload;
};

inline constexpr std::size_t kAxi4AddressBits = 48;

/// The AXI4 ports of a model of gates, `m_axi_*` (docs/machine.md, "AXI4").
struct Axi4Ports {
  /// `model` finds a port by its name and width, as RtlModel does, and throws what that throws.
  template <class Model>
  Axi4Ports(const Model& model, std::size_t beat_bytes)
      : write_address(channel(model, "aw", address_fields(false))),
        write_data(channel(model, "w", {{"data", beat_bytes * 8}, {"strb", beat_bytes}, {"last", 1}})),
        read_address(channel(model, "ar", address_fields(true))),
        awaddr(model.port("m_axi_awaddr_o", kAxi4AddressBits)),
        awlen(model.port("m_axi_awlen_o", 8)),
        awsize(model.port("m_axi_awsize_o", 3)),
        awburst(model.port("m_axi_awburst_o", 2)),
        wdata(model.port("m_axi_wdata_o", beat_bytes * 8)),
        wstrb(model.port("m_axi_wstrb_o", beat_bytes)),
        wlast(model.port("m_axi_wlast_o", 1)),
        bvalid(model.port("m_axi_bvalid_i", 1)),
        bready(model.port("m_axi_bready_o", 1)),
        bresp(model.port("m_axi_bresp_i", 2)),
        araddr(model.port("m_axi_araddr_o", kAxi4AddressBits)),
        arlen(model.port("m_axi_arlen_o", 8)),
        arsize(model.port("m_axi_arsize_o", 3)),
        arburst(model.port("m_axi_arburst_o", 2)),
        aruser(model.port("m_axi_aruser_o", 16)),
        rvalid(model.port("m_axi_rvalid_i", 1)),
        rready(model.port("m_axi_rready_o", 1)),
        rdata(model.port("m_axi_rdata_i", beat_bytes * 8)),
        rresp(model.port("m_axi_rresp_i", 2)),
        rlast(model.port("m_axi_rlast_i", 1)) {}

  Axi4Channel write_address, write_data, read_address;
  RtlPort awaddr, awlen, awsize, awburst, wdata, wstrb, wlast, bvalid, bready, bresp;
  RtlPort araddr, arlen, arsize, arburst, aruser, rvalid, rready, rdata, rresp, rlast;

 private:
  struct Field {
    const char* name;
    std::size_t width;
  };
  static std::vector<Field> address_fields(bool is_read) {
    std::vector<Field> fields = {{"id", 1},    {"addr", kAxi4AddressBits},
                                 {"len", 8},   {"size", 3},
                                 {"burst", 2}, {"lock", 1},
                                 {"cache", 4}, {"prot", 3},
                                 {"qos", 4}};
    if (is_read) fields.push_back({"user", 16});  // bytes wanted
    return fields;
  }
  template <class Model>
  static Axi4Channel channel(const Model& model, const char* name, const std::vector<Field>& fields) {
    const std::string prefix = std::string("m_axi_") + name;
    Axi4Channel out{name, model.port(prefix + "valid_o", 1), model.port(prefix + "ready_i", 1), {}};
    for (const Field& field : fields) out.payload.push_back(model.port(prefix + field.name + "_o", field.width));
    return out;
  }
};

inline constexpr std::uint64_t kAxi4Okay = 0, kAxi4DecodeError = 3;  ///< xRESP

}  // namespace octet::rtl
