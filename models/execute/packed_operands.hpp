// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <compare>
#include <cstdint>

#include "models/execute/operand_io.hpp"
#include "models/kernels/matmul.hpp"

namespace octet::execute {

/// Operands of matmul steps in the order of the kernels. Row tiles share weights and column chunks share activations,
/// so each is packed once and kept while the bytes of its buffer stay the same (MemoryReader::version).
class PackedOperands {
 public:
  /// The panel [depth][rows] of activations, as the kernels' columns: accumulators lie [column][row].
  const kernels::PackedColumns& activations(MemoryReader& memory, const Panel& panel, kernels::Sign sign);
  /// The panel [depth][columns] of weights, as the kernels' rows, to be multiplied by `columns`.
  const kernels::PackedRows& weights(MemoryReader& memory, const Panel& panel, const kernels::PackedColumns& columns);

 private:
  /// What a kept operand was packed from, and how.
  struct Key {
    std::uint64_t version = 0, address = 0, words = 0, valid = 0, lanes = 0;
    bool flag = false;

    friend bool operator==(const Key&, const Key&) = default;
  };
  template <class Packed>
  struct Kept {
    struct Entry {
      Key key;
      Packed packed;
    };
    std::array<Entry, 8> entries;
    std::size_t next = 0;  ///< replaced next
  };
  /// The kept operand of this key, or `pack(operand)` in place of the oldest.
  template <class Packed, class Pack>
  static const Packed& find(Kept<Packed>& kept, const Key& key, Pack pack);

  Kept<kernels::PackedColumns> activations_;
  Kept<kernels::PackedRows> weights_;
};

}  // namespace octet::execute
