// SPDX-License-Identifier: Apache-2.0
#include "models/io/names.hpp"

#include <algorithm>

namespace octet::io {
namespace {

constexpr std::size_t kLongest = 200;

}  // namespace

bool is_name(std::string_view text) {
  // Not isalnum: what is a letter there depends on the user's locale.
  return !text.empty() && text.size() <= kLongest && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-' || c == '/';
  });
}

bool is_title(std::string_view text) {
  return !text.empty() && text.size() <= kLongest && text.front() != ' ' && text.back() != ' ' &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace octet::io
