#include "config/config.hpp"

#include "channels/opened_account.hpp"
#include "config/check.hpp"
#include "config/hash.hpp"
#include "config/plan_file.hpp"
#include "config/schema.hpp"
#include "config/toml_text.hpp"
#include "config/warning.hpp"
#include "core/address.hpp"
#include "core/assert.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <utility>

namespace kaskad::config {

namespace {

namespace fs = std::filesystem;

// What is read lies beside the file that names it; what Kaskad writes is found from where it was started.
void resolve(std::string& path, const std::string& file) {
    if (path.empty()) return;
    path = (fs::path{file}.parent_path() / path).lexically_normal().string();
}

void resolve_paths(written_file& read, const std::string& file) {
    resolve(read.number_plan, file);
    for (auto& ported : read.ported_numbers)
        resolve(ported, file);
    resolve(read.process.api.tls_certificate, file);
    resolve(read.process.api.tls_key, file);
    resolve(read.process.smpp.tls_certificate, file);
    resolve(read.process.smpp.tls_key, file);
    resolve(read.process.smpp.tls_client_ca, file);
    for (auto& link : read.links)
        resolve(link.tls_ca, file);
}

struct named_file {
    std::string path;
    std::string key;
    position at;
};

void check_readable(const written_file& read, const file_reader& reader, problems& found) {
    std::vector<named_file> files;
    const auto add = [&](const std::string& path, const char* key) {
        files.push_back({path, key, find_place(*read.source, key)});
    };
    add(read.process.api.tls_certificate, "api.tls_certificate");
    add(read.process.api.tls_key, "api.tls_key");
    add(read.process.smpp.tls_certificate, "smpp.tls_certificate");
    add(read.process.smpp.tls_key, "smpp.tls_key");
    add(read.process.smpp.tls_client_ca, "smpp.tls_client_ca");
    for (const auto& link : read.links)
        files.push_back({link.tls_ca, "link.tls_ca", link.at("tls_ca")});
    for (const auto& [path, key, at] : files) {
        if (path.empty()) continue;
        if (const auto octets = reader(path); !octets) found.add(at, key, octets.error());
    }
}

std::vector<routing::number_plan_row> load_plan(const written_file& read, const file_reader& reader, problems& found) {
    if (read.number_plan.empty()) return {};
    auto text = reader(read.number_plan);
    if (text) return read_plan(std::move(*text), read.number_plan, found);
    found.add(read.at("number_plan"), "number_plan", text.error());
    return {};
}

// No other endpoint has a name with a colon.
std::string account_endpoint(const std::string& system_id) {
    return "smpp:" + system_id;
}

// Its receipts and texts go the way of all events: the account is an endpoint of its own kind.
facts::endpoint events_of(const written_account& account) {
    using enum facts::event_kind;
    facts::endpoint result;
    result.name = account_endpoint(account.system_id);
    result.url = account.system_id;
    result.kind = facts::endpoint_kind::smpp;
    result.parallel = account.window * account.binds;
    result.inbound_split = account.inbound_split;
    for (const auto kind : {sent, delivered, read, failed, expired, cancelled, unknown, inbound})
        result.kinds.push_back(static_cast<uint8_t>(kind));
    return result;
}

facts::client_number declared(written_number& read) {
    facts::client_number result = read;
    if (!read.account.empty()) result.endpoint = account_endpoint(read.account);
    return result;
}

constexpr uint16_t PERCENT = 100;  // shares are of 10,000

// The sender as messages carry it.
facts::sender_rule declared(const written_sender_rule& read) {
    facts::sender_rule result = read;
    if (const auto sender = core::parse_sender(read.sender)) result.sender = sender->text;
    return result;
}

facts::route_policy declared(written_route& read) {
    read.klass = static_cast<uint8_t>(read.has("class") ? 1 + static_cast<uint8_t>(read.of_class) : 0);
    read.floor = static_cast<uint16_t>(read.floor_percent * PERCENT);
    read.band = static_cast<uint16_t>(read.band_percent * PERCENT);
    for (const auto& link : read.written_links)
        read.links.push_back(link);
    return static_cast<facts::route_policy&>(read);
}

facts::quota declared(const written_quota& read) {
    facts::quota made = read;
    made.unit = read.has("messages") ? facts::quota_unit::messages
                : read.has("parts")  ? facts::quota_unit::parts
                                     : facts::quota_unit::money;
    made.limit = read.has("messages") ? read.messages : read.has("parts") ? read.parts : read.money.e6;
    return made;
}

facts::declared_client declared(written_client& read, plain_secrets& all) {
    auto& secrets = all.endpoint_secrets.emplace_back();
    auto& passwords = all.account_passwords.emplace_back();
    facts::declared_client result{static_cast<facts::client&>(read), {}, read.parent_name};
    for (const auto& quota : read.written_quotas)
        result.value.quotas.push_back(declared(quota));
    for (const auto& allowance : read.written_allowances)
        result.value.traffic_allowed.push_back(allowance);
    for (auto& key : read.written_keys) {
        if (!key.key.empty()) key.sha256 = sha256_hex(key.key);
        result.value.keys.push_back(static_cast<facts::api_key&>(key));
    }
    for (auto& endpoint : read.endpoints) {
        if (endpoint.feed) endpoint.kind = facts::endpoint_kind::feed;
        if (endpoint.usage) endpoint.kind = facts::endpoint_kind::usage;
        result.endpoints.push_back(static_cast<facts::endpoint&>(endpoint));
        secrets.push_back(std::move(endpoint.secret));
    }
    for (auto& account : read.written_accounts) {
        if (!account.has("class")) account.default_class = read.default_class;
        for (auto& rule : account.written_classes) {
            if (rule.has("priority")) rule.priorities = {rule.priority};
            account.classes.push_back(static_cast<facts::class_rule&>(rule));
        }
        for (const auto& content : account.written_contents)
            account.content_tags.push_back(static_cast<const facts::content_tag&>(content));
        result.value.accounts.push_back(static_cast<facts::smpp_account&>(account));
        result.endpoints.push_back(events_of(account));
        secrets.emplace_back();
        passwords.push_back(std::move(account.password));
    }
    for (auto& number : read.written_numbers)
        result.value.numbers.push_back(declared(number));
    for (auto& route : read.written_routes)
        result.value.policies.push_back(declared(route));
    for (auto& rule : read.written_senders)
        result.value.senders.push_back(declared(rule));
    return result;
}

facts::declared_price declared(const written_file& file, written_price& read) {
    facts::declared_price result{read.link, read.client, static_cast<routing::price_row&>(read)};
    if (!read.link.empty()) result.row.channel = channel_of(file, read.link);
    result.row.line = read.at("").line;
    return result;
}

facts::link declared(written_link& read) {
    for (const auto& rule : read.written_reasons)
        read.reasons.push_back(rule);
    for (const auto& rule : read.written_source_rules)
        read.source_rules.push_back(rule);
    for (const auto& rule : read.written_destination_rules)
        read.destination_rules.push_back(rule);
    for (const auto& tlv : read.written_tlvs)
        read.tlvs.push_back(tlv);
    if (!read.hosts.empty()) {
        read.host = read.hosts.front().name;
        read.port = read.hosts.front().port;
        read.other_hosts.assign(read.hosts.begin() + 1, read.hosts.end());
    }
    for (const auto& rule : read.written_rate_rules)
        read.rate_rules.push_back(rule);
    for (auto& window : read.written_maintenance_windows) {
        window.is_weekly = window.has("weekday");
        read.maintenance.push_back(window);
    }
    for (auto& rule : read.written_senders)
        read.senders.push_back(declared(rule));
    read.expected_delivery = static_cast<uint16_t>(read.expected_delivery_percent * PERCENT);
    read.outbind_address = read.outbind.name;
    read.outbind_port = read.outbind.port;
    if (read.supplier.balance_url.empty()) read.supplier.balance_every_s = 0;
    return static_cast<facts::link&>(read);
}

std::string joined(const std::vector<std::string>& parts) {
    return fmt::format("{}", fmt::join(parts, ", "));
}

// A secret stands among the secrets, and is sealed before anybody sees it.
struct setting_list {
    std::vector<facts::channel_setting> settings;
    std::vector<std::string> secrets;  // one for each

