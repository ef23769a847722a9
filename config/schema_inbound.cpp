#include "config/key.hpp"
#include "config/schema.hpp"

#include <array>

// Texts from handsets: whose they are ([[client.number]]), and how a link's are read.

namespace kaskad::config {

namespace {

constexpr size_t NUMBER_LENGTH_MAX = 20;  // SMPP 3.4 §4.6.1, without the NUL
constexpr size_t KEYWORD_LENGTH_MAX = 160;

form<std::string> number_form() {
    const auto parse = [](std::string_view text) -> std::expected<std::string, std::string> {
        const auto plain = text.substr(text.starts_with('+') ? 1 : 0);
        const bool is_digits = plain.find_first_not_of("0123456789") == plain.npos;
        if (plain.empty() || plain.size() > NUMBER_LENGTH_MAX || !is_digits) {
            return std::unexpected("expected 1 to 20 digits, as \"+4915199999\" or \"8811\"");
        }
        return std::string{plain};
    };
    return {"number", "1 to 20 digits", parse, [](const std::string& shown) { return shown; }};
}

form<std::string> account_name_form() {
    return text_form({1, 15});
}

template <typename Value, size_t Count>
form<Value> named_form(const std::array<Value, Count>& values) {
    std::vector<word<Value>> words;
    for (const Value value : values)
        words.emplace_back(smpp::to_string(value), value);
    return choice_form(std::move(words));
}

}  // namespace

section<written_number> number_section() {
    using k = keys_of<written_number>;
    using n = written_number;
    return {
        "A number or short code whose texts from handsets are the client's. A whole number comes before a prefix, a "
        "longer prefix before a shorter one; there, one with a link before one without, and the longest keyword that "
        "fits. What is nobody's is kept: GET /v1/inbound/unowned.",
        {
            k::required(k::text("address", &n::address, number_form(),
                                "The number as handsets send to it, with its country code, or the short code.")),
            k::flag("prefix", &n::is_prefix, "true: all numbers that begin with it."),
            k::text("keyword", &n::keyword, text_form({0, KEYWORD_LENGTH_MAX}),
                    "Only texts that begin with this word, or these, in any case. Empty: all."),
            k::without_default(k::text("link", &n::link, name_form(),
                                       "Only what comes over this link: operators in two countries may have the same "
                                       "short code. Absent: over any.")),
            k::without_default(k::text("account", &n::account, account_name_form(),
                                       "The client's SMPP account that gets them as deliver_sm: its system_id. They "
                                       "wait until a bind of it can take them.")),
            k::without_default(k::text("endpoint", &n::endpoint, name_form(),
                                       "Or the client's endpoint to which they are posted (message.inbound). With "
                                       "neither they are only kept for GET /v1/inbound.")),
        }};
}

std::vector<key<written_link>> inbound_keys() {
    using k = keys_of<written_link>;
    using l = written_link;
    using enum smpp::japanese_form;
    return {
        k::text("data_coding_scheme", &l::coding_scheme,
                choice_form<smpp::coding_scheme>(
                    {{"smpp", smpp::coding_scheme::smpp}, {"gsm", smpp::coding_scheme::gsm_23038}}),
                "What data_coding 1 to 15 means in texts from handsets: as SMPP says, or as 3GPP 23.038 does (1 to 3 "
                "GSM, 4 to 7 binary, 8 to 11 UCS-2)."),
        k::text("ucs2_order", &l::ucs2_order,
                choice_form<smpp::octet_order>({{"big_endian", smpp::octet_order::big_endian},
                                                {"little_endian", smpp::octet_order::little_endian}}),
                "The order of octets in its UCS-2, where no byte order mark says it."),
        k::text("japanese", &l::japanese, named_form(std::array{shift_jis, jis_x_0208, euc_jp}),
                "What its data_coding 5 is."),
        k::flag("refuse_unowned", &l::refuse_unowned,
                "true: texts to a number of no [[client.number]] are refused for good (ESME_RX_R_APPN) and not kept. "
                "false: they are answered ESME_ROK, kept and counted."),
    };
}

}  // namespace kaskad::config
