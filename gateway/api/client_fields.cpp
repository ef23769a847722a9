#include "gateway/api/client_fields.hpp"

#include "core/address.hpp"
#include "gateway/api/json_body.hpp"
#include "gateway/api/json_fields.hpp"
#include "routing/codes.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <optional>

namespace kaskad::gateway::api {

namespace {

constexpr size_t NAME_OCTETS_MAX = 64;
constexpr size_t QUOTAS_MAX = 64;
constexpr size_t ALLOWANCES_MAX = 1'000;
constexpr size_t HOME_DIGITS_MAX = 3;
constexpr uint32_t RATE_MAX = 1'000'000;
constexpr uint32_t CLIENTS_MAX = 100'000;
constexpr uint32_t LATE_HOURS_MAX = 90 * 24;
constexpr uint32_t STICKY_S_MAX = 30 * 86'400;
constexpr core::price PERCENT_MIN{-100 * 100'000'000LL};
constexpr core::price PERCENT_MAX{100'000 * 100'000'000LL};
constexpr core::price NEVER_TOO_DEAR{-100'000'000};

text_check country_check(const known_words& known) {
    return [&known](std::string_view text) -> std::string {
        const bool is_known = routing::is_country(text) && (!known.is_country || known.is_country(text));
        return is_known ? "" : "'" + std::string{text} + "' is no country: two capital letters (ISO 3166), as DE";
    };
}

std::string name_fault(std::string_view text) {
    return is_plain_name(text) ? "" : "must be 1 to 64 of a-z A-Z 0-9 . _ -";
}

std::string digits_fault(std::string_view text) {
    const bool is_good = text.empty() || (text.size() <= HOME_DIGITS_MAX && routing::is_digits(text));
    return is_good ? "" : "must be at most 3 digits";
}

std::string sender_fault(std::string_view text) {
    if (text.empty()) return {};
    const auto sender = core::parse_sender(text);
    return sender ? "" : sender.error();
}

void read_identity(json_fields& in, client_settings& into, bool is_new, const known_words& known) {
    auto& value = into.value;
    in.read("parent", into.parent, [](std::string_view text) { return text.empty() ? "" : name_fault(text); });
    if (is_new) in.require("currency", "a new client needs one, as EUR");
    std::string currency;
    in.read("currency", currency, [&](std::string_view text) {
        const auto given = core::parse_currency(text);
        if (given) value.currency = *given;
        return given ? "" : given.error();
    });
    in.read("zone", value.zone, [&](std::string_view text) -> std::string {
        const bool is_known = text.empty() || !known.is_zone || known.is_zone(text);
        return is_known ? "" : "'" + std::string{text} + "' is no time zone, as Europe/Berlin";
    });
    in.read("enabled", value.enabled);
    in.read("clients_max", value.clients_max, 0, CLIENTS_MAX);
}

void read_prices(json_fields& in, facts::client& into) {
    in.read_word("pricing", into.pricing, PRICING_WORDS);
    int64_t markup_ppm = into.markup_ppm;
    in.read_percent("markup_percent", markup_ppm, PERCENT_MIN, PERCENT_MAX);
    into.markup_ppm = static_cast<int32_t>(markup_ppm);
    in.read("markup", into.markup);
    in.read("earn_min", into.earn_min);
    in.read_word("charge", into.charge, CHARGE_WORDS);
    in.read_word("unit", into.unit, UNIT_WORDS);
    in.read("without_receipt_percent", into.without_receipt_percent, 0, 100);
    in.read("late_hours", into.late_hours, 0, LATE_HOURS_MAX);
}

// Money as a decimal string, all else as a whole number.
void read_quota_limit(json_fields& in, facts::quota& into) {
    in.require("limit", "how much may be used");
    if (into.unit != facts::quota_unit::money) return in.read("limit", into.limit, int64_t{0}, AMOUNT_MAX.e6);
    core::amount money;
    in.read("limit", money);
    into.limit = money.e6;
}

void read_quotas(json_fields& in, facts::client& into, const known_words& known) {
    std::vector<facts::quota> given;
    in.read_each("quotas", QUOTAS_MAX, [&](json_fields& one) {
        facts::quota made;
        one.require("period", "day or month");
        one.require("unit", "messages, parts or money");
        one.read_word("period", made.period, PERIOD_WORDS);
        one.read_word("unit", made.unit, QUOTA_UNIT_WORDS);
        one.read("country", made.country,
                 [&](std::string_view text) { return text.empty() ? std::string{} : country_check(known)(text); });
        read_quota_limit(one, made);
        one.read("warn_percent", made.warn_percent, 0, 100);
        const bool is_there = std::ranges::any_of(given, [&](const auto& each) {
            return each.period == made.period && each.unit == made.unit && each.country == made.country;
        });
        if (is_there) one.refuse("invalid_field", "unit", "there is a quota of this period, unit and country");
        given.push_back(std::move(made));
    });
    if (in.has("quotas")) into.quotas = std::move(given);
}

void read_limits(json_fields& in, facts::client& into, const known_words& known) {
    in.read("limit", into.limit);
    in.read("balance_low", into.balance_low);
    read_quotas(in, into, known);
    in.read("rate", into.rate, 0, RATE_MAX);
    in.read("rate_burst", into.rate_burst, 0, RATE_MAX);
    in.read("dear_price", into.dear_price, NEVER_TOO_DEAR);
    in.read("countries_allowed", into.countries_allowed, country_check(known));
    in.read("countries_denied", into.countries_denied, country_check(known));
}

void read_sending(json_fields& in, facts::client& into) {
    in.read("max_parts", into.max_parts, 1, 255);
    in.read("weight", into.weight, 1, 1'000);
    in.read("default_sender", into.default_sender, sender_fault);
    std::string klass;
    in.read("default_class", klass, [&](std::string_view text) {
        const auto given = core::parse_message_class(text);
        if (given) into.default_class = *given;
        return given ? "" : "must be otp, transactional, service or marketing";
    });
    in.read("home_trunk", into.home.trunk, digits_fault);
    in.read("home_country", into.home.country, digits_fault);
    in.read("names_networks", into.names_networks);
    in.read("lookup_price", into.lookup_price);
    in.read("looks_up", into.looks_up);
}

void read_allowances(json_fields& in, facts::client& into) {
    std::vector<facts::traffic_allowance> given;
    in.read_each("traffic_allowed", ALLOWANCES_MAX, [&](json_fields& one) {
        facts::traffic_allowance made;
        one.read("sender", made.sender, sender_fault);
        one.read("prefix", made.prefix, [](std::string_view text) {
            return text.empty() || routing::is_number_prefix(text) ? "" : "must be digits, the country code first";
        });
        given.push_back(std::move(made));
    });
    if (in.has("traffic_allowed")) into.traffic_allowed = std::move(given);
}

void read_routing(json_fields& in, facts::client& into) {
    in.read("links_allowed", into.links_allowed, name_fault);
    in.read("links_denied", into.links_denied, name_fault);
    in.read("margin_min", into.margin_min, core::price{-PRICE_MAX.e8});
    in.read("spend_max", into.spend_max);
    in.read("sticky_s", into.sticky_s, 0, STICKY_S_MAX);
    in.read_word("pumping", into.pumping, PUMPING_WORDS);
    read_allowances(in, into);
}

}  // namespace

bool is_plain_name(std::string_view text) {
    const auto is_good = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' ||
               c == '-';
    };
    return !text.empty() && text.size() <= NAME_OCTETS_MAX && std::ranges::all_of(text, is_good);
}

std::expected<client_settings, problem> read_client(std::string_view body, client_settings before, bool is_new,
                                                    const known_words& known) {
    const auto members = parse_json_object(body);
    if (!members) return std::unexpected(members.error());
    json_fields in{*members};
    if (auto why = name_fault(before.value.name); !why.empty()) in.refuse("invalid_field", "name", std::move(why));
    read_identity(in, before, is_new, known);
    read_prices(in, before.value);
    read_limits(in, before.value, known);
    read_sending(in, before.value);
    read_routing(in, before.value);
    if (auto why = in.fault()) return std::unexpected(std::move(*why));
    return before;
}

}  // namespace kaskad::gateway::api
