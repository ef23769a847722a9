#pragma once

#include "net/http_message.hpp"

#include <cstddef>
#include <expected>
#include <memory>
#include <optional>
#include <span>
#include <string>

// Turns the octets of a client's connection into one reply. Sans-io. Interim replies (1xx) are passed over.

namespace kaskad::net {

struct http_reply_limits {
    std::size_t header_max = 16 * 1024;
    std::size_t body_max = 64 * 1024;
};

enum class http_reply_fault { malformed, too_large };

class http_reply_reader {
  public:
    // `head`: the reply to HEAD, which has a length but no body.
    http_reply_reader(http_reply_limits limits, bool head);
    ~http_reply_reader();

    bool is_complete() const { return complete_; }
    // Something of the reply has come.
    bool has_begun() const { return begun_; }
    // Only when complete: the connection may carry another call.
    bool keeps_alive() const { return keeps_alive_; }

    std::expected<void, http_reply_fault> handle_octets(std::span<const char> octets);
    // The peer has closed: the end of a reply without a length, an error for any other.
    std::expected<void, http_reply_fault> handle_end();

    // Only when complete.
    http_response take();

  private:
    struct parser_state;

    void begin();
    std::expected<void, http_reply_fault> advance();

    http_reply_limits limits_;
    bool head_;
    bool begun_ = false;
    bool complete_ = false;
    bool keeps_alive_ = false;
    int interim_replies_ = 0;
    std::string input_;
    std::unique_ptr<parser_state> parser_;
};

}  // namespace kaskad::net
