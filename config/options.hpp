#pragma once

#include "engine/options.hpp"

#include <cstdint>
#include <string>

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

struct process_options {
    node_options node;
    api_options api;
    store_options store;
    log_options log;
    engine::options engine;
};

}  // namespace kaskad::config
