// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "models/program/command.hpp"
#include "sim/tech/technology.hpp"

namespace octet::tech {

/// `count` multiplications of a x b bits. Bits of 0 stand for the widest multiplier the machine supports.
struct Products {
  int a_bits = 0, b_bits = 0, count = 1;
};

/// What gates do for one event, counted from the unit's RTL: multiplications, bits of adders (comparators and shifters
/// count as adders of their width), and bits of registers written.
struct Bill {
  std::vector<Products> products;
  std::uint64_t adder_bits = 0, register_bits = 0;
};

/// Of every element, row and step of an opcode, and of a column that is drained (matmul, each element of the array).
struct OperationBill {
  Bill element, row, step;
};

/// docs/area.md lists them. The array's products are no bill: they are counted as such.
const OperationBill& bill_of(program::Opcode opcode);

/// Of one command: fetched, decoded, queued and loaded into its sequencer.
const Bill& command_bill();

/// A bill at a table's prices.
Joules price(const Bill& bill, int multiplier_bits, const Technology& technology);

}  // namespace octet::tech
