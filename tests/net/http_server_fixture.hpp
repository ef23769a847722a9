#pragma once

#include "net/http_server.hpp"
#include "tests/net/raw_client.hpp"

#include <gtest/gtest.h>

#include <future>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

// A server on a shard thread with small routes: /echo gives the request back, /later keeps the responder for the test,
// /drop forgets it, /throw throws.

namespace kaskad::net {

class HttpServerFixture : public ::testing::Test {
  protected:
    void TearDown() override {
        {
            const std::lock_guard lock{mutex_};
            kept_.clear();
        }
        home_.stop();
        server_.reset();
    }

    void open(http_server_options options = {}) {
        auto opened = http_server::open(
            home_, std::move(options),
            [this](http_request request, http_responder responder) {
                handle(std::move(request), std::move(responder));
            },
            [](const http_fault& fault) {
                return http_response{.status = fault.status,
                                     .content_type = "application/problem+json",
                                     .body = "fault: " + fault.detail};
            });
        ASSERT_TRUE(opened) << opened.error();
        server_ = std::move(*opened);
        home_.start();
    }

    uint16_t port() const { return server_->port(); }

    http_server_counts counts() {
        std::promise<http_server_counts> counts;
        home_.post([&] { counts.set_value(server_->counts()); });
        return counts.get_future().get();
    }

    // Waits for requests to /later.
    size_t wait_for_kept(size_t count) {
        const auto end = clock::now() + std::chrono::seconds{10};
        for (;;) {
            {
                const std::lock_guard lock{mutex_};
                if (kept_.size() >= count || clock::now() > end) return kept_.size();
            }
            std::this_thread::yield();
        }
    }
    http_responder take_kept(size_t index) {
        const std::lock_guard lock{mutex_};
        return std::move(kept_[index]);
    }

    static std::string get(const std::string& path, const std::string& fields = "") {
        return "GET " + path + " HTTP/1.1\r\nHost: test\r\n" + fields + "\r\n";
    }
    static std::string post(const std::string& path, const std::string& body, const std::string& fields = "") {
        return "POST " + path + " HTTP/1.1\r\nHost: test\r\n" + fields +
               "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
    }
    static http_response text(std::string body) {
        return {.status = 200, .content_type = "text/plain", .body = std::move(body)};
    }

    shard home_{"http-test"};
    std::unique_ptr<http_server> server_;

  private:
    void handle(http_request request, http_responder responder) {
        if (request.path() == "/drop") return;
        if (request.path() == "/throw") throw std::runtime_error{"on purpose"};
        if (request.path() == "/later") {
            const std::lock_guard lock{mutex_};
            kept_.push_back(std::move(responder));
            return;
        }
        auto response = text(request.method + " " + request.target + " [" +
                             std::string{request.header("x-Test").value_or("")} + "] " + request.body);
        response.fields.add("X-Evil", "a\r\nX-Injected: yes");
        responder.send(std::move(response));
    }

    std::mutex mutex_;
    std::vector<http_responder> kept_;
};

}  // namespace kaskad::net
