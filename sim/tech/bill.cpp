// SPDX-License-Identifier: Apache-2.0
#include "sim/tech/bill.hpp"

#include <array>

#include "models/machine/tables.hpp"

namespace octet::tech {
namespace {

using program::Opcode;

constexpr int kWidest = 0;  // stands for the multiplier bits of the machine

/// A step's sequencer: four addresses of 48 bits stepped twice, claims and tokens looked up.
const Bill kStep = {{}, 8UL * 48, 4UL * 48 + 64};
/// A byte on its way through the DMA: into the block or the beat, and out of it.
const Bill kMovedByte = {{}, 0, 16};

std::array<OperationBill, program::kOpcodeCount> make_bills() {
  std::array<OperationBill, program::kOpcodeCount> bills;
  // What the gates do not know yet costs no more than its sequencer's work, if there is one.
  for (std::size_t i = 0; i < bills.size(); ++i)
    if (machine::row(machine::kOpcodes[i].unit).no_gates == nullptr) bills[i].step = kStep;
  const auto set = [&](Opcode opcode, Bill element, Bill row) {
    bills[static_cast<std::size_t>(opcode)] = {std::move(element), std::move(row), kStep};
  };
  set(Opcode::load, kMovedByte, {});
  set(Opcode::store, kMovedByte, {});
  set(Opcode::matmul, {}, {});
  set(Opcode::requantize, {{{32, kWidest}}, 32 + 64 + 64 + 64, 234}, {});
  set(Opcode::add, {{{16, kWidest, 2}}, 6UL * 48, 238}, {});
  set(Opcode::gelu, {{{15, 15}, {16, 15}, {30, kWidest}}, 16 + 15 + 3UL * 32 + 3UL * 63, 207}, {});
  const Bill scale = {{}, 32UL * 33, 32UL * 64};  // a bit of the quotient a cycle
  set(Opcode::softmax, {{{14, 13}, {4, 10}, {10, 12}}, 158, 132}, scale);
  set(Opcode::softmax_plain, {{{14, 13, 2}, {4, 10, 2}, {10, 12, 2}, {8, 16}}, 300, 281}, scale);
  // Root and reciprocal: a bit a cycle of 18 bits each.
  set(Opcode::layernorm, {{{16, 16}, {16, 13}, {29, 16}, {19, 17}}, 342, 545},
      {{{44, 13}, {28, 28}}, 2UL * 55 + 2UL * 16 * 18, 55 + 5 + 16UL * 64 + 16UL * 49});
  return bills;
}

}  // namespace

const OperationBill& bill_of(Opcode opcode) {
  static const std::array<OperationBill, program::kOpcodeCount> kBills = make_bills();
  return kBills[static_cast<std::size_t>(opcode)];
}

const Bill& command_bill() {
  // Assembled from beats, in the fetch slot, in the queue, in the sequencer.
  static const Bill kBill = {{}, 0, std::uint64_t{4} * 8 * program::Command::kBytes};
  return kBill;
}

Joules price(const Bill& bill, int multiplier_bits, const Technology& technology) {
  Joules sum = technology.energy(Item::add_32) * (static_cast<double>(bill.adder_bits) / 32.0) +
               technology.energy(Item::register_bit) * static_cast<double>(bill.register_bits);
  for (const Products& it : bill.products)
    sum += technology.multiply(it.a_bits, it.b_bits == kWidest ? multiplier_bits : it.b_bits) * it.count;
  return sum;
}

}  // namespace octet::tech
