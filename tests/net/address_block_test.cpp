#include "net/address_block.hpp"

#include <gtest/gtest.h>

namespace kaskad::net {
namespace {

TEST(AddressBlock, HoldsWhatHasItsPrefix) {
    const auto block = address_block::parse("10.1.2.3/8");
    ASSERT_TRUE(block);
    EXPECT_TRUE(block->contains("10.0.0.0"));
    EXPECT_TRUE(block->contains("10.255.255.255"));
    EXPECT_FALSE(block->contains("11.0.0.0"));
    EXPECT_TRUE(block->contains("::ffff:10.9.9.9")) << "the same host over a socket of both families";
    EXPECT_FALSE(block->contains("::1"));
    EXPECT_FALSE(block->contains("10.0.0"));
}

TEST(AddressBlock, AnAddressAloneIsABlockOfOne) {
    const auto one = address_block::parse("192.0.2.7");
    ASSERT_TRUE(one);
    EXPECT_TRUE(one->contains("192.0.2.7"));
    EXPECT_FALSE(one->contains("192.0.2.6"));
}

TEST(AddressBlock, AllAndIpv6) {
    EXPECT_TRUE(address_block::parse("0.0.0.0/0")->contains("203.0.113.1"));
    EXPECT_FALSE(address_block::parse("0.0.0.0/0")->contains("2001:db8::1"));
    const auto block = address_block::parse("2001:db8::/33");
    ASSERT_TRUE(block);
    EXPECT_TRUE(block->contains("2001:db8:7fff::1"));
    EXPECT_FALSE(block->contains("2001:db8:8000::1"));
}

TEST(AddressBlock, WhatIsNoBlockIsRefused) {
    for (const auto* text : {"", "/8", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/8x",
                             "::/129", "localhost", "10.0.0.0/8/8"})
        EXPECT_FALSE(address_block::parse(text)) << text;
}

}  // namespace
}  // namespace kaskad::net
