#include "engine/operator_code.hpp"

#include "engine/retry_class.hpp"
#include "engine/unmapped_codes.hpp"

#include <gtest/gtest.h>

namespace kaskad::engine {

namespace {

using core::reason;
using facts::part_state;

const std::vector<facts::reason_rule> RULES{
    {.stat = "UNDELIV", .err = "12", .reason = reason::handset_memory_full},
    {.err = "012", .reason = reason::absent_subscriber},
    {.network = "9", .reason = reason::recipient_blocked},
    {.network = "3:27", .reason = reason::barred_subscriber},
    {.stat = "DND_REJECTED", .reason = reason::recipient_blocked},
    {.command_status = 0x400, .reason = reason::link_out_of_credit},
    {.command_status = 0x401, .reason = reason::unknown_subscriber},
    {.command_status = 0x402, .reason = reason::link_system_error},
    {.command_status = 0x403, .reason = reason::link_throttled},
    {.command_status = 0x404, .reason = reason::link_queue_full},
    {.command_status = 8, .reason = reason::link_rejected},
};

reason mapped(const operator_code& code, part_state state = part_state::undelivered) {
    return meaning_of_receipt(RULES, code, state).reason;
}

code_meaning plain(const operator_code& code, part_state state = part_state::undelivered) {
    return meaning_of_receipt({}, code, state);
}

}  // namespace

TEST(EngineOperatorCode, TheFirstRuleThatFitsCounts) {
    EXPECT_EQ(mapped({.stat = "undeliv", .err = "012"}), reason::handset_memory_full);
    EXPECT_EQ(mapped({.stat = "EXPIRED", .err = "12"}), reason::absent_subscriber);
    EXPECT_EQ(mapped({.stat = "EXPIRED", .network = "8:9"}), reason::recipient_blocked);
    EXPECT_EQ(mapped({.stat = "EXPIRED", .network = "9"}), reason::recipient_blocked);
    EXPECT_EQ(mapped({.stat = "EXPIRED", .network = "3:27"}), reason::barred_subscriber);
    EXPECT_EQ(mapped({.stat = "EXPIRED", .network = "3:6"}), reason::absent_subscriber) << "the default";
    EXPECT_EQ(mapped({.stat = "DND_REJECTED", .err = "7"}), reason::recipient_blocked);
}

TEST(EngineOperatorCode, ARuleForResponsesIsNoneForReceipts) {
    EXPECT_EQ(find_rule(RULES, {.stat = "X", .err = "999"}), nullptr);
    EXPECT_EQ(find_rule(RULES, {.command_status = 0x400})->reason, reason::link_out_of_credit);
    EXPECT_EQ(find_rule(RULES, {.command_status = 0x444}), nullptr);
}

// 3GPP TS 29.002 §17.6.6, only where the network type says GSM.
TEST(EngineOperatorCode, ReadsMapErrorsOfGsmNetworks) {
    EXPECT_EQ(plain({.stat = "UNDELIV", .network = "3:1"}).reason, reason::unknown_subscriber);
    EXPECT_EQ(plain({.stat = "UNDELIV", .network = "3:13"}).reason, reason::barred_subscriber);
    EXPECT_EQ(plain({.stat = "EXPIRED", .network = "3:27"}, part_state::expired).reason, reason::absent_subscriber);
    EXPECT_TRUE(plain({.stat = "UNDELIV", .err = "17", .network = "3:1"}).is_known);
    EXPECT_EQ(plain({.stat = "UNDELIV", .network = "8:1"}).reason, reason::undeliverable);
    EXPECT_FALSE(plain({.stat = "UNDELIV", .network = "8:1"}).is_known);
}

TEST(EngineOperatorCode, MakesNothingOfTheOperatorsOwnNumbers) {
    const auto meaning = plain({.stat = "UNDELIV", .err = "001"});
    EXPECT_EQ(meaning.reason, reason::undeliverable);
    EXPECT_FALSE(meaning.is_known);
    for (const auto* const nothing : {"", "0", "000", "0000", "null"})
        EXPECT_TRUE(plain({.stat = "UNDELIV", .err = nothing}).is_known) << nothing;
}

TEST(EngineOperatorCode, FallsBackOnTheState) {
    EXPECT_EQ(plain({.stat = "EXPIRED"}, part_state::expired).reason, reason::validity_expired);
    EXPECT_EQ(plain({.stat = "REJECTD"}, part_state::rejected).reason, reason::rejected_by_network);
    EXPECT_EQ(plain({.stat = "DELETED"}).reason, reason::deleted_by_operator);
    EXPECT_EQ(plain({.stat = "UNDELIV"}).reason, reason::undeliverable);
    EXPECT_EQ(plain({.stat = "DELIVRD", .err = "5"}, part_state::delivered).reason, reason::none);
    EXPECT_TRUE(plain({.stat = "DELIVRD", .err = "5"}, part_state::delivered).is_known);
    EXPECT_FALSE(plain({.stat = "GONE"}, part_state::unknown).is_known);
    EXPECT_TRUE(plain({.stat = "UNKNOWN"}, part_state::unknown).is_known);
}

TEST(EngineOperatorCode, AResponseIsTreatedByItsMappedReason) {
    const auto action = [](uint32_t status) { return rule_of(status, RULES).action; };
    EXPECT_EQ(action(0x400), retry_class::other_link);
    EXPECT_TRUE(rule_of(0x400, RULES).alarm);
    EXPECT_EQ(action(0x401), retry_class::final);
    EXPECT_EQ(action(0x402), retry_class::same_link);
    EXPECT_EQ(action(0x403), retry_class::throttle_link);
    EXPECT_EQ(action(0x404), retry_class::throttle_recipient);
    EXPECT_EQ(action(8), retry_class::other_link) << "over the table's own";
    EXPECT_EQ(action(0), retry_class::accepted);
    EXPECT_TRUE(rule_of(0x401, RULES).is_known);
    EXPECT_FALSE(rule_of(0x405, RULES).is_known);
    EXPECT_TRUE(rule_of(0x0B).is_known);
}

// A rule that fits every receipt without an error once fitted the response ESME_ROK as well.
TEST(EngineOperatorCode, NoRuleTouchesAnAcceptedSubmit) {
    const std::vector<facts::reason_rule> rules{{.err = "000", .reason = reason::undeliverable}};
    EXPECT_EQ(rule_of(0, rules).action, retry_class::accepted);
}

TEST(EngineUnmappedCodes, AreListedByVolumeUntilTheyAreMapped) {
    const core::link_id link{3};
    unmapped_codes codes;
    codes.note(link, {.stat = "UNDELIV", .err = "007"}, reason::undeliverable, 10);
    codes.note(link, {.command_status = 0x444}, reason::link_rejected, 20);
    codes.note(link, {.command_status = 0x444}, reason::link_rejected, 30);
    auto listed = codes.list({});
    ASSERT_EQ(listed.rows.size(), 2U);
    EXPECT_EQ(listed.rows[0].command_status, 0x444U);
    EXPECT_EQ(listed.rows[0].count, 2U);
    EXPECT_EQ(listed.rows[0].last_utc, 30);
    EXPECT_EQ(listed.rows[1].err, "007");
    facts::link mapped;
    mapped.reasons = {{.command_status = 0x444, .reason = reason::recipient_blocked}};
    listed = codes.list({{link, mapped}});
    ASSERT_EQ(listed.rows.size(), 1U);
    EXPECT_EQ(listed.rows[0].stat, "UNDELIV");
    EXPECT_EQ(codes.counts().at(link), 3U);
}

TEST(EngineUnmappedCodes, AreBounded) {
    unmapped_codes codes;
    for (uint32_t status = 1; status <= unmapped_codes::KEPT_MAX + 10; ++status)
        codes.note(core::link_id{1}, {.stat = std::string(1000, 'x'), .command_status = status}, reason::unknown, 1);
    const auto listed = codes.list({});
    EXPECT_EQ(listed.rows.size(), unmapped_codes::KEPT_MAX);
    EXPECT_EQ(listed.uncounted, 10U);
    EXPECT_LE(listed.rows[0].stat.size(), 32U);
}

}  // namespace kaskad::engine
