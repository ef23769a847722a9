#include "core/reason.hpp"

#include <gtest/gtest.h>

#include <fstream>
#include <map>
#include <string>

namespace kaskad::core {

namespace {

std::map<uint16_t, std::string> catalogue() {
    std::map<uint16_t, std::string> names;
    for (const auto& entry : reason_catalogue())
        names[static_cast<uint16_t>(entry.code)] = entry.name;
    return names;
}

std::string sentence_of(std::string_view row, size_t column) {
    for (; column > 0; --column)
        row.remove_prefix(row.find('|', 1));
    row.remove_prefix(2);
    return std::string{row.substr(0, row.find(" |"))};
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
        {7, "handset_refused"},
        {8, "subscriber_busy"},
        {10, "invalid_sender"},
        {11, "sender_not_allowed"},
        {12, "content_rejected"},
        {13, "content_too_long"},
        {14, "invalid_coding"},
        {15, "content_not_registered"},
        {16, "recipient_flooded"},
        {17, "duplicate_message"},
        {18, "incomplete_text"},
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
        {49, "link_quota_used"},
        {50, "validity_expired"},
        {51, "undeliverable"},
        {52, "deleted_by_operator"},
        {53, "rejected_by_network"},
        {54, "network_failure"},
        {55, "network_not_covered"},
        {56, "network_congested"},
        {57, "network_timeout"},
        {60, "no_receipt"},
        {61, "in_doubt"},
        {62, "unknown"},
        {70, "link_ejected"},
        {71, "link_too_slow"},
        {72, "link_below_floor"},
        {73, "link_loses_money"},
        {74, "link_limit_reached"},
        {75, "link_owned_by_client"},
        {76, "link_not_allowed"},
        {77, "link_refuses_sender"},
        {78, "link_in_maintenance"},
        {79, "link_not_in_policy"},
        {80, "outdone"},
        {81, "link_had_last_code"},
        {82, "link_over_spend_limit"},
        {83, "link_without_rate"},
        {90, "traffic_held"},
        {91, "traffic_blocked"},
        {92, "traffic_loops"},
        {100, "step_timed_out"},
        {101, "not_read"},
        {102, "no_address"},
        {103, "suppressed"},
        {104, "quiet_hours"},
        {105, "step_too_dear"},
        {106, "step_not_applicable"},
        {107, "not_on_channel"},
        {108, "lately_unreachable"},
        {109, "no_channel_account"},
        {110, "template_refused"},
        {111, "superseded"},
        {112, "stopped_by_client"},
        {113, "conversation_closed"},
        {114, "call_not_answered"},
        {115, "answered_by_machine"},
        {116, "no_content"},
        {117, "revoked"},
        {118, "answered_by_recipient"},
    };
    EXPECT_EQ(catalogue(), published);
    EXPECT_EQ(reason_catalogue().size(), published.size());
}

TEST(CoreReason, EveryFailureHasACulprit) {
    for (const auto& [code, name] : catalogue()) {
        const auto value = static_cast<reason>(code);
        const bool is_loss = value == reason::dearer || value == reason::outdone || value == reason::link_had_last_code;
        const bool is_answer = value == reason::answered_by_recipient;
        const bool is_failure = value != reason::none && !is_loss && !is_answer;
        EXPECT_EQ(culprit_of(value) != culprit::none, is_failure) << name;
    }
    EXPECT_EQ(culprit_of(reason::absent_subscriber), culprit::subscriber);
    EXPECT_EQ(culprit_of(reason::invalid_sender), culprit::sender);
    EXPECT_EQ(culprit_of(reason::no_money), culprit::client);
    EXPECT_EQ(culprit_of(reason::link_lost), culprit::link);
    EXPECT_EQ(culprit_of(reason::network_failure), culprit::network);
}

TEST(CoreReason, IsFoundByItsName) {
    for (const auto& entry : reason_catalogue()) {
        EXPECT_EQ(parse_reason(entry.name), entry.code);
        EXPECT_EQ(&describe(entry.code), &entry);
    }
    EXPECT_FALSE(parse_reason("Unknown").has_value());
    EXPECT_FALSE(parse_reason("").has_value());
}

TEST(CoreReason, SaysItInTwoLanguages) {
    for (const auto& entry : reason_catalogue()) {
        EXPECT_TRUE(entry.english.ends_with('.')) << entry.name;
        EXPECT_TRUE(entry.russian.ends_with('.')) << entry.name;
        EXPECT_EQ(entry.english.find_first_of("|\""), std::string_view::npos) << entry.name;
        // Cyrillic is U+0400 to U+04FF: D0 or D1 first.
        EXPECT_TRUE(entry.russian.starts_with('\xD0')) << entry.name;
    }
}

TEST(CoreReason, SaysWhatMayHelp) {
    EXPECT_EQ(describe(reason::unknown_subscriber).help, remedy::none);
    EXPECT_EQ(describe(reason::absent_subscriber).help, remedy::elsewhere);
    EXPECT_EQ(describe(reason::link_system_error).help, remedy::later);
    // What never left us, no supplier bills.
    for (const auto code : {reason::no_money, reason::no_link, reason::deadline_passed, reason::link_rejected})
        EXPECT_FALSE(describe(code).is_billed) << to_string(code);
    EXPECT_TRUE(describe(reason::absent_subscriber).is_billed);
}

// The table clients read is this catalogue.
TEST(CoreReason, IsTheTableOfTheDocumentation) {
    std::ifstream page{KASKAD_SOURCE_DIR "/docs/http-api.md"};
    std::map<std::string, std::string> rows;
    for (std::string line; std::getline(page, line);) {
        if (line.starts_with("| `")) rows[line.substr(3, line.find('`', 3) - 3)] = line;
    }
    const auto yes = [](bool value) { return std::string{value ? "yes" : "no"}; };
    for (const auto& entry : reason_catalogue()) {
        if (entry.code == reason::none) continue;
        const std::string name{entry.name};
        ASSERT_TRUE(rows.contains(name)) << name;
        EXPECT_EQ(sentence_of(rows[name], 1), to_string(entry.who)) << name;
        EXPECT_EQ(sentence_of(rows[name], 2), yes(entry.help == remedy::none)) << name;
        EXPECT_EQ(sentence_of(rows[name], 3), yes(entry.help == remedy::elsewhere)) << name;
        EXPECT_EQ(sentence_of(rows[name], 4), yes(entry.is_billed)) << name;
        EXPECT_EQ(sentence_of(rows[name], 5), entry.english) << name;
        EXPECT_EQ(sentence_of(rows[name], 6), entry.russian) << name;
    }
}

// A code from a newer program, read by an older one.
TEST(CoreReason, ACodeThatIsNotKnownReadsAsUnknown) {
    EXPECT_EQ(to_string(static_cast<reason>(65'000)), "unknown");
    EXPECT_EQ(culprit_of(static_cast<reason>(65'000)), culprit::unknown);
    EXPECT_EQ(to_string(static_cast<culprit>(200)), "unknown");
}

}  // namespace kaskad::core
