#pragma once

#include "billing/seller.hpp"
#include "engine/options.hpp"

#include <cstdint>
#include <string>
#include <vector>

// What the process needs to start: one struct a section, and the store's, whose keys stand before the first. A change
// of these takes a restart; what people change while it runs (links, clients, prices) is declared apart. Paths are as
// the program shall use them.

namespace kaskad::config {

struct node_options {
    uint32_t number = 0;  // stands in every message id
    uint32_t shards = 1;  // network threads
};

struct api_options {
    std::string address = "127.0.0.1";
    uint16_t port = 8080;
    std::string tls_certificate;  // both or neither
    std::string tls_key;
    uint64_t body_limit = 2 * 1024 * 1024;
    uint32_t connections_max = 1'000;
};

inline constexpr uint32_t SMPP_WINDOW_MAX = 1'000;

// The server for clients.
struct smpp_options {
    bool enabled = false;
    std::string address = "127.0.0.1";
    uint16_t port = 2775;
    std::string tls_certificate;  // both or neither
    std::string tls_key;
    std::string tls_client_ca;  // not empty: clients must show a certificate of this authority
    uint32_t connections_max = 1'000;
    uint32_t connections_per_address = 100;
    uint32_t unbound_max = 200;
    uint32_t session_init_ms = 10'000;
    uint32_t enquire_link_ms = 30'000;
    uint32_t inactivity_ms = 0;
    uint32_t response_timeout_ms = 60'000;
    bool names_credentials = false;
};

// A place is a folder, or the URL of a PostgreSQL (store/postgres_options.hpp).
struct store_options {
    std::string path = "./data";
    std::string journal;                       // empty = in `path`
    uint64_t segment_size = 64 * 1024 * 1024;  // of the journal
    std::string key_file;                      // empty = in `path`, if it is a folder, else in ./data
};

struct log_options {
    std::string level = "info";
    std::string file;  // empty = standard error
};

// How the provider of look-ups is asked, over HTTP, and where its answer says what (JSON pointers, RFC 6901).
struct lookup_call_options {
    std::string url;                   // with {number}; empty = there is nobody to ask
    std::vector<std::string> headers;  // "Name: value", as the provider's key
    std::string mccmnc_at = "/mccmnc";
    std::string ported_at = "/ported";
    std::string original_at = "/original";
    std::string reach_at = "/reach";
    uint32_t parallel = 32;
};

// A route test that comes again and again: in every `every_hours`-th hour of time (UTC), at that minute.
struct route_test_schedule {
    std::string name;
    std::string link;
    std::vector<std::string> numbers;
    std::string sender;
    uint32_t every_hours = 24;
    uint32_t at_minute = 0;
};

// Of [route_test] what is not the engine's.
struct route_test_options {
    std::string secret;  // whsec_..., of the phones
    std::vector<route_test_schedule> schedules;
};

struct process_options {
    node_options node;
    api_options api;
    smpp_options smpp;
    store_options store;
    log_options log;
    engine::options engine;
    lookup_call_options lookup;
    bool number_check = true;
    route_test_options route_test;
    std::vector<billing::seller> sellers;
    std::vector<billing::tax_rate> taxes;
};

}  // namespace kaskad::config
