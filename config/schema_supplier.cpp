#include "config/key.hpp"
#include "config/schema.hpp"
#include "net/url.hpp"

// Of a [[link]] or [[channel]]: its account with the supplier, besides what may be owed.

namespace kaskad::config {

namespace {

using k = keys_of<written_link>;
using l = written_link;

form<std::string> balance_url_form() {
    const auto parse = [](std::string_view text) -> std::expected<std::string, std::string> {
        const auto url = net::parse_url(text);
        if (!text.empty() && !url)
            return std::unexpected(fmt::format("expected http(s)://host[:port]/path: {}", url.error()));
        return std::string{text};
    };
    return {"URL", "http(s)://host[:port]/path", parse, [](const std::string& shown) { return shown; }};
}

auto of_supplier(auto member) {
    return [member](auto& link) -> auto& {
        return link.supplier.*member;
    };
}

}  // namespace

std::vector<key<l>> supplier_keys() {
    using s = facts::supplier_terms;
    return {
        k::flag(
            "prepaid", of_supplier(&s::prepaid),
            "true: its supplier is paid in advance. What was paid, and `credit` besides, is all that may be bought."),
        k::text("balance_floor", of_supplier(&s::balance_floor), amount_form(false),
                "Nothing more is bought once no more than this is left, by our books or by what the supplier says."),
        k::text("balance_url", of_supplier(&s::balance_url), balance_url_form(),
                "Where the supplier says what is left, asked by GET. Empty: nowhere."),
        k::without_default(k::text("balance_path", of_supplier(&s::balance_path), pointer_form(),
                                   "Where in its JSON answer that stands, as a number or a string, in the currency of "
                                   "buy prices.")),
        k::without_default(k::text("balance_header", &l::balance_header, header_form(),
                                   "Sent with each such question, as the supplier's key. It is kept sealed and never "
                                   "shown.")),
        k::whole("balance_every_s", of_supplier(&s::balance_every_s), {10, 86'400},
                 "So often it is asked, in seconds."),
    };
}

}  // namespace kaskad::config
