// SPDX-License-Identifier: Apache-2.0
#include "models/operators/all.hpp"

#include <map>

#include "models/operators/inference.hpp"

namespace octet::graph {
namespace {

/// What an integer operator and its float one have in common: inputs and counts, by name.
struct Shared : FieldVisitor {
  std::map<std::string, std::int64_t> by_name;
  void input(const char* name, const ValueId& id) { by_name[name] = id; }
  void integer(const char* name, const auto& number, std::int64_t, std::int64_t, auto...) {
    by_name[name] = static_cast<std::int64_t>(number);
  }
};
struct Sharing : FieldVisitor {
  const std::map<std::string, std::int64_t>& by_name;
  void input(const char* name, ValueId& id) { id = static_cast<ValueId>(by_name.at(name)); }
  void integer(const char* name, auto& number, std::int64_t, std::int64_t) {
    number = static_cast<std::remove_reference_t<decltype(number)>>(by_name.at(name));
  }
};

/// Sizes alone: whether they fit together is what `check` judges.
class Sizes final : public Inference {
 public:
  explicit Sizes(const Values& values) : values_(values) {}
  Size size(ValueId id) const override { return {values_[id].rows, values_[id].columns}; }
  std::string name(ValueId id) const override { return values_[id].name; }
  void fault(const char*, const std::string&) override {}

 private:
  const Values& values_;
};

}  // namespace

Size infer_size(const Operator& op, const Values& values) {
  Shared shared;
  visit_fields(op, shared);
  FloatOperator real = *operator_named<FloatOperator>(kind_of(op));
  Sharing sharing{{}, shared.by_name};
  visit_fields(real, sharing);
  Sizes sizes(values);
  return std::visit([&](const auto& it) { return it.infer(sizes); }, real);
}

std::string operator_list() {
  std::string out;
  for (std::size_t i = 0; i < kOperatorNames.size(); ++i)
    out += (i == 0 ? "" : i + 1 < kOperatorNames.size() ? ", " : " or ") + std::string(kOperatorNames[i]);
  return out;
}

std::uint64_t macs_of(const Operator& op, const Values& values) {
  return std::visit(
      [&](const auto& it) -> std::uint64_t {
        if constexpr (requires { it.macs(values); }) return it.macs(values);
        return 0;
      },
      op);
}

const Matrix<std::int32_t>* stored_by(const Operator& op) {
  struct Stored : FieldVisitor {
    const Matrix<std::int32_t>* data = nullptr;
    void elements(const char*, const Matrix<std::int32_t>& it) { data = &it; }
  } stored;
  visit_fields(op, stored);
  return stored.data;
}

}  // namespace octet::graph
