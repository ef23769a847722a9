#include "gateway/retention.hpp"

#include "billing/account.hpp"
#include "gateway/seal_audit.hpp"
#include "gateway/sealed_text.hpp"
#include "store/memory_database.hpp"
#include "store/memory_view.hpp"
#include "tests/gateway/top_ups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// Messages of April 2026 go, what they came to stays, and whoever touches it afterwards is named.

namespace kaskad::gateway {

namespace {

using billing::account_kind;
using billing::EUR;
using ::testing::HasSubstr;

constexpr int64_t DAY_MS = 86'400'000;
constexpr int64_t APRIL = 1'775'001'600'000;  // 2026-04-01
constexpr int64_t MAY = 1'777'593'600'000;    // 2026-05-01

drop_progress go_on() {
    return {.messages = [](uint64_t) { return true; }, .books = [](const auto&) { return true; }};
}

class Retention : public ::testing::Test {
  protected:
    Retention() {
        for (int count = 0; count < 3; ++count)
            write(groups_.next(APRIL));
    }

    core::message_id send(int64_t utc_ms, facts::message_state state, int64_t charged) {
        facts::message message{
            .id = core::make_message_id(utc_ms, 1, 0), .client = {1}, .parts = 2, .network = "26201"};
        message.state = state;
        message.attempts.push_back({.number = 1, .link = {7}});
        message.currency = EUR;
        message.charge = {.state = billing::reservation_state::posted,
                          .message = message.id,
                          .currency = EUR,
                          .units = 2,
                          .amount = {charged},
                          .charged_units = 2,
                          .charged = {charged}};
        book({.kind = billing::transfer_kind::reserve,
              .code = billing::posting_code::message_reserve,
              .debit = account(account_kind::client, 1),
              .credit = account(account_kind::revenue, 0),
              .amount = {charged}},
             message.id);
        book({.kind = billing::transfer_kind::post,
              .code = billing::posting_code::message_charge,
              .debit = account(account_kind::client, 1),
              .credit = account(account_kind::revenue, 0),
              .amount = {charged},
              .released = {charged}},
             message.id);
        book({.code = billing::posting_code::supplier_accrual,
              .side = billing::transfer_side::supplier,
              .debit = account(account_kind::cost, 7),
              .credit = account(account_kind::payable, 7),
              .amount = {30},
              .attempt = 1},
             message.id);
        keep(message);
        return message.id;
    }

    void keep(facts::record value) {
        write(groups_.with({.kind = facts::fact_kind::message_accepted, .changes = {{std::move(value)}}}, MAY));
    }

    void close_april() {
        keep(facts::closed_period{.from_day = static_cast<uint32_t>(APRIL / DAY_MS),
                                  .to_day = static_cast<uint32_t>(MAY / DAY_MS),
                                  .end_utc_ms = MAY});
    }

    walked_books walked() {
        store::report_reader reader{std::make_unique<store::memory_view>(database_)};
        const auto all = walk_books(reader, [](const auto&) { return true; });
        EXPECT_TRUE(all.has_value()) << (all ? "" : all.error());
        return all.value_or(walked_books{});
    }

    std::string refusal() { return plan_drop(database_, "2026-05", go_on()).error(); }

    // Also what stands in place of a seal that was kept.
    void drop(const billing::seal& seal) { ASSERT_TRUE(database_.drop_messages(seal).has_value()); }

    static billing::account_id account(account_kind kind, uint32_t owner) {
        return billing::make_account_id(kind, owner, EUR);
    }

    store::memory_database database_;
    testing::top_ups groups_;

  private:
    void book(billing::transfer line, core::message_id message) {
        line.currency = EUR;
        line.message = message;
        write(groups_.next(line, core::utc_ms_of(message)));
    }

