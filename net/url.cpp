#include "net/url.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

namespace kaskad::net {

namespace {

constexpr uint16_t HTTP_PORT = 80;
constexpr uint16_t HTTPS_PORT = 443;

struct authority_parts {
    std::string host;
    uint16_t port = 0;
};

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string lower(std::string_view text) {
    std::string result{text};
    std::ranges::transform(result, result.begin(), [](char c) { return lower(c); });
    return result;
}

bool is_plain(char c) {
    return c > 0x20 && c < 0x7F;
}

bool is_host(std::string_view host, bool bracketed) {
    const auto allowed = [&](char c) {
        const bool word = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        return bracketed ? word || c == ':' || c == '.' : word || c == '-' || c == '.' || c == '_';
    };
    return !host.empty() && host.size() <= 253 && std::ranges::all_of(host, allowed);
}

std::optional<uint16_t> parse_port(std::string_view text, uint16_t standard) {
    if (text.empty()) return standard;
    uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
}

std::expected<authority_parts, std::string> parse_authority(std::string_view text, uint16_t standard_port) {
    if (text.contains('@')) return std::unexpected("an address with a user name is not allowed");
    const bool bracketed = text.starts_with('[');
    const auto end = bracketed ? text.find(']') : text.find(':');
    if (bracketed && end == text.npos) return std::unexpected("no closing bracket after the IPv6 address");
    const auto host = lower(text.substr(bracketed ? 1 : 0, bracketed ? end - 1 : end));
    if (!is_host(host, bracketed)) return std::unexpected("no host name");
    auto rest = end == text.npos ? std::string_view{} : text.substr(end + (bracketed ? 1 : 0));
    if (!rest.empty() && !rest.starts_with(':')) return std::unexpected("no port after the host");
    const auto port = parse_port(rest.empty() ? rest : rest.substr(1), standard_port);
    if (!port) return std::unexpected("the port is no number from 1 to 65535");
    return authority_parts{host, *port};
}

std::string bracketed(const std::string& host) {
    return host.contains(':') ? "[" + host + "]" : host;
}

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

std::string url::authority() const {
    auto text = bracketed(host);
    if (port != (secure ? HTTPS_PORT : HTTP_PORT)) text.append(":").append(std::to_string(port));
    return text;
}

std::string url::origin() const {
    return (secure ? "https://" : "http://") + bracketed(host) + ":" + std::to_string(port);
}

std::expected<url, std::string> parse_url(std::string_view text) {
    if (text.size() > URL_LENGTH_MAX) return std::unexpected(fmt::format("longer than {} octets", URL_LENGTH_MAX));
    if (!std::ranges::all_of(text, is_plain)) return std::unexpected("characters that must be percent-encoded");
    if (text.contains('#')) return std::unexpected("a fragment is not allowed");
    const auto scheme_end = text.find("://");
    const auto scheme = lower(text.substr(0, scheme_end == text.npos ? 0 : scheme_end));
    if (scheme != "http" && scheme != "https") return std::unexpected("neither http:// nor https://");

    url result{.secure = scheme == "https", .host = {}, .port = 0, .target = {}};
    text.remove_prefix(scheme_end + 3);
    const auto authority_end = std::min(text.find_first_of("/?"), text.size());
    auto authority = parse_authority(text.substr(0, authority_end), result.secure ? HTTPS_PORT : HTTP_PORT);
    if (!authority) return std::unexpected(authority.error());
    result.host = std::move(authority->host);
    result.port = authority->port;
    const auto target = text.substr(authority_end);
    result.target = target.starts_with('/') ? std::string{target} : fmt::format("/{}", target);
    return result;
}

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
    std::string result;
    result.reserve(text.size());
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '+' && plus_is_space) {
            result += ' ';
        } else if (text[i] != '%') {
            result += text[i];
        } else {
            if (i + 2 >= text.size()) return std::nullopt;
            const int high = hex_digit(text[i + 1]);
            const int low = hex_digit(text[i + 2]);
            if (high < 0 || low < 0) return std::nullopt;
            result += static_cast<char>(high * 16 + low);
            i += 2;
        }
    }
    return result;
}

std::optional<query_parameters> parse_query(std::string_view query) {
    query_parameters result;
    while (!query.empty()) {
        const auto end = std::min(query.find('&'), query.size());
        const auto pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (pair.empty()) continue;
        const auto equals = std::min(pair.find('='), pair.size());
        auto name = percent_decode(pair.substr(0, equals), true);
        auto value = percent_decode(pair.substr(std::min(equals + 1, pair.size())), true);
        if (!name || !value || result.size() == QUERY_PARAMETERS_MAX) return std::nullopt;
        result.emplace_back(std::move(*name), std::move(*value));
    }
    return result;
}

}  // namespace kaskad::net
