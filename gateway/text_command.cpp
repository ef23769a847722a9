#include "gateway/text_command.hpp"

#include "net/digest.hpp"
#include "smpp/unicode.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <cstdio>
#include <optional>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

json::string text_of(std::string_view text) {
    return json::string{text.data(), text.size()};
}

// Tabulator, line feed, form feed and carriage return are text.
bool is_control(char32_t code_point) {
    const bool is_layout = code_point == '\t' || code_point == '\n' || code_point == '\f' || code_point == '\r';
    return !is_layout && (code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0));
}

std::optional<std::string> find_fault(std::string_view text) {
    smpp::utf8_reader reader{text};
    while (!reader.is_at_end()) {
        const auto position = reader.position();
        const auto code_point = reader.next();
        if (!code_point) return fmt::format("not UTF-8 at octet {}", position + 1);
        if (is_control(*code_point)) {
            return fmt::format("control character U+{:04X} at octet {}", static_cast<uint32_t>(*code_point),
                               position + 1);
        }
    }
    return std::nullopt;
}

json::value describe(smpp::shift_tables shifts) {
    if (shifts.is_plain()) return nullptr;
    const auto named = [](smpp::language value) -> json::value {
        if (value == smpp::language::none) return nullptr;
        return text_of(smpp::to_string(value));
    };
    return {{"single", named(shifts.single)}, {"locking", named(shifts.locking)}};
}

json::value describe(const smpp::segmented& cut) {
    json::array parts;
    for (const auto& part : cut.parts)
        parts.push_back({{"units", part.units}, {"octets_hex", net::to_hex(part.octets)}});
    return {{"encoding", text_of(smpp::to_string(cut.coding))},
            {"data_coding", cut.data_coding},
            {"units", cut.units},
            {"parts", std::move(parts)},
            {"remaining", cut.units_free},
            {"shift", describe(cut.shifts)}};
}

}  // namespace

std::expected<std::string, std::string> describe_text(const text_request& request) {
    if (const auto fault = find_fault(request.text)) return std::unexpected(*fault);
    smpp::segment_options options;
    if (request.is_national) options.terms.languages = smpp::EVERY_LANGUAGE;
    if (request.reference_bits == 16) options.terms.width = smpp::reference_width::bits_16;
    const auto cut = smpp::segment(request.text, options);
    if (!cut) return std::unexpected(fmt::format("the text has more than {} parts", smpp::PARTS_MAX));
    return json::serialize(describe(*cut));
}

int print_text(const text_request& request) {
    const auto described = describe_text(request);
    fmt::print(described ? stdout : stderr, "{}\n", described ? *described : "kaskad text: " + described.error());
    return described ? 0 : 1;
}

}  // namespace kaskad::gateway
