#pragma once

#include "channels/adapter.hpp"
#include "engine/facts/declaration.hpp"
#include "net/address_block.hpp"
#include "net/http_client.hpp"

#include <expected>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// A channel account as declared, with its secrets opened, and who may call back for it. Pure but for the opener.

namespace kaskad::channels {

// Opens a sealed secret (net::sealing_key); nothing if it cannot.
using secret_opener = std::function<std::optional<std::string>(std::string_view sealed)>;

inline constexpr uint32_t WINDOW_MAX = 1'000;  // calls of one account at once

// Settings that every account may have, whatever its adapter; they are the shell's.
inline constexpr std::string_view CALLBACK_BASE = "callback_base";
inline constexpr std::string_view CALLBACK_KEY = "callback_key";
inline constexpr std::string_view CALLBACK_ADDRESSES = "callback_addresses";
inline constexpr std::string_view PROXY = "proxy";
inline constexpr std::string_view PROXY_LOGIN = "proxy_login";
std::span<const setting_form> common_settings();

struct opened_account {
    account value;
    std::string callback_key;                 // empty: the address needs none
    std::vector<net::address_block> callers;  // empty: from anywhere
    std::optional<net::http_proxy> proxy;     // of its calls; of mail there is none
};

// The error names the setting that cannot be opened or read.
std::expected<opened_account, std::string> open_account(const facts::link& terms, const secret_opener& open);

// "/v1/channels/NAME/callbacks", and "/KEY" where there is one.
std::string callback_path(std::string_view account, std::string_view key);

// "http://proxy.example.com:3128", plain and without a path. The error is a sentence.
std::expected<net::http_proxy, std::string> parse_proxy(std::string_view text);

// Blocks with commas between them, spaces or not; nothing where one of them is none.
std::optional<std::vector<net::address_block>> parse_callers(std::string_view text);

// 404 for a wrong key, as of an address that is not there; 401 from a wrong place.
std::optional<callback_fault> why_not_caller(const opened_account& account, std::string_view key,
                                             std::string_view address);

}  // namespace kaskad::channels
