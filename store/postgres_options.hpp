#pragma once

#include <chrono>
#include <string>

// Where a PostgreSQL is and how long it may take. Every wait has an end: a server that is silent must not hold a thread
// for ever.

namespace kaskad::store {

struct postgres_options {
    std::string url;  // postgresql://[user[:password]@]host[:port]/database[?parameter=value&...]
    std::chrono::seconds connect_timeout{5};
    // The server gives up a statement after this time, and the client one that has no answer this much later.
    std::chrono::milliseconds statement_timeout{20'000};
    std::chrono::milliseconds answer_grace{5'000};
    // How long a start waits for a server that is starting itself, and for one who dies to give back what it held.
    std::chrono::milliseconds start_patience{30'000};
    std::chrono::milliseconds lock_patience{5'000};
};

// The URL with our parameters in front of the user's, which win: timeouts of the connection and its name.
std::string connection_string(const postgres_options& options);

// Host and database for messages; never user or password.
std::string place_of(const std::string& url);

bool is_postgres_url(const std::string& text);

}  // namespace kaskad::store
