// SPDX-License-Identifier: Apache-2.0
#include "models/io/csv.hpp"

#include <fmt/format.h>

#include "models/core/error.hpp"
#include "models/io/files.hpp"

namespace octet::io {
namespace {

/// Cuts a text into rows of fields.
class Splitter {
 public:
  Splitter(const std::filesystem::path& path, const std::string& text) : path_(path), text_(text) {}

  bool at_end() const { return at_ >= text_.size(); }
  std::size_t line() const { return line_; }

  std::vector<std::string> row() {
    std::vector<std::string> fields = {field()};
    while (!at_end() && text_[at_] == ',') {
      ++at_;
      fields.push_back(field());
    }
    if (!at_end() && text_[at_] == '\r') ++at_;
    if (!at_end() && text_[at_] != '\n') fail("expected a comma or the end of the line after a field");
    ++at_;
    ++line_;
    return fields;
  }

  [[noreturn]] void fail(const std::string& message) const {
    throw UserError(fmt::format("{}:{}", path_.string(), line_), message);
  }

 private:
  std::string field() {
    if (at_end() || text_[at_] != '"') {
      const std::size_t end = std::min(text_.find_first_of(",\r\n", at_), text_.size());
      const std::string plain = text_.substr(at_, end - at_);
      at_ = end;
      return plain;
    }
    std::string quoted;
    for (++at_;; ++at_) {
      if (at_end()) fail("expected a quote at the end of a field");
      if (text_[at_] == '"') {
        if (at_ + 1 >= text_.size() || text_[at_ + 1] != '"') break;
        ++at_;
      } else if (text_[at_] == '\n') {
        ++line_;
      }
      quoted += text_[at_];
    }
    ++at_;
    return quoted;
  }

  const std::filesystem::path& path_;
  const std::string& text_;
  std::size_t at_ = 0, line_ = 1;
};

}  // namespace

std::string csv_field(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

CsvTable read_csv(const std::filesystem::path& path, std::uint64_t most_bytes) {
  const std::string text = read_file(path, most_bytes);
  Splitter splitter(path, text);
  if (splitter.at_end()) splitter.fail("expected a head, the file is empty");
  CsvTable table;
  table.head = splitter.row();
  while (!splitter.at_end()) {
    const std::size_t line = splitter.line();
    std::vector<std::string> row = splitter.row();
    if (row.size() != table.head.size())
      throw UserError(fmt::format("{}:{}", path.string(), line),
                      fmt::format("expected {} fields as in the head, got {}", table.head.size(), row.size()));
    table.rows.push_back(std::move(row));
  }
  return table;
}

}  // namespace octet::io
