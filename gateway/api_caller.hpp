#pragma once

#include "net/http_client.hpp"
#include "net/shard.hpp"

#include <expected>
#include <string>

// Calls the API of a running gateway, one request at a time, for the commands of the command line.

namespace kaskad::gateway {

class api_caller {
  public:
    explicit api_caller(std::string url) : url_{std::move(url)}, shard_{"caller"}, client_{shard_, {}} {}

    // The answer's body when its status is 2xx; else a sentence that says what is wrong.
    std::expected<std::string, std::string> get(const std::string& path, const std::string& key);
    std::expected<std::string, std::string> post(const std::string& path, const std::string& key, std::string body);

    void sleep(std::chrono::milliseconds time) {
        shard_.run_until([] { return false; }, time);
    }

  private:
    std::expected<std::string, std::string> call(net::http_call call, const std::string& key);

    std::string url_;
    net::shard shard_;
    net::http_client client_;
};

}  // namespace kaskad::gateway