    void write(const facts::group& group) {
        ASSERT_TRUE(database_.write(*store::fold({store::to_durable(group)}, database_.state()->postings)));
    }
};

}  // namespace

TEST_F(Retention, SealsWhatMessagesCameToByDayAccountNetworkAndState) {
    send(MAY - DAY_MS, facts::message_state::delivered, 40);
    send(MAY - DAY_MS + 1, facts::message_state::delivered, 50);
    send(MAY - 1, facts::message_state::failed, 60);
    const auto stays = send(MAY, facts::message_state::delivered, 70);
    close_april();
    const auto plan = plan_drop(database_, "2026-05", go_on());
    ASSERT_TRUE(plan.has_value()) << plan.error();
    EXPECT_EQ(plan->messages, 3u);
    EXPECT_EQ(plan->seal.before, core::make_message_id(MAY, 0, 0));
    EXPECT_EQ(plan->seal.totals,
              "day,account,network,state,messages,parts,amount,currency\r\n"
              "2026-04-30,client:1,26201,delivered,2,4,0.00009,EUR\r\n"
              "2026-04-30,client:1,26201,failed,1,2,0.00006,EUR\r\n"
              "2026-04-30,payable:7,26201,delivered,2,4,0.00006,EUR\r\n"
              "2026-04-30,payable:7,26201,failed,1,2,0.00003,EUR\r\n");
    EXPECT_EQ(walked().messages, 4u) << "a plan drops nothing";
    drop(plan->seal);
    const auto after = walked();
    EXPECT_FALSE(after.first_break) << describe(after);
    EXPECT_EQ(after.messages, 1u);
    EXPECT_EQ(after.postings, 15u);
    EXPECT_TRUE((*database_.make_reader())->read_message(stays)->message.has_value());
    EXPECT_THAT(refusal(), HasSubstr("no messages before 2026-05 lie apart"));
}

TEST_F(Retention, NamesASealThatWasTouched) {
    send(MAY - 1, facts::message_state::delivered, 40);
    close_april();
    const auto plan = plan_drop(database_, "2026-05", go_on());
    ASSERT_TRUE(plan.has_value()) << plan.error();
    auto touched = plan->seal;
    touched.totals.replace(touched.totals.find("0.00004"), 7, "0.00005");
    drop(touched);
    EXPECT_THAT(describe(walked()), HasSubstr("seal 1: what is kept of dropped messages is not what was sealed"));
    // Also with a hash that fits: the postings do not.
    touched.hash = billing::seal_hash({}, touched, days_of(touched, nullptr, walked().days));
    drop(touched);
    EXPECT_THAT(describe(walked()), HasSubstr("posting 5: the sealed totals of 2026-04-30"));
    drop(plan->seal);
    EXPECT_FALSE(walked().first_break);
}

TEST_F(Retention, ASecondSealFollowsTheFirst) {
    send(MAY - 1, facts::message_state::delivered, 40);
    close_april();
    drop(plan_drop(database_, "2026-05", go_on())->seal);
    send(MAY + 1, facts::message_state::delivered, 50);
    constexpr int64_t JUNE = MAY + 31 * DAY_MS;
    keep(facts::closed_period{.from_day = static_cast<uint32_t>(MAY / DAY_MS),
                              .to_day = static_cast<uint32_t>(JUNE / DAY_MS),
                              .end_utc_ms = JUNE});
    const auto plan = plan_drop(database_, "2026-06", go_on());
    ASSERT_TRUE(plan.has_value()) << plan.error();
    EXPECT_EQ(plan->seal.number, 2u);
    EXPECT_EQ(plan->messages, 1u);
    drop(plan->seal);
    EXPECT_FALSE(walked().first_break);
}

TEST_F(Retention, RefusesWhatIsNotClosedOrHasNotEnded) {
    send(MAY - 1, facts::message_state::delivered, 40);
    EXPECT_EQ(refusal(), "the month before 2026-05 is not closed: `kaskad period close` it first");
    EXPECT_EQ(plan_drop(database_, "2026-5", go_on()).error(), "'2026-5' is no month, as 2026-05");
    close_april();
    keep(facts::message{.id = core::make_message_id(MAY - 7, 1, 0), .state = facts::message_state::in_progress});
    EXPECT_THAT(refusal(), HasSubstr("has not ended"));
    keep(facts::message{
        .id = core::make_message_id(MAY - 7, 1, 0), .state = facts::message_state::expired, .due_steady = 9});
    EXPECT_THAT(refusal(), HasSubstr("has not ended"));
}

TEST_F(Retention, RefusesBooksThatAreWrong) {
    send(MAY - 1, facts::message_state::delivered, 40);
    close_april();
    auto account = billing::open_account(account_kind::client, 1, EUR);
    account.posted = {1};
    keep(account);
    EXPECT_THAT(refusal(), HasSubstr("the books are not right"));
}

TEST(SealedText, IsReadAsItWasWritten) {
    const billing::sealed_total total{.day = 20'573,
                                      .kind = account_kind::payable,
                                      .owner = 7,
                                      .currency = EUR,
                                      .network = "",
                                      .state = "failed",
                                      .messages = 3,
                                      .parts = 4,
                                      .amount = {-5}};
    const auto text = sealed_text({&total, 1});
    const auto read = parse_sealed(text);
    ASSERT_TRUE(read.has_value()) << read.error();
    ASSERT_EQ(read->size(), 1u);
    EXPECT_EQ(sealed_text(*read), text);
    EXPECT_EQ(parse_sealed(text + "2026-04-31,client:1,,failed,1,1,1,EUR\r\n").error(), "line 3 is no sealed total");
    EXPECT_FALSE(parse_sealed(text + "2026-04-30,cash:1,,failed,1,1,1,EUR\r\n").has_value());
    EXPECT_FALSE(parse_sealed(text + "2026-04-30,client:1,,failed,1,1,EUR\r\n").has_value());
}

}  // namespace kaskad::gateway
