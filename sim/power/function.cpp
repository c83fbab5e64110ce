// SPDX-License-Identifier: Apache-2.0
#include "sim/power/function.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <utility>

#include "models/core/error.hpp"

namespace octet::power {
namespace {

constexpr std::size_t kDepth = 32;  // of the stack

}  // namespace

/// One rule a strength, each writing what it has read as steps.
class FunctionParser {
 public:
  FunctionParser(const std::string& text, const std::vector<std::string>& pins, const std::string& place,
                 Function& function)
      : text_(text), pins_(pins), place_(place), function_(function) {}

  void parse() {
    either();
    if (peek() != '\0') fail();
  }

 private:
  using Kind = Function::Kind;

  char peek() {
    while (at_ < text_.size() && std::isspace(static_cast<unsigned char>(text_[at_])) != 0) ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  static bool is_letter(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }
  void add(Kind kind, std::size_t index = 0) {
    depth_ += kind == Kind::pin || kind == Kind::constant ? 1 : kind == Kind::inverse ? 0 : std::size_t(-1);
    if (depth_ > kDepth) fail();
    function_.steps_.push_back({kind, static_cast<std::uint8_t>(index)});
  }
  void either() {
    both();
    while (peek() == '+' || peek() == '|') {
      ++at_;
      both();
      add(Kind::either);
    }
  }
  void both() {
    differ();
    for (char c = peek(); c == '*' || c == '&' || c == '(' || c == '!' || is_letter(c); c = peek()) {
      if (c == '*' || c == '&') ++at_;
      differ();
      add(Kind::both);
    }
  }
  void differ() {
    inverse();
    while (peek() == '^') {
      ++at_;
      inverse();
      add(Kind::differ);
    }
  }
  void inverse() {
    if (peek() == '!') {
      ++at_;
      inverse();
      add(Kind::inverse);
      return;
    }
    leaf();
    for (; peek() == '\''; ++at_) add(Kind::inverse);
  }
  void leaf() {
    if (peek() == '(') {
      ++at_;
      either();
      if (peek() != ')') fail();
      ++at_;
      return;
    }
    std::string name;
    for (peek(); at_ < text_.size() && is_letter(text_[at_]); ++at_) name += text_[at_];
    const auto found = std::find(pins_.begin(), pins_.end(), name);
    if (found != pins_.end()) return add(Kind::pin, static_cast<std::size_t>(found - pins_.begin()));
    if (name != "0" && name != "1") fail();
    add(Kind::constant, name == "1" ? 1 : 0);
  }
  [[noreturn]] void fail() const { throw UserError(place_, "expected a function of the cell's pins, got " + text_); }

  const std::string& text_;
  const std::vector<std::string>& pins_;
  const std::string& place_;
  Function& function_;
  std::size_t at_ = 0, depth_ = 0;
};

Function::Function(const std::string& text, const std::vector<std::string>& pins, const std::string& place) {
  FunctionParser(text, pins, place, *this).parse();
}

Trits Function::evaluate(std::span<const Trits> pins) const {
  std::array<Trits, kDepth> stack;
  std::size_t top = 0;
  for (const Step& step : steps_) {
    if (step.kind == Kind::pin) {
      stack[top++] = pins[step.index];
    } else if (step.kind == Kind::constant) {
      stack[top++] = Trits::known(step.index != 0 ? ~std::uint64_t{0} : 0);
    } else if (step.kind == Kind::inverse) {
      std::swap(stack[top - 1].one, stack[top - 1].zero);
    } else {
      const Trits b = stack[--top];
      Trits& a = stack[top - 1];
      if (step.kind == Kind::both)
        a = {a.one & b.one, a.zero | b.zero};
      else if (step.kind == Kind::either)
        a = {a.one | b.one, a.zero & b.zero};
      else
        a = {(a.one & b.zero) | (a.zero & b.one), (a.one & b.one) | (a.zero & b.zero)};
    }
  }
  return stack[0];
}

}  // namespace octet::power
