#include "gateway/simulators/channels_options.hpp"

#include "gateway/simulators/channel_jwt.hpp"
#include "net/base64.hpp"
#include "net/chance.hpp"
#include "net/digest.hpp"
#include "net/url.hpp"
#include "net/webhook_signature.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <span>

namespace kaskad::gateway::simulators {

namespace {

constexpr size_t MESSAGES_LIMIT = 10'000'000;
constexpr size_t REQUESTS_LIMIT = 100'000;  // of at most 32 KiB each
constexpr size_t CONNECTIONS_LIMIT = 100;
constexpr uint32_t TRIES_LIMIT = 100;
constexpr int64_t DELAY_LIMIT_MS = 24LL * 3'600'000;
constexpr size_t SECRET_OCTETS = 16;
constexpr size_t DIGITS = 15;

// How they are called in [[channel]] adapter = "...", and where its settings are to find them.
struct adapter_words {
    std::string_view name;
    std::string_view address = "base_url";
    std::string_view path{};
};
constexpr std::array<adapter_words, PROVIDERS.size()> ADAPTERS{{{"whatsapp_cloud"},
                                                                {"viber_business", "base_url", "/vibersrvc/1"},
                                                                {"telegram_gateway"},
                                                                {"telegram_bot"},
                                                                {"fcm"},
                                                                {"twilio_voice"},
                                                                {"voice", "url", "/voice/calls"},
                                                                {"webhook", "url", "/webhook/messages"},
                                                                {"smtp", "host"}}};

// Only the address of their callbacks tells that they are theirs, so it holds a key.
constexpr std::array UNSIGNED{provider::viber, provider::voice, provider::email};

struct named_value {
    std::string_view name;
    std::string_view value;
};

std::optional<named_value> split(std::string_view text, char at) {
    const auto place = text.find(at);
    if (place == text.npos || place == 0 || place + 1 == text.size()) return std::nullopt;
    return named_value{text.substr(0, place), text.substr(place + 1)};
}

bool has_key(provider who, std::string_view name) {
    const auto forms = dialect_of(who).keys();
    return std::ranges::find(forms, name, &key_form::name) != forms.end();
}

std::string make_digits(size_t count) {
    std::string digits = "1";  // not a zero
    for (const char octet : net::random_octets(count - 1))
        digits += static_cast<char>('0' + static_cast<uint8_t>(octet) % 10);
    return digits;
}

std::string make_key(const key_form& form) {
    switch (form.source) {
        case key_source::given:
            return std::string{form.usual};
        case key_source::digits:
            return make_digits(DIGITS);
        case key_source::secret:
            return fmt::format("{}{}", form.usual, net::to_hex(net::random_octets(SECRET_OCTETS)));
        case key_source::webhook_secret:
            return fmt::format("{}{}", form.usual, net::to_base64(net::random_octets(SECRET_OCTETS * 2)));
        case key_source::rsa:
            return make_rsa_key();
    }
    return {};
}

// A literal string of TOML, in three quotes where it has lines.
std::string toml_text(std::string_view value) {
    return value.contains('\n') ? fmt::format("'''\n{}'''", value) : fmt::format("'{}'", value);
}

callback_account account_of(const channels_options& options, provider who) {
    const auto found = options.accounts.find(who);
    return found == options.accounts.end() ? callback_account{std::string{to_string(who)}, ""} : found->second;
}

bool is_probability(double value) {
    return value >= 0 && value <= 1;
}

std::string_view given_key(const channels_options& options, provider who, std::string_view name) {
    const auto keys = options.keys.find(who);
    return keys == options.keys.end() ? std::string_view{} : key_of(keys->second, name);
}

std::string find_key_fault(const channels_options& options) {
    const auto pem = given_key(options, provider::fcm, "private_key");
    if (!pem.empty() && !is_rsa_key(pem)) return "fcm.private_key is no RSA key in PEM";
    const auto secret = given_key(options, provider::webhook, "secret");
    if (!secret.empty() && !net::parse_webhook_secret(secret))
        return "webhook.secret must be whsec_ and 24 to 64 octets in base64";
    return {};
}

}  // namespace

std::string find_fault(const channels_options& options) {
    if (const auto base = net::parse_url(options.callback_base); !base) return "callback-base: " + base.error();
    if (options.fate.delay_ms < 0 || options.fate.delay_ms > DELAY_LIMIT_MS)
        return fmt::format("delay-ms must be 0 to {}", DELAY_LIMIT_MS);
    if (options.fate.late_ms < 0 || options.fate.late_ms > DELAY_LIMIT_MS)
        return fmt::format("late-ms must be 0 to {}", DELAY_LIMIT_MS);
    if (!is_probability(options.fate.delivered) || !is_probability(options.fate.read))
        return "delivered and read are probabilities, 0 to 1";
    if (options.messages_max == 0 || options.messages_max > MESSAGES_LIMIT)
        return fmt::format("messages-max must be 1 to {}", MESSAGES_LIMIT);
    if (options.events_max == 0 || options.events_max > MESSAGES_LIMIT)
        return fmt::format("events-max must be 1 to {}", MESSAGES_LIMIT);
    if (options.requests_max > REQUESTS_LIMIT) return fmt::format("requests-max must be 0 to {}", REQUESTS_LIMIT);
    if (options.callback_connections == 0 || options.callback_connections > CONNECTIONS_LIMIT)
        return fmt::format("callback-connections must be 1 to {}", CONNECTIONS_LIMIT);
    if (options.callback_tries == 0 || options.callback_tries > TRIES_LIMIT)
        return fmt::format("callback-tries must be 1 to {}", TRIES_LIMIT);
    if (options.callback_retry_ms < 1 || options.callback_retry_ms > DELAY_LIMIT_MS)
        return fmt::format("callback-retry-ms must be 1 to {}", DELAY_LIMIT_MS);
    return find_key_fault(options);
}

std::expected<void, std::string> parse_listen(std::string_view text, channels_options& into) {
    const auto place = text.rfind(':');
    uint16_t port = 0;
    const auto digits = place == text.npos ? std::string_view{} : text.substr(place + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (place == 0 || digits.empty() || error != std::errc{} || end != digits.data() + digits.size())
        return std::unexpected(fmt::format("\"{}\" is no place to listen; expected ADDRESS:PORT", text));
    into.address = text.substr(0, place);
    into.port = port;
    return {};
}

std::expected<void, std::string> parse_account(std::string_view text, channels_options& into) {
    const auto parts = split(text, '=');
    const auto who = parts ? parse_provider(parts->name) : std::nullopt;
    if (!who) return std::unexpected(fmt::format("\"{}\" is no account; expected viber=NAME or viber=NAME/KEY", text));
    const auto keyed = split(parts->value, '/');
    into.accounts[*who] = keyed ? callback_account{std::string{keyed->name}, std::string{keyed->value}}
                                : callback_account{std::string{parts->value}, ""};
    return {};
}

std::expected<void, std::string> parse_key(std::string_view text, channels_options& into) {
    const auto parts = split(text, '=');
    const auto name = parts ? split(parts->name, '.') : std::nullopt;
    const auto who = name ? parse_provider(name->name) : std::nullopt;
    if (!who || !has_key(*who, name->value))
        return std::unexpected(
            fmt::format("\"{}\" is no key; expected whatsapp.token=VALUE, by the names that are "
                        "printed at the start",
                        text.substr(0, text.find('='))));
    into.keys[*who][std::string{name->value}] = parts->value;
    return {};
}

std::string callback_url(const channels_options& options, provider who) {
    const auto account = account_of(options, who);
    const auto base = options.callback_base.ends_with('/')
                          ? std::string_view{options.callback_base}.substr(0, options.callback_base.size() - 1)
                          : std::string_view{options.callback_base};
    const auto url = fmt::format("{}/v1/channels/{}/callbacks", base, account.name);
    return account.key.empty() ? url : fmt::format("{}/{}", url, account.key);
}

void fill_keys(channels_options& options) {
    for (const auto* dialect : channel_dialects()) {
        auto& keys = options.keys[dialect->who()];
        for (const auto& form : dialect->keys()) {
            if (!keys.contains(form.name)) keys[std::string{form.name}] = make_key(form);
        }
    }
    for (const auto who : UNSIGNED) {
        auto account = account_of(options, who);
        if (account.key.empty()) account.key = net::to_hex(net::random_octets(SECRET_OCTETS));
        options.accounts[who] = std::move(account);
    }
}

std::string describe_accounts(const channels_options& options, const channel_ports& ports) {
    std::string text;
    for (const auto* dialect : channel_dialects()) {
        const auto who = dialect->who();
        const auto account = account_of(options, who);
        const auto& adapter = ADAPTERS[static_cast<size_t>(who)];
        const auto base =
            who == provider::email ? options.address : fmt::format("http://{}:{}", options.address, ports.http);
        text += fmt::format("[[channel]]\nname = '{}'\nadapter = '{}'\n", account.name, adapter.name);
        text += fmt::format("{} = '{}{}'\n", adapter.address, base, adapter.path);
        if (who == provider::email) text += fmt::format("port = '{}'\nsecurity = 'none'\n", ports.mail);
        if (who == provider::fcm) text += fmt::format("token_url = '{}/token'\n", base);
        for (const auto& [name, value] : options.keys.at(who))
            text += fmt::format("{} = {}\n", name, toml_text(value));
        text += fmt::format("callback_base = '{}'\n", options.callback_base);
        if (!account.key.empty()) text += fmt::format("callback_key = '{}'\n", account.key);
        text += "\n";
    }
    return text;
}

}  // namespace kaskad::gateway::simulators
