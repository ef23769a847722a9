#include "config/key.hpp"
#include "config/schema.hpp"

#include <charconv>

// Where a [[link]] connects to, and from.

namespace kaskad::config {

namespace {

using k = keys_of<written_link>;
using l = written_link;

constexpr size_t HOSTS_MAX = 8;
constexpr size_t HOST_LENGTH_MAX = 253;
constexpr int64_t HOUR = 3'600'000;

std::optional<uint16_t> port_of(std::string_view text) {
    uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
    return port;
}

// "name", "name:port", "[address]:port"; nothing where it is none of these.
std::optional<facts::link_host> parse_host(std::string_view text) {
    const bool is_bracketed = text.starts_with('[');
    const auto end = is_bracketed ? text.find(']') : text.find(':');
    if (is_bracketed && end == text.npos) return std::nullopt;
    const auto name = is_bracketed ? text.substr(1, end - 1) : text.substr(0, end);
    const auto rest = end == text.npos ? "" : text.substr(is_bracketed ? end + 1 : end);
    const bool is_name = !name.empty() && name.size() <= HOST_LENGTH_MAX && name.find_first_of(" []/") == name.npos;
    if (!is_name) return std::nullopt;
    if (rest.empty()) return facts::link_host{std::string{name}, DEFAULT_SMPP_PORT};
    const auto port = port_of(rest.substr(1));
    if (!port || !rest.starts_with(':')) return std::nullopt;
    return facts::link_host{std::string{name}, *port};
}

std::string text_of(const facts::link_host& host) {
    const bool is_v6 = host.name.contains(':');
    return fmt::format("{}{}{}:{}", is_v6 ? "[" : "", host.name, is_v6 ? "]" : "", host.port);
}

form<facts::link_host> host_form() {
    const auto parse = [](std::string_view text) -> std::expected<facts::link_host, std::string> {
        if (auto host = parse_host(text)) return std::move(*host);
        return std::unexpected(
            "expected a name or address and a port, as \"smpp.operator.example:2775\" or "
            "\"[2001:db8::1]:2775\"");
    };
    return {"host", fmt::format("\"name:port\", port {} where it is left out", DEFAULT_SMPP_PORT), parse, text_of};
}

// Where we listen: an address of ours and a port; nothing where it is empty.
form<facts::link_host> listen_form() {
    const auto parse = [](std::string_view text) -> std::expected<facts::link_host, std::string> {
        if (text.empty()) return facts::link_host{};
        auto host = parse_host(text);
        if (host && ip_form().parse(host->name)) return std::move(*host);
        return std::unexpected("expected an address of this machine and a port, as \"0.0.0.0:2776\"");
    };
    return {"address", "\"address:port\"", parse,
            [](const facts::link_host& host) { return host.port == 0 ? std::string{} : text_of(host); }};
}

form<std::string> local_address_form() {
    auto written_as = ip_form();
    const auto parse = [inner = written_as.parse](std::string_view text) -> std::expected<std::string, std::string> {
        if (text.empty()) return std::string{};
        return inner(text);
    };
    written_as.parse = parse;
    return written_as;
}

}  // namespace

std::vector<key<l>> host_keys() {
    using enum facts::host_use;
    return {
        k::without_default(k::list(
            {"hosts", HOSTS_MAX}, &l::hosts, host_form(),
            "Where the operator listens, the first choice first. A host that cannot be reached or refuses a bind is "
            "left alone until it has been up for return_after_ms, unless no other is left.")),
        k::text("hosts_use", &l::hosts_use, choice_form<facts::host_use>({{"shared", shared}, {"standby", standby}}),
                "shared: the binds are spread over all hosts. standby: all are on the first that can be had."),
        k::whole(
            "return_after_ms", &l::return_after_ms, {0, 24 * HOUR},
            "So long a host that failed must be found up, without a break, before binds go back to it, one by one."),
        k::text("local_address", &l::local_address, local_address_form(),
                "The address of this machine to connect from. Empty: as the system chooses."),
        k::whole("connect_gap_ms", &l::connect_gap_ms, {0, HOUR},
                 "At least so long between any two connections of the link."),
    };
}

std::vector<key<l>> outbind_keys() {
    return {
        k::text(
            "outbind", &l::outbind, listen_form(),
            "Where we listen for an operator that connects to us and says outbind; we bind over its connection. Then "
            "hosts is for transmitters alone. Empty: we connect."),
        k::text("outbind_system_id", &l::outbind_system_id, text_form({0, SYSTEM_ID_LENGTH_MAX}),
                "The name it must say there."),
        k::text("outbind_password", &l::outbind_password, text_form({0, PASSWORD_LENGTH_MAX}),
                "The password it must say there. It is kept sealed and never shown."),
    };
}

}  // namespace kaskad::config
