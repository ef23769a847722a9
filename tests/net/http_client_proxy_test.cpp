#include "tests/net/http_client_fixture.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <vector>

// Calls through a proxy: a tunnel first, and what a proxy says is never taken for the origin's answer.

namespace kaskad::net {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

// A proxy that a test drives by hand: what the client sends it, and what it answers.
class HttpClientProxy : public HttpClient {
  protected:
    auto start_through(const script_server& proxy, http_call call, std::string login = {}) {
        if (!client_) make_client();
        call.proxy = http_proxy{"127.0.0.1", proxy.port(), std::move(login)};
        return start(std::move(call));
    }
};

TEST_F(HttpClientProxy, AsksForATunnelAndCallsThroughIt) {
    script_server proxy;
    auto result =
        start_through(proxy, {.method = "GET", .url = "http://origin.example:8001/a", .body = ""}, "ann:geheim");
    auto line = proxy.accept();
    // printf ann:geheim | base64
    EXPECT_EQ(script_server::read_request(line),
              "CONNECT origin.example:8001 HTTP/1.1\r\nHost: origin.example:8001\r\n"
              "Proxy-Authorization: Basic YW5uOmdlaGVpbQ==\r\n\r\n");
    script_server::write(line, "HTTP/1.1 200 Connection established\r\nContent-Length: 5\r\n\r\n");
    const auto request = script_server::read_request(line);
    EXPECT_TRUE(request.starts_with("GET /a HTTP/1.1\r\n")) << request;
    EXPECT_THAT(request, HasSubstr("Host: origin.example:8001\r\n"));
    EXPECT_FALSE(request.contains("Proxy-Authorization"));
    script_server::write(line, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
    const auto told = result.get();
    ASSERT_TRUE(told) << told.error().text;
    EXPECT_EQ(told->body, "hi");
}

// Whoever was refused by the proxy never reached the origin: the call was not sent.
TEST_F(HttpClientProxy, ARefusalIsNoAnswerOfTheOrigin) {
    script_server proxy;
    auto result = start_through(proxy, {.url = "http://origin.example/a"});
    auto line = proxy.accept();
    EXPECT_EQ(script_server::read_request(line),
              "CONNECT origin.example:80 HTTP/1.1\r\nHost: origin.example:80\r\n\r\n");
    script_server::write(line, "HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 4\r\n\r\nlog ");
    const auto told = result.get();
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, http_error_code::not_connected);
    EXPECT_FALSE(told.error().sent);
    EXPECT_THAT(told.error().text, HasSubstr("HTTP 407 for origin.example:80"));
}

TEST_F(HttpClientProxy, WhatIsNoHttpIsNoTunnel) {
    script_server proxy;
    auto result = start_through(proxy, {.url = "http://origin.example/a"});
    auto line = proxy.accept();
    script_server::read_request(line);
    script_server::write(line, "SSH-2.0-OpenSSH_9.2p1\r\n\r\n");
    const auto told = result.get();
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, http_error_code::not_connected);
}

TEST_F(HttpClientProxy, OneThatHangsUpIsNotConnected) {
    script_server proxy;
    auto result = start_through(proxy, {.url = "http://origin.example/a"});
    {
        auto line = proxy.accept();
        script_server::read_request(line);
    }
    const auto told = result.get();
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, http_error_code::not_connected);
    EXPECT_FALSE(told.error().sent);
}

TEST_F(HttpClientProxy, OneThatIsSilentIsGivenUp) {
    script_server proxy;
    make_client({.connect_deadline = 50ms});
    auto result = start_through(proxy, {.url = "http://origin.example/a"});
    const auto told = result.get();
    ASSERT_FALSE(told);
    EXPECT_EQ(told.error().code, http_error_code::timed_out);
    EXPECT_FALSE(told.error().sent);
}

// A connection made by one login is not another's.
TEST_F(HttpClientProxy, LoginsShareNoConnection) {
    script_server proxy;
    std::vector<asio::ip::tcp::socket> lines;  // kept open
    for (const std::string login : {"ann:1", "bob:2"}) {
        auto result = start_through(proxy, {.url = "http://origin.example/a"}, login);
        auto line = proxy.accept();
        script_server::read_request(line);
        script_server::write(line, "HTTP/1.1 200 OK\r\n\r\n");
        script_server::read_request(line);
        script_server::write(line, "HTTP/1.1 204 No Content\r\n\r\n");
        EXPECT_TRUE(result.get());
        EXPECT_EQ(connections(), login == "ann:1" ? 1U : 2U);
        lines.push_back(std::move(line));
    }
}

}  // namespace
}  // namespace kaskad::net
