#pragma once

#include "net/http_client.hpp"
#include "tests/net/http_server_fixture.hpp"

#include <boost/asio/write.hpp>

#include <future>
#include <memory>
#include <string>
#include <utility>

// A client of HTTP on a shard of its own, and a server that a test drives octet by octet.

namespace kaskad::net {

// A blocking server that a test drives by hand.
class script_server {
  public:
    script_server() : acceptor_{context_, {asio::ip::address_v4::loopback(), 0}} {}

    std::string url(const std::string& path = "/") const {
        return "http://127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port()) + path;
    }
    uint16_t port() const { return acceptor_.local_endpoint().port(); }
    asio::ip::tcp::socket accept() { return acceptor_.accept(); }
    void close() { acceptor_.close(); }

    static std::string read_request(asio::ip::tcp::socket& socket) {
        std::string request;
        char octets[4096];
        error_code ec;
        while (!request.contains("\r\n\r\n") && !ec) {
            request.append(octets, socket.read_some(asio::buffer(octets), ec));
        }
        return request;
    }
    static void write(asio::ip::tcp::socket& socket, const std::string& octets) {
        error_code ignored;
        asio::write(socket, asio::buffer(octets), ignored);
    }

  private:
    asio::io_context context_;
    asio::ip::tcp::acceptor acceptor_;
};

class HttpClient : public HttpServerFixture {
  protected:
    void SetUp() override { calls_home_.start(); }
    void TearDown() override {
        on_calls_home([&] { client_.reset(); });
        calls_home_.stop();
        HttpServerFixture::TearDown();
    }

    void make_client(http_client_options options = {}) {
        client_ = std::make_unique<http_client>(calls_home_, std::move(options));
    }
    std::future<http_result> start(http_call call) {
        auto promise = std::make_shared<std::promise<http_result>>();
        client_->send(std::move(call), [promise](http_result result) { promise->set_value(std::move(result)); });
        return promise->get_future();
    }
    http_result call(http_call call) { return start(std::move(call)).get(); }
    http_error error_of(http_call request) {
        auto result = call(std::move(request));
        EXPECT_FALSE(result);
        return result ? http_error{http_error_code::stopped, "it succeeded"} : result.error();
    }

    template <typename Function>
    void on_calls_home(Function function) {
        std::promise<void> done;
        calls_home_.post([&] {
            function();
            done.set_value();
        });
        done.get_future().get();
    }
    size_t connections() {
        size_t count = 0;
        on_calls_home([&] { count = client_->connections(); });
        return count;
    }
    std::string url(const std::string& path) const { return "http://127.0.0.1:" + std::to_string(port()) + path; }

    shard calls_home_{"calls"};
    std::unique_ptr<http_client> client_;
};

}  // namespace kaskad::net
