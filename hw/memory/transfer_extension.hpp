// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <systemc>
#include <tlm>

#include "hw/common/clock.hpp"
#include "hw/memory/transfer.hpp"

namespace octet::hw {

/// Rides on the one TLM transaction of a transfer: its 2-D shape and when it was granted go in, its timing comes back
/// (and as the transaction's annotated delay). Bytes move apart, by `transport_dbg` at the start of a load and at the
/// end of a store; a load takes direct access where the memory grants it.
class TransferExtension final : public tlm::tlm_extension<TransferExtension> {
 public:
  Transfer transfer;
  Cycle granted = 0;
  Transposer* transposer = nullptr;  ///< of the initiator
  TransferTiming timing;

  tlm::tlm_extension_base* clone() const override { return new TransferExtension(*this); }
  void copy_from(const tlm::tlm_extension_base& other) override {
    *this = static_cast<const TransferExtension&>(other);
  }
};

}  // namespace octet::hw
