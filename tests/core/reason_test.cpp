#include "core/reason.hpp"

#include <gtest/gtest.h>

#include <map>
#include <string>

namespace kaskad::core {

namespace {

// Above the highest code given so far, so that a new reason is seen.
constexpr uint16_t CODES_MAX = 1000;

// Every code that has an entry; a code without one reads as "unknown".
std::map<uint16_t, std::string> catalogue() {
    std::map<uint16_t, std::string> names;
    for (uint16_t code = 0; code < CODES_MAX; ++code) {
        const auto value = static_cast<reason>(code);
        if (value == reason::unknown || to_string(value) != "unknown") names[code] = to_string(value);
    }
    return names;
}

}  // namespace

TEST(CoreReason, NamesAreDistinctWords) {
    std::map<std::string, int> seen;
    for (const auto& [code, name] : catalogue()) {
        EXPECT_EQ(++seen[name], 1) << name;
        EXPECT_EQ(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_"), std::string::npos) << name;
        EXPECT_FALSE(name.empty());
    }
}

// Codes are public and on disk. This list only grows; a line that changes here breaks clients.
TEST(CoreReason, CodesAreStable) {
    const std::map<uint16_t, std::string> published{
        {0, "none"},
        {1, "absent_subscriber"},
        {2, "unknown_subscriber"},
        {3, "barred_subscriber"},
        {4, "handset_memory_full"},
        {5, "invalid_recipient"},
        {6, "recipient_blocked"},
        {10, "invalid_sender"},
        {11, "sender_not_allowed"},
        {12, "content_rejected"},
        {13, "content_too_long"},
        {14, "invalid_coding"},
        {20, "cancelled_by_client"},
        {21, "no_money"},
        {22, "no_price"},
        {23, "deadline_passed"},
        {30, "no_network"},
        {31, "no_link"},
        {32, "link_not_bound"},
        {33, "link_disabled"},
        {34, "link_without_price"},
        {35, "link_does_not_cover"},
        {36, "link_tried_before"},
        {37, "dearer"},
        {40, "link_throttled"},
        {41, "link_queue_full"},
        {42, "link_system_error"},
        {43, "link_rejected"},
        {44, "link_lost"},
        {45, "link_credentials"},
        {46, "link_misconfigured"},
        {47, "link_no_answer"},
        {48, "link_out_of_credit"},
        {50, "validity_expired"},
        {51, "undeliverable"},
        {52, "deleted_by_operator"},
        {53, "rejected_by_network"},
        {54, "network_failure"},
        {60, "no_receipt"},
        {61, "in_doubt"},
        {62, "unknown"},
    };
    const auto known = catalogue();
    for (const auto& [code, name] : published) {
        ASSERT_TRUE(known.contains(code)) << name;
        EXPECT_EQ(known.at(code), name);
    }
}

TEST(CoreReason, EveryFailureHasACulprit) {
    for (const auto& [code, name] : catalogue()) {
        const auto value = static_cast<reason>(code);
        const bool is_failure = value != reason::none && value != reason::dearer;
        EXPECT_EQ(culprit_of(value) != culprit::none, is_failure) << name;
    }
    EXPECT_EQ(culprit_of(reason::absent_subscriber), culprit::subscriber);
    EXPECT_EQ(culprit_of(reason::invalid_sender), culprit::sender);
    EXPECT_EQ(culprit_of(reason::no_money), culprit::client);
    EXPECT_EQ(culprit_of(reason::link_lost), culprit::link);
    EXPECT_EQ(culprit_of(reason::network_failure), culprit::network);
}

// A code from a newer program, read by an older one.
TEST(CoreReason, ACodeThatIsNotKnownReadsAsUnknown) {
    EXPECT_EQ(to_string(static_cast<reason>(65'000)), "unknown");
    EXPECT_EQ(culprit_of(static_cast<reason>(65'000)), culprit::unknown);
    EXPECT_EQ(to_string(static_cast<culprit>(200)), "unknown");
}

}  // namespace kaskad::core
