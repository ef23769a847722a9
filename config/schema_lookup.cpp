#include "config/key.hpp"
#include "config/schema.hpp"
#include "net/url.hpp"

// [lookup]: whom the network of a number is asked of, how, and what that costs.

namespace kaskad::config {

namespace {

constexpr size_t HEADERS_MAX = 16;
constexpr int64_t SECOND = 1'000;
constexpr int64_t DAY = 86'400 * SECOND;
constexpr std::string_view NUMBER = "{number}";

std::string with_number(std::string_view url, std::string_view number) {
    std::string result{url};
    return result.replace(result.find(NUMBER), NUMBER.size(), number);
}

form<std::string> template_form() {
    const auto parse = [](std::string_view text) -> std::expected<std::string, std::string> {
        if (text.empty()) return std::string{};
        if (!text.contains(NUMBER)) return std::unexpected("{number} must stand in it, where the number goes");
        const auto url = net::parse_url(with_number(text, "491512345678"));
        if (!url) return std::unexpected(fmt::format("expected http(s)://host[:port]/path: {}", url.error()));
        return std::string{text};
    };
    return {"URL", "http(s)://host[:port]/path with {number}", parse, [](const std::string& shown) { return shown; }};
}

using p = process_options;
using k = keys_of<p>;

auto of_call(auto member) {
    return [member](auto& process) -> auto& {
        return process.lookup.*member;
    };
}

auto of_engine(auto member) {
    return [member](auto& process) -> auto& {
        return process.engine.lookup.*member;
    };
}

std::vector<key<p>> call_keys() {
    using c = lookup_call_options;
    return {
        k::text("url", of_call(&c::url), template_form(),
                "Called by GET, with the digits of the number in place of {number}. Empty: there is nobody to ask."),
        k::without_default(k::list({"headers", HEADERS_MAX}, of_call(&c::headers), header_form(),
                                   "Sent with each call, as the provider's key. Never shown.")),
        k::text("mccmnc_at", of_call(&c::mccmnc_at), pointer_form(),
                "Where in the JSON answer the network is that the number is in today, as MCC and MNC."),
        k::text("ported_at", of_call(&c::ported_at), pointer_form(), "Where it says, true or false, if it was ported."),
        k::text("original_at", of_call(&c::original_at), pointer_form(),
                "Where the network is that the number was given out by."),
        k::text("reach_at", of_call(&c::reach_at), pointer_form(),
                "Where it says of the phone: reachable, absent or no_such_number; true and false are the first two."),
        k::whole("parallel", of_call(&c::parallel), {1, 1'000}, "Calls under way at once, on each shard."),
    };
}

std::vector<key<p>> rule_keys() {
    using o = engine::lookup_options;
    return {
        k::text("price", of_engine(&o::price), price_form(), "What the provider takes for an answer."),
        k::without_default(k::text("currency", of_engine(&o::currency), currency_form(), "The currency of that.")),
        k::whole("deadline_ms", of_engine(&o::deadline_ms), {50, 60 * SECOND},
                 "A message waits no longer for its answer; then it goes by the number plan."),
        k::whole("request_deadline_ms", of_engine(&o::request_deadline_ms), {50, 8 * SECOND},
                 "A client who asks waits no longer; then nothing is charged."),
        k::whole("cache_ms", of_engine(&o::cache_ms), {0, 31 * DAY}, "An answer is good for so long."),
        k::whole("open_max", of_engine(&o::open_max), {1, 100'000},
                 "Numbers asked about at once; beyond it messages go by the plan, and clients are put off."),
        k::whole("kept_max", of_engine(&o::kept_max), {1, 10'000'000},
                 "Answers that are kept; beyond it the oldest goes."),
    };
}

}  // namespace

section<process_options> lookup_section() {
    section<p> all{"Whom the network of a number is asked of: a provider of HLR or MNP look-ups over HTTP.", {}};
    for (const auto& group : {call_keys(), rule_keys()})
        all.keys.insert(all.keys.end(), group.begin(), group.end());
    return all;
}

}  // namespace kaskad::config
