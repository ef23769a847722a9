#pragma once

#include "gateway/simulators/channel_dialect.hpp"
#include "gateway/simulators/channel_fate.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <string_view>

// How the simulated messengers behave, as `kaskad channels-sim` takes it.

namespace kaskad::gateway::simulators {

// Whose callbacks these are at the gateway: <base>/v1/channels/<name>/callbacks, and /<key> where there is one.
struct callback_account {
    std::string name;
    std::string key;
};

struct channels_options {
    std::string address = "127.0.0.1";
    uint16_t port = 23'000;  // 0: any free one, printed first
    uint16_t mail_port = 0;  // of the server of mail; 0: any free one, printed

    std::string callback_base = "http://127.0.0.1:8080";
    std::map<provider, callback_account> accounts;  // without an entry: named like the provider, no key
    std::map<provider, channel_keys> keys;          // what is missing is made up at the start, and printed
    bool is_virtual = false;                        // the clock stands until it is advanced

    channel_fate_options fate;
    size_t messages_max = 100'000;      // known by their ids; the oldest are forgotten
    size_t events_max = 200'000;        // callbacks to come; above it sends are refused as too fast
    size_t requests_max = 1'000;        // kept for /sim/requests
    size_t callback_connections = 1;    // with one, callbacks arrive in their order
    uint32_t callback_tries = 5;        // of one that is not answered with 2xx
    int64_t callback_retry_ms = 1'000;  // before the second; doubled for each more
};

// Empty: nothing is wrong.
std::string find_fault(const channels_options& options);

// "127.0.0.1:23000"
std::expected<void, std::string> parse_listen(std::string_view text, channels_options& into);
// "viber=NAME" or "viber=NAME/KEY"
std::expected<void, std::string> parse_account(std::string_view text, channels_options& into);
// "whatsapp.token=VALUE"
std::expected<void, std::string> parse_key(std::string_view text, channels_options& into);

std::string callback_url(const channels_options& options, provider who);

// Makes up the keys that nobody gave, also those of the addresses of callbacks that are not signed.
void fill_keys(channels_options& options);
// Those it really listens on.
struct channel_ports {
    uint16_t http = 0;
    uint16_t mail = 0;
};
// As [[channel]] sections that a person can paste.
std::string describe_accounts(const channels_options& options, const channel_ports& ports);

}  // namespace kaskad::gateway::simulators
