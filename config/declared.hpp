#pragma once

#include "config/options.hpp"
#include "config/section.hpp"
#include "engine/facts/declaration.hpp"
#include "routing/price_book.hpp"

#include <map>
#include <string>
#include <vector>

// The file as its sections say it, each value checked alone, nothing yet checked against another. Lives only while a
// file is read: secrets stand here as written.

namespace kaskad::config {

struct written_reason : facts::reason_rule, written {};

struct written_tlv : smpp::tlv, written {};

struct written_rate_rule : facts::rate_rule, written {};

struct written_address_rule : smpp::address_rule, written {};

struct written_maintenance : facts::maintenance_window, written {};

struct written_sender_rule : facts::sender_rule, written {};

struct written_link : facts::link, written {
    written_link() {
        bind_type = "transceiver";
        supplier.balance_every_s = 600;
    }

    std::vector<facts::link_host> hosts;
    facts::link_host outbind;
    std::string password;
    std::string outbind_password;
    std::string balance_header;
    std::vector<written_reason> written_reasons;
    std::vector<written_address_rule> written_source_rules;
    std::vector<written_address_rule> written_destination_rules;
    std::vector<written_tlv> written_tlvs;
    std::vector<written_rate_rule> written_rate_rules;
    std::vector<written_maintenance> written_maintenance_windows;
    std::vector<written_sender_rule> written_senders;
    uint32_t expected_delivery_percent = 0;
};

// Settings of its adapter are strings, whatever they mean; the others are the shell's (channels/opened_account.hpp).
struct written_channel : written_link {
    written_channel() { bind_type.clear(); }

    std::map<std::string, std::string> adapter_settings;
    std::string callback_base;
    std::string proxy;
    std::string proxy_login;
    std::string callback_key;
    std::vector<std::string> callback_addresses;
};

struct written_key : facts::api_key, written {
    std::string key;
    bool insecure_demo_key = false;
};

struct written_endpoint : facts::endpoint, written {
    std::string secret;
    bool feed = false;   // fetched by the client, not posted
    bool usage = false;  // no events: each day's usage
};

struct written_class_rule : facts::class_rule, written {
    uint8_t priority = 0;
};

struct written_content_tag : facts::content_tag, written {};

struct written_account : facts::smpp_account, written {
    std::string password;
    std::vector<written_class_rule> written_classes;
    std::vector<written_content_tag> written_contents;
    smpp::split_way inbound_split = smpp::split_way::udh;
};

struct written_policy_link : facts::policy_link, written {};

struct written_route : facts::route_policy, written {
    core::message_class of_class = core::message_class::transactional;
    uint32_t floor_percent = 0;
    uint32_t band_percent = 5;
    std::vector<written_policy_link> written_links;
};

struct written_number : facts::client_number, written {
    std::string account;
};

// One of messages, parts and money is said.
struct written_quota : facts::quota, written {
    int64_t messages = 0;
    int64_t parts = 0;
    core::amount money;
};

struct written_allowance : facts::traffic_allowance, written {};

struct written_client : facts::client, written {
    std::string parent_name;
    std::vector<written_quota> written_quotas;
    std::vector<written_allowance> written_allowances;
    std::vector<written_account> written_accounts;
    std::vector<written_key> written_keys;
    std::vector<written_endpoint> endpoints;
    std::vector<written_number> written_numbers;
    std::vector<written_route> written_routes;
    std::vector<written_sender_rule> written_senders;
};

struct written_price : routing::price_row, written {
    std::string link;  // or channel account
    std::string client;
    bool is_default = false;
};

struct written_file : written {
    process_options process;
    std::string number_plan;                  // a file, relative to the one that names it
    std::vector<std::string> ported_numbers;  // likewise
    std::vector<written_link> links;
    std::vector<written_channel> channels;
    std::vector<written_client> clients;
    std::vector<written_price> prices;
};

}  // namespace kaskad::config
