#pragma once

#include "net/password_hash.hpp"

#include <cstddef>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>

// Passwords that wait to be compared: a bounded line for each address, served in turn, so that one address with many
// guesses keeps nobody else waiting for more than one of them. Pure.

namespace kaskad::gateway::clients {

// In order of precedence.
enum class password_verdict : uint8_t { busy, locked, wrong, right };

struct password_check {
    std::string address;  // where the guess comes from
    std::string system_id;
    std::string password;
    std::optional<net::password_hash> hash;  // nothing: no password is right
    std::move_only_function<void(password_verdict)> done;
};

class password_queue {
  public:
    struct options {
        size_t per_address_max = 8;
        size_t total_max = 256;
    };

    explicit password_queue(const options& options) : options_{options} {}

    bool is_empty() const { return size_ == 0; }
    size_t size() const { return size_; }

    // False when it is full: the check is untouched.
    bool try_add(password_check&& check);
    // Must not be empty.
    password_check take();

  private:
    options options_;
    std::unordered_map<std::string, std::deque<password_check>> lines_;
    std::deque<std::string> turns_;  // addresses with something in their line
    size_t size_ = 0;
};

}  // namespace kaskad::gateway::clients
