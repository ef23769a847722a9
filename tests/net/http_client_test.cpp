#include "net/http_client.hpp"

#include "tests/net/certificate_files.hpp"
#include "tests/net/http_client_fixture.hpp"

#include <gmock/gmock.h>

#include <chrono>

// Calls against our own server where it is well-behaved, and against a script of octets where it is not.

namespace kaskad::net {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

TEST_F(HttpClient, UsesOneConnectionForCallsInARow) {
    open();
    make_client();
    http_call request{.url = url("/echo?a"), .body = "body"};
    request.fields.add("X-Test", "value");
    for (int i = 0; i < 20; ++i) {
        const auto result = call(request);
        ASSERT_TRUE(result) << result.error().text;
        EXPECT_EQ(result->status, 200);
        EXPECT_EQ(result->content_type, "text/plain");
        EXPECT_EQ(result->body, "POST /echo?a [value] body");
        EXPECT_TRUE(result->header("date"));
    }
    EXPECT_EQ(counts().accepted, 1u);
    EXPECT_EQ(call({.method = "GET", .url = url("/echo")})->body, "GET /echo [] ");
    EXPECT_EQ(call({.method = "HEAD", .url = url("/echo")})->body, "");
    EXPECT_EQ(counts().accepted, 1u);
}

TEST_F(HttpClient, OpensNoMoreConnectionsThanAllowedAndAnswersAll) {
    open();
    make_client({.connections_per_origin = 3});
    std::vector<std::future<http_result>> results;
    for (int i = 0; i < 100; ++i)
        results.push_back(start({.url = url("/echo"), .body = std::to_string(i)}));
    for (size_t i = 0; i < results.size(); ++i) {
        const auto result = results[i].get();
        ASSERT_TRUE(result) << result.error().text;
        EXPECT_THAT(result->body, HasSubstr("] " + std::to_string(i)));
    }
    EXPECT_LE(counts().accepted, 3u);
    EXPECT_LE(connections(), 3u);
}

TEST_F(HttpClient, SaysBusyBeyondItsQueue) {
    open();
    make_client({.connections_per_origin = 1, .waiting_per_origin = 2});
    std::vector<std::future<http_result>> results;
    results.push_back(start({.url = url("/later")}));
    ASSERT_EQ(wait_for_kept(1), 1u);
    for (int i = 0; i < 2; ++i)
        results.push_back(start({.url = url("/echo")}));
    EXPECT_EQ(error_of({.url = url("/echo")}).code, http_error_code::busy);
    take_kept(0).send(text("done"));
    for (auto& result : results)
        EXPECT_TRUE(result.get());
}

TEST_F(HttpClient, EndsACallAtItsDeadlineAndSaysThatItWasSent) {
    open();
    make_client({.connections_per_origin = 1});
    auto late = start({.url = url("/later"), .deadline = 3s});
    auto waiting = start({.url = url("/echo"), .deadline = 10s});
    const auto result = late.get();
    ASSERT_FALSE(result);
    EXPECT_EQ(result.error().code, http_error_code::timed_out);
    EXPECT_TRUE(result.error().sent);
    // The one behind it goes on over a new connection: a late answer can never be taken for its own.
    EXPECT_TRUE(waiting.get());
}

TEST_F(HttpClient, EndsACallThatWaitsForAConnectionWithoutSendingIt) {
    open();
    make_client({.connections_per_origin = 1});
    auto first = start({.url = url("/later")});
    ASSERT_EQ(wait_for_kept(1), 1u);
    const auto error = error_of({.url = url("/echo"), .deadline = 30ms});
    EXPECT_EQ(error.code, http_error_code::timed_out);
    EXPECT_FALSE(error.sent);
    take_kept(0).send(text("done"));
    EXPECT_TRUE(first.get());
}

TEST_F(HttpClient, AsksForEveryAddressBeforeConnecting) {
    open();
    std::string asked;
    make_client({.is_address_allowed = [&asked](std::string_view ip) {
        asked = ip;
        return false;
    }});
    const auto error = error_of({.url = url("/echo")});
    EXPECT_EQ(error.code, http_error_code::refused_address);
    EXPECT_FALSE(error.sent);
    EXPECT_EQ(asked, "127.0.0.1");
    asked.clear();
    // The name is not judged, but what it resolves to.
    EXPECT_EQ(error_of({.url = "http://localhost:" + std::to_string(port()) + "/"}).code,
              http_error_code::refused_address);
    EXPECT_FALSE(asked.empty());
    EXPECT_EQ(counts().accepted, 0u);
}

TEST_F(HttpClient, TellsConnectionErrorsApart) {
    make_client();
    script_server nobody;
    const auto where = nobody.url();
    nobody.close();
    EXPECT_EQ(error_of({.url = where}).code, http_error_code::not_connected);
    // A label of 64 letters cannot be: no server of names is asked.
    EXPECT_EQ(error_of({.url = "http://" + std::string(64, 'a') + "/"}).code, http_error_code::not_resolved);
    EXPECT_EQ(error_of({.url = "ftp://127.0.0.1/"}).code, http_error_code::bad_call);
    http_call evil{.url = where};
    evil.fields.add("X-A", "b\r\nHost: c");
    EXPECT_EQ(error_of(std::move(evil)).code, http_error_code::bad_call);
}

TEST_F(HttpClient, BoundsTheReplyAndRefusesGarbage) {
    struct row {
        std::string reply;
        http_error_code expected;
    };
    const std::vector<row> rows{
        {"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n", http_error_code::reply_too_large},
        {"HTTP/1.1 200 OK\r\n\r\n" + std::string(2000, 'x'), http_error_code::reply_too_large},
        {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n7d0\r\n" + std::string(2000, 'x') + "\r\n0\r\n\r\n",
         http_error_code::reply_too_large},
        {"HTTP/1.1 200 OK\r\nX: " + std::string(20'000, 'x') + "\r\n\r\n", http_error_code::reply_too_large},
        {"SSH-2.0-OpenSSH\r\n\r\n", http_error_code::malformed_reply},
        {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nshort", http_error_code::malformed_reply},
        {"HTTP/1.1 200", http_error_code::malformed_reply},
        {"", http_error_code::connection_lost},
    };
    make_client({.reply_body_max = 1000});
    script_server server;
    for (const auto& row : rows) {
        auto result = start({.url = server.url()});
        {
            auto socket = server.accept();
            script_server::read_request(socket);
            script_server::write(socket, row.reply);
            error_code ignored;
            socket.shutdown(asio::socket_base::shutdown_send, ignored);
            script_server::read_request(socket);
        }
        const auto ended = result.get();
        ASSERT_FALSE(ended) << row.reply.substr(0, 80);
        EXPECT_EQ(ended.error().code, row.expected) << row.reply.substr(0, 80) << " " << ended.error().text;
        EXPECT_TRUE(ended.error().sent);
    }
}

TEST_F(HttpClient, TakesAReplyUpToTheEndOfTheConnectionAndPassesInterimRepliesOver) {
    make_client();
    script_server server;
    auto result = start({.url = server.url()});
    auto socket = server.accept();
    EXPECT_THAT(script_server::read_request(socket), HasSubstr("Content-Length: 0\r\n"));
    script_server::write(socket, "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 299 Odd\r\nX-A: b\r\n\r\nall of it");
    socket.close();
    const auto reply = result.get();
    ASSERT_TRUE(reply) << reply.error().text;
    EXPECT_EQ(reply->status, 299);
    EXPECT_EQ(reply->header("x-a"), "b");
    EXPECT_EQ(reply->body, "all of it");
}

// A server may close a kept connection just as a call goes out on it.
TEST_F(HttpClient, RepeatsACallOnADeadConnectionOnlyIfItMayBeRepeated) {
    make_client();
    script_server server;
    const std::string reply = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    for (const bool repeatable : {true, false}) {
        auto first = start({.url = server.url()});
        auto socket = server.accept();
        script_server::read_request(socket);
        script_server::write(socket, reply);
        ASSERT_TRUE(first.get());
        auto second = start({.url = server.url("/second"), .repeatable = repeatable});
        EXPECT_THAT(script_server::read_request(socket), HasSubstr("/second"));
        socket.close();
        if (repeatable) {
            auto again = server.accept();
            EXPECT_THAT(script_server::read_request(again), HasSubstr("/second"));
            script_server::write(again, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
            EXPECT_TRUE(second.get());
        } else {
            const auto result = second.get();
            ASSERT_FALSE(result);
            EXPECT_EQ(result.error().code, http_error_code::connection_lost);
            EXPECT_TRUE(result.error().sent);
        }
    }
}

TEST_F(HttpClient, LeavesAKeptConnectionThatTheServerClosed) {
    open({.idle_max = 3s});
    make_client();
    ASSERT_TRUE(call({.url = url("/echo")}));
    const auto end = clock::now() + 10s;
    while (counts().connections > 0 && clock::now() < end)
        std::this_thread::yield();
    EXPECT_TRUE(call({.url = url("/echo")}));
    EXPECT_EQ(counts().accepted, 2u);
}

TEST_F(HttpClient, ClosesIdleConnections) {
    open();
    make_client({.idle_max = 20ms});
    ASSERT_TRUE(call({.url = url("/echo")}));
    const auto end = clock::now() + 10s;
    while (connections() > 0 && clock::now() < end)
        std::this_thread::yield();
    EXPECT_EQ(connections(), 0u);
    EXPECT_TRUE(call({.url = url("/echo")}));
}

TEST_F(HttpClient, NoCallbackFollowsItsDestruction) {
    make_client();
    int calls = 0;
    on_calls_home([&] {
        for (const auto* where : {"ftp://127.0.0.1/", "http://127.0.0.1:1/"})
            client_->send({.url = where}, [&calls](const http_result&) { ++calls; });
        client_.reset();
    });
    on_calls_home([&] { EXPECT_EQ(calls, 0); });
}

TEST_F(HttpClient, StopEndsWhatIsUnderWay) {
    open();
    make_client({.connections_per_origin = 1});
    auto carried = start({.url = url("/later")});
    auto waiting = start({.url = url("/later")});
    ASSERT_EQ(wait_for_kept(1), 1u);
    client_->stop();
    const auto first = carried.get();
    const auto second = waiting.get();
    EXPECT_EQ(first.error().code, http_error_code::stopped);
    EXPECT_TRUE(first.error().sent);
    EXPECT_EQ(second.error().code, http_error_code::stopped);
    EXPECT_FALSE(second.error().sent);
    EXPECT_EQ(error_of({.url = url("/echo")}).code, http_error_code::stopped);
}

class HttpClientTls : public HttpClient {
  protected:
    void open_tls(const std::string& names, const std::string& client_ca = "") {
        const auto pair = files_.issue("server", names);
        auto context = make_tls_server({pair.certificate, pair.key, client_ca});
        ASSERT_TRUE(context) << context.error();
        open({.tls = *context, .handshake_deadline = 2s});
    }
    tls_context trusting() { return *make_tls_client({.ca_file = files_.authority_file()}); }
    std::string secure_url(const std::string& host) const {
        return "https://" + host + ":" + std::to_string(port()) + "/echo";
    }

    certificate_files files_;
};

TEST_F(HttpClientTls, SpeaksToAServerWhoseCertificateIsGood) {
    open_tls("DNS:localhost,IP:127.0.0.1");
    make_client({.tls = trusting()});
    for (const auto* host : {"localhost", "127.0.0.1"}) {
        for (int i = 0; i < 3; ++i) {
            const auto result = call({.url = secure_url(host), .body = std::string(50'000, 'x')});
            EXPECT_EQ(result ? "" : result.error().text, "");
        }
    }
    EXPECT_LE(counts().accepted, 4u) << "TLS connections are not used again";
}

TEST_F(HttpClientTls, RefusesAnotherName) {
    open_tls("DNS:elsewhere.example,IP:127.0.0.2");
    make_client({.tls = trusting()});
    for (const auto* host : {"localhost", "127.0.0.1"}) {
        const auto error = error_of({.url = secure_url(host)});
        EXPECT_EQ(error.code, http_error_code::tls_failed);
        EXPECT_THAT(error.text, HasSubstr("mismatch"));
        EXPECT_FALSE(error.sent);
    }
}

TEST_F(HttpClientTls, RefusesAnUnknownAuthority) {
    open_tls("DNS:localhost");
    make_client();
    EXPECT_EQ(error_of({.url = secure_url("localhost")}).code, http_error_code::tls_failed);
    EXPECT_EQ(counts().requests, 0u);
}

TEST_F(HttpClientTls, ShowsACertificateWhereOneIsAskedFor) {
    open_tls("DNS:localhost", files_.authority_file());
    make_client({.tls = trusting()});
    EXPECT_FALSE(call({.url = secure_url("localhost")}));
    const auto own = files_.issue("client", "");
    on_calls_home([&] { client_.reset(); });
    make_client({.tls = *make_tls_client({.ca_file = files_.authority_file(),
                                          .certificate_chain_file = own.certificate,
                                          .private_key_file = own.key})});
    EXPECT_TRUE(call({.url = secure_url("localhost")}));
}

TEST_F(HttpClientTls, AServerSurvivesPlainTextAndSilenceWhereTlsIsExpected) {
    const auto pair = files_.issue("server", "DNS:localhost");
    open({.tls = *make_tls_server({pair.certificate, pair.key}), .handshake_deadline = 1s});
    raw_client plain{port()};
    plain.send(get("/echo"));
    plain.read_to_end();
    raw_client silent{port()};
    EXPECT_EQ(silent.read_to_end(), "");
    make_client({.tls = trusting()});
    EXPECT_TRUE(call({.url = secure_url("localhost")}));
}

}  // namespace
}  // namespace kaskad::net
