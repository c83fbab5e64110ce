// SPDX-License-Identifier: Apache-2.0
#include "hw/cosim/rtl_model.hpp"

#include <dlfcn.h>

#include <cstdlib>
#include <cstring>
#include <sstream>
#include <vector>

#include "models/core/error.hpp"

namespace octet::rtl {

namespace {

/// The numbers of `NAME=number ...`.
std::map<std::string, std::size_t> numbers_of(const char* text) {
  std::map<std::string, std::size_t> numbers;
  std::istringstream words(text);
  for (std::string word; words >> word;) {
    const std::size_t equals = word.find('=');
    OCTET_CHECK(equals != std::string::npos, "build_model.py writes port=bits");
    numbers[word.substr(0, equals)] = std::stoul(word.substr(equals + 1));
  }
  return numbers;
}

/// A library that counts (tests/cosim/coverage.py) numbers the files that it writes, and must not begin again at one
/// when the first of its models is gone.
int kept_if_it_counts() { return std::getenv("OCTET_RTL_COVERAGE") != nullptr ? RTLD_NODELETE : 0; }

}  // namespace

std::uint64_t RtlPort::get() const {
  std::uint64_t value = 0;
  std::memcpy(&value, data_.data(), data_.size() < 8 ? data_.size() : 8);
  return value;
}

void RtlPort::set(std::uint64_t value) const { std::memcpy(data_.data(), &value, data_.size() < 8 ? data_.size() : 8); }

std::uint64_t RtlPort::bits(std::size_t first, std::size_t count) const {
  std::uint64_t value = 0;
  const std::size_t start = first / 8;
  OCTET_CHECK(start < data_.size(), "the port has bit " + std::to_string(first));
  const std::size_t left = data_.size() - start;
  std::memcpy(&value, data_.data() + start, left < 8 ? left : 8);
  return (value >> (first % 8)) & ((std::uint64_t{1} << count) - 1);
}

void RtlModel::Close::operator()(void* handle) const { dlclose(handle); }

template <class Function>
Function RtlModel::symbol(const char* name) const {
  void* found = dlsym(handle_.get(), name);
  if (found == nullptr) throw UserError(library_.string(), std::string("is no model of gates: it lacks ") + name);
  return reinterpret_cast<Function>(found);
}

RtlModel::RtlModel(const std::filesystem::path& library, std::uint64_t seed)
    : library_(library), handle_(dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL | kept_if_it_counts())) {
  if (handle_ == nullptr) throw UserError(library.string(), std::string("cannot be opened: ") + dlerror());
  parameters_ = symbol<OctetRtlParameters>("octet_rtl_parameters")();
  evaluate_ = symbol<OctetRtlEvaluate>("octet_rtl_evaluate");
  const std::map<std::string, std::size_t> widths = numbers_of(symbol<OctetRtlText>("octet_rtl_widths")());
  const auto list_ports = symbol<OctetRtlPorts>("octet_rtl_ports");
  model_ = {symbol<OctetRtlCreate>("octet_rtl_create")(seed), symbol<OctetRtlDestroy>("octet_rtl_destroy")};

  std::vector<OctetRtlPort> ports(list_ports(model_.get(), nullptr, 0));
  list_ports(model_.get(), ports.data(), static_cast<std::uint32_t>(ports.size()));
  for (const OctetRtlPort& found : ports) {
    auto* data = static_cast<std::uint8_t*>(found.data);
    ports_.emplace(found.name, RtlPort({data, found.bytes}, widths.at(found.name)));
    if (found.is_input != 0) std::memset(data, 0, found.bytes);
  }
  clock_ = port("clk_i", 1);
  evaluate();
}

RtlPort RtlModel::port(const std::string& name) const {
  const auto found = ports_.find(name);
  if (found == ports_.end())
    throw UserError(library_.string(), "expected a module with a port " + name + ", it has none");
  return found->second;
}

RtlPort RtlModel::port(const std::string& name, std::size_t width) const {
  const RtlPort found = port(name);
  if (found.width() != width)
    throw UserError(library_.string(), "port " + name + ": expected " + std::to_string(width) + " bits, got " +
                                           std::to_string(found.width()));
  return found;
}

std::span<const std::uint8_t> RtlModel::memory(const std::string& name) const {
  const auto list = reinterpret_cast<OctetRtlPorts>(dlsym(handle_.get(), "octet_rtl_memories"));
  std::vector<OctetRtlPort> memories(list == nullptr ? 0 : list(model_.get(), nullptr, 0));
  if (list != nullptr) list(model_.get(), memories.data(), static_cast<std::uint32_t>(memories.size()));
  for (const OctetRtlPort& found : memories)
    if (name == found.name) return {static_cast<const std::uint8_t*>(found.data), found.bytes};
  throw UserError(library_.string(), "expected a model that shows its memory " + name + ", it does not");
}

RtlModel::~RtlModel() {
  if (dump_ != nullptr) symbol<OctetRtlWavesClose>("octet_rtl_waves_close")(model_.get());
}

void RtlModel::write_waves(const std::filesystem::path& file) {
  if (symbol<OctetRtlWavesOpen>("octet_rtl_waves_open")(model_.get(), file.c_str()) == 0)
    throw UserError(file.string(), "cannot be written");
  dump_ = symbol<OctetRtlWavesDump>("octet_rtl_waves_dump");
}

void RtlModel::record(PortLog& log) {
  std::vector<PortLog::Port> ports;
  for (const auto& [name, port] : ports_)
    if (name != "clk_i") ports.push_back({name, 0, port.bytes().size()});
  log.begin(std::move(ports));
  log_ = &log;
}

void RtlModel::clock() {
  if (log_ != nullptr)
    for (const auto& [name, port] : ports_)
      if (name != "clk_i") log_->append(port.bytes());
  // A waveform shows a cycle from its rising edge on: registers with the edge, the rest settled half a cycle later.
  if (dump_ != nullptr) dump_(model_.get(), time_++);
  clock_.set(1);
  evaluate();
  if (dump_ != nullptr) dump_(model_.get(), time_++);
  clock_.set(0);
}

void RtlModel::reset() {
  const RtlPort reset = port("rst_ni", 1);
  reset.set(0);
  for (int i = 0; i < 2; ++i) {
    evaluate();
    clock();
  }
  reset.set(1);
}

std::filesystem::path model_directory() {
  const char* folder = std::getenv("OCTET_RTL_MODELS");
  return folder == nullptr ? OCTET_RTL_MODEL_DIRECTORY : folder;
}

}  // namespace octet::rtl
