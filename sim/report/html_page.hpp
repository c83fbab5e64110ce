// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "sim/report/yaml_json.hpp"

namespace octet::report {

/// One HTML file that opens offline: the page of sim/report/page around `document`, which its script reads. Nothing in
/// `title` and `document` can become markup or a script.
std::string html_page(const std::string& title, const Json& document);

}  // namespace octet::report
