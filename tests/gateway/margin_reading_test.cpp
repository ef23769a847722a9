#include "gateway/margin_reading.hpp"

#include "store/database.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

// What the traffic of the last days costs by two versions of an owner's prices.

namespace kaskad::gateway {
namespace {

constexpr int64_t NOW = 1'767'225'600'000;  // 2026-01-01
constexpr int64_t HOUR = 3'600'000;
constexpr core::link_id ALPHA{3};
constexpr core::client_id SHOP{1};
constexpr core::client_id BANK{2};

// Messages in order of their ids, page by page.
class message_reader : public store::reader {
  public:
    std::vector<facts::message> messages;
    bool is_broken = false;
    size_t pages = 0;

    store::result<store::message_page> list_messages(const store::list_query& query) override {
        if (is_broken) return std::unexpected(store::error{"disk gone", true});
        ++pages;
        store::message_page page;
        for (const auto& each : messages) {
            const bool is_asked = each.client == query.client && each.id > query.after;
            if (is_asked && page.messages.size() < query.limit) page.messages.push_back({each, {}});
        }
        return page;
    }
    store::result<uint64_t> position() override { return 0; }
    store::result<facts::fetch_result> read(const facts::fetch_request&) override { return facts::fetch_result{}; }
    store::result<store::message_view> read_message(core::message_id) override { return store::message_view{}; }
    store::result<store::inbound_page> list_inbound(const store::list_query&) override { return store::inbound_page{}; }
    store::result<std::vector<billing::posting>> read_postings(core::message_id) override {
        return std::vector<billing::posting>{};
    }
    store::result<std::vector<facts::link>> read_links() override { return std::vector<facts::link>{}; }
};

routing::price_book book(routing::price_owner owner, uint32_t id, int64_t price, int64_t delivered = 0) {
    routing::price_row row;
    row.owner = owner;
    row.owner_id = id;
    row.country = "DE";
    row.currency = {{'E', 'U', 'R'}};
    row.price = {price};
    row.delivered = {delivered};
    return *routing::price_book::build(1, std::vector{row});
}

class GatewayMarginReading : public ::testing::Test {
  protected:
    // Over ALPHA, two parts of which one is delivered; sold for 500 e6.
    facts::message& add(int64_t utc_ms, core::client_id client = SHOP) {
        facts::message value;
        value.id = core::make_message_id(utc_ms, 1, ++sequence_);
        value.client = client;
        value.recipient = "4915112345";
        value.network = "26201";
        value.country = "DE";
        value.currency = {{'E', 'U', 'R'}};
        value.sell_price = {25'000};
        value.charge.charged_units = 2;
        value.charge.charged = {500};
        facts::attempt attempt;
        attempt.number = 1;
        attempt.link = ALPHA;
        attempt.parts = {{.number = 1, .state = facts::part_state::delivered},
                         {.number = 2, .state = facts::part_state::undelivered}};
        value.attempts.push_back(attempt);
        from.messages.push_back(value);
        return from.messages.back();
    }

    effect_reading read(routing::price_owner owner, uint32_t id, size_t messages_max = 1'000) {
        const auto before = book(owner, id, 25'000);
        const auto after = book(owner, id, 40'000, owner == routing::price_owner::link ? 30'000 : 0);
        return read_effect(from, {.owner = owner,
                                  .owner_id = id,
                                  .before = before,
                                  .after = after,
                                  .now_utc_ms = NOW,
                                  .at_utc_ms = NOW,
                                  .links = links,
                                  .clients = clients,
                                  .messages_max = messages_max});
    }

    message_reader from;
    api::link_names links;
    const std::vector<core::client_id> clients{SHOP, BANK};

  private:
    uint32_t sequence_ = 0;
};

TEST_F(GatewayMarginReading, OfALinkWhatItsPartsCost) {
    add(NOW - HOUR);
    add(NOW - 2 * HOUR, BANK);
    add(NOW - EFFECT_DAYS * 24 * HOUR - HOUR);  // too old
    auto& elsewhere = add(NOW - HOUR);
    elsewhere.attempts[0].link = {9};
    auto& refused = add(NOW - HOUR);
    for (auto& part : refused.attempts[0].parts)
        part.state = facts::part_state::rejected;
    std::ranges::sort(from.messages, {}, &facts::message::id);
    const auto told = read(routing::price_owner::link, ALPHA.value);
    const auto total = told.effect.total();
    EXPECT_EQ(told.messages, 4U);
    EXPECT_EQ(total.parts, 4U);
    EXPECT_EQ(total.delivered, 2U);
    EXPECT_EQ(static_cast<int64_t>(total.before_e8), 4 * 25'000);
    EXPECT_EQ(static_cast<int64_t>(total.after_e8), 4 * 10'000 + 2 * 30'000);
    EXPECT_EQ(total.sold_e6, 1'000);
    EXPECT_FALSE(told.is_cut);
}

// Of a reseller's client we get what the reseller pays, in its currency.
TEST_F(GatewayMarginReading, WhatWasSoldIsWhatCameToUs) {
    auto& value = add(NOW - HOUR);
    facts::level_charge reseller{.client = BANK, .charge = {}};
    reseller.charge.currency = {{'U', 'S', 'D'}};
    reseller.charge.charged = {400};
    value.levels = {reseller};
    const auto of_link = read(routing::price_owner::link, ALPHA.value);
    EXPECT_EQ(of_link.effect.total().sold_e6, 400);
    EXPECT_EQ(core::to_string(of_link.effect.sums().begin()->first.sold_currency), "USD");
    const auto of_client = read(routing::price_owner::client, SHOP.value);
    EXPECT_EQ(of_client.effect.total().sold_e6, 500) << "its own price is what it pays by";
    EXPECT_EQ(core::to_string(of_client.effect.sums().begin()->first.sold_currency), "EUR");
}

TEST_F(GatewayMarginReading, OfAnAttemptThatWasNotTheLastNothingWasSold) {
    auto& value = add(NOW - HOUR);
    auto second = value.attempts[0];
    second.link = {9};
    value.attempts.push_back(second);
    const auto total = read(routing::price_owner::link, ALPHA.value).effect.total();
    EXPECT_EQ(total.parts, 2U);
    EXPECT_EQ(total.sold_e6, 0);
}

TEST_F(GatewayMarginReading, OfAClientAndOfTheListWhatWasCharged) {
    add(NOW - HOUR);
    add(NOW - HOUR, BANK).sell_price = {1};  // a price of its own
    add(NOW - HOUR).charge.charged_units = 0;
    const auto own = read(routing::price_owner::client, SHOP.value).effect.total();
    EXPECT_EQ(own.parts, 2U);
    EXPECT_EQ(static_cast<int64_t>(own.after_e8), 80'000);
    const auto list = read(routing::price_owner::price_list, 1).effect.total();
    EXPECT_EQ(list.parts, 2U);
    EXPECT_EQ(static_cast<int64_t>(list.before_e8), 50'000);
}

TEST_F(GatewayMarginReading, ReadsPageByPageUpToItsBound) {
    for (int number = 0; number < 2'500; ++number)
        add(NOW - HOUR + number);
    EXPECT_EQ(read(routing::price_owner::client, SHOP.value, 10'000).messages, 2'500U);
    EXPECT_EQ(from.pages, 3U);
    const auto told = read(routing::price_owner::client, SHOP.value, 1'200);
    EXPECT_EQ(told.messages, 1'200U);
    EXPECT_TRUE(told.is_cut);
}

TEST_F(GatewayMarginReading, SaysThatTheDatabaseCannotBeRead) {
    from.is_broken = true;
    EXPECT_TRUE(read(routing::price_owner::client, SHOP.value).is_failed);
}

TEST_F(GatewayMarginReading, ALinkIsAskedByItsOwnTypeOfSender) {
    facts::link alpha;
    alpha.id = ALPHA;
    alpha.senders = {{"Shop", "", routing::sender_type::paid}};
    links.emplace(ALPHA, alpha);
    add(NOW - HOUR).sender = "Shop";
    routing::price_row row;
    row.owner_id = ALPHA.value;
    row.senders = routing::sender_type::paid;
    row.currency = {{'E', 'U', 'R'}};
    row.price = {7};
    const auto paid = *routing::price_book::build(1, std::vector{row});
    const auto told = read_effect(from, {.owner_id = ALPHA.value,
                                         .before = paid,
                                         .after = paid,
                                         .now_utc_ms = NOW,
                                         .at_utc_ms = NOW,
                                         .links = links,
                                         .clients = clients});
    EXPECT_EQ(static_cast<int64_t>(told.effect.total().before_e8), 14);
}

}  // namespace
}  // namespace kaskad::gateway
