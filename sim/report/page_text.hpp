// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace octet::report {

/// The report's page with its styles, scripts and plotting library, as sim/report/page/embed.py puts it together at
/// build time; `{{title}}` and `{{document}}` stand where `html_page` fills in.
std::string_view page_text();

}  // namespace octet::report
