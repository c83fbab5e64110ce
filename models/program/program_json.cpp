// SPDX-License-Identifier: Apache-2.0
#include "models/program/program_json.hpp"

#include <limits>
#include <nlohmann/json.hpp>
#include <set>

#include "models/core/error.hpp"

namespace octet::program {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kDeepest = 3;

Json to_json(const BufferGeometry& buffer) { return {{"bytes", buffer.bytes}, {"banks", buffer.banks}}; }

Json to_json(const HostMatrix& m) {
  return {{"address", m.address},         {"rows", m.rows},  {"columns", m.columns}, {"element_bytes", m.element_bytes},
          {"is_unsigned", m.is_unsigned}, {"pitch", m.pitch}};
}

/// Reads one JSON object key by key, notes every problem, and at its end every key nobody asked for.
class ObjectReader {
 public:
  ObjectReader(const Json& json, std::string path, std::string place, std::vector<Diagnostic>& problems)
      : json_(json), path_(std::move(path)), place_(std::move(place)), problems_(problems) {
    if (!json_.is_object()) problem("", "an object");
  }
  ~ObjectReader() {
    if (!json_.is_object()) return;
    for (const auto& [key, value] : json_.items())
      if (!asked_.contains(key)) problems_.push_back({place_, path_ + "/" + key + ": unknown key"});
  }
  ObjectReader(const ObjectReader&) = delete;
  ObjectReader& operator=(const ObjectReader&) = delete;

  template <class T>
  void integer(const std::string& key, T& out) {
    const Json* value = find(key);
    if (value == nullptr) return;
    if (!value->is_number_unsigned() || value->get<std::uint64_t>() > std::numeric_limits<T>::max())
      return problem("/" + key, "an integer from 0 to " + std::to_string(std::numeric_limits<T>::max()));
    out = static_cast<T>(value->get<std::uint64_t>());
  }
  void boolean(const std::string& key, bool& out) {
    const Json* value = find(key);
    if (value == nullptr) return;
    if (!value->is_boolean()) return problem("/" + key, "true or false");
    out = value->get<bool>();
  }
  void text(const std::string& key, std::string& out) {
    const Json* value = find(key);
    if (value == nullptr) return;
    if (!value->is_string()) return problem("/" + key, "a string");
    out = value->get<std::string>();
  }
  template <class T>
  void list(const std::string& key, bool (Json::*is)() const noexcept, const char* what, std::vector<T>& out) {
    const Json* value = find(key);
    if (value == nullptr) return;
    if (!value->is_array()) return problem("/" + key, "a list");
    for (std::size_t i = 0; i < value->size(); ++i) {
      const Json& item = (*value)[i];
      if (!(item.*is)()) return problem("/" + key + "/" + std::to_string(i), what);
      out.push_back(item.template get<T>());
    }
  }
  template <class Function>
  void object(const std::string& key, Function read) {
    const Json* value = find(key);
    if (value == nullptr) return;
    ObjectReader reader(*value, path_ + "/" + key, place_, problems_);
    if (value->is_object()) read(reader);
  }

 private:
  const Json* find(const std::string& key) {
    if (!json_.is_object()) return nullptr;
    asked_.insert(key);
    const auto it = json_.find(key);
    if (it != json_.end()) return &*it;
    problem("/" + key, "a value, the key is missing");
    return nullptr;
  }
  void problem(const std::string& key, const std::string& expected) {
    problems_.push_back({place_, path_ + key + ": expected " + expected});
  }

  const Json& json_;
  std::string path_, place_;
  std::vector<Diagnostic>& problems_;
  std::set<std::string> asked_;
};

void read_buffer(ObjectReader& reader, const std::string& key, BufferGeometry& buffer) {
  reader.object(key, [&](ObjectReader& r) {
    r.integer("bytes", buffer.bytes);
    r.integer("banks", buffer.banks);
  });
}

void read_matrix(ObjectReader& reader, const std::string& key, HostMatrix& m) {
  reader.object(key, [&](ObjectReader& r) {
    r.integer("address", m.address);
    r.integer("rows", m.rows);
    r.integer("columns", m.columns);
    r.integer("element_bytes", m.element_bytes);
    r.boolean("is_unsigned", m.is_unsigned);
    r.integer("pitch", m.pitch);
  });
}

}  // namespace

std::string to_metadata(const Program& p) {
  const Geometry& g = p.geometry;
  Json json = {{"model", p.model},
               {"architecture", p.architecture},
               {"geometry",
                {{"rows", g.rows},
                 {"columns", g.columns},
                 {"activation", to_json(g.buffers.activation)},
                 {"weight", to_json(g.buffers.weight)},
                 {"accumulator", to_json(g.buffers.accumulator)},
                 {"parameter", to_json(g.buffers.parameter)},
                 {"queue_depth", g.queue_depth},
                 {"dram_bytes", g.dram_bytes},
                 {"multiplier_bits", g.multiplier_bits}}},
               {"program_base", p.program_base},
               {"symbolic", p.symbolic},
               {"input", to_json(p.input)},
               {"output", to_json(p.output)}};
  // Assigned, not listed: an initializer list of two strings would read as a key and its value.
  json["layers"] = p.layers;
  json["layer_macs"] = p.layer_macs;
  return json.dump(1) + "\n";
}

void from_metadata(std::string_view text, const std::string& place, Program& program) {
  Json json;
  try {
    // No deeper than object, geometry, buffer: a hostile file must not make gigabytes of brackets.
    json = Json::parse(text, [&](int depth, Json::parse_event_t, Json&) {
      if (depth > kDeepest) throw UserError(place, "metadata: expected JSON nested at most 3 deep, got deeper");
      return true;
    });
  } catch (const Json::exception& error) {
    throw UserError(place, std::string("metadata: expected JSON, got ") + error.what());
  }
  std::vector<Diagnostic> problems;
  {
    ObjectReader reader(json, "", place, problems);
    reader.text("model", program.model);
    reader.text("architecture", program.architecture);
    reader.object("geometry", [&](ObjectReader& r) {
      Geometry& g = program.geometry;
      r.integer("rows", g.rows);
      r.integer("columns", g.columns);
      read_buffer(r, "activation", g.buffers.activation);
      read_buffer(r, "weight", g.buffers.weight);
      read_buffer(r, "accumulator", g.buffers.accumulator);
      read_buffer(r, "parameter", g.buffers.parameter);
      r.integer("queue_depth", g.queue_depth);
      r.integer("dram_bytes", g.dram_bytes);
      r.integer("multiplier_bits", g.multiplier_bits);
    });
    reader.integer("program_base", program.program_base);
    reader.boolean("symbolic", program.symbolic);
    read_matrix(reader, "input", program.input);
    read_matrix(reader, "output", program.output);
    reader.list("layers", &Json::is_string, "a string", program.layers);
    reader.list("layer_macs", &Json::is_number_unsigned, "an integer from 0", program.layer_macs);
  }
  if (!problems.empty()) throw UserError(std::move(problems));
}

}  // namespace octet::program
