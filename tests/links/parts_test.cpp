#include "gateway/links/epoch_source.hpp"
#include "gateway/links/flight_table.hpp"
#include "gateway/links/link_connection.hpp"
#include "gateway/links/link_counts.hpp"
#include "gateway/links/link_terms.hpp"

#include <gtest/gtest.h>

#include <set>

namespace kaskad::gateway::links {

namespace {

connection_means means() {
    connection_means made;
    made.open_password = [](const std::string& sealed) { return sealed + "-opened"; };
    return made;
}

}  // namespace

TEST(FlightTable, GivesEachPartAPlaceUntilItIsFull) {
    flight_table table{3};
    std::set<uint64_t> tokens;
    for (uint64_t message = 1; message <= 3; ++message)
        tokens.insert(table.add({{core::message_id{message}, 1, 1}}));
    EXPECT_EQ(tokens.size(), 3U);
    EXPECT_TRUE(table.is_full());
    EXPECT_EQ(table.size(), 3U);
}

TEST(FlightTable, GivesBackWhatWasAdded) {
    flight_table table{2};
    const auto first = table.add({{core::message_id{1}, 1, 1}});
    const auto second = table.add({{core::message_id{2}, 1, 3}, flight_kind::query});
    EXPECT_EQ(table.take(first).part.message.value, 1U);
    const auto query = table.take(second);
    EXPECT_EQ(query.part.part, 3);
    EXPECT_EQ(query.kind, flight_kind::query);
    EXPECT_EQ(table.size(), 0U);
}

TEST(EpochSource, RisesThoughTheClockStandsOrStepsBack) {
    epoch_source epochs;
    EXPECT_EQ(epochs.next(1000), 1000U);
    EXPECT_EQ(epochs.next(1000), 1001U);
    EXPECT_EQ(epochs.next(5), 1002U);
    EXPECT_EQ(epochs.next(2000), 2000U);
}

TEST(LinkCounts, CountsManyStatusesTogether) {
    link_counts counts;
    for (uint32_t status = 0; status < 1000; ++status)
        counts.count_response(status);
    EXPECT_EQ(counts.responses.size(), link_counts::STATUSES_MAX + 1);
    EXPECT_EQ(counts.responses.at(UINT32_MAX), 1000 - link_counts::STATUSES_MAX);
}

TEST(LinkConnection, TakesTheDeclarationIntoTheClient) {
    facts::link link;
    link.host = "smsc.example";
    link.port = 2776;
    link.system_id = "me";
    link.password_sealed = "x";
    link.system_type = "SMPP";
    link.window = 33;
    link.interface_version = 0x50;
    link.enquire_link_ms = 1'000;
    link.response_timeout_ms = 2'000;
    const auto options = make_client_options(link, means());
    ASSERT_TRUE(options) << options.error();
    EXPECT_EQ(options->host, "smsc.example");
    EXPECT_EQ(options->port, 2776);
    EXPECT_EQ(options->bind.password, "x-opened");
    EXPECT_EQ(options->bind.interface_version, 0x50);
    EXPECT_EQ(options->session.window_size, 33U);
    EXPECT_EQ(options->session.enquire_link_interval_ms, 1'000);
    EXPECT_EQ(options->session.response_timeout_ms, 2'000);
    EXPECT_EQ(options->retry.credentials.min.count(), link.reconnect_refused_ms);
}

TEST(LinkConnection, SaysWhyThereIsNone) {
    facts::link link;
    link.tls = true;
    link.tls_ca = "/no/such/file.pem";
    auto ways = means();
    const auto without_tls = make_client_options(link, ways);
    ASSERT_FALSE(without_tls);
    EXPECT_NE(without_tls.error().find("/no/such/file.pem"), std::string::npos) << without_tls.error();
    ways.open_password = [](const std::string&) { return std::unexpected(std::string{"wrong key"}); };
    EXPECT_NE(make_client_options(link, ways).error().find("wrong key"), std::string::npos);
}

TEST(LinkConnection, KnowsWhatNeedsANewConnection) {
    const facts::link one;
    auto other = one;
    other.rate = 99;
    other.zone_minutes = 180;
    other.binds = 5;
    other.drained = true;
    other.window = 11;
    other.response_timeout_ms = 1'000;
    other.reconnect_min_ms = 50;
    EXPECT_TRUE(is_same_connection(one, other));
    other.password_sealed = "new";
    EXPECT_FALSE(is_same_connection(one, other));
    other = one;
    other.other_hosts = {{"b", 2775}};
    EXPECT_FALSE(is_same_connection(one, other));
    other = one;
    other.outbind_port = 2776;
    EXPECT_FALSE(is_same_connection(one, other));
}

}  // namespace kaskad::gateway::links
