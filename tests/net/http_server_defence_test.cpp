#include "tests/net/http_server_fixture.hpp"

#include <gmock/gmock.h>

#include <chrono>
#include <random>

// What broken, slow and greedy clients get. Each test also shows that the server still serves another client.

namespace kaskad::net {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

class HttpServerDefence : public HttpServerFixture {
  protected:
    void TearDown() override {
        if (server_) {
            raw_client client{port()};
            client.send(get("/echo", "Connection: close\r\n"));
            EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 200"));
        }
        HttpServerFixture::TearDown();
    }

    std::string answer_to(const std::string& octets) {
        raw_client client{port()};
        client.send(octets);
        auto answer = client.read_response();
        EXPECT_TRUE(client.is_closed()) << octets.substr(0, 100);
        return answer;
    }
};

TEST_F(HttpServerDefence, Answers400ToWhatIsNoHttp) {
    open();
    for (const std::string octets :
         {"garbage\r\n\r\n", "GET\r\n\r\n", "GET / HTTP/9.9\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\n\r\n",
          "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nBad Name: b\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
          "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\nab",
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n\r\n",
          "\x16\x03\x01\x02\x01\x01\xfc\x03\x03 TLS where none is spoken"}) {
        const auto answer = answer_to(octets);
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 400 Bad Request\r\n")) << octets;
        EXPECT_THAT(answer, HasSubstr("application/problem+json"));
        EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
    }
}

TEST_F(HttpServerDefence, SurvivesRandomOctets) {
    open({.read_deadline = 50ms, .linger_max = 50ms});
    const auto seed = std::random_device{}();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random{seed};
    const std::string valid = post("/echo", "a body of some length", "X-Test: a\r\n");
    for (int round = 0; round < 40; ++round) {
        std::string octets = valid + valid;
        for (int i = 0; i < 4; ++i)
            octets[random() % octets.size()] = static_cast<char>(random());
        raw_client client{port()};
        client.send(octets);
        client.finish_sending();
        client.read_to_end();
    }
}

TEST_F(HttpServerDefence, Answers431ToAHugeHeader) {
    open({.header_max = 1000});
    EXPECT_THAT(answer_to(get("/echo", "X-Test: " + std::string(2000, 'x') + "\r\n")), StartsWith("HTTP/1.1 431 "));
    EXPECT_THAT(answer_to("GET /" + std::string(100'000, 'x')), StartsWith("HTTP/1.1 431 "));
}

TEST_F(HttpServerDefence, Answers413ToAHugeBodyEvenWhileTheClientGoesOnSending) {
    open({.body_max = 1000});
    const auto answer = answer_to(post("/echo", std::string(1001, 'x')));
    EXPECT_THAT(answer, StartsWith("HTTP/1.1 413 "));
    // Announced and sent regardless: the answer must survive the octets that keep coming.
    raw_client stubborn{port()};
    stubborn.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n");
    stubborn.send(std::string(3'000'000, 'x'));
    stubborn.finish_sending();
    EXPECT_THAT(stubborn.read_response(), StartsWith("HTTP/1.1 413 "));
    // In chunks, where no length is announced.
    EXPECT_THAT(answer_to("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1000\r\n" +
                          std::string(0x1000, 'x') + "\r\n0\r\n\r\n"),
                StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(answer_to("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n"),
                StartsWith("HTTP/1.1 4"));
    raw_client exact{port()};
    exact.send(post("/echo", std::string(1000, 'x')));
    EXPECT_THAT(exact.read_response(), StartsWith("HTTP/1.1 200"));
}

TEST_F(HttpServerDefence, TakesALargerBodyUnderOnePathOnly) {
    open({.body_max = 1000, .large_paths = {"/echo/large/", "/echo/wide"}, .large_body_max = 50'000});
    EXPECT_THAT(answer_to(post("/echo", std::string(1001, 'x'))), StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(answer_to(post("/echo/largely", std::string(1001, 'x'))), StartsWith("HTTP/1.1 413 "));
    EXPECT_THAT(answer_to(post("/echo/large/", std::string(50'001, 'x'))), StartsWith("HTTP/1.1 413 "));
    raw_client large{port()};
    large.send(post("/echo/large/", std::string(50'000, 'x')));
    EXPECT_THAT(large.read_response(), Not(StartsWith("HTTP/1.1 413 ")));
    // The next request of the connection has its own limit again.
    large.send(post("/echo", std::string(1001, 'x')));
    EXPECT_THAT(large.read_response(), StartsWith("HTTP/1.1 413 "));
}

TEST_F(HttpServerDefence, Answers408ToASlowHeaderAndASlowBody) {
    open({.read_deadline = 100ms});
    raw_client header{port()};
    header.send("GET /echo HT");
    EXPECT_THAT(header.read_response(), StartsWith("HTTP/1.1 408 "));
    EXPECT_TRUE(header.is_closed());

    // One octet now and then does not help: the deadline is for the whole request.
    raw_client body{port()};
    body.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\n");
    const auto begin = clock::now();
    while (clock::now() - begin < 5s && body.send("x")) {
        if (counts().faults == 2) break;
        std::this_thread::sleep_for(5ms);
    }
    EXPECT_LT(clock::now() - begin, 5s);
    EXPECT_THAT(body.read_response(), StartsWith("HTTP/1.1 408 "));
}

TEST_F(HttpServerDefence, ClosesIdleConnections) {
    open({.idle_max = 50ms});
    raw_client silent{port()};
    raw_client served{port()};
    served.send(get("/echo"));
    served.read_response();
    EXPECT_TRUE(silent.is_closed());
    EXPECT_TRUE(served.is_closed());
}

TEST_F(HttpServerDefence, Answers503WhenTheApplicationTakesTooLong) {
    open({.answer_deadline = 50ms});
    raw_client client{port()};
    client.send(get("/later") + get("/echo"));
    EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 503 "));
    EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 200 "));
    take_kept(0).send(text("too late"));
    client.send(get("/echo?next"));
    EXPECT_THAT(client.read_response(), HasSubstr("/echo?next"));
}

TEST_F(HttpServerDefence, DropsAClientThatDoesNotReadItsAnswers) {
    open({.write_deadline = 200ms});
    raw_client greedy{port()};
    const auto request = post("/echo", std::string(500'000, 'x'));
    for (int i = 0; i < 100 && greedy.send(request); ++i) {
    }
    const auto end = clock::now() + 10s;
    while (counts().connections > 0 && clock::now() < end)
        std::this_thread::yield();
    EXPECT_EQ(counts().connections, 0u);
}

TEST_F(HttpServerDefence, Answers503BeyondItsConnections) {
    open({.connections_max = 10, .linger_max = 50ms});
    std::vector<raw_client> clients;
    for (int i = 0; i < 10; ++i) {
        clients.emplace_back(port());
        clients.back().send(get("/echo"));
        EXPECT_THAT(clients.back().read_response(), StartsWith("HTTP/1.1 200 "));
    }
    for (int i = 0; i < 20; ++i)
        EXPECT_THAT(answer_to(get("/echo")), StartsWith("HTTP/1.1 503 "));
    EXPECT_EQ(counts().refused, 20u);
    clients.clear();
    const auto end = clock::now() + 10s;
    while (counts().connections > 0 && clock::now() < end)
        std::this_thread::yield();
    EXPECT_EQ(counts().connections, 0u);
}

TEST_F(HttpServerDefence, BoundsTheBodiesOfAllConnectionsTogether) {
    open({.body_max = 100'000, .body_total_max = 250'000});
    std::vector<raw_client> holders;
    const std::string head = "POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n";
    for (int i = 0; i < 2; ++i) {
        holders.emplace_back(port());
        holders.back().send(head + std::string(100'000, 'x'));
    }
    ASSERT_EQ(wait_for_kept(2), 2u);
    // The announced length counts, before the octets are there.
    EXPECT_THAT(answer_to(head), StartsWith("HTTP/1.1 503 "));
    take_kept(0).send(text("done"));
    EXPECT_THAT(holders[0].read_response(), StartsWith("HTTP/1.1 200 "));
    holders.emplace_back(port());
    holders.back().send(head + std::string(100'000, 'x'));
    EXPECT_EQ(wait_for_kept(3), 3u);
}

TEST_F(HttpServerDefence, ServesManyConnectionsAtOnce) {
    open();
    std::vector<raw_client> clients;
    for (int i = 0; i < 300; ++i) {
        clients.emplace_back(port());
        ASSERT_TRUE(clients.back().send(post("/echo", std::to_string(i))));
    }
    for (size_t i = 0; i < clients.size(); ++i) {
        EXPECT_THAT(clients[i].read_response(), HasSubstr("] " + std::to_string(i)));
    }
    EXPECT_EQ(counts().connections, 300u);
}

}  // namespace
}  // namespace kaskad::net
