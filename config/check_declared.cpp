#include "config/check.hpp"
#include "config/hash.hpp"
#include "config/names_once.hpp"
#include "config/schema.hpp"
#include "net/base64.hpp"
#include "net/public_address.hpp"
#include "net/url.hpp"
#include "smpp/tlv_rule.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

namespace kaskad::config {

namespace {

constexpr std::string_view SECRET_PREFIX = "whsec_";
constexpr size_t SECRET_OCTETS_MIN = 24;
constexpr size_t SECRET_OCTETS_MAX = 64;

// Which keys are in use, over all clients: a key names its client.
using keys_in_use = std::map<std::string, uint32_t>;

bool check_key_form(const written_key& key, problems& found) {
    const bool is_plain = key.has("key");
    if (is_plain == key.has("key_sha256")) {
        found.add(key.at(is_plain ? "key" : ""), "client.key", "write either key or key_sha256");
        return false;
    }
    if (!is_plain) return !key.sha256.empty();
    if (key.key.empty()) return false;
    if (key.key.size() < API_KEY_LENGTH_MIN && !key.insecure_demo_key) {
        found.add(key.at("key"), "client.key.key",
                  fmt::format("must have at least {} characters, as from `openssl rand -hex 32`; a demo may say "
                              "insecure_demo_key = true",
                              API_KEY_LENGTH_MIN));
        return false;
    }
    return true;
}

void check_key(const written_key& key, keys_in_use& in_use, problems& found) {
    if (!check_key_form(key, found)) return;
    const auto* name = key.has("key") ? "key" : "key_sha256";
    const auto sha256 = key.has("key") ? sha256_hex(key.key) : key.sha256;
    const auto [first, is_new] = in_use.emplace(sha256, key.at(name).line);
    if (is_new) return;
    found.add(key.at(name), fmt::format("client.key.{}", name),
              fmt::format("the same key stands already on line {}", first->second));
}

// A feed is posted nowhere: what says where and how would do nothing.
void check_feed(const written_endpoint& endpoint, problems& found) {
    for (const auto* name : {"url", "secret", "allow_private"}) {
        if (!endpoint.has(name)) continue;
        found.add(endpoint.at(name), fmt::format("client.endpoint.{}", name),
                  "a feed is posted nowhere: leave this out, or feed = true");
    }
}

// No events go to it, so nothing that is said of events means anything.
void check_usage(const written_endpoint& endpoint, problems& found) {
    for (const auto* name : {"feed", "kinds", "default"}) {
        if (!endpoint.has(name)) continue;
        found.add(endpoint.at(name), fmt::format("client.endpoint.{}", name),
                  "no events go to an endpoint for usage: leave this out, or usage = true");
    }
}

void check_endpoint(const written_endpoint& endpoint, problems& found) {
    if (endpoint.usage) check_usage(endpoint, found);
    if (endpoint.feed) return check_feed(endpoint, found);
    for (const auto* name : {"url", "secret"}) {
        if (endpoint.has(name)) continue;
        found.add(endpoint.at(""), fmt::format("client.endpoint.{}", name),
                  "missing: callbacks are posted and signed by it; a client who fetches its events has feed = true");
    }
    if (!endpoint.secret.empty() && !is_webhook_secret(endpoint.secret)) {
        found.add(endpoint.at("secret"), "client.endpoint.secret",
                  "expected \"whsec_\" and 24 to 64 octets in base64, as from `echo whsec_$(openssl rand -base64 32)`");
    }
    const auto url = net::parse_url(endpoint.url);
    if (!url || endpoint.allow_private || !is_private_host(url->host)) return;
    found.add(endpoint.at("url"), "client.endpoint.url",
              fmt::format("{} is not on the public internet; if that is meant, say allow_private = true", url->host));
}

void check_endpoints(const written_client& client, problems& found) {
    names_once names{found, "client.endpoint.name"};
    bool has_default = false;
    for (const auto& endpoint : client.endpoints) {
        names.add(endpoint.name, endpoint);
        check_endpoint(endpoint, found);
        if (endpoint.is_default && has_default) {
            found.add(endpoint.at("default"), "client.endpoint.default", "another endpoint is the default already");
        }
        has_default = has_default || endpoint.is_default;
    }
}

// Nobody could tell two of them apart. Those of submits and of receipts are kept apart as well: people mix them up.
class tags_once {
  public:
    explicit tags_once(problems& found) : found_{found} {}

