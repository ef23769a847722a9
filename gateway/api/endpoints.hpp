#pragma once

#include "engine/facts/effect.hpp"

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// Where callbacks go and what signs them. Like the credentials: an immutable snapshot, and the book that makes it.

namespace kaskad::gateway::api {

struct callback_endpoint {
    core::client_id client;
    std::string url;
    std::string key;  // octets of the secret; empty if it could not be opened
    bool enabled = true;
    bool allow_private = false;
};

// Opens a sealed secret (net::sealing_key); nothing if it cannot.
using secret_opener = std::function<std::optional<std::string>(std::string_view sealed)>;

using callback_endpoints = std::map<core::endpoint_id, callback_endpoint>;

class endpoint_book {
  public:
    explicit endpoint_book(secret_opener open) : open_{std::move(open)} {}

    void apply(const facts::publish_endpoint& effect);
    std::shared_ptr<const callback_endpoints> snapshot() const;

  private:
    secret_opener open_;
    callback_endpoints endpoints_;
};

}  // namespace kaskad::gateway::api
