#include "channels/opened_account.hpp"
#include "config/key.hpp"
#include "config/schema.hpp"
#include "core/assert.hpp"
#include "net/url.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <string_view>
#include <utility>

// [[channel]]: an account with a provider of messengers, push, calls or the like. What its adapter needs to know is
// asked of the adapters themselves.

namespace kaskad::config {

namespace {

constexpr size_t COUNTRIES_MAX = 250;
constexpr size_t SETTING_OCTETS_MAX = 8 * 1'024;  // a service account's private key is one
constexpr size_t CALLBACK_KEY_LENGTH_MIN = 16;
constexpr size_t CALLBACK_KEY_LENGTH_MAX = 128;

using k = keys_of<written_channel>;
using c = written_channel;

form<std::string> adapter_form() {
    std::vector<word<std::string>> words;
    for (const auto* each : channels::adapters())
        words.emplace_back(each->name(), std::string{each->name()});
    return choice_form(std::move(words));
}

form<std::string> base_form() {
    const auto parse = [](std::string_view text) -> std::expected<std::string, std::string> {
        const auto url = net::parse_url(text);
        if (!text.empty() && (!url || text.contains('?')))
            return std::unexpected("expected http(s)://host[:port][/path], as the provider shall call it");
        return std::string{text};
    };
    return {"URL", "http(s)://host[:port][/path]", parse, [](const std::string& shown) { return shown; }};
}

form<std::string> proxy_form() {
    const auto parse = [](std::string_view text) -> std::expected<std::string, std::string> {
        if (text.empty()) return std::string{};
        const auto proxy = channels::parse_proxy(text);
        if (!proxy) return std::unexpected(proxy.error());
        return std::string{text};
    };
    return {"URL", "http://host:port", parse, [](const std::string& shown) { return shown; }};
}

// It stands in an address.
form<std::string> callback_key_form() {
    const auto is_safe = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
               (letter >= '0' && letter <= '9') || letter == '-' || letter == '_';
    };
    const auto parse = [is_safe](std::string_view text) -> std::expected<std::string, std::string> {
        const bool fits = text.size() >= CALLBACK_KEY_LENGTH_MIN && text.size() <= CALLBACK_KEY_LENGTH_MAX;
        if (!fits || !std::ranges::all_of(text, is_safe))
            return std::unexpected("expected 16 to 128 letters and digits, as from `openssl rand -hex 16`");
        return std::string{text};
    };
    return {"string", "16 to 128 of a-z A-Z 0-9 - _", parse, [](const std::string& shown) { return shown; }};
}

std::vector<key<c>> account_keys() {
    return {
        k::required(k::text("name", &c::name, name_form(),
                            "What this account is called here: in prices, cascades, and the address of its "
                            "callbacks. No [[link]] has the same name.")),
        k::required(k::text("adapter", &c::adapter, adapter_form(), "Whose interface it has.")),
        k::flag("enabled", &c::enabled, "false: nothing is sent over it; reports on what was sent are still taken."),
        k::flag("drained", &c::drained, "true: finishes what it has and takes nothing new."),
        k::whole("window", &c::window, {1, channels::WINDOW_MAX}, "Calls at once."),
        k::whole("rate", &c::rate, {0, 100'000},
                 "Calls a second, as agreed with the provider. 0 = no limit; it is slowed down all the same where the "
                 "provider says so."),
        k::list({"countries", COUNTRIES_MAX}, &c::countries, country_form(),
                "Only recipients of these countries. Empty: all it has a price for."),
        k::text("callback_base", &c::callback_base, base_form(),
                "How the provider reaches this gateway's API from outside, as \"https://sms.example.com\": where it "
                "can be told so, it is told to report to /v1/channels/NAME/callbacks there."),
        k::without_default(k::text("callback_key", &c::callback_key, callback_key_form(),
                                   "Stands at the end of that address, /v1/channels/NAME/callbacks/KEY: who does not "
                                   "know it is not heard. For providers that sign nothing. It is kept sealed.")),
        k::list({"callback_addresses", ADDRESSES_MAX}, &c::callback_addresses, block_form(),
                "Where callbacks may come from, as the API sees it: addresses, or CIDR blocks. Empty: anywhere."),
        k::text(
            "proxy", &c::proxy, proxy_form(),
            "Through which its calls go, by CONNECT, as \"http://proxy.example.com:3128\". Empty: they go straight."),
        k::without_default(k::text("proxy_login", &c::proxy_login, text_form({0, 512}),
                                   "\"user:password\" for the proxy (Basic). It is kept sealed.")),
    };
}

// What says of a channel account what it says of a link.
std::vector<key<c>> shared_keys() {
    constexpr std::array SHARED{std::string_view{"networks"},    std::string_view{"classes"},
                                std::string_view{"owner"},       std::string_view{"expected_delivery_percent"},
                                std::string_view{"daily_limit"}, std::string_view{"credit"},
                                std::string_view{"price_zone"},  std::string_view{"maintenance"}};
    auto shared = supply_keys();
    std::erase_if(shared, [&](const auto& each) { return std::ranges::find(SHARED, each.text.name) == SHARED.end(); });
    std::ranges::move(supplier_keys(), std::back_inserter(shared));
    std::vector<key<c>> result;
    for (auto& each : shared)
        result.push_back({std::move(each.text), std::move(each.read), std::move(each.show), std::move(each.describe)});
    return result;
}

// A number is taken as it is written: providers give out ids that are some.
void read_setting(const std::string& name, const value& found, c& out, const place& where) {
    const bool is_text = found.kind == value_kind::text;
    if (!is_text && found.kind != value_kind::whole)
        return where.complain(found.at, fmt::format("expected a string, found {}", to_string(found.kind)));
    const auto text = is_text ? found.text : std::to_string(found.number);
    const bool is_plain = std::ranges::none_of(text, [](char letter) {
        return static_cast<unsigned char>(letter) < 0x20 && letter != '\n' && letter != '\t';
    });
    if (text.empty()) return where.complain(found.at, "must not be empty");
    if (text.size() > SETTING_OCTETS_MAX)
        return where.complain(found.at,
                              fmt::format("must have at most {} octets, has {}", SETTING_OCTETS_MAX, text.size()));
    if (!is_plain) return where.complain(found.at, "must not hold control characters");
    out.adapter_settings[name] = text;
}

std::string doc_of(const channels::adapter& of, const channels::setting_form& setting) {
    auto doc = fmt::format("{}: {}", of.name(), setting.meaning);
    if (setting.is_required) doc += " Required.";
    if (!setting.usual.empty()) doc += fmt::format(" Usually \"{}\".", setting.usual);
    if (setting.is_secret) doc += " It is kept sealed.";
    return doc;
}

// One key for all adapters that have a setting of that name.
std::vector<key<c>> setting_keys() {
    std::vector<key<c>> result;
    for (const auto* each : channels::adapters()) {
        for (const auto& setting : each->settings()) {
            const auto known = std::ranges::find(result, setting.name, [](const auto& one) { return one.text.name; });
            if (known != result.end()) {
                known->text.doc += " " + doc_of(*each, setting);
                continue;
            }
            const std::string name{setting.name};
            const auto read = [name](const value& found, c& out, const place& where) {
                read_setting(name, found, out, where);
            };
            result.push_back({{name, "string", "", "", false, doc_of(*each, setting)},
                              read,
                              [](const c&) { return std::string{}; },
                              {}});
        }
    }
    return result;
}

}  // namespace

section<written_channel> channel_section() {
    section<c> all{
        "An account with a provider of messengers, push, calls or the like: a step of a cascade goes over "
        "it. Start and reload apply what changed. Below the keys of every account stand those of the "
        "adapters; each takes its own.",
        {}};
    for (auto&& group : {account_keys(), shared_keys(), setting_keys()}) {
        for (const auto& each : group) {
            ASSERT(std::ranges::find(all.keys, each.text.name, [](const auto& one) { return one.text.name; }) ==
                   all.keys.end());
            all.keys.push_back(each);
        }
    }
    return all;
}

}  // namespace kaskad::config
