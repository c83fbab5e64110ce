// SPDX-License-Identifier: Apache-2.0
#include "models/io/yaml_text.hpp"

#include <yaml-cpp/eventhandler.h>

#include <sstream>

#include "models/core/error.hpp"

namespace octet::io {
namespace {

constexpr int kDeepestNode = 32;
constexpr int kMostValues = 200'000;

std::string place(const std::string& file, const YAML::Mark& mark) {
  return file + ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
}

/// Hears the parser before any node is built, so that refusing costs nothing.
class Guard final : public YAML::EventHandler {
 public:
  explicit Guard(const std::string& file) : file_(file) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (++documents_ > 1) refuse(mark, "expected one YAML document, got another");
  }
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { value(mark, anchor); }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t /*anchor*/) override {
    refuse(mark, "expected a value, got an alias: anchors and aliases are not supported");
  }
  void OnScalar(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                const std::string& /*text*/) override {
    value(mark, anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value /*style*/) override {
    open(mark, anchor);
  }
  void OnSequenceEnd() override { --depth_; }
  void OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value /*style*/) override {
    open(mark, anchor);
  }
  void OnMapEnd() override { --depth_; }

 private:
  [[noreturn]] void refuse(const YAML::Mark& mark, const std::string& message) const {
    throw UserError(place(file_, mark), message);
  }
  void value(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor != YAML::NullAnchor)
      refuse(mark, "expected a value, got an anchor: anchors and aliases are not supported");
    if (++values_ > kMostValues) refuse(mark, "expected at most " + std::to_string(kMostValues) + " values, got more");
  }
  void open(const YAML::Mark& mark, YAML::anchor_t anchor) {
    value(mark, anchor);
    if (++depth_ > kDeepestNode)
      refuse(mark, "expected lists and mappings nested at most " + std::to_string(kDeepestNode) + " deep, got deeper");
  }

  const std::string& file_;
  int documents_ = 0, depth_ = 0, values_ = 0;
};

}  // namespace

YAML::Node parse_yaml(const std::string& text, const std::string& file) {
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    Guard guard(file);
    while (parser.HandleNextDocument(guard)) {
    }
    return YAML::Load(text);
  } catch (const YAML::Exception& error) {
    throw UserError(place(file, error.mark), "not YAML: " + error.msg);
  }
}

}  // namespace octet::io
