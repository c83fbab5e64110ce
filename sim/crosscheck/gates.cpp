// SPDX-License-Identifier: Apache-2.0
#include "sim/crosscheck/gates.hpp"

#include "hw/cosim/gated_unit.hpp"
#include "hw/cosim/model_store.hpp"
#include "hw/cosim/rtl_unit.hpp"
#include "models/core/error.hpp"

namespace octet::crosscheck {
namespace {

/// What goes wrong with modules of the user names the file he knows, not the model made from it.
template <class Work>
auto naming(const GatesRequest& request, Work work) {
  try {
    return work();
  } catch (const UserError& error) {
    if (!request.replacement || error.diagnostics().front().place == request.replacement->string()) throw;
    throw UserError(request.replacement->string(), error.diagnostics().front().message);
  }
}

/// The whole accelerator.
class WholeGates final : public Gates {
 public:
  WholeGates(const arch::Architecture& architecture, const GatesRequest& request,
             const std::function<void(const std::string&)>& tell)
      : request_(request), gates_(architecture, provide(architecture, request, tell)) {}

  ViewResult run(const Case& it, const std::vector<Element>& /*elements*/, std::uint64_t cycle_limit,
                 const Progress& progress) override {
    if (request_.waves) gates_.write_waves(*request_.waves);
    return naming(request_, [&] { return run_gates(gates_, it, cycle_limit, progress, request_.memory_stall_seed); });
  }
  AloneResult run_alone(const Aim&, std::uint64_t /*seed*/, const Progress&) override {
    OCTET_CHECK(false, "the whole accelerator is never alone");
    return {};
  }

 private:
  static std::filesystem::path provide(const arch::Architecture& architecture, const GatesRequest& request,
                                       const std::function<void(const std::string&)>& tell) {
    rtl::ModelRequest model = rtl::accelerator_request(architecture);
    model.replacement = request.replacement;
    model.waves = request.waves.has_value();
    return rtl::provide_model(model, tell);
  }

  GatesRequest request_;
  rtl::RtlAccelerator gates_;
};

/// One unit of the platform.
class OneUnit final : public Gates {
 public:
  OneUnit(const arch::Architecture& architecture, const GatesRequest& request,
          const std::function<void(const std::string&)>& tell)
      : request_(request),
        architecture_(architecture),
        gates_(provide(architecture, request, tell)),
        platform_(architecture, {.stand_ins = rtl::stand_ins({{*request.unit, gates_}})}) {}

  ViewResult run(const Case& it, const std::vector<Element>& elements, std::uint64_t /*cycle_limit*/,
                 const Progress& progress) override {
    // The platform bounds the cycles of every step itself.
    return naming(request_, [&] { return run_platform(platform_, it, elements, progress); });
  }

  AloneResult run_alone(const Aim& aim, std::uint64_t seed, const Progress& progress) override {
    return naming(request_, [&] {
      if (!alone_) alone_.emplace(architecture_, *request_.unit, gates_);
      return alone_->run(aim, seed, progress);
    });
  }

 private:
  static rtl::UnitGates provide(const arch::Architecture& architecture, const GatesRequest& request,
                                const std::function<void(const std::string&)>& tell) {
    rtl::ModelRequest model = rtl::unit_request(architecture, *request.unit);
    model.replacement = request.replacement;
    model.waves = request.waves.has_value();
    return {rtl::provide_model(model, tell), request.waves};
  }

  GatesRequest request_;
  const arch::Architecture& architecture_;
  rtl::UnitGates gates_;
  hw::Platform platform_;
  std::optional<Alone> alone_;  ///< made when first asked for: a waveform is of one run
};

}  // namespace

std::unique_ptr<Gates> make_gates(const arch::Architecture& architecture, const GatesRequest& request,
                                  const std::function<void(const std::string&)>& tell) {
  if (request.unit) return std::make_unique<OneUnit>(architecture, request, tell);
  return std::make_unique<WholeGates>(architecture, request, tell);
}

}  // namespace octet::crosscheck
