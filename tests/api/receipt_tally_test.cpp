#include "gateway/api/receipt_tally.hpp"

#include "gateway/api/close_work.hpp"
#include "gateway/api/command_round.hpp"
#include "gateway/api/repeat_work.hpp"

#include <gtest/gtest.h>

// What is counted of a part, one state at a time; days of a zone; and how far a round of commands came.

namespace kaskad::gateway::api {
namespace {

using facts::part_state;

constexpr int64_t HOUR = 3'600'000;
constexpr int64_t DAY = 24 * HOUR;
constexpr int64_t FIRST = 20'758 * DAY;  // 2026-11-01
constexpr core::currency EUR{{'E', 'U', 'R'}};
constexpr core::link_id ALPHA{3};

facts::part part_in(part_state state, int64_t submitted_utc = FIRST + HOUR) {
    facts::part part;
    part.number = 1;
    part.state = state;
    part.submitted_utc = submitted_utc;
    part.operator_id = "op";
    return part;
}

facts::part receipted(part_state state, int64_t after_ms) {
    auto part = part_in(state);
    part.receipt_utc = part.submitted_utc + after_ms;
    part.matched = facts::matched_by::id;
    return part;
}

// Charged 7, and 3 are owed for each of its parts.
store::told_message told_with(std::vector<facts::part> parts, uint64_t id = 1) {
    store::told_message told;
    auto& message = told.message;
    message.id = {id};
    message.currency = EUR;
    message.state = facts::message_state::in_progress;
    message.charge.charged = {7};
    message.charge.currency = EUR;
    facts::attempt attempt;
    attempt.number = 1;
    attempt.link = ALPHA;
    attempt.currency = EUR;
    for (size_t number = 0; number < parts.size(); ++number) {
        parts[number].number = static_cast<uint8_t>(number + 1);
        billing::posting row;
        row.message = message.id;
        row.transfers = {billing::transfer{.code = billing::posting_code::supplier_accrual,
                                           .side = billing::transfer_side::supplier,
                                           .currency = EUR,
                                           .amount = {3},
                                           .message = message.id,
                                           .attempt = 1}};
        told.postings.push_back(row);
    }
    attempt.parts = std::move(parts);
    message.attempts = {attempt};
    return told;
}

receipts_question november(uint32_t days = 2) {
    return question_of({.from = 20'758, .to = 20'758 + days}, {}, {});
}

receipt_sums total_of(const store::told_message& told) {
    receipt_tally tally{november(), 10};
    EXPECT_TRUE(tally.add(told));
    return tally.total();
}

TEST(ApiReceiptTally, PutsEachStateInOneColumn) {
    struct expectation {
        facts::part part;
        uint64_t receipt_sums::*member;
    };
    auto of_another = part_in(part_state::delivered);
    of_another.matched = facts::matched_by::part;
    auto never_answered = part_in(part_state::unknown);
    never_answered.operator_id.clear();
    const std::vector<expectation> all{
        {part_in(part_state::pending), &receipt_sums::refused},
        {part_in(part_state::rejected), &receipt_sums::refused},
        {part_in(part_state::submitting), &receipt_sums::unanswered},
        {part_in(part_state::in_doubt), &receipt_sums::unanswered},
        {never_answered, &receipt_sums::unanswered},
        {part_in(part_state::accepted), &receipt_sums::missing},
        {receipted(part_state::sent, 1), &receipt_sums::missing},
        {part_in(part_state::unknown), &receipt_sums::missing},
        {of_another, &receipt_sums::unconfirmed},
        {receipted(part_state::delivered, 1), &receipt_sums::delivered},
        {receipted(part_state::undelivered, 1), &receipt_sums::undelivered},
        {receipted(part_state::expired, 1), &receipt_sums::expired},
        {receipted(part_state::rejected, 1), &receipt_sums::rejected},
    };
    for (size_t place = 0; place < all.size(); ++place) {
        SCOPED_TRACE(place);
        const auto total = total_of(told_with({all[place].part}));
        EXPECT_EQ(total.submitted, 1U);
        EXPECT_EQ(total.*all[place].member, 1U);
        EXPECT_EQ(total.refused + total.unanswered + total.accepted, 1U);
        EXPECT_EQ(total.late, 0U);
        EXPECT_EQ(total.owed.at(EUR), core::amount{3});
    }
    EXPECT_EQ(total_of(told_with({part_in(part_state::pending, 0)})).submitted, 0U) << "it never left";
}

TEST(ApiReceiptTally, LateIsADayOrAfterTheMessageHadEnded) {
    EXPECT_EQ(total_of(told_with({receipted(part_state::delivered, DAY - 1)})).late, 0U);
    EXPECT_EQ(total_of(told_with({receipted(part_state::delivered, DAY)})).late, 1U);
    auto told = told_with({receipted(part_state::delivered, HOUR)});
    told.message.late = true;
    told.message.state = facts::message_state::delivered;
    told.message.final_utc = told.message.attempts[0].parts[0].receipt_utc;
    EXPECT_EQ(total_of(told).late, 1U);
    told.message.final_utc += 1;  // another part's receipt ended it
    EXPECT_EQ(total_of(told).late, 0U);
}

TEST(ApiReceiptTally, CountsContradictionsAndQuestionsBesides) {
    auto part = receipted(part_state::delivered, HOUR);
    part.conflict = true;
    part.matched = facts::matched_by::query;
    const auto total = total_of(told_with({part}));
    EXPECT_EQ(total.delivered, 1U);
    EXPECT_EQ(total.contradictory, 1U);
    EXPECT_EQ(total.asked, 1U);
}

// Two parts of three lack a receipt: 2 x 3 of the 9 that are owed, and the message is charged once.
TEST(ApiReceiptTally, SaysWhatThoseWithoutAReceiptCost) {
    auto told = told_with({part_in(part_state::accepted), receipted(part_state::delivered, 1),
                           part_in(part_state::accepted, FIRST + DAY + HOUR)});
    receipt_tally tally{november(), 10};
    ASSERT_TRUE(tally.add(told));
    EXPECT_EQ(tally.total().owed.at(EUR), core::amount{9});
    EXPECT_EQ(tally.total().owed_missing.at(EUR), core::amount{6});
    EXPECT_EQ(share_ppm(tally.total(), tally.total().missing), 666'600);
    ASSERT_EQ(tally.rows().size(), 2U);
    EXPECT_EQ(tally.rows().begin()->second.waiting.messages, 0U);
    const auto& last = tally.rows().rbegin()->second;
    EXPECT_EQ(last.waiting.messages, 1U) << "in the row of its last part";
    EXPECT_EQ(last.waiting.charged.at(EUR), core::amount{7});
    told.message.state = facts::message_state::unknown;
    told.message.reason = core::reason::no_receipt;
    EXPECT_EQ(total_of(told).closed.messages, 1U);
    EXPECT_EQ(total_of(told).waiting.messages, 0U);
    told.message.reason = core::reason::in_doubt;
    EXPECT_EQ(total_of(told).closed.messages, 0U);
}

TEST(ApiReceiptTally, CountsParkedReceiptsOnTheDayTheyCame) {
    receipt_tally tally{november(1), 10};
    EXPECT_TRUE(tally.add(facts::parked_receipt{.id = 1, .link = ALPHA, .received_utc = FIRST + DAY - 1}));
    EXPECT_TRUE(tally.add(facts::parked_receipt{.id = 2, .link = ALPHA, .received_utc = FIRST + DAY}));
    EXPECT_EQ(tally.total().parked, 1U);
}

TEST(ApiReceiptTally, HasAnEnd) {
    receipt_tally tally{november(), 1};
    EXPECT_TRUE(tally.add(told_with({part_in(part_state::accepted)})));
    EXPECT_TRUE(tally.add(told_with({part_in(part_state::accepted)}, 2)));
    EXPECT_FALSE(tally.add(told_with({part_in(part_state::accepted, FIRST + DAY)}, 3)));
}

// Berlin leaves summer time on 2026-10-25 at 01:00 UTC: that day has 25 hours, and begins at 22:00 UTC.
TEST(ApiLocalDays, BeginAndEndByTheClocksOfTheirZone) {
    constexpr int64_t SET = 20'751 * DAY + HOUR;
    const local_days berlin{{{0, 120}, {SET, 60}}};
    EXPECT_EQ(berlin.begin_of(20'751), 20'751 * DAY - 2 * HOUR);
    EXPECT_EQ(berlin.begin_of(20'752), 20'752 * DAY - HOUR);
    EXPECT_EQ(berlin.day_of(20'752 * DAY - HOUR - 1), 20'751);
    EXPECT_EQ(berlin.day_of(20'752 * DAY - HOUR), 20'752);
    EXPECT_EQ(local_days{}.begin_of(5), 5 * DAY);
    EXPECT_EQ(local_days{}.day_of(5 * DAY - 1), 4);
}

// The clocks go from midnight to one.
TEST(ApiLocalDays, ADayWithoutMidnightBeginsWhenTheClocksAreSet) {
    const local_days zone{{{0, 0}, {10 * DAY, 60}}};
    EXPECT_EQ(zone.begin_of(10), 10 * DAY);
    EXPECT_EQ(zone.day_of(10 * DAY - 1), 9);
}

TEST(ApiReceiptRequest, RefusesWhatIsWrong) {
    const auto code_of = [](std::string_view query) {
        const auto asked = parse_receipts_request(query);
        return asked ? std::string{} : std::string{asked.error().code()};
    };
    EXPECT_EQ(code_of("from=2026-11-01&to=2026-12-02"), "");
    EXPECT_EQ(code_of("from=2026-11-01&to=2026-12-03"), "invalid_field") << "32 days";
    EXPECT_EQ(code_of("from=2026-11-01&to=2026-11-01"), "invalid_field");
    EXPECT_EQ(code_of("from=2026-11-01"), "missing_field");
    EXPECT_EQ(code_of("from=2026-11-01&to=2026-11-02&late_after_hours=0"), "invalid_field");
    EXPECT_EQ(code_of("from=2026-11-01&to=2026-11-02&state=missing"), "unknown_field");
    const list_limits limits{100, 1000};
    EXPECT_FALSE(parse_receipt_list("from=2026-11-01&to=2026-11-02", limits));
    EXPECT_FALSE(parse_receipt_list("from=2026-11-01&to=2026-11-02&state=unsent", limits));
    EXPECT_TRUE(parse_receipt_list("from=2026-11-01&to=2026-11-02&state=contradictory", limits));
}

TEST(ApiRepeatRequest, SaysAllThatIsWrong) {
    const auto fault = read_repeat_request(R"({"from":"yesterday","to":"2026-11-02","states":["gone"],"limit":501})");
    ASSERT_FALSE(fault);
    EXPECT_EQ(fault.error().errors.size(), 4U);
    const auto read = read_repeat_request(
        R"({"client":"shop","from":"2026-11-01","to":"2026-11-02","states":["failed","unknown"],"after":"7"})");
    ASSERT_TRUE(read) << read.error().detail;
    EXPECT_EQ(read->states, (std::vector{facts::message_state::failed, facts::message_state::unknown}));
    EXPECT_EQ(read->after, core::message_id{7});
    EXPECT_EQ(read->limit, 100U);
    EXPECT_FALSE(read_repeat_request(R"({"client":"shop","from":"2026-11-02","to":"2026-11-01"})"));
}

std::vector<core::message_id> ids(uint64_t count) {
    std::vector<core::message_id> made;
    for (uint64_t id = 1; id <= count; ++id)
        made.push_back({id});
    return made;
}

// Of telling how messages ended once more.
command_round round_of(size_t count) {
    return {{ids(count), {30}, true}, std::make_shared<repeat_work>(repeat_request{})};
}

core::message_id next_of(command_round& round) {
    const auto next = round.poll_next(7);
    return next ? std::get<facts::repeat_event>(*next).claim.message : core::message_id{};
}

TEST(ApiCommandRound, HasSoManyUnderWayAndEndsBehindTheLast) {
    auto round = round_of(25);
    size_t begun = 0;
    while (round.poll_next(7))
        ++begun;
    EXPECT_EQ(begun, COMMANDS_AT_ONCE);
    for (size_t answered = 0; answered < 25; ++answered) {
        EXPECT_FALSE(round.is_over());
        round.handle_reply(facts::repeated_events{answered == 0 ? 0U : 2U});
        round.poll_next(7);
    }
    EXPECT_TRUE(round.is_over());
    EXPECT_EQ(round.render(), R"({"messages":24,"events":48,"next_after":null})");
}

TEST(ApiCommandRound, SaysWhereItStopped) {
    auto round = round_of(3);
    EXPECT_EQ(next_of(round), core::message_id{1});
    EXPECT_EQ(next_of(round), core::message_id{2});
    round.stop_at_last();
    EXPECT_FALSE(round.poll_next(7));
    EXPECT_FALSE(round.is_over());
    round.handle_reply(facts::refusal{});
    EXPECT_TRUE(round.is_over());
    EXPECT_EQ(round.render(), R"({"messages":0,"events":0,"next_after":"1"})");
}

// Of receipts that are waited for no longer: what is refused is left as it is.
TEST(ApiCommandRound, CountsWhatWasNotDone) {
    command_round round{{ids(2), {30}, false}, std::make_shared<close_work>(close_request{}, "anna")};
    const auto first = round.poll_next(7);
    ASSERT_TRUE(first);
    EXPECT_EQ(std::get<facts::end_unconfirmed>(*first).by, "anna");
    round.poll_next(7);
    round.handle_reply(facts::message_status{});
    round.handle_reply(facts::refusal{});
    EXPECT_EQ(round.render(), R"({"messages":1,"left":1,"next_after":"30"})");
}

TEST(ApiCloseRequest, IsNotOfWhatIsToCome) {
    const std::string body = R"({"link":"alpha","before":"2026-11-02"})";
    EXPECT_TRUE(read_close_request(body, FIRST + DAY));
    const auto early = read_close_request(body, FIRST + DAY - 1);
    ASSERT_FALSE(early);
    EXPECT_EQ(early.error().errors.at(0).field, "before");
}

}  // namespace
}  // namespace kaskad::gateway::api
