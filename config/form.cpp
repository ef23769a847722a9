#include "config/form.hpp"

#include "core/address.hpp"
#include "engine/facts/command.hpp"
#include "net/digest.hpp"
#include "net/http_message.hpp"
#include "net/zone.hpp"
#include "routing/codes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <arpa/inet.h>
#include <array>

namespace kaskad::config {

namespace {

constexpr size_t NAME_LENGTH_MAX = 64;
constexpr size_t ZONE_LENGTH_MAX = 64;
constexpr size_t FIELD_OCTETS_MAX = 1'024;  // of a header, or a pointer
constexpr std::string_view HEX = "0123456789abcdefABCDEF";

constexpr std::string_view MONEY_IS_TEXT = "a decimal number in quotes, as \"0.0345\" (money is never floating point)";

std::string same(const std::string& text) {
    return text;
}

bool is_printable(std::string_view text) {
    return std::ranges::none_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
           c == '-';
}

bool is_ip(std::string_view text) {
    std::array<unsigned char, sizeof(in6_addr)> octets{};
    const std::string address{text};
    return inet_pton(AF_INET, address.c_str(), octets.data()) == 1 ||
           inet_pton(AF_INET6, address.c_str(), octets.data()) == 1;
}

// Of one that only looks at the form.
form<std::string> code_form(std::string type, bool (*is_code)(std::string_view), std::string refusal) {
    const auto parse = [is_code, refusal](std::string_view text) -> std::expected<std::string, std::string> {
        if (!is_code(text)) return std::unexpected(refusal);
        return std::string{text};
    };
    return {std::move(type), "", parse, same};
}

}  // namespace

form<std::string> text_form(length octets) {
    const auto parse = [octets](std::string_view text) -> std::expected<std::string, std::string> {
        if (text.empty() && octets.min > 0) return std::unexpected("must not be empty");
        if (text.size() < octets.min) return std::unexpected(fmt::format("must have at least {} octets", octets.min));
        if (text.size() > octets.max) {
            return std::unexpected(fmt::format("must have at most {} octets, has {}", octets.max, text.size()));
        }
        if (!is_printable(text)) return std::unexpected("must not hold control characters");
        return std::string{text};
    };
    return {"string", fmt::format("{} to {} octets", octets.min, octets.max), parse, same};
}

form<std::string> name_form() {
    const auto parse = [](std::string_view text) -> std::expected<std::string, std::string> {
        if (text.empty() || text.size() > NAME_LENGTH_MAX || !std::ranges::all_of(text, is_name_character)) {
            return std::unexpected("expected a name: 1 to 64 of the letters a-z A-Z, digits, '.', '_', '-'");
        }
        return std::string{text};
    };
    return {"name", "1 to 64 of a-z A-Z 0-9 . _ -", parse, same};
}

form<std::string> ip_form() {
    return code_form("IP address", is_ip, "expected an IP address, as \"127.0.0.1\" or \"::\"");
}

form<std::string> sender_form() {
    const auto parse = [](std::string_view text) -> std::expected<std::string, std::string> {
        if (text.empty()) return std::string{};
        const auto sender = core::parse_sender(text);
        if (!sender) return std::unexpected(sender.error());
        return std::string{text};
    };
    return {"sender", "", parse, [](const std::string& shown) { return shown; }};
}

form<core::price> price_form() {
    const auto parse = [](std::string_view text) -> std::expected<core::price, std::string> {
        auto price = core::parse_price(text);
        if (price && price->e8 < 0) return std::unexpected("a price is not negative");
        return price;
    };
    return {"decimal string", fmt::format("at most {} decimals", core::PRICE_DECIMALS), parse,
            [](const core::price& shown) { return core::to_string(shown); }, std::string{MONEY_IS_TEXT}};
}

form<core::amount> amount_form(bool may_be_negative) {
    const auto parse = [may_be_negative](std::string_view text) -> std::expected<core::amount, std::string> {
        auto amount = core::parse_amount(text);
        if (amount && amount->e6 < 0 && !may_be_negative) return std::unexpected("must not be negative");
        return amount;
    };
    return {"decimal string", fmt::format("at most {} decimals", core::AMOUNT_DECIMALS), parse,
            [](const core::amount& shown) { return core::to_string(shown); }, std::string{MONEY_IS_TEXT}};
}

form<core::currency> currency_form() {
    return {"currency", "three capital letters (ISO 4217)", core::parse_currency,
            [](const core::currency& shown) { return core::to_string(shown); }};
}

form<int32_t> percent_form(percent_range percent) {
    constexpr int64_t PPM_PER_PERCENT = 10'000;
    constexpr int64_t E6_PER_PPM = 100;  // of a percentage with six decimals
    const auto parse = [percent](std::string_view text) -> std::expected<int32_t, std::string> {
        const auto read = core::parse_amount(text);
        if (!read || read->e6 % E6_PER_PPM != 0)
            return std::unexpected("expected a percentage with at most 4 decimals, in quotes");
        const auto ppm = read->e6 / E6_PER_PPM;
        if (ppm < percent.min * PPM_PER_PERCENT || ppm > percent.max * PPM_PER_PERCENT)
            return std::unexpected(fmt::format("expected {} to {} percent", percent.min, percent.max));
        return static_cast<int32_t>(ppm);
    };
    const auto show = [](const int32_t& ppm) { return core::to_string(core::amount{ppm * E6_PER_PPM}); };
    return {"string", "percent, up to 4 decimals", parse, show};
}

form<core::message_class> class_form() {
    using enum core::message_class;
    return choice_form<core::message_class>(
        {{"otp", otp}, {"transactional", transactional}, {"service", service}, {"marketing", marketing}});
}

form<std::string> hex_form(size_t octets_max) {
    const auto parse = [octets_max](std::string_view text) -> std::expected<std::string, std::string> {
        auto octets = net::from_hex(text);
        if (octets && octets->size() <= octets_max) return std::move(*octets);
        return std::unexpected(fmt::format("expected 0 to {} octets in hexadecimal", octets_max));
    };
    return {"hexadecimal", fmt::format("0 to {} octets", octets_max), parse,
            [](const std::string& octets) { return net::to_hex(octets); }};
}

form<std::string> digits_form(length digits, std::string_view type) {
    const auto parse = [digits](std::string_view text) -> std::expected<std::string, std::string> {
        const bool empty_is_fine = text.empty() && digits.min == 0;
        if (!empty_is_fine && (!routing::is_digits(text) || text.size() < digits.min || text.size() > digits.max)) {
            return std::unexpected(fmt::format("expected {} to {} digits", digits.min, digits.max));
        }
        return std::string{text};
    };
    return {std::string{type}, fmt::format("{} to {} digits", digits.min, digits.max), parse, same};
}

form<std::string> country_form() {
    return code_form("country code", routing::is_country,
                     "expected a country as two capital letters (ISO 3166), as \"DE\"");
}

form<std::string> mcc_form() {
    return code_form("MCC", routing::is_mcc, "expected an MCC as 3 digits (ITU-T E.212), as \"262\"");
}

form<std::string> number_prefix_form() {
    return code_form("number prefix", routing::is_number_prefix,
                     "expected how numbers begin, country code first, as 1 to 15 digits, as \"49151\"");
}

form<std::string> mccmnc_form() {
    return code_form("network code", routing::is_mccmnc,
                     "expected a network as 5 or 6 digits (MCC and MNC, ITU-T E.212), as \"26201\"");
}

form<std::string> zone_form() {
    const auto parse = [](std::string_view text) -> std::expected<std::string, std::string> {
        if (text.empty()) return std::string{};
        if (text.size() > ZONE_LENGTH_MAX) return std::unexpected("expected a time zone, as \"Europe/Berlin\"");
        if (const auto zone = net::load_zone(text); !zone) return std::unexpected(zone.error());
        return std::string{text};
    };
    return {"time zone", "IANA name", parse, same};
}

form<std::string> header_form() {
    const auto parse = [](std::string_view text) -> std::expected<std::string, std::string> {
        const auto colon = text.find(": ");
        const bool is_header = colon != text.npos && net::is_field_name(text.substr(0, colon)) &&
                               net::is_field_value(text.substr(colon + 2)) && text.size() <= FIELD_OCTETS_MAX;
        if (!is_header) return std::unexpected("expected a header, as \"Authorization: Bearer KEY\"");
        return std::string{text};
    };
    return {"header", "", parse, same};
}

form<std::string> pointer_form() {
    const auto parse = [](std::string_view text) -> std::expected<std::string, std::string> {
        const bool is_pointer = text.empty() || (text.front() == '/' && text.size() <= FIELD_OCTETS_MAX);
        if (!is_pointer) return std::unexpected("expected a JSON pointer, as \"/mccmnc\" or \"/0/network/code\"");
        return std::string{text};
    };
    return {"JSON pointer", "", parse, same};
}

form<uint16_t> vendor_tag_form() {
    const auto parse = [](std::string_view text) -> std::expected<uint16_t, std::string> {
        const bool is_hex = text.size() == 6 && text.starts_with("0x") && text.find_first_not_of(HEX, 2) == text.npos;
        const auto tag = is_hex ? std::stoul(std::string{text}, nullptr, 16) : 0;
        if (!facts::is_message_tag(static_cast<int64_t>(tag))) {
            return std::unexpected("expected a tag of a vendor's own, \"0x1400\" to \"0x3FFF\"");
        }
        return static_cast<uint16_t>(tag);
    };
    return {"tag", "\"0x1400\" to \"0x3FFF\"", parse, [](const uint16_t& tag) { return fmt::format("0x{:04X}", tag); }};
}

form<routing::policy_kind> policy_form() {
    std::vector<word<routing::policy_kind>> words;
    for (uint8_t kind = 0; kind <= static_cast<uint8_t>(routing::policy_kind::forced); ++kind) {
        const auto each = static_cast<routing::policy_kind>(kind);
        words.emplace_back(routing::to_string(each), each);
    }
    return choice_form(std::move(words));
}

}  // namespace kaskad::config
