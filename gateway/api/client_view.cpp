#include "gateway/api/client_view.hpp"

#include "gateway/api/client_fields.hpp"
#include "gateway/api/client_words.hpp"
#include "gateway/api/timestamp.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::gateway::api {

namespace {

int64_t used_of(const facts::quota_use& use, facts::quota_unit unit) {
    switch (unit) {
        case facts::quota_unit::messages:
            return use.messages;
        case facts::quota_unit::parts:
            return use.parts;
        case facts::quota_unit::money:
            return use.money.e6;
    }
    return 0;
}

void write_share(json_writer& out, std::string_view name, facts::quota_unit unit, int64_t value) {
    if (unit == facts::quota_unit::money) {
        out.text(name, core::to_string(core::amount{value}));
    } else {
        out.number(name, value);
    }
}

void write_quotas(json_writer& out, const facts::client_standing& standing) {
    out.begin_array("quotas");
    for (const auto& quota : standing.value.quotas) {
        const auto use = std::ranges::find_if(standing.used, [&](const auto& each) {
            return each.period == quota.period && each.country == quota.country;
        });
        const bool is_used = use != standing.used.end();
        out.begin_object();
        out.text("period", word_of(PERIOD_WORDS, quota.period));
        out.text("unit", word_of(QUOTA_UNIT_WORDS, quota.unit));
        if (!quota.country.empty()) out.text("country", quota.country);
        write_share(out, "limit", quota.unit, quota.limit);
        out.number("warn_percent", quota.warn_percent);
        write_share(out, "used", quota.unit, is_used ? used_of(*use, quota.unit) : 0);
        if (is_used) out.text("since", render_day(use->begin_day));
        out.end_object();
    }
    out.end_array();
}

void write_identity(json_writer& out, const facts::client_standing& standing) {
    const auto& client = standing.value;
    out.text("name", client.name);
    out.number("id", client.id.value);
    out.flag("declared", !client.digest.empty());
    out.flag("enabled", client.enabled);
    out.text("parent", standing.parent);
    out.number("clients_max", client.clients_max);
    out.text("currency", core::to_string(client.currency));
    out.text("zone", client.zone);
}

void write_account(json_writer& out, const facts::client_standing& standing) {
    const auto left = standing.posted + standing.value.limit - standing.reserved;
    out.text("balance", core::to_string(standing.posted));
    out.text("reserved", core::to_string(standing.reserved));
    out.text("limit", core::to_string(standing.value.limit));
    out.text("available", core::to_string(left));
    out.text("balance_low", core::to_string(standing.value.balance_low));
}

void write_prices(json_writer& out, const facts::client& client) {
    out.text("pricing", word_of(PRICING_WORDS, client.pricing));
    out.text("markup_percent", percent_text(client.markup_ppm));
    out.text("markup", core::to_string(client.markup));
    out.text("earn_min", core::to_string(client.earn_min));
    out.text("charge", word_of(CHARGE_WORDS, client.charge));
    out.text("unit", word_of(UNIT_WORDS, client.unit));
    out.number("without_receipt_percent", client.without_receipt_percent);
    out.number("late_hours", client.late_hours);
    out.text("lookup_price", core::to_string(client.lookup_price));
}

void write_limits(json_writer& out, const facts::client& client) {
    out.number("rate", client.rate);
    out.number("rate_burst", client.rate_burst);
    out.text("dear_price", core::to_string(client.dear_price));
    write_texts(out, "countries_allowed", client.countries_allowed);
    write_texts(out, "countries_denied", client.countries_denied);
}

void write_sending(json_writer& out, const facts::client& client) {
    out.number("max_parts", client.max_parts);
    out.number("weight", client.weight);
    out.text("default_sender", client.default_sender);
    out.text("default_class", core::to_string(client.default_class));
    out.text("home_trunk", client.home.trunk);
    out.text("home_country", client.home.country);
    out.flag("names_networks", client.names_networks);
    out.flag("looks_up", client.looks_up);
}

void write_routing(json_writer& out, const facts::client& client) {
    write_texts(out, "links_allowed", client.links_allowed);
    write_texts(out, "links_denied", client.links_denied);
    out.text("margin_min", core::to_string(client.margin_min));
    out.text("spend_max", core::to_string(client.spend_max));
    out.number("sticky_s", client.sticky_s);
    out.text("pumping", word_of(PUMPING_WORDS, client.pumping));
    out.begin_array("traffic_allowed");
    for (const auto& each : client.traffic_allowed) {
        out.begin_object();
        out.text("sender", each.sender);
        out.text("prefix", each.prefix);
        out.end_object();
    }
    out.end_array();
}

void write_client(json_writer& out, const facts::client_standing& standing, bool for_operator) {
    out.begin_object();
    write_identity(out, standing);
    write_account(out, standing);
    write_prices(out, standing.value);
    write_limits(out, standing.value);
    write_quotas(out, standing);
    write_sending(out, standing.value);
    if (for_operator) write_routing(out, standing.value);
    out.end_object();
}

}  // namespace

std::string render_client(const facts::client_standing& standing, bool for_operator) {
    json_writer out;
    write_client(out, standing, for_operator);
    return out.take();
}

std::string render_clients(const facts::client_standings& standings, bool for_operator) {
    json_writer out;
    out.begin_object();
    out.begin_array("clients");
    for (const auto& each : standings.rows)
        write_client(out, each, for_operator);
    out.end_array();
    out.end_object();
    return out.take();
}

void write_key_terms(json_writer& out, const facts::api_key& key) {
    out.text("name", key.name);
    out.begin_array("scopes");
    for (const auto scope : key.scopes)
        out.text({}, word_of(SCOPE_WORDS, static_cast<facts::key_scope>(scope)));
    out.end_array();
    write_texts(out, "addresses", key.addresses);
    write_time(out, "expires", key.expires_utc);
    out.flag("test", key.is_test);
}

std::string render_keys(const facts::client& client) {
    json_writer out;
    out.begin_object();
    out.begin_array("keys");
    for (const auto& key : client.keys) {
        out.begin_object();
        write_key_terms(out, key);
        out.flag("operator_scope", key.operator_scope);
        out.flag("declared", !key.by_request);
        write_time(out, "made_at", key.made_utc);
        out.end_object();
    }
    out.end_array();
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway::api
