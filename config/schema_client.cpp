#include "config/key.hpp"
#include "config/schema.hpp"
#include "engine/facts/codec.hpp"
#include "net/url.hpp"

// [[client]] with its [[client.key]] and [[client.endpoint]]: who sends, and where its events go.

namespace kaskad::config {

namespace {

constexpr size_t API_KEY_LENGTH_MAX = 256;
constexpr size_t KINDS_MAX = 16;

form<std::string> sha256_form() {
    const auto parse = [](std::string_view text) -> std::expected<std::string, std::string> {
        const bool is_hex = text.size() == 64 && text.find_first_not_of("0123456789abcdef") == text.npos;
        if (!is_hex) return std::unexpected("expected SHA-256 as 64 hexadecimal digits in lower case");
        return std::string{text};
    };
    return {"string", "64 hexadecimal digits", parse, [](const std::string& shown) { return shown; }};
}

form<std::string> url_form() {
    const auto parse = [](std::string_view text) -> std::expected<std::string, std::string> {
        const auto url = net::parse_url(text);
        if (!url) return std::unexpected(fmt::format("expected http(s)://host[:port][/path]: {}", url.error()));
        if (text.contains('?')) return std::unexpected("expected http(s)://host[:port][/path]: no query is allowed");
        return std::string{text};
    };
    return {"URL", "http(s)://host[:port][/path]", parse, [](const std::string& shown) { return shown; }};
}

form<uint8_t> kind_form() {
    std::vector<word<uint8_t>> words;
    for (uint8_t kind = 0; kind <= static_cast<uint8_t>(facts::event_kind::invoice_overdue); ++kind)
        words.emplace_back(facts::to_string(static_cast<facts::event_kind>(kind)), kind);
    return choice_form(std::move(words));
}

form<uint8_t> scope_form() {
    using facts::key_scope;
    return choice_form<uint8_t>({{"send", static_cast<uint8_t>(key_scope::send)},
                                 {"read", static_cast<uint8_t>(key_scope::read)},
                                 {"manage", static_cast<uint8_t>(key_scope::manage)}});
}

section<written_key> key_section() {
    using k = keys_of<written_key>;
    return {
        "An API key of the client, sent as `Authorization: Bearer ...`. Several may be valid at once, so that one can "
        "be replaced at leisure.",
        {
            k::required(k::text("name", &written_key::name, name_form(), "What the key is called in logs.")),
            k::without_default(
                k::text("key", &written_key::key, text_form({1, API_KEY_LENGTH_MAX}),
                        "The key itself, 32 characters or more of pure chance: `openssl rand -hex 32`. Only its "
                        "SHA-256 is kept. Either this or key_sha256.")),
            k::without_default(k::text("key_sha256", &written_key::sha256, sha256_form(),
                                       "Instead of the key: `printf %s KEY | sha256sum`.")),
            k::flag("operator_scope", &written_key::operator_scope,
                    "Shows what only the gateway's owner may see: links, attempts, buy prices, why a route was "
                    "taken."),
            k::list({"scopes", 3}, &written_key::scopes, scope_form(),
                    "What it may do: send, read, manage (the clients below its own). Empty: send and read."),
            k::list({"addresses", ADDRESSES_MAX}, &written_key::addresses, block_form(),
                    "Where it may be used from: addresses, or CIDR blocks. Empty: anywhere."),
            k::moment("expires", &written_key::expires_utc, "From this moment on it is refused. Absent: never."),
            k::flag("test", &written_key::is_test,
                    "true: its messages are checked and priced, cost nothing, and never leave."),
            k::flag("insecure_demo_key", &written_key::insecure_demo_key,
                    "Allows a short key. For a demo on your own machine; anybody can guess it."),
        }};
}

section<written_endpoint> endpoint_section() {
    using k = keys_of<written_endpoint>;
    using e = written_endpoint;
    return {"Where the client's events are posted (Standard Webhooks), or kept for it to fetch. At most 16 a client.",
            {
                k::required(k::text("name", &e::name, name_form(), "What the endpoint is called here.")),
                k::flag("enabled", &e::enabled, "false: nothing is posted; events stay readable over the API."),
                k::flag("feed", &e::feed,
                        "true: nothing is posted anywhere; the client fetches its events by GET /v1/events, and no url "
                        "or secret is written."),
                k::flag("usage", &e::usage,
                        "true: no events go there; each day's usage is posted there as CSV, an hour after the day is "
                        "over where the client is billed."),
                k::without_default(k::text("url", &e::url, url_form(),
                                           "Scheme, host, port and the beginning of the path. A message's callback_url "
                                           "must lie under it. Required, but for a feed.")),
                k::without_default(k::text("secret", &e::secret, text_form({1, 256}),
                                           "Signs each callback: \"whsec_\" and 24 to 64 octets of chance in base64, "
                                           "as `echo whsec_$(openssl rand -base64 32)`. It is kept sealed and never "
                                           "shown. Required, but for a feed.")),
                k::list({"kinds", KINDS_MAX}, &e::kinds, kind_form(), "Only these events. Empty: all."),
                k::flag("default", &e::is_default,
                        "Gets the events of messages without a callback_url. At most one a client."),
                k::flag("allow_private", &e::allow_private,
                        "Allows addresses that are not of the public internet, as 127.0.0.1 or 10.0.0.0/8."),
            }};
}

}  // namespace

section<written_client> client_section() {
    using k = keys_of<written_client>;
    using c = written_client;
    using enum billing::charge_rule;
    const auto trunk = [](auto& client) -> auto& {
        return client.home.trunk;
    };
    const auto country = [](auto& client) -> auto& {
        return client.home.country;
    };
    section<c> all{
        "Somebody who sends messages and pays for them.",
        {
            k::required(k::text("name", &c::name, name_form(), "What the client is called here; prices refer to it.")),
            k::flag("enabled", &c::enabled, "false: its requests are refused; what was accepted still goes out."),
            k::required(k::text("currency", &c::currency, currency_form(),
                                "The currency of its account. It cannot be changed later.")),
            k::text("charge", &c::charge,
                    choice_form<billing::charge_rule>(
                        {{"on_submit", on_submit}, {"on_accepted", on_accepted}, {"on_delivered", on_delivered}}),
                    "Charged when the message leaves, when an operator took it, or only when its delivery is "
                    "confirmed."),
            k::text("cascade_charge", &c::charge_by,
                    choice_form<facts::cascade_charge>(
                        {{"message", facts::cascade_charge::message}, {"attempt", facts::cascade_charge::attempt}}),
                    "What a message over several channels costs: the price of the step that delivered, once; or that "
                    "of each attempt."),
            k::text("cascade_reserve", &c::reserve_by,
                    choice_form<facts::cascade_reserve>(
                        {{"dearest", facts::cascade_reserve::dearest}, {"step", facts::cascade_reserve::step}}),
                    "What is held for such a message when it is taken: the price of its dearest step, or of the one "
                    "it is at."),
            k::text("limit", &c::limit, amount_form(false), "How far below zero the balance may go. \"0\" = prepaid."),
            k::text("opening_balance", &c::opening_balance, amount_form(false),
                    "Booked once, when the client is first declared. Later changes of it do nothing."),
            k::text("home_trunk", trunk, digits_form({0, 3}, "digits"),
                    "How the client begins a national number, as \"0\"; home_country takes its place."),
            k::text("home_country", country, digits_form({0, 3}, "digits"),
                    "The country code of such numbers, as \"49\". Both empty: international numbers only."),
            k::text("class", &c::default_class, class_form(), "The class of messages that name none."),
            k::text("sender", &c::default_sender, sender_form(), "The sender of messages that name none."),
            k::whole("max_parts", &c::max_parts, {1, 255}, "A text of more parts is refused."),
            k::whole("weight", &c::weight, {1, 1'000},
                     "Its share of a busy link, compared with the other clients' weights."),
            k::text("lookup_price", &c::lookup_price, price_form(),
                    "What it pays, in its currency, for each number whose network it asks about (POST /v1/lookups). "
                    "\"0\" = it may not."),
            k::flag("looks_up", &c::looks_up,
                    "true: the network of a recipient is asked of [lookup] before its message goes, which waits a "
                    "moment for the answer."),
            k::tables({"key", KEYS_PER_CLIENT_MAX}, &c::written_keys, key_section()),
            k::tables({"account", ACCOUNTS_PER_CLIENT_MAX}, &c::written_accounts, account_section()),
            k::tables({"endpoint", ENDPOINTS_PER_CLIENT_MAX}, &c::endpoints, endpoint_section()),
            k::tables({"number", NUMBERS_PER_CLIENT_MAX}, &c::written_numbers, number_section()),
            k::tables({"route", ROUTES_PER_CLIENT_MAX}, &c::written_routes, route_section()),
            k::tables({"sender_type", SENDER_RULES_MAX}, &c::written_senders, sender_type_section()),
        }};
    for (auto keys : {margin_keys(), tree_keys()})
        for (auto& each : keys)
            all.keys.push_back(std::move(each));
    return all;
}

namespace {

// As a price names its class: 0 = any.
form<uint8_t> priced_class_form() {
    std::vector<word<uint8_t>> words;
    for (uint8_t number = 0; number < core::MESSAGE_CLASS_COUNT; ++number)
        words.emplace_back(core::to_string(static_cast<core::message_class>(number)), static_cast<uint8_t>(number + 1));
    return choice_form(std::move(words));
}

form<core::channel> channel_form() {
    std::vector<word<core::channel>> words;
    for (uint8_t number = 0; number <= static_cast<uint8_t>(core::CHANNEL_LAST); ++number) {
        const auto channel = static_cast<core::channel>(number);
        words.emplace_back(core::to_string(channel), channel);
    }
    return choice_form(std::move(words));
}

}  // namespace

form<routing::sender_type> sender_type_form() {
    using enum routing::sender_type;
    return choice_form<routing::sender_type>(
        {{"paid", paid}, {"free", free}, {"national", national}, {"international", international}});
}

section<written_price> price_section() {
    using k = keys_of<written_price>;
    using p = written_price;
    return {
        "What one part (segment) costs. With `link`: what the operator takes from us. With `client`: what that client "
        "pays. With neither: what every client pays that has no price of its own. For one destination, the nearest of "
        "which counts: the longest prefix, the network, the MCC, the country, the default; there, a price for the "
        "class before one for any. A destination without a price is not served. Of two that are valid, the one that "
        "begins later counts.",
        {
            k::without_default(
                k::text("link", &p::link, name_form(), "The link, or channel account, whose buy price it is.")),
            k::without_default(k::text("client", &p::client, name_form(), "The client whose sell price it is.")),
            k::without_default(k::text("network", &p::mccmnc, mccmnc_form(),
                                       "For one network: its MCC and MNC, as in the number plan.")),
            k::without_default(k::text("prefix", &p::prefix, number_prefix_form(),
                                       "For the numbers that begin so, country code first.")),
            k::without_default(k::text("mcc", &p::mcc, mcc_form(),
                                       "For all networks of an MCC (ITU-T E.212), where the network is known.")),
            k::without_default(k::text("country", &p::country, country_form(), "For all networks of a country.")),
            k::without_default(
                k::flag("default", &p::is_default, "true: for every destination without a nearer price.")),
            k::required(
                k::text("price", &p::price, price_form(), "The price, in quotes: money is never floating point.")),
            k::text("delivered", &p::delivered, price_form(),
                    "Of a link: the share of `price` that its operator is paid only for what it delivers."),
            k::without_default(
                k::text("class", &p::klass, priced_class_form(), "Only for messages of this class. Absent: of any.")),
            k::without_default(
                k::text("senders", &p::senders, sender_type_form(),
                        "Only for senders of this type, as [[link.sender_type]] or [[client.sender_type]] "
                        "says. Absent: of any.")),
            k::text("channel", &p::channel, channel_form(),
                    "What a message over this channel costs a client. The buy price of a channel account is of its "
                    "channel, whether that is written or not."),
            k::required(k::text("currency", &p::currency, currency_form(),
                                "Its currency. Buy prices are all in one; sell prices in the client's own.")),
            k::moment("from", &p::from_utc_ms, "The first day, or moment, UTC. Absent: since ever."),
            k::moment("to", &p::to_utc_ms,
                      "The first day, or moment, on which it no longer holds. Absent: until "
                      "further notice."),
        }};
}

}  // namespace kaskad::config
