// SPDX-License-Identifier: Apache-2.0
#include "hw/cosim/model_identity.hpp"

#include <dlfcn.h>

#include <memory>

#include "hw/cosim/rtl_abi.h"

namespace octet::rtl {

std::optional<ModelIdentity> identify(const std::filesystem::path& library) {
  const auto close = [](void* handle) { dlclose(handle); };
  const std::unique_ptr<void, decltype(close)> handle(dlopen(library.c_str(), RTLD_LAZY | RTLD_LOCAL), close);
  if (handle == nullptr) return std::nullopt;
  const auto text = [&](const char* name) {
    const auto function = reinterpret_cast<OctetRtlText>(dlsym(handle.get(), name));
    return function == nullptr ? std::string() : std::string(function());
  };
  const auto version = reinterpret_cast<OctetRtlAbi>(dlsym(handle.get(), "octet_rtl_abi"));
  if (version == nullptr || version() != OCTET_RTL_ABI) return std::nullopt;
  return ModelIdentity{text("octet_rtl_top"), text("octet_rtl_parameters"), text("octet_rtl_sources")};
}

}  // namespace octet::rtl
