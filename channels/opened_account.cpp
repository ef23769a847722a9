#include "channels/opened_account.hpp"

#include "net/secret.hpp"
#include "net/url.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace kaskad::channels {

namespace {

constexpr std::array COMMON{
    setting_form{.name = CALLBACK_BASE,
                 .meaning = "How the provider reaches this gateway's API from outside, as \"https://sms.example.com\": "
                            "it is told to report to .../v1/channels/NAME/callbacks there. Empty: it is told "
                            "elsewhere."},
    setting_form{.name = CALLBACK_KEY,
                 .is_secret = true,
                 .meaning = "Stands at the end of the callbacks' address, /v1/channels/NAME/callbacks/KEY, where a "
                            "provider signs nothing: who does not know it is not heard."},
    setting_form{.name = CALLBACK_ADDRESSES,
                 .meaning = "Where callbacks may come from, as seen by the API: addresses or CIDR blocks with commas "
                            "between them. Empty: anywhere."},
    setting_form{.name = PROXY,
                 .meaning = "Through which its calls go, as \"http://proxy.example.com:3128\": by CONNECT, so that the "
                            "proxy sees no content of https. Empty: they go straight."},
    setting_form{.name = PROXY_LOGIN, .is_secret = true, .meaning = "\"user:password\" for the proxy, by Basic."},
};

std::expected<void, std::string> put_proxy(const std::string& written, std::string login, opened_account& to) {
    if (written.empty()) return {};
    auto proxy = parse_proxy(written);
    if (!proxy) return std::unexpected(std::string{PROXY} + ": " + proxy.error());
    proxy->login = std::move(login);
    to.proxy = std::move(*proxy);
    return {};
}

std::expected<void, std::string> put_callers(const std::string& written, opened_account& to) {
    auto blocks = parse_callers(written);
    if (!blocks) return std::unexpected(std::string{CALLBACK_ADDRESSES} + ": not addresses or CIDR blocks");
    to.callers = std::move(*blocks);
    return {};
}

}  // namespace

std::span<const setting_form> common_settings() {
    return COMMON;
}

std::expected<opened_account, std::string> open_account(const facts::link& terms, const secret_opener& open) {
    opened_account result;
    result.value.id = terms.id;
    result.value.name = terms.name;
    auto& settings = result.value.settings;
    for (const auto& setting : terms.settings) {
        auto value = setting.sealed.empty() ? std::optional{setting.value} : open(setting.sealed);
        if (!value) return std::unexpected(setting.name + ": its seal does not open with this gateway's key file");
        settings[setting.name] = std::move(*value);
    }
    const auto take = [&](std::string_view name) {
        const auto found = settings.find(name);
        return found == settings.end() ? std::string{} : std::exchange(found->second, {});
    };
    result.callback_key = take(CALLBACK_KEY);
    if (const auto ok = put_callers(take(CALLBACK_ADDRESSES), result); !ok) return std::unexpected(ok.error());
    if (const auto ok = put_proxy(take(PROXY), take(PROXY_LOGIN), result); !ok) return std::unexpected(ok.error());
    auto base = take(CALLBACK_BASE);
    while (base.ends_with('/'))
        base.pop_back();
    if (!base.empty()) {
        result.value.callback_url = base + callback_path(terms.name, result.callback_key);
        result.value.open_callback_url = base + callback_path(terms.name, {});
    }
    for (const auto& common : COMMON)
        settings.erase(std::string{common.name});
    return result;
}

std::string callback_path(std::string_view account, std::string_view key) {
    auto path = "/v1/channels/" + std::string{account} + "/callbacks";
    return key.empty() ? path : path + "/" + std::string{key};
}

std::expected<net::http_proxy, std::string> parse_proxy(std::string_view text) {
    const auto where = net::parse_url(text);
    if (!where) return std::unexpected(where.error());
    if (where->secure || where->target != "/")
        return std::unexpected("expected http://host:port and nothing behind it");
    return net::http_proxy{where->host, where->port, {}};
}

std::optional<std::vector<net::address_block>> parse_callers(std::string_view text) {
    constexpr std::string_view BETWEEN = ", \t";
    std::vector<net::address_block> blocks;
    for (auto begin = text.find_first_not_of(BETWEEN); begin != text.npos; begin = text.find_first_not_of(BETWEEN)) {
        text.remove_prefix(begin);
        const auto end = std::min(text.find_first_of(BETWEEN), text.size());
        const auto block = net::address_block::parse(text.substr(0, end));
        if (!block) return std::nullopt;
        blocks.push_back(*block);
        text.remove_prefix(end);
    }
    return blocks;
}

std::optional<callback_fault> why_not_caller(const opened_account& account, std::string_view key,
                                             std::string_view address) {
    if (!net::is_same_secret(key, account.callback_key)) return callback_fault{404, "there is nothing at this address"};
    const bool is_allowed = account.callers.empty() || std::ranges::any_of(account.callers, [&](const auto& block) {
                                return block.contains(address);
                            });
    if (!is_allowed) return callback_fault{401, "callbacks do not come from there"};
    return std::nullopt;
}

}  // namespace kaskad::channels
