// SPDX-License-Identifier: Apache-2.0
#include "sim/power/recording.hpp"

#include "hw/chip/platform.hpp"
#include "hw/cosim/gated_unit.hpp"
#include "hw/cosim/model_store.hpp"
#include "sim/crosscheck/subjects.hpp"

namespace octet::power {

std::vector<Recording> record_cases(const arch::Architecture& architecture, hw::UnitId unit, std::uint64_t seed,
                                    std::uint64_t count, const std::function<void(const std::string&)>& building,
                                    const Progress& progress) {
  const crosscheck::Subject subject = crosscheck::select({hw::name(unit)}).front();
  const std::filesystem::path model = rtl::provide_model(rtl::unit_request(architecture, unit), building);
  std::vector<Recording> out(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    const hw::Platform platform(architecture,
                                {.stand_ins = rtl::stand_ins({{unit, {model, std::nullopt, &out[i].ports}}})});
    const crosscheck::Case it = crosscheck::draw_case(subject, architecture, seed, i);
    const Progress same_case = [&](std::uint64_t, std::uint64_t) { tell(progress, i, count); };
    out[i].counters = platform.run(it.program, it.input, same_case).counters;
  }
  return out;
}

}  // namespace octet::power
