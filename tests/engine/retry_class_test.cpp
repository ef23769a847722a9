#include "engine/retry_class.hpp"

#include <gtest/gtest.h>

#include <set>

namespace kaskad::engine {

namespace {

using enum retry_class;

struct row {
    std::set<uint32_t> statuses;
    retry_class action;
    bool alarm;
};

}  // namespace

// What a client does with a submit_sm_resp, by the table of the requirements (section L) and SMPP 3.4 §5.1.3.
TEST(EngineRetryClass, TreatsEveryStatusByTheTable) {
    const std::vector<row> table{
        {{0x00}, accepted, false},
        {{0x01, 0x0B, 0x61, 0x62, 0x65, 0x66, 0x101, 0x104}, retry_class::final, false},
        {{0x02, 0x03, 0x06, 0x07, 0x15, 0x33, 0x34, 0x40, 0x42, 0x43, 0x44, 0x48, 0x49, 0x50, 0x51},
         retry_class::final,
         true},
        {{0xC0, 0xC1, 0xC2, 0xC3, 0xC4}, retry_class::final, true},
        {{0x100, 0x103, 0x105, 0x106, 0x107, 0x10D, 0x112}, retry_class::final, true},
        {{0x04, 0x05}, rebind, false},
        {{0x08, 0x64, 0x102, 0xFE}, same_link, false},
        {{0x0A, 0x0C, 0x45, 0xFF}, other_link, false},
        {{0x0D, 0x0E, 0x0F, 0x53}, other_link, true},
        {{0x14}, throttle_recipient, false},
        {{0x58}, throttle_link, false},
    };
    for (const auto& [statuses, action, alarm] : table) {
        for (const auto status : statuses) {
            const auto rule = rule_of(status);
            EXPECT_EQ(rule.action, action) << std::hex << status;
            EXPECT_EQ(rule.alarm, alarm) << std::hex << status;
            EXPECT_TRUE(rule.is_known) << std::hex << status;
            EXPECT_EQ(rule.reason == core::reason::none, status == 0) << std::hex << status;
        }
    }
}

TEST(EngineRetryClass, AsksAnotherLinkOnceAboutNumbersOfAVendor) {
    for (const uint32_t status : {0x22U, 0x4AU, 0x9FU, 0x400U, 0x4FFU, 0x1000U, 0xFFFFFFFFU}) {
        EXPECT_EQ(rule_of(status).action, other_link) << std::hex << status;
        EXPECT_FALSE(rule_of(status).is_known) << std::hex << status;
    }
}

}  // namespace kaskad::engine
