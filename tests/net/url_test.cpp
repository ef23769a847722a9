#include "net/url.hpp"

#include "net/public_address.hpp"

#include <gtest/gtest.h>

namespace kaskad::net {
namespace {

TEST(Url, TakesApartWhatIsAnAddress) {
    const auto a = parse_url("https://Example.COM/hook?x=1");
    ASSERT_TRUE(a) << a.error();
    EXPECT_TRUE(a->secure);
    EXPECT_EQ(a->host, "example.com");
    EXPECT_EQ(a->port, 443);
    EXPECT_EQ(a->target, "/hook?x=1");
    EXPECT_EQ(a->origin(), "https://example.com:443");
    EXPECT_EQ(a->authority(), "example.com");

    const auto b = parse_url("http://[2001:DB8::1]:8080");
    ASSERT_TRUE(b) << b.error();
    EXPECT_EQ(b->host, "2001:db8::1");
    EXPECT_EQ(b->target, "/");
    EXPECT_EQ(b->authority(), "[2001:db8::1]:8080");
    EXPECT_EQ(parse_url("http://h?q")->target, "/?q");
    EXPECT_EQ(parse_url("HTTP://h:80/")->authority(), "h");
}

TEST(Url, RefusesWhatIsNone) {
    for (const auto* text : {"", "http", "http://", "ftp://h/", "http:///x", "http://a b/", "http://u:p@h/",
                             "http://h/#f", "http://h:0/", "http://h:65536/", "http://h:x/", "http://[::1/",
                             "http://[::1]x/", "http://h\r\nx/", "http://h/\xC3\xA4", "//h/", "http://h%00/"}) {
        EXPECT_FALSE(parse_url(text)) << text;
    }
    EXPECT_FALSE(parse_url("http://h/" + std::string(URL_LENGTH_MAX, 'a')));
}

TEST(Url, DecodesQueries) {
    const auto query = parse_query("a=1&b=x+y%21&c&=d&&e==");
    ASSERT_TRUE(query);
    const query_parameters expected{{"a", "1"}, {"b", "x y!"}, {"c", ""}, {"", "d"}, {"e", "="}};
    EXPECT_EQ(*query, expected);
    EXPECT_FALSE(parse_query("a=%2"));
    EXPECT_FALSE(parse_query("a=%zz"));
    EXPECT_EQ(percent_decode("a+b%20", false), "a+b ");
    std::string many;
    for (size_t i = 0; i <= QUERY_PARAMETERS_MAX; ++i)
        many += "a&";
    EXPECT_FALSE(parse_query(many));
}

TEST(PublicAddress, RefusesEverythingSpecial) {
    for (const auto* ip : {"127.0.0.1",
                           "10.1.2.3",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.168.1.1",
                           "169.254.169.254",
                           "100.64.0.1",
                           "0.0.0.0",
                           "224.0.0.1",
                           "255.255.255.255",
                           "192.0.2.1",
                           "198.18.0.1",
                           "::1",
                           "::",
                           "fe80::1",
                           "fc00::1",
                           "fd12::1",
                           "ff02::1",
                           "::ffff:10.0.0.1",
                           "::ffff:127.0.0.1",
                           "64:ff9b::a00:1",
                           "2002:7f00:1::",
                           "2001:db8::1",
                           "2001::1",
                           "nonsense",
                           ""}) {
        EXPECT_FALSE(is_public_address(ip)) << ip;
    }
    for (const auto* ip : {"8.8.8.8", "172.32.0.1", "100.128.0.1", "192.0.1.1", "198.20.0.1", "223.255.255.255",
                           "2606:4700::1111", "2001:4860::8888", "::ffff:8.8.8.8"}) {
        EXPECT_TRUE(is_public_address(ip)) << ip;
    }
}

}  // namespace
}  // namespace kaskad::net
