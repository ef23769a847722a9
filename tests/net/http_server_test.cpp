#include "net/http_server.hpp"

#include "net/http_cut.hpp"
#include "tests/net/http_server_fixture.hpp"

#include <gmock/gmock.h>

#include <chrono>

namespace kaskad::net {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;

using HttpServer = HttpServerFixture;

TEST_F(HttpServer, AnswersManyRequestsOnOneConnection) {
    open();
    raw_client client{port()};
    for (int i = 0; i < 50; ++i) {
        client.send(post("/echo?n=" + std::to_string(i), "body", "X-TEST: value\r\n"));
        const auto answer = client.read_response();
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 OK\r\n"));
        EXPECT_THAT(answer, HasSubstr("POST /echo?n=" + std::to_string(i) + " [value] body"));
        EXPECT_THAT(answer, HasSubstr("\r\nDate: "));
        EXPECT_THAT(answer, Not(HasSubstr("X-Injected"))) << "a field value broke out of its line";
    }
    EXPECT_EQ(counts().accepted, 1u);
    EXPECT_EQ(counts().requests, 50u);
}

TEST_F(HttpServer, ReadsARequestThatComesOctetByOctet) {
    open();
    raw_client client{port()};
    for (const char octet : post("/echo", "slowly", "Transfer: none\r\n"))
        client.send({&octet, 1});
    EXPECT_THAT(client.read_response(), HasSubstr("] slowly"));
}

TEST_F(HttpServer, ReadsChunkedBodies) {
    open();
    raw_client client{port()};
    client.send(
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nWiki\r\n5\r\npedia\r\n0\r\n\r\n");
    EXPECT_THAT(client.read_response(), HasSubstr("] Wikipedia"));
}

TEST_F(HttpServer, AnswersAPipelineInOrderWhateverTheApplicationDoes) {
    open({.pipeline_max = 4});
    raw_client client{port()};
    std::string octets;
    for (int i = 0; i < 3; ++i)
        octets += get("/later");
    for (int i = 0; i < 20; ++i)
        octets += get("/echo?" + std::to_string(i));
    client.send(octets);
    ASSERT_EQ(wait_for_kept(3), 3u);
    // The others are behind in the pipeline: at most four are under way.
    EXPECT_LE(counts().requests, 4u);
    take_kept(2).send(text("third"));
    take_kept(0).send(text("first"));
    EXPECT_THAT(client.read_response(), HasSubstr("\r\n\r\nfirst"));
    take_kept(1).send(text("second"));
    EXPECT_THAT(client.read_response(), HasSubstr("\r\n\r\nsecond"));
    EXPECT_THAT(client.read_response(), HasSubstr("\r\n\r\nthird"));
    for (int i = 0; i < 20; ++i)
        EXPECT_THAT(client.read_response(), HasSubstr("/echo?" + std::to_string(i) + " "));
    EXPECT_EQ(counts().requests, 23u);
}

TEST_F(HttpServer, AnswersAClientThatHasFinishedSending) {
    open();
    raw_client client{port()};
    client.send(get("/echo") + get("/later"));
    client.finish_sending();
    ASSERT_EQ(wait_for_kept(1), 1u);
    take_kept(0).send(text("late"));
    EXPECT_THAT(client.read_to_end(), HasSubstr("\r\n\r\nlate"));
}

TEST_F(HttpServer, ClosesWhenAskedAndKeepsVersion10ByItsRules) {
    open();
    raw_client asked{port()};
    asked.send(get("/echo", "Connection: close\r\n"));
    EXPECT_THAT(asked.read_response(), HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_TRUE(asked.is_closed());

    raw_client old{port()};
    old.send("GET /echo HTTP/1.0\r\n\r\n");
    EXPECT_THAT(old.read_response(), HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_TRUE(old.is_closed());

    raw_client kept{port()};
    for (int i = 0; i < 2; ++i) {
        kept.send("GET /echo HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
        EXPECT_THAT(kept.read_response(), HasSubstr("\r\nConnection: keep-alive\r\n"));
    }
}

TEST_F(HttpServer, HeadHasLengthButNoBody) {
    open();
    raw_client client{port()};
    client.send("HEAD /echo HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("Content-Length: "));
    client.send(get("/echo"));
    EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 200"));
}

TEST_F(HttpServer, InvitesABodyThatWaitsForContinue) {
    open();
    raw_client client{port()};
    client.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n");
    EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("body");
    EXPECT_THAT(client.read_response(), HasSubstr("] body"));
}

TEST_F(HttpServer, DroppedAndThrowingRequestsAreAnswered500) {
    open();
    raw_client client{port()};
    client.send(get("/drop") + get("/throw") + get("/echo"));
    for (int i = 0; i < 2; ++i) {
        const auto answer = client.read_response();
        EXPECT_THAT(answer, StartsWith("HTTP/1.1 500 "));
        EXPECT_THAT(answer, HasSubstr("application/problem+json"));
    }
    EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 200"));
}

TEST_F(HttpServer, AnswersFromAnotherThreadAndForgetsAnswersToGoneClients) {
    open();
    {
        raw_client gone{port()};
        gone.send(get("/later"));
        ASSERT_EQ(wait_for_kept(1), 1u);
    }
    take_kept(0).send(text("nobody reads this"));
    raw_client client{port()};
    client.send(get("/echo"));
    EXPECT_THAT(client.read_response(), StartsWith("HTTP/1.1 200"));
}

TEST_F(HttpServer, CutsAConnectionWithoutAnOctetWhereTheApplicationSaysSo) {
    open();
    raw_client client{port()};
    client.send(get("/later") + get("/later"));
    ASSERT_EQ(wait_for_kept(2), 2u);
    take_kept(0).send(cut_connection());
    EXPECT_EQ(client.read_to_end(), "");
    take_kept(1).send(text("too late"));
    raw_client next{port()};
    next.send(get("/echo"));
    EXPECT_THAT(next.read_response(), StartsWith("HTTP/1.1 200 OK\r\n"));
}

TEST_F(HttpServer, TellsWhyItCannotListen) {
    open();
    const auto second = http_server::open(home_, {.port = port()}, [](http_request, http_responder) {});
    ASSERT_FALSE(second);
    EXPECT_THAT(second.error(), HasSubstr(std::to_string(port())));
    EXPECT_FALSE(http_server::open(home_, {.address = "no address"}, [](http_request, http_responder) {}));
}

TEST_F(HttpServer, SeveralServersShareAPortWhenAllowed) {
    open({.reuse_port = true});
    EXPECT_TRUE(http_server::open(home_, {.port = port(), .reuse_port = true}, [](http_request, http_responder) {}));
}

TEST_F(HttpServer, StopFinishesWhatIsUnderWayAndCutsTheRest) {
    open();
    raw_client idle{port()};
    idle.send(get("/echo"));
    idle.read_response();
    raw_client working{port()};
    working.send(get("/later"));
    ASSERT_EQ(wait_for_kept(1), 1u);

    std::promise<void> stopped;
    server_->stop(10s, [&] { stopped.set_value(); });
    EXPECT_TRUE(idle.is_closed());
    auto done = stopped.get_future();
    EXPECT_EQ(done.wait_for(0s), std::future_status::timeout);
    take_kept(0).send(text("finished"));
    const auto answer = working.read_response();
    EXPECT_THAT(answer, HasSubstr("\r\nConnection: close\r\n"));
    EXPECT_THAT(answer, HasSubstr("finished"));
    EXPECT_TRUE(working.is_closed());
    EXPECT_EQ(done.wait_for(10s), std::future_status::ready);
    EXPECT_FALSE(raw_client{port()}.is_connected());
}

TEST_F(HttpServer, StopCutsAfterItsTime) {
    open();
    raw_client client{port()};
    client.send(get("/later"));
    ASSERT_EQ(wait_for_kept(1), 1u);
    std::promise<void> stopped;
    server_->stop(20ms, [&] { stopped.set_value(); });
    EXPECT_EQ(stopped.get_future().wait_for(10s), std::future_status::ready);
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(HttpServer, DestroyedWithRequestsUnderWayItCutsThem) {
    open();
    raw_client client{port()};
    client.send(get("/later"));
    ASSERT_EQ(wait_for_kept(1), 1u);
    server_.reset();
    EXPECT_EQ(client.read_to_end(), "");
    take_kept(0).send(text("too late"));
}

}  // namespace
}  // namespace kaskad::net
