#include "tests/config/reading.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Where a [[link]] connects to or is called, how it asks for receipts, and its limits.

namespace kaskad::config {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string head(const std::string& hosts) {
    return "[[link]]\nname = \"a\"\n" + hosts + "system_id = \"s\"\npassword = \"p\"\n";
}

facts::link link_of(const std::string& text) {
    const auto result = read(text);
    EXPECT_TRUE(result) << to_string(result.error()[0]);
    return result ? result->declared.links.at(0) : facts::link{};
}

// All that is wrong with it.
std::string refusal_of(const std::string& text) {
    std::string all;
    for (const auto& mistake : mistakes(text))
        all += mistake + "\n";
    EXPECT_NE(all, "") << text;
    return all;
}

const std::string OUTBIND = "outbind = \"127.0.0.1:2776\"\noutbind_system_id = \"c\"\noutbind_password = \"w\"\n";

}  // namespace

TEST(ConfigHosts, TheFirstIsTheFirstChoice) {
    const auto link = link_of(head("hosts = [\"one.example:2776\", \"[2001:db8::1]:3000\", \"10.0.0.1\"]\n") +
                              "hosts_use = \"standby\"\nreturn_after_ms = 5000\nlocal_address = \"10.0.0.9\"\n"
                              "connect_gap_ms = 250\n");
    EXPECT_EQ(link.host, "one.example");
    EXPECT_EQ(link.port, 2776);
    EXPECT_THAT(link.other_hosts,
                ElementsAre(facts::link_host{"2001:db8::1", 3000}, facts::link_host{"10.0.0.1", 2775}));
    EXPECT_EQ(link.hosts_use, facts::host_use::standby);
    EXPECT_EQ(link.return_after_ms, 5'000U);
    EXPECT_EQ(link.local_address, "10.0.0.9");
    EXPECT_EQ(link.connect_gap_ms, 250U);
}

TEST(ConfigHosts, WhatIsNoHostIsRefused) {
    for (const auto* host : {"", ":2775", "h:", "h:0", "h:65536", "h:x", "[::1", "[::1]2775", "a b:1", "http://h:1"}) {
        EXPECT_THAT(refusal_of(head("hosts = [\"" + std::string{host} + "\"]\n")), HasSubstr("link.hosts: expected"))
            << host;
    }
}

TEST(ConfigHosts, NoneAndTwiceAreRefused) {
    EXPECT_THAT(refusal_of(head("")), HasSubstr("link.hosts: missing"));
    EXPECT_THAT(refusal_of(head("hosts = []\n")), HasSubstr("link.hosts: missing"));
    EXPECT_THAT(refusal_of(head("hosts = [\"h:2775\", \"h\"]\n")), HasSubstr("names one host twice"));
}

// The keys of files from before.
TEST(ConfigHosts, TheOldKeysAreUnknownAndTheNewOneIsNamed) {
    EXPECT_THAT(
        mistakes(head("host = \"h\"\n")),
        ElementsAre(HasSubstr("link.hosts: missing"), HasSubstr("link.host: unknown key; did you mean \"hosts\"?")));
}

TEST(ConfigOutbind, SaysWhereWeListenAndForWhom) {
    const auto result = read(head(OUTBIND));
    ASSERT_TRUE(result) << to_string(result.error()[0]);
    const auto& link = result->declared.links.at(0);
    EXPECT_EQ(link.outbind_address, "127.0.0.1");
    EXPECT_EQ(link.outbind_port, 2776);
    EXPECT_EQ(link.outbind_system_id, "c");
    EXPECT_EQ(link.host, "");
    EXPECT_THAT(result->secrets.outbind_passwords, ElementsAre("w"));
}

TEST(ConfigOutbind, WhatCannotBeIsRefused) {
    EXPECT_THAT(refusal_of(head("hosts = [\"h\"]\n" + OUTBIND)), HasSubstr("nothing connects there"));
    EXPECT_THAT(refusal_of(head("outbind = \"127.0.0.1:2776\"\n")), HasSubstr("link.outbind_system_id: missing"));
    EXPECT_THAT(refusal_of(head("outbind = \"name:2776\"\n")), HasSubstr("link.outbind: expected an address"));
    EXPECT_THAT(refusal_of(head(OUTBIND) + "tls = true\n"), HasSubstr("not for links with tls"));
    EXPECT_THAT(refusal_of(head(OUTBIND) + "bind_type = \"transmitter_receiver\"\n"), HasSubstr("link.hosts: missing"));
    EXPECT_THAT(mistakes(head("hosts = [\"h\"]\n" + OUTBIND) + "bind_type = \"transmitter_receiver\"\n"), IsEmpty());
    auto second = head(OUTBIND);
    second.replace(second.find("\"a\""), 3, "\"b\"");
    EXPECT_THAT(refusal_of(head(OUTBIND) + second), HasSubstr("link.outbind: stands already on line 3"));
}

TEST(ConfigQueries, AreOffUnlessSaid) {
    EXPECT_EQ(link_of(head("hosts = [\"h\"]\n")).query_after_ms, 0U);
    const auto link = link_of(head("hosts = [\"h\"]\n") +
                              "query_after_ms = 60000\nquery_times = 2\nquery_rate = 5\nquery_takes_token = false\n");
    EXPECT_EQ(link.query_after_ms, 60'000U);
    EXPECT_EQ(link.query_times, 2U);
    EXPECT_EQ(link.query_rate, 5U);
    EXPECT_FALSE(link.query_takes_token);
}

TEST(ConfigLimits, AreReadInOrder) {
    const auto link = link_of(head("hosts = [\"h\"]\n") + "recipient_window = 3\ncounts_segments = false\n" +
                              "[[link.limit]]\nby = \"sender\"\nvalue = \"INFO\"\nrate = 5\n" +
                              "[[link.limit]]\nby = \"network\"\nrate = 20\n");
    EXPECT_EQ(link.recipient_window, 3U);
    EXPECT_FALSE(link.counts_segments);
    ASSERT_EQ(link.rate_rules.size(), 2U);
    EXPECT_EQ(link.rate_rules[0].by, facts::limited_by::sender);
    EXPECT_EQ(link.rate_rules[0].value, "INFO");
    EXPECT_EQ(link.rate_rules[0].rate, 5U);
    EXPECT_EQ(link.rate_rules[1].by, facts::limited_by::network);
    EXPECT_EQ(link.rate_rules[1].value, "");
    EXPECT_THAT(refusal_of(head("hosts = [\"h\"]\n") + "[[link.limit]]\nby = \"sender\"\n"),
                HasSubstr("link.limit.rate: missing"));
}

}  // namespace kaskad::config
