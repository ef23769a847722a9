#include "smpp/version.hpp"

#include <gtest/gtest.h>

namespace kaskad::smpp {

TEST(SmppVersion, ReadsWhatPeersSend) {
    for (const int version : {0x00, 0x03, 0x22, 0x33})
        EXPECT_EQ(normal_version(static_cast<uint8_t>(version)), 0x33);
    for (const int version : {0x34, 0x35, 0x4F})
        EXPECT_EQ(normal_version(static_cast<uint8_t>(version)), 0x34);
    for (const int version : {0x50, 0x51, 0xFF})
        EXPECT_EQ(normal_version(static_cast<uint8_t>(version)), 0x50);
}

TEST(SmppVersion, RunsAtTheLowerOfBothSides) {
    EXPECT_EQ(version_for_client(VERSION_50, 0x34), VERSION_34);
    EXPECT_EQ(version_for_client(VERSION_34, 0x50), VERSION_34);
    EXPECT_EQ(version_for_client(VERSION_50, 0x7B), VERSION_50);  // 123
    EXPECT_EQ(version_for_client(VERSION_50, 0), VERSION_33);
}

TEST(SmppVersion, TakesAServerThatSaysNothingForAnOldOneUnlessToldOtherwise) {
    EXPECT_EQ(version_with_server(VERSION_50, 0x34, true), VERSION_34);
    EXPECT_EQ(version_with_server(VERSION_50, 0x50, false), VERSION_50);
    EXPECT_EQ(version_with_server(VERSION_34, std::nullopt, false), VERSION_33);
    EXPECT_EQ(version_with_server(VERSION_50, std::nullopt, true), VERSION_34);
    EXPECT_EQ(version_with_server(VERSION_33, std::nullopt, true), VERSION_33);
    // sc_interface_version in four octets.
    EXPECT_EQ(version_with_server(VERSION_50, 0x0134, false), VERSION_50);
}

TEST(SmppVersion, AsksForLessOnlyWhenTheVersionMayBeTheReason) {
    EXPECT_EQ(version_after_refusal(VERSION_50, command_status::rbindfail), VERSION_34);
    EXPECT_EQ(version_after_refusal(VERSION_50, command_status::rsyserr), VERSION_34);
    EXPECT_EQ(version_after_refusal(VERSION_50, command_status::rinvpaswd), VERSION_50);
    EXPECT_EQ(version_after_refusal(VERSION_34, command_status::rbindfail), VERSION_34);
}

TEST(SmppVersion, KnowsWhichRequestsAVersionHas) {
    EXPECT_FALSE(is_request_known_to(VERSION_34, command_id::broadcast_sm));
    EXPECT_TRUE(is_request_known_to(VERSION_50, command_id::cancel_broadcast_sm));
    EXPECT_FALSE(is_request_known_to(VERSION_33, command_id::data_sm));
    EXPECT_TRUE(is_request_known_to(VERSION_34, command_id::alert_notification));
    EXPECT_TRUE(is_request_known_to(VERSION_33, command_id::submit_multi));
    // A response answers what the peer itself has sent.
    EXPECT_TRUE(is_request_known_to(VERSION_33, command_id::data_sm_resp));
}

TEST(SmppVersion, GivesAnOlderPeerTheNearestStatusItKnows) {
    for (uint32_t value = 0; value < 0x600; ++value) {
        const auto status = static_cast<command_status>(value);
        EXPECT_EQ(status_for(VERSION_50, status), status);
        const bool is_of_50 = value >= 0x100 && value <= 0x112;
        EXPECT_EQ(status_for(VERSION_34, status) == status, !is_of_50);
        EXPECT_FALSE(value != 0 && status_for(VERSION_33, status) == command_status::rok);
    }
    EXPECT_EQ(status_for(VERSION_34, command_status::rsertypunavail), command_status::rsyserr);
    EXPECT_EQ(status_for(VERSION_34, command_status::rsertypdenied), command_status::rinvsertyp);
    EXPECT_EQ(status_for(VERSION_34, command_status::rbcastfail), command_status::rsubmitfail);
}

}  // namespace kaskad::smpp
