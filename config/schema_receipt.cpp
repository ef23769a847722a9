#include "config/key.hpp"
#include "config/schema.hpp"
#include "core/reason.hpp"

#include <algorithm>

// What a [[link]] says of its receipts: their form, and what its operator's codes mean.

namespace kaskad::config {

namespace {

constexpr size_t PATTERNS_MAX = 8;
constexpr size_t STATS_MAX = 64;
constexpr size_t REASONS_MAX = 512;
constexpr size_t CODE_LENGTH_MAX = 32;
constexpr int64_t RETRY_DELAY_MS_MAX = 3'600'000;
constexpr int64_t RETRIES_MAX = 100;

std::string same(const std::string& text) {
    return text;
}

form<smpp::id_mode> id_form() {
    using enum smpp::id_mode;
    std::vector<word<smpp::id_mode>> words;
    for (const auto mode :
         {exact, ignore_case, response_hex_receipt_decimal, response_decimal_receipt_hex, decimal, hex, automatic})
        words.emplace_back(smpp::to_string(mode), mode);
    return choice_form(std::move(words));
}

form<smpp::receipt_mode> mode_form() {
    using enum smpp::receipt_mode;
    std::vector<word<smpp::receipt_mode>> words;
    for (const auto mode : {each, first, last, one, automatic})
        words.emplace_back(smpp::to_string(mode), mode);
    return choice_form(std::move(words));
}

form<smpp::message_state> state_form() {
    std::vector<word<smpp::message_state>> words;
    for (uint32_t number = 0; const auto state = smpp::message_state_of(number); ++number)
        words.emplace_back(smpp::to_string(*state), *state);
    return choice_form(std::move(words));
}

form<core::reason> reason_form() {
    const auto parse = [](std::string_view text) -> std::expected<core::reason, std::string> {
        const auto reason = core::parse_reason(text);
        if (!reason || *reason == core::reason::none) {
            return std::unexpected("expected a code of the reason catalogue (docs/http-api.md)");
        }
        return *reason;
    };
    return {"reason", "docs/http-api.md", parse,
            [](const core::reason& shown) { return std::string{core::to_string(shown)}; }};
}

form<std::string> pattern_form() {
    const auto parse = [](std::string_view text) -> std::expected<std::string, std::string> {
        if (const auto pattern = smpp::receipt_pattern::parse(text); !pattern) return std::unexpected(pattern.error());
        return std::string{text};
    };
    return {"pattern", "docs/receipts.md", parse, same};
}

bool is_number(std::string_view text) {
    return !text.empty() && text.size() <= 5 &&
           std::ranges::all_of(text, [](char letter) { return letter >= '0' && letter <= '9'; });
}

// "27" or "3:27"
form<std::string> network_form() {
    const auto parse = [](std::string_view text) -> std::expected<std::string, std::string> {
        const auto colon = text.find(':');
        const bool has_type = colon != std::string_view::npos;
        const bool is_code = is_number(has_type ? text.substr(colon + 1) : text);
        if (!text.empty() && (!is_code || (has_type && !is_number(text.substr(0, colon))))) {
            return std::unexpected("expected \"type:code\" or \"code\" in decimal, as \"3:27\"");
        }
        return std::string{text};
    };
    return {"string", "\"type:code\" or \"code\"", parse, same};
}

section<smpp::stat_rule> stat_section() {
    using k = keys_of<smpp::stat_rule>;
    return {"A word of the operator's own for a state, in a receipt's stat. Words that all operators share need none.",
            {
                k::required(
                    k::text("stat", &smpp::stat_rule::stat, text_form({1, CODE_LENGTH_MAX}), "The word, in any case.")),
                k::required(k::text("state", &smpp::stat_rule::state, state_form(), "What it means.")),
            }};
}

section<written_reason> reason_section() {
    using k = keys_of<written_reason>;
    using r = written_reason;
    return {
        "What codes of the operator mean in the reason catalogue. The first that fits counts; what is left out fits "
        "anything. GET /v1/unmapped-codes lists what no map knows.",
        {
            k::text("stat", &r::stat, text_form({0, CODE_LENGTH_MAX}), "Of a receipt, in any case."),
            k::text("err", &r::err, text_form({0, CODE_LENGTH_MAX}), "Of a receipt; leading zeros do not count."),
            k::text("network", &r::network, network_form(),
                    "Of a receipt: its network_error_code as \"type:code\", or \"code\" for any type."),
            k::whole("command_status", &r::command_status, {0, 0xFFFFFFFF},
                     "Of a submit_sm_resp, as 0x400; then alone. What may help by the reason is done."),
            k::required(k::text("reason", &r::reason, reason_form(), "The reason's code.")),
            k::whole("retry_delay_ms", &r::retry_delay_ms, {0, RETRY_DELAY_MS_MAX},
                     "With command_status, of a refusal that is repeated over this link: the wait before the first "
                     "repeat, doubled with each. 0 = [engine] retry_delay_ms."),
            k::whole("retries_max", &r::retries_max, {0, RETRIES_MAX},
                     "The same: repeats before another link is asked. Throttled ones do not count. 0 = [engine] "
                     "retries_max."),
        }};
}

}  // namespace

std::vector<key<written_link>> receipt_keys() {
    using k = keys_of<written_link>;
    using l = written_link;
    return {
        k::text("ids", &l::ids, id_form(),
                "How the id in a receipt is written, compared with the one in the response. auto: found out from "
                "traffic."),
        k::text("receipts", &l::receipts, mode_form(),
                "Which parts of a long message the operator confirms; the others are as those. auto: each, until 200 "
                "long messages have shown it."),
        k::whole("zone_minutes", &l::zone_minutes, {-14 * 60, 14 * 60},
                 "The operator's local time in receipts, in minutes east of UTC."),
        k::text("zone", &l::zone, zone_form(), "The same by name, as \"Europe/Moscow\", where it has summer time."),
        k::flag("strict_receipts", &l::strict_receipts,
                "true: only what is marked as a receipt (esm_class, TLVs) is one, never what only reads like one."),
        k::list({"receipt_patterns", PATTERNS_MAX}, &l::receipt_patterns, pattern_form(),
                "Forms of receipts that are not written by keywords, as \"<id> <stat>\"; asked in this order."),
        k::tables({"stat", STATS_MAX}, &l::stats, stat_section()),
        k::tables({"reason", REASONS_MAX}, &l::written_reasons, reason_section()),
    };
}

}  // namespace kaskad::config
