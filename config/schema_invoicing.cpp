#include "config/key.hpp"
#include "config/schema.hpp"
#include "core/calendar.hpp"
#include "routing/codes.hpp"

#include <string>

// [[seller]] and [[tax]]: who invoices, and what tax is asked.

namespace kaskad::config {

namespace {

constexpr size_t PREFIX_LENGTH_MAX = 32;
constexpr size_t PRINTED_LENGTH_MAX = 200;
constexpr size_t TAX_TEXT_LENGTH_MAX = 500;
constexpr size_t PRINTED_LINES_MAX = 8;
constexpr std::string_view NO_DAY = "expected a day from 1970 on, as 2007-01-01";

form<uint32_t> day_form() {
    const auto parse = [](std::string_view text) -> std::expected<uint32_t, std::string> {
        const auto number = [text](size_t from, size_t length) {
            return std::stoi(std::string{text.substr(from, length)});
        };
        const bool is_day = text.size() == 10 && text[4] == '-' && text[7] == '-' &&
                            routing::is_digits(std::string{text.substr(0, 4)} + std::string{text.substr(5, 2)} +
                                               std::string{text.substr(8)});
        const auto begin = is_day ? core::to_utc_ms({number(0, 4), number(5, 2), number(8, 2)}) : std::nullopt;
        if (!begin || *begin < 0) return std::unexpected(std::string{NO_DAY});
        return static_cast<uint32_t>(*begin / core::DAY_MS);
    };
    return {"date", "", parse, [](const uint32_t& day) { return moment_text(int64_t{day} * core::DAY_MS); }, "a date"};
}

// As a date of TOML, or in quotes.
template <typename Member>
auto day_key(std::string name, Member member, std::string doc) {
    using k = keys_of<billing::tax_rate>;
    auto made = k::without_default(k::text(std::move(name), member, day_form(), std::move(doc)));
    made.read = [in_quotes = made.read, member](const value& found, billing::tax_rate& out, const place& where) {
        if (found.kind != value_kind::moment) return in_quotes(found, out, where);
        if (found.number < 0 || found.number % core::DAY_MS != 0) return where.complain(found.at, std::string{NO_DAY});
        out.*member = static_cast<uint32_t>(found.number / core::DAY_MS);
    };
    return made;
}

auto of_party(auto member) {
    return [member](auto& seller) -> auto& {
        return seller.as_printed.*member;
    };
}

}  // namespace

section<billing::seller> seller_section() {
    using k = keys_of<billing::seller>;
    using s = billing::seller;
    using p = billing::party;
    const auto printed = text_form({0, PRINTED_LENGTH_MAX});
    return {"Who invoices clients, by their contracts. An invoice keeps what stood here when it was made.",
            {
                k::required(k::text("name", &s::name, name_form(),
                                    "What contracts call it. Invoices are numbered without a gap within it.")),
                k::text("prefix", &s::prefix, text_form({0, PREFIX_LENGTH_MAX}),
                        "Stands before the number: with \"RE-2026-\" the twelfth is RE-2026-0012."),
                k::required(k::text("legal_name", of_party(&p::name), text_form({1, PRINTED_LENGTH_MAX}),
                                    "The name that is printed.")),
                k::list({"address", PRINTED_LINES_MAX}, of_party(&p::address), printed, "Its address, line by line."),
                k::text("tax_number", of_party(&p::tax_number), printed, "As printed, with the word before it."),
                k::list({"bank", PRINTED_LINES_MAX}, of_party(&p::bank), printed,
                        "Where to pay to, line by line: bank, IBAN, BIC."),
            }};
}

section<billing::tax_rate> tax_section() {
    using k = keys_of<billing::tax_rate>;
    using t = billing::tax_rate;
    return {"What tax is asked. A code may stand here several times: of its rates the one that began last holds.",
            {
                k::required(k::text("code", &t::code, name_form(), "What contracts call it.")),
                day_key("from", &t::from_day, "The first day of this rate. Absent: since ever."),
                k::required(k::text("percent", &t::ppm, percent_form({0, 100}), "Of the net sum, as \"19\".")),
                k::text("text", &t::text, text_form({0, TAX_TEXT_LENGTH_MAX}),
                        "Printed below the sum, as why there is no tax."),
            }};
}

}  // namespace kaskad::config
