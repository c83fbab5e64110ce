// SPDX-License-Identifier: Apache-2.0
#include "sim/report/file_list.hpp"

#include "models/io/digest.hpp"

namespace octet::report {

Json files_json(const std::vector<std::filesystem::path>& paths) {
  Json out = Json::array();
  for (const std::filesystem::path& path : paths)
    for (const io::InputFile& file : io::digest_inputs(path))
      out.push_back({{"path", file.path}, {"bytes", file.bytes}, {"sha256", file.sha256}});
  return out;
}

}  // namespace octet::report
