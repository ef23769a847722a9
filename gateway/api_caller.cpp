#include "gateway/api_caller.hpp"

#include <optional>

namespace kaskad::gateway {

void add_gateway_options(CLI::App& command, gateway_address& into) {
    command.add_option("--url", into.url, "of the gateway's API")->capture_default_str();
    command.add_option("--operator-key", into.operator_key, "a key of operator scope")->capture_default_str();
}

std::expected<std::string, std::string> api_caller::get(const std::string& path, const std::string& key) {
    return call({.method = "GET", .url = url_ + path}, key);
}

std::expected<std::string, std::string> api_caller::post(const std::string& path, const std::string& key,
                                                         std::string body, const std::string& type) {
    net::http_call request{.method = "POST", .url = url_ + path, .body = std::move(body)};
    request.fields.add("Content-Type", type);
    return call(std::move(request), key);
}

std::expected<std::string, std::string> api_caller::put(const std::string& path, const std::string& key,
                                                        std::string body) {
    net::http_call request{.method = "PUT", .url = url_ + path, .body = std::move(body)};
    request.fields.add("Content-Type", "application/json");
    return call(std::move(request), key);
}

std::expected<std::string, std::string> api_caller::remove(const std::string& path, const std::string& key) {
    return call({.method = "DELETE", .url = url_ + path}, key);
}

std::expected<std::string, std::string> api_caller::call(net::http_call request, const std::string& key) {
    if (!key.empty()) request.fields.add("Authorization", "Bearer " + key);
    const std::string what = request.method + " " + request.url;
    std::optional<net::http_result> result;
    client_.send(std::move(request), [&](net::http_result answered) { result = std::move(answered); });
    shard_.run_until([&] { return result.has_value(); }, time_max_);
    if (!result) return std::unexpected(what + ": no answer");
    if (!*result) return std::unexpected(what + ": " + result->error().text);
    if ((*result)->status / 100 != 2) {
        return std::unexpected(what + ": " + std::to_string((*result)->status) + " " + (*result)->body);
    }
    return (*result)->body;
}

}  // namespace kaskad::gateway
