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

/// The float operator of the same values and counts, without tensors.
FloatOperator real_of(const Operator& op) {
  Shared shared;
  visit_fields(op, shared);
  FloatOperator real = *operator_named<FloatOperator>(kind_of(op));
  Sharing sharing{{}, shared.by_name};
  visit_fields(real, sharing);
  std::visit([&](auto& it) { it.output = output_of(op); }, real);
  return real;
}

class Chosen final : public Asks {
 public:
  std::vector<ChosenWidth> all;

 private:
  void activation(ValueId id, StepOf) override { all.push_back({kGeluInputBits, id}); }
  void scores(ValueId id, ValueId) override { all.push_back({kScoreBits, id}); }
  void wide(ValueId id) override { all.push_back({kResidualBits, id}); }
  void addend(ValueId id, ValueId) override { all.push_back({kResidualBits, id}); }
  void normalized(ValueId id, const Normalization&) override { all.push_back({kResidualBits, id}); }
};

struct Scaled : FieldVisitor {
  bool any = false;
  void scales(const auto&) { any = true; }
  void dyadic(const char*, const auto&) { any = true; }
};

}  // namespace

Size infer_size(const Operator& op, const Values& values) {
  Sizes sizes(values);
  return std::visit([&](const auto& it) { return it.infer(sizes); }, real_of(op));
}

std::vector<NumericChoice> own_choices(const Operator& op) {
  std::vector<NumericChoice> out;
  Scaled scaled;
  visit_fields(op, scaled);
  if (scaled.any) out.push_back(kMultiplierBits);
  if (std::visit(
          []<class Op>(const Op&) {
            return requires { Op::kHasScores; };
          },
          op))
    out.push_back(kScoreBits);
  return out;
}

std::vector<ChosenWidth> chosen_widths(const FloatOperator& op) {
  Chosen chosen;
  std::visit(
      [&]<class Op>(const Op& it) {
        it.asks(chosen);
        if constexpr (Op::kWrites.kind == Writes::Kind::sum) chosen.all.push_back({kResidualBits, it.output});
      },
      op);
  return std::move(chosen.all);
}

std::vector<ChosenWidth> chosen_widths(const Operator& op) { return chosen_widths(real_of(op)); }

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
