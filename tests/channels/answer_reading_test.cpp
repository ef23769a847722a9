#include "channels/answer_reading.hpp"

#include "tests/channels/golden.hpp"

#include <gtest/gtest.h>

namespace kaskad::channels {

namespace {

std::string by_status(int status, repetition repeated = repetition::sends_twice) {
    return describe(read_status({.status = status}, repeated, {}));
}

}  // namespace

TEST(ChannelAnswer, IsReadByItsStatusWhereTheBodySaysNothing) {
    EXPECT_EQ(by_status(400), "config link_rejected");
    EXPECT_EQ(by_status(401), "account link_credentials");
    EXPECT_EQ(by_status(402), "account link_out_of_credit");
    EXPECT_EQ(by_status(403), "account link_credentials");
    EXPECT_EQ(by_status(404), "config link_misconfigured");
    EXPECT_EQ(by_status(301), "config link_misconfigured");
    EXPECT_EQ(by_status(413), "config content_too_long");
    EXPECT_EQ(by_status(429), "throttle link_throttled");
}

// The body left: a server that failed then may have sent it, and so may one that answers what nobody can read.
TEST(ChannelAnswer, IsInDoubtWhereItMayHaveBeenDone) {
    for (const int status : {200, 202, 408, 500, 502, 503, 504}) {
        EXPECT_EQ(by_status(status), "retry in_doubt in doubt") << status;
        EXPECT_EQ(by_status(status, repetition::harmless), "retry link_system_error") << status;
    }
}

TEST(ChannelAnswer, NamesTheStatusWhereThereIsNoCode) {
    EXPECT_EQ(read_status({.status = 502}, repetition::harmless, {}).code, "HTTP 502");
    EXPECT_EQ(read_status({.status = 502}, repetition::harmless, {"E1", "words"}).code, "E1");
}

TEST(ChannelAnswer, WaitsAsLongAsIsAsked) {
    const auto wait = [](std::string_view text) {
        net::http_response reply{.status = 429};
        reply.fields.add("Retry-After", text);
        return read_status(reply, repetition::sends_twice, {}).retry_after_ms;
    };
    EXPECT_EQ(wait("7"), 7'000);
    EXPECT_EQ(wait("99999999"), 86'400'000);
    EXPECT_EQ(wait("-1"), 0);
    EXPECT_EQ(wait("Fri, 31 Dec 1999 23:59:59 GMT"), 0);
    EXPECT_EQ(wait(""), 0);
}

TEST(ChannelAnswer, KeepsLittleOfTheProvidersWords) {
    const auto reading = read_status({.status = 400}, repetition::harmless, {std::string(9'000, 'c'), "\xFF"});
    EXPECT_EQ(reading.code.size(), 255u);
    EXPECT_EQ(reading.text, "?");
}

}  // namespace kaskad::channels
