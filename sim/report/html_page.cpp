// SPDX-License-Identifier: Apache-2.0
#include "sim/report/html_page.hpp"

#include "models/core/error.hpp"
#include "sim/report/page_text.hpp"

namespace octet::report {
namespace {

std::string escaped_markup(const std::string& text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// JSON inside a script element: `</script>` and `<!--` must not be seen there.
std::string embedded(const Json& document) {
  const std::string text = document.dump(-1, ' ', true, Json::error_handler_t::replace);
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    if (c == '<')
      out += "\\u003c";
    else
      out += c;
  }
  return out;
}

}  // namespace

std::string html_page(const std::string& title, const Json& document) {
  const std::string heading = escaped_markup(title), data = embedded(document);
  constexpr std::string_view kTitle = "{{title}}", kDocument = "{{document}}";
  std::string out;
  std::string_view rest = page_text();
  out.reserve(rest.size() + data.size());
  bool has_data = false;
  while (!rest.empty()) {
    const std::size_t mark = rest.find("{{");
    out += rest.substr(0, mark);
    if (mark == std::string_view::npos) break;
    rest.remove_prefix(mark);
    if (rest.starts_with(kTitle)) {
      out += heading;
      rest.remove_prefix(kTitle.size());
    } else if (rest.starts_with(kDocument)) {
      out += data;
      rest.remove_prefix(kDocument.size());
      has_data = true;
    } else {  // the library's own braces
      out += rest.substr(0, 2);
      rest.remove_prefix(2);
    }
  }
  OCTET_CHECK(has_data, "the report's page has no place for its document");
  return out;
}

}  // namespace octet::report