    void add(const std::string& name, uint16_t tag, position where) {
        if (tag == 0) return;
        const auto [first, is_new] = in_use_.emplace(tag, name);
        if (!is_new) found_.add(where, fmt::format("client.account.{}", name), first->second + " has this tag");
    }

  private:
    problems& found_;
    std::map<uint16_t, std::string> in_use_;
};

void check_tags(const written_account& account, problems& found) {
    tags_once tags{found};
    for (const auto& [name, tag] : {std::pair{"receipt_network_tag", account.receipt_network_tag},
                                    std::pair{"receipt_parts_tag", account.receipt_parts_tag},
                                    std::pair{"receipt_price_tag", account.receipt_price_tag},
                                    std::pair{"receipt_via_tag", account.receipt_via_tag},
                                    std::pair{"cascade_name_tag", account.cascade_name_tag},
                                    std::pair{"cascade_order_tag", account.cascade_order_tag},
                                    std::pair{"cascade_mode_tag", account.cascade_mode_tag}})
        tags.add(name, tag, account.at(name));
    std::set<core::channel> channels;
    for (const auto& content : account.written_contents) {
        tags.add("content.tag", content.tag, content.at("tag"));
        if (!channels.insert(content.channel).second)
            found.add(content.at("channel"), "client.account.content.channel", "another content is for this channel");
    }
}

// What would be read and do nothing.
void check_cascade(const written_account& account, problems& found) {
    const bool has_order = account.has("cascade_order_tag");
    for (const auto* name : {"cascade_mode_tag", "cascade_step_s"}) {
        if (account.has(name) && !has_order)
            found.add(account.at(name), fmt::format("client.account.{}", name),
                      "is of an order: write cascade_order_tag");
    }
    const bool has_any = has_order || account.has("cascade_name_tag") || account.has("cascade");
    if (account.written_contents.empty() || has_any) return;
    found.add(account.written_contents.front().at(""), "client.account.content",
              "goes by a cascade: write cascade, cascade_name_tag or cascade_order_tag");
}

void check_rule(const written_account& account, const written_class_rule& rule, problems& found) {
    const bool has_value = rule.has("text") || rule.has("hex");
    if (rule.klass < account.class_max) {
        found.add(rule.at("class"), "client.account.rule.class", "goes before the account's class_max");
    }
    if (rule.has("text") && rule.has("hex")) {
        found.add(rule.at("hex"), "client.account.rule.hex", "write either text or hex");
    } else if (has_value && !rule.has("tag")) {
        found.add(rule.at(rule.has("text") ? "text" : "hex"), "client.account.rule",
                  "is the value of a tag: write tag");
    }
    const bool says_something =
        has_value || rule.has("tag") || rule.has("service_type") || rule.has("priority") || rule.has("sender");
    if (!says_something) {
        found.add(rule.at(""), "client.account.rule",
                  "fits every message: write tag, service_type, priority or sender, or the account's class");
    }
}

void check_classes(const written_client& client, const written_account& account, problems& found) {
    const bool has_own = account.has("class");
    if ((has_own ? account.default_class : client.default_class) < account.class_max) {
        found.add(account.at(has_own ? "class" : "class_max"), has_own ? "client.account.class" : "client.account",
                  has_own ? "goes before the account's class_max"
                          : "the client's class goes before class_max: write the account's class");
    }
    for (const auto& rule : account.written_classes)
        check_rule(account, rule, found);
}

void check_accounts(const written_client& client, std::map<std::string, uint32_t>& in_use, problems& found) {
    for (const auto& account : client.written_accounts) {
        if (account.has("password") == account.has("password_hash")) {
            found.add(account.at(account.has("password") ? "password" : ""), "client.account",
                      "write either password or password_hash");
        }
        check_tags(account, found);
        check_cascade(account, found);
        check_classes(client, account, found);
        if (account.system_id.empty()) continue;
        const auto [first, is_new] = in_use.emplace(account.system_id, account.at("system_id").line);
        if (is_new) continue;
        found.add(account.at("system_id"), "client.account.system_id",
                  fmt::format("\"{}\" stands already on line {}", account.system_id, first->second));
    }
}

void check_home(const written_client& client, problems& found) {
    if (client.home.trunk.empty() || !client.home.country.empty()) return;
    found.add(client.at("home_trunk"), "client.home_trunk", "takes the place of home_country, which is missing");
}

// National tables need a header of ours in front of each part, and septets; a long message by parameters needs 3.4.
void check_texts(const written_link& link, problems& found) {
    using smpp::default_alphabet;
    const bool is_gsm7 =
        link.data_coding_0 == default_alphabet::gsm7 || link.data_coding_0 == default_alphabet::gsm7_packed;
    if (!link.national_tables.empty() && (link.split != smpp::split_way::udh || !is_gsm7)) {
        found.add(link.at("national_tables"), "link.national_tables",
                  "need split = \"udh\" and data_coding_0 = \"gsm7\" or \"gsm7_packed\"");
    }
    if (link.split != smpp::split_way::udh && link.interface_version < 0x34) {
        found.add(link.at("split"), "link.split", "needs interface_version = \"3.4\" or more");
    }
}

// Parts of a long message are told by these, and message_payload is a text: nobody else may write them.
void check_tlvs(const written_link& link, problems& found) {
    namespace tag = smpp::tag;
    smpp::tlv_list all;
    for (const auto& tlv : link.written_tlvs) {
        const bool is_ours = tlv.tag == tag::message_payload || tlv.tag == tag::sar_msg_ref_num ||
                             tlv.tag == tag::sar_total_segments || tlv.tag == tag::sar_segment_seqnum;
        if (is_ours) found.add(tlv.at("tag"), "link.tlv.tag", "is written with the text");
        // The specifications let some repeat; a link's own take a message's place by tag.
        if (smpp::find_tlv(all, tlv.tag)) found.add(tlv.at("tag"), "link.tlv.tag", "stands already above");
        if (tlv.has("text") == tlv.has("hex")) found.add(tlv.at(""), "link.tlv", "write either text or hex");
        all.push_back(tlv);
    }
    for (size_t index = 0; index < all.size(); ++index) {
        const auto fault = smpp::find_tlv_fault(all, all[index], link.interface_version);
        if (fault)
            found.add(link.written_tlvs[index].at("tag"), "link.tlv.tag",
                      fmt::format("cannot be sent: {}", to_string(*fault)));
    }
    const bool has_any = !link.written_tlvs.empty() || !link.message_tlvs.empty();
    if (has_any && link.interface_version < 0x34) {
        found.add(link.at(link.has("tlv") ? "tlv" : "message_tlvs"), "link.tlv",
                  "needs interface_version = \"3.4\" or more");
    }
}

void check_lengths(const std::vector<written_address_rule>& rules, std::string_view path, problems& found) {
    for (const auto& rule : rules) {
        if (rule.length_max == 0 || rule.length_min <= rule.length_max) continue;
        found.add(rule.at("length_min"), fmt::format("{}.length_min", path),
                  fmt::format("must not be over length_max, which is {}", rule.length_max));
    }
}

// A pair of binds is called for its receiver only: the transmitter connects.
void check_outbind(const written_link& link, problems& found) {
    if (link.outbind.port == 0) return;
    if (link.outbind_system_id.empty()) {
        found.add(link.at("outbind"), "link.outbind_system_id", "missing: the name the operator must say");
    }
    if (link.outbind_password.empty()) {
        found.add(link.at("outbind"), "link.outbind_password", "missing: the password the operator must say");
    }
    if (link.tls) found.add(link.at("outbind"), "link.outbind", "is not for links with tls");
}

void check_outbind_places(const written_file& file, problems& found) {
    std::map<facts::link_host, uint32_t> lines;
    for (const auto& link : file.links) {
        if (link.outbind.port == 0) continue;
        const auto [first, is_new] = lines.emplace(link.outbind, link.at("outbind").line);
        if (is_new) continue;
        found.add(link.at("outbind"), "link.outbind", fmt::format("stands already on line {}", first->second));
    }
}

void check_hosts(const written_link& link, problems& found) {
    const bool connects = link.outbind.port == 0 || link.bind_type == "transmitter_receiver";
    if (connects && link.hosts.empty()) {
        found.add(link.at(link.has("hosts") ? "hosts" : ""), "link.hosts",
                  "missing: where the operator listens, as hosts = [\"smpp.operator.example:2775\"]");
    }
    if (!connects && !link.hosts.empty()) {
        found.add(link.at("hosts"), "link.hosts", "nothing connects there: every bind comes in by outbind");
    }
    auto sorted = link.hosts;
    std::ranges::sort(sorted);
    if (std::ranges::adjacent_find(sorted) == sorted.end()) return;
    found.add(link.at("hosts"), "link.hosts", "names one host twice; binds says how many connections there are");
}

}  // namespace

bool is_webhook_secret(std::string_view text) {
    if (!text.starts_with(SECRET_PREFIX)) return false;
    const auto octets = net::from_base64(text.substr(SECRET_PREFIX.size()));
    return octets && octets->size() >= SECRET_OCTETS_MIN && octets->size() <= SECRET_OCTETS_MAX;
}

bool is_private_host(std::string_view host) {
    if (host == "localhost" || host.ends_with(".localhost")) return true;
    const bool is_address = host.contains(':') || host.find_first_not_of("0123456789.") == host.npos;
    return is_address && !net::is_public_address(host);
}

void check_reason(const written_reason& rule, problems& found) {
    const bool is_of_receipt = !rule.stat.empty() || !rule.err.empty() || !rule.network.empty();
    const bool is_of_response = rule.command_status != 0;
    if (is_of_receipt != is_of_response) return;
    found.add(rule.at(""), "link.reason",
              is_of_receipt ? "command_status stands alone: a receipt has none"
                            : "write at least one of stat, err, network, command_status");
}

// Only what comes as a response and may pass is sent again over the same link.
void check_repeats(const written_reason& rule, problems& found) {
    for (const auto* key : {"retry_delay_ms", "retries_max"}) {
        if (!rule.has(key)) continue;
        const auto name = fmt::format("link.reason.{}", key);
        if (rule.command_status == 0) found.add(rule.at(key), name, "is of a refusal: command_status must name it");
        if (core::describe(rule.reason).help != core::remedy::later) {
            found.add(
                rule.at(key), name,
                fmt::format("what is refused for {} is not repeated over the same link", core::to_string(rule.reason)));
        }
    }
}

void check_links(const written_file& file, problems& found) {
    names_once names{found, "link.name"};
    for (const auto& link : file.links) {
        names.add(link.name, link);
        for (const auto& rule : link.written_reasons) {
            check_reason(rule, found);
            check_repeats(rule, found);
        }
        if (!link.zone.empty() && link.has("zone_minutes")) {
            found.add(link.at("zone_minutes"), "link.zone_minutes", "zone says it already");
        }
        if (link.reconnect_min_ms > link.reconnect_max_ms) {
            found.add(link.at("reconnect_min_ms"), "link.reconnect_min_ms",
                      fmt::format("must not be over reconnect_max_ms, which is {}; is {}", link.reconnect_max_ms,
                                  link.reconnect_min_ms));
        }
        check_hosts(link, found);
        check_outbind(link, found);
        check_texts(link, found);
        check_tlvs(link, found);
        check_lengths(link.written_source_rules, "link.source", found);
        check_lengths(link.written_destination_rules, "link.destination", found);
    }
    // Prices and queues are found by name, and a channel account is a link in them.
    for (const auto& channel : file.channels)
        names.add(channel.name, channel, "channel.name");
    check_outbind_places(file, found);
    const size_t limit = file.process.engine.links_max;
    if (file.links.size() <= limit) return;
    found.add(file.links[limit].at(""), "link", fmt::format("[engine] links_max allows {}", limit));
}

void check_clients(const written_file& file, problems& found) {
    names_once names{found, "client.name"};
    keys_in_use in_use;
    std::map<std::string, uint32_t> system_ids;  // over all clients: one names its client
    for (const auto& client : file.clients) {
        names.add(client.name, client);
        names_once key_names{found, "client.key.name"};
        for (const auto& key : client.written_keys) {
            key_names.add(key.name, key);
            check_key(key, in_use, found);
        }
        check_endpoints(client, found);
        check_accounts(client, system_ids, found);
        check_home(client, found);
    }
}

}  // namespace kaskad::config
