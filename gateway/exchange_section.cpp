#include "gateway/exchange_section.hpp"

#include <fmt/format.h>

#include <optional>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr std::string_view ACCOUNT_BEGIN = "СекцияРасчСчет";
constexpr std::string_view ACCOUNT_END = "КонецРасчСчет";
constexpr std::string_view DOCUMENT_BEGIN = "СекцияДокумент";
constexpr std::string_view DOCUMENT_END = "КонецДокумента";
constexpr std::string_view FILE_END = "КонецФайла";
constexpr std::string_view ACCOUNT = "РасчСчет";

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view SPACES = " \t\r";
    const auto begin = text.find_first_not_of(SPACES);
    if (begin == text.npos) return {};
    return text.substr(begin, text.find_last_not_of(SPACES) - begin + 1);
}

class exchange_reader {
  public:
    bool is_at_end() const { return is_at_end_; }
    std::optional<statement_fault> take(std::string_view line, size_t number);
    std::expected<exchange_file, statement_fault> result(size_t lines);

  private:
    std::optional<statement_fault> begin(std::string_view section, size_t line);
    std::optional<statement_fault> end(std::string_view mark, size_t line);
    void take_value(std::string_view key, std::string_view value, size_t line);

    exchange_file file_;
    std::string_view open_;  // the mark that ends the section under way; empty = the head
    exchange_section section_;
    bool is_at_end_ = false;
};

std::optional<statement_fault> exchange_reader::begin(std::string_view section, size_t line) {
    if (!open_.empty())
        return statement_fault{line, std::string{section},
                               fmt::format("begins before the section of line {} has its {}", section_.line, open_)};
    open_ = section == ACCOUNT_BEGIN ? ACCOUNT_END : DOCUMENT_END;
    section_ = {.line = line};
    return std::nullopt;
}

std::optional<statement_fault> exchange_reader::end(std::string_view mark, size_t line) {
    if (open_ != mark) return statement_fault{line, std::string{mark}, "ends a section that has not begun"};
    (mark == ACCOUNT_END ? file_.turnovers : file_.documents).push_back(std::move(section_));
    open_ = {};
    return std::nullopt;
}

void exchange_reader::take_value(std::string_view key, std::string_view value, size_t line) {
    if (!open_.empty()) {
        section_.values.insert_or_assign(std::string{key}, exchange_value{in_one_line(value), line});
    } else if (key == ACCOUNT) {
        file_.accounts.push_back({in_one_line(value), line});
    }
}

std::optional<statement_fault> exchange_reader::take(std::string_view line, size_t number) {
    if (line.empty()) return std::nullopt;
    const auto sign = line.find('=');
    const auto key = trimmed(line.substr(0, sign));
    if (key == ACCOUNT_BEGIN || key == DOCUMENT_BEGIN) return begin(key, number);
    if (key == ACCOUNT_END || key == DOCUMENT_END) return end(key, number);
    if (key == FILE_END && open_.empty()) {
        is_at_end_ = true;
        return std::nullopt;
    }
    if (sign == line.npos || key == FILE_END)
        return statement_fault{number, in_one_line(line.substr(0, 80)), "is no «key=value», and ends no section"};
    take_value(key, line.substr(sign + 1), number);
    return std::nullopt;
}

std::expected<exchange_file, statement_fault> exchange_reader::result(size_t lines) {
    if (!is_at_end_)
        return std::unexpected(statement_fault{lines, {}, "is cut: there is no КонецФайла. Fetch it once more"});
    return std::move(file_);
}

}  // namespace

std::string_view exchange_section::text(std::string_view key) const {
    const auto found = values.find(key);
    return found == values.end() ? std::string_view{} : std::string_view{found->second.text};
}

size_t exchange_section::line_of(std::string_view key) const {
    const auto found = values.find(key);
    return found == values.end() ? line : found->second.line;
}

std::expected<exchange_file, statement_fault> read_exchange_file(std::string_view text) {
    exchange_reader reader;
    size_t number = 0;
    while (!text.empty() && !reader.is_at_end()) {
        const auto length = text.find('\n');
        const auto line = trimmed(text.substr(0, length));
        text.remove_prefix(length == text.npos ? text.size() : length + 1);
        // The first line is the mark of the format.
        if (++number == 1) continue;
        if (auto fault = reader.take(line, number)) return std::unexpected(std::move(*fault));
    }
    return reader.result(number);
}

}  // namespace kaskad::gateway
