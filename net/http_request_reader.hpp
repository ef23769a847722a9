#pragma once

#include "net/http_message.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

// Turns the octets of a server's connection into requests. Sans-io: it neither reads nor waits. Octets that follow a
// request stay inside until it is polled again, so a full pipeline is held back by not polling and not reading on.

namespace kaskad::net {

struct http_request_limits {
    std::size_t header_max = 8 * 1024;
    std::size_t body_max = 1024 * 1024;
    std::vector<std::string> large_paths{};  // where the target begins so, large_body_max holds
    std::size_t large_body_max = 0;
};

class http_request_reader {
  public:
    explicit http_request_reader(http_request_limits limits);
    ~http_request_reader();

    // How a request wants its answer.
    struct manner {
        bool keep_alive = false;
        bool version_1_0 = false;
        bool head = false;
    };
    struct arrival {
        http_request request;
        manner how;
    };

    // A request has begun and is not complete.
    bool is_inside_request() const;
    // Octets kept for requests that are not complete: what came, or the announced length if that is more.
    std::size_t octets_held() const;
    // After a fault nothing more is read.
    const std::optional<http_fault>& fault() const { return fault_; }

    void handle_octets(std::span<const char> octets);

    // The next complete request.
    std::optional<arrival> poll_request();
    // True once for a request whose header asks for "100 Continue" and whose body has not come yet.
    bool poll_continue();

  private:
    struct parser_state;

    bool advance();
    bool check_header();
    void skip_empty_lines();
    void fail(http_fault_kind kind, int status, std::string detail);
    arrival take();

    http_request_limits limits_;
    std::string input_;
    std::unique_ptr<parser_state> parser_;
    std::optional<http_fault> fault_;
};

}  // namespace kaskad::net
