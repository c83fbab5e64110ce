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

/// The AXI4 ports of a model of gates, `m_axi_*` (docs/machine.md, "AXI4").
struct Axi4Ports {
  /// `model` finds a port by its name, as RtlModel does.
  template <class Model>
  explicit Axi4Ports(const Model& model)
      : write_address(channel(model, "aw", {"id", "addr", "len", "size", "burst", "lock", "cache", "prot", "qos"})),
        write_data(channel(model, "w", {"data", "strb", "last"})),
        read_address(
            channel(model, "ar", {"id", "addr", "len", "size", "burst", "lock", "cache", "prot", "qos", "user"})),
        awaddr(model.port("m_axi_awaddr_o")),
        awlen(model.port("m_axi_awlen_o")),
        awsize(model.port("m_axi_awsize_o")),
        awburst(model.port("m_axi_awburst_o")),
        wdata(model.port("m_axi_wdata_o")),
        wstrb(model.port("m_axi_wstrb_o")),
        wlast(model.port("m_axi_wlast_o")),
        bvalid(model.port("m_axi_bvalid_i")),
        bready(model.port("m_axi_bready_o")),
        bresp(model.port("m_axi_bresp_i")),
        araddr(model.port("m_axi_araddr_o")),
        arlen(model.port("m_axi_arlen_o")),
        arsize(model.port("m_axi_arsize_o")),
        arburst(model.port("m_axi_arburst_o")),
        aruser(model.port("m_axi_aruser_o")),
        rvalid(model.port("m_axi_rvalid_i")),
        rready(model.port("m_axi_rready_o")),
        rdata(model.port("m_axi_rdata_i")),
        rresp(model.port("m_axi_rresp_i")),
        rlast(model.port("m_axi_rlast_i")) {}

  Axi4Channel write_address, write_data, read_address;
  RtlPort awaddr, awlen, awsize, awburst, wdata, wstrb, wlast, bvalid, bready, bresp;
  RtlPort araddr, arlen, arsize, arburst, aruser, rvalid, rready, rdata, rresp, rlast;

 private:
  template <class Model>
  static Axi4Channel channel(const Model& model, const char* name, const std::vector<std::string>& fields) {
    const std::string prefix = std::string("m_axi_") + name;
    Axi4Channel out{name, model.port(prefix + "valid_o"), model.port(prefix + "ready_i"), {}};
    for (const std::string& field : fields) out.payload.push_back(model.port(prefix + field + "_o"));
    return out;
  }
};

inline constexpr std::uint64_t kAxi4Okay = 0, kAxi4DecodeError = 3;  ///< xRESP

}  // namespace octet::rtl