    void add(std::string_view name, const std::string& value, bool is_secret) {
        if (value.empty()) return;
        settings.push_back({.name = std::string{name}, .value = is_secret ? "" : value});
        secrets.push_back(is_secret ? value : "");
    }
};

setting_list settings_of(const written_channel& read, const channels::adapter& of) {
    setting_list result;
    result.add(channels::CALLBACK_BASE, read.callback_base, false);
    result.add(channels::CALLBACK_KEY, read.callback_key, true);
    result.add(channels::CALLBACK_ADDRESSES, joined(read.callback_addresses), false);
    result.add(channels::PROXY, read.proxy, false);
    result.add(channels::PROXY_LOGIN, read.proxy_login, true);
    for (const auto& setting : of.settings()) {
        const auto found = read.adapter_settings.find(std::string{setting.name});
        if (found != read.adapter_settings.end()) result.add(setting.name, found->second, setting.is_secret);
    }
    return result;
}

facts::link declared(written_channel& read, plain_secrets& secrets) {
    const auto* of = channels::find_adapter(read.adapter);
    ASSERT(of != nullptr);
    auto result = declared(static_cast<written_link&>(read));
    auto list = settings_of(read, *of);
    result.channel = of->channel();
    result.capability = of->capability_of(list.settings);
    result.settings = std::move(list.settings);
    secrets.link_settings.push_back(std::move(list.secrets));
    secrets.link_passwords.emplace_back();
    secrets.outbind_passwords.emplace_back();
    secrets.balance_headers.push_back(std::move(read.balance_header));
    return result;
}

settings to_settings(written_file&& read, const std::string& file) {
    settings result;
    result.file = file;
    result.process = std::move(read.process);
    result.process.engine.lookup.enabled = !result.process.lookup.url.empty();
    result.number_plan = std::move(read.number_plan);
    result.ported_numbers = std::move(read.ported_numbers);
    for (auto& link : read.links) {
        result.declared.links.push_back(declared(link));
        result.secrets.link_passwords.push_back(std::move(link.password));
        result.secrets.outbind_passwords.push_back(std::move(link.outbind_password));
        result.secrets.balance_headers.push_back(std::move(link.balance_header));
        result.secrets.link_settings.emplace_back();
    }
    for (auto& channel : read.channels)
        result.declared.links.push_back(declared(channel, result.secrets));
    for (auto& client : read.clients)
        result.declared.clients.push_back(declared(client, result.secrets));
    for (auto& price : read.prices)
        result.declared.prices.push_back(declared(read, price));
    return result;
}

std::map<std::string, std::string> shown_values(const process_options& process) {
    std::vector<section_text> sections;
    describe_section(process_section(), process, {}, sections);
    std::map<std::string, std::string> values;
    for (const auto& section : sections) {
        for (const auto& key : section.keys)
            values.emplace(section.path.empty() ? key.name : section.path + "." + key.name, key.shown);
    }
    return values;
}

}  // namespace

std::expected<settings, refusal> parse(std::string_view text, const std::string& file, const file_reader& read) {
    problems found{file};
    const auto root = parse_toml(text, found);
    if (!root) return std::unexpected(found.in_order());

    written_file written;
    read_section(file_section(), *root, written, {found, ""});
    resolve_paths(written, file);
    check_process(written.process, *root, found);
    check_invoicing(written.process, *root, found);
    check_readable(written, read, found);
    check_links(written, found);
    check_channels(written, found);
    check_suppliers(written, found);
    check_clients(written, found);
    check_prices(written, found);
    check_numbers(written, found);
    check_routes(written, found);
    check_tree(written, found);
    auto plan = load_plan(written, read, found);
    if (!found.is_empty()) return std::unexpected(found.in_order());

    problems warnings{file};
    warn(written, plan, warnings);
    auto result = to_settings(std::move(written), file);
    result.declared.plan = std::move(plan);
    result.warnings = warnings.in_order();
    return result;
}

std::expected<settings, refusal> load(const std::string& path) {
    const auto text = read_file(path);
    if (!text) return std::unexpected(refusal{{path, 0, 0, "", text.error()}});
    return parse(*text, path, read_file);
}

std::expected<std::string, std::string> read_file(const std::string& path) {
    const auto refuse = [&](std::string_view why) {
        return std::unexpected(fmt::format("cannot read {}: {}", path, why));
    };
    std::error_code error;
    const auto size = fs::file_size(path, error);
    if (error) return refuse(error.message());
    if (size > FILE_OCTETS_MAX) return refuse(fmt::format("larger than {} MiB", FILE_OCTETS_MAX / 1024 / 1024));
    std::ifstream stream{path, std::ios::binary};
    if (!stream) return refuse(std::strerror(errno));
    std::string text(size, '\0');
    stream.read(text.data(), static_cast<std::streamsize>(size));
    text.resize(static_cast<size_t>(stream.gcount()));
    return text;
}

std::vector<std::string> keys_changed(const process_options& running, const process_options& read) {
    const auto before = shown_values(running);
    const auto after = shown_values(read);
    std::vector<std::string> changed;
    for (const auto& [key, value] : after) {
        if (before.at(key) != value) changed.push_back(key);
    }
    // Of lists of tables only the defaults are shown.
    if (running.sellers != read.sellers) changed.emplace_back("seller");
    if (running.taxes != read.taxes) changed.emplace_back("tax");
    return changed;
}

}  // namespace kaskad::config
