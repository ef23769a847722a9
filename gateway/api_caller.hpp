#pragma once

#include "net/http_client.hpp"
#include "net/shard.hpp"

#include <CLI/CLI.hpp>

#include <chrono>
#include <cstddef>
#include <expected>
#include <string>

// Calls the API of a running gateway, one request at a time, for the commands of the command line.

namespace kaskad::gateway {

// Which gateway, and what opens it.
struct gateway_address {
    std::string url = "http://127.0.0.1:8080";
    std::string operator_key = "operator-demo";
};

// --url and --operator-key
void add_gateway_options(CLI::App& command, gateway_address& into);

class api_caller {
  public:
    static constexpr size_t REPLY_MAX = 16 * 1024 * 1024;

    // time_max: for one answer.
    explicit api_caller(std::string url, std::chrono::milliseconds time_max = std::chrono::seconds{15})
        : url_{std::move(url)},
          time_max_{time_max},
          shard_{"caller"},
          client_{shard_, {.reply_body_max = REPLY_MAX, .call_deadline = time_max}} {}

    // The answer's body when its status is 2xx; else a sentence that says what is wrong.
    std::expected<std::string, std::string> get(const std::string& path, const std::string& key);
    std::expected<std::string, std::string> post(const std::string& path, const std::string& key, std::string body,
                                                 const std::string& type = "application/json");

    std::expected<std::string, std::string> put(const std::string& path, const std::string& key, std::string body);
    std::expected<std::string, std::string> remove(const std::string& path, const std::string& key);

    void sleep(std::chrono::milliseconds time) {
        shard_.run_until([] { return false; }, time);
    }

  private:
    std::expected<std::string, std::string> call(net::http_call call, const std::string& key);

    std::string url_;
    std::chrono::milliseconds time_max_;
    net::shard shard_;
    net::http_client client_;
};

}  // namespace kaskad::gateway
