#include "engine/recipient_network.hpp"

#include "smpp/codec.hpp"
#include "smpp/receipt.hpp"
#include "tests/engine/shop.hpp"

#include <map>

// Which network a number is in, who said so, and what follows: prices, routes, what is learnt of it.

namespace kaskad::engine::test {

namespace {

using facts::part_state;
using routing::network_rule;

constexpr auto NUMBER = "491512345678";  // of shop::text(); by the plan Telekom's, 26201
constexpr int64_t AS_OF = 1'760'000'000'000;
constexpr int64_t DAY = 86'400'000;

class ported_map final : public routing::ported_lookup {
  public:
    explicit ported_map(std::map<std::string, std::string, std::less<>> numbers) : numbers_{std::move(numbers)} {}

    std::optional<routing::ported_network> find(std::string_view digits) const override {
        const auto found = numbers_.find(digits);
        if (found == numbers_.end()) return std::nullopt;
        return routing::ported_network{found->second, AS_OF};
    }

  private:
    std::map<std::string, std::string, std::less<>> numbers_;
};

facts::declared_price for_network(facts::declared_price price, std::string mccmnc) {
    price.row.mccmnc = std::move(mccmnc);
    return price;
}

// Vodafone, 26202, is dearer for the shop, and over the cheap link.
facts::declare with_vodafone() {
    auto command = declaration();
    command.prices.push_back(for_network(priced("", "0.09"), "26202"));
    command.prices.push_back(for_network(priced("cheap", "0.08"), "26202"));
    command.plan.push_back({"49152", {"26202", "DE", "Vodafone", "DE/vodafone"}, 0});
    command.plan.push_back({"34", {"21407", "ES", "Movistar"}, 0});
    for (auto& link : command.links) {
        link.names_networks = true;
        link.digest = "2";
    }
    return command;
}

class networked : public shop {
  public:
    explicit networked(rig_options options = {}) : shop{std::move(options)} {
        declare(with_vodafone());
        cheap = bind(CHEAP);
        dear = bind(DEAR);
    }

    void port(std::map<std::string, std::string, std::less<>> numbers) {
        engine->set_ported(std::make_shared<const ported_map>(std::move(numbers)));
    }

    routing::decision decision(core::message_id id) {
        project();
        auto reader = database.make_reader();
        return (*reader)->read_message(id)->decisions.front().decision;
    }

    // The message arrives, and its receipt has these fields more.
    void told(const std::string& fields, part_state state = part_state::delivered) {
        const auto submit = take_submit();
        const auto name = "op" + std::to_string(++count_);
        answer(submit, 0, name);
        facts::receipt_received command;
        command.bind = submit.bind;
        command.keys = {name};
        command.state = state;
        command.recipient = NUMBER;
        auto receipt = smpp::build_receipt({.id = name, .text = "Hello"});
        receipt.short_message.insert(receipt.short_message.find("text:"), fields + " ");
        ASSERT_TRUE(smpp::encode({{}, 7}, &receipt, command.evidence));
        tell(std::move(command));
    }

    std::optional<facts::learnt_number> learnt() const { return engine->memory().numbers.find(NUMBER); }

    facts::contradictions contradictions() {
        tell(facts::query_contradictions{});
        return std::get<facts::contradictions>(take_answer().value);
    }

    facts::bind_ref cheap;
    facts::bind_ref dear;

  private:
    int count_ = 0;
};

void expect_network(const facts::message& value, std::string_view mccmnc, network_rule rule, int64_t utc) {
    EXPECT_EQ(value.network, mccmnc);
    EXPECT_EQ(value.network_rule, rule);
    EXPECT_EQ(value.network_utc, utc);
}

}  // namespace

// ITU-T E.164 national plan of Germany: mobile numbers have 10 or 11 digits behind the country code.
TEST(EngineRecipientNetwork, ANumberThatNoPhoneHasIsRefusedInWords) {
    networked rig;
    auto command = networked::text();
    command.to = "+49 151 23456";
    rig.tell(command);
    const auto refused = std::get<facts::refusal>(rig.take_answer().value);
    EXPECT_EQ(refused.code, facts::refusal_code::invalid_recipient);
    EXPECT_EQ(refused.field, "to");
    EXPECT_EQ(refused.detail,
              "a mobile number of +49 has 12 or 13 digits with its calling code; this one has 10: it is too short");
    EXPECT_EQ(rig.posted(billing::account_kind::client, SHOP.value), amount("10"));

    rig.engine->set_number_check(false);
    rig.send(command);
}

TEST(EngineRecipientNetwork, ThePlanDecidesWhereNobodyKnowsBetter) {
    networked rig;
    const auto id = rig.send(networked::text());
    expect_network(rig.message(id), "26201", network_rule::prefix, 0);
    EXPECT_EQ(rig.decision(id).network_rule, network_rule::prefix);
    EXPECT_EQ(rig.decision(id).network_utc_ms, 0);
}

TEST(EngineRecipientNetwork, APortedNumberIsPricedAndRoutedByItsNewNetwork) {
    networked rig;
    rig.port({{NUMBER, "26202"}});
    const auto id = rig.send(networked::text());
    const auto message = rig.message(id);
    expect_network(message, "26202", network_rule::ported, AS_OF);
    EXPECT_EQ(message.operator_group, "DE/vodafone");
    EXPECT_EQ(message.sell_price, price("0.09"));
    const auto decision = rig.decision(id);
    EXPECT_EQ(decision.link, DEAR);  // 0.07 against 0.08
    EXPECT_EQ(decision.network.name, "Vodafone");
    EXPECT_EQ(decision.network_rule, network_rule::ported);
    EXPECT_EQ(decision.network_utc_ms, AS_OF);
    EXPECT_EQ(decision.prefix, "49151") << "the plan's rule is still told";
}

TEST(EngineRecipientNetwork, APreviewSaysTheSame) {
    networked rig;
    rig.port({{NUMBER, "26202"}});
    rig.tell(facts::preview_message{networked::text(), true, "shop"});
    const auto shown = std::get<facts::previewed>(rig.take_answer().value);
    EXPECT_EQ(shown.network, "26202");
    EXPECT_EQ(shown.price, amount("0.09"));
    EXPECT_EQ(shown.decision->network_rule, network_rule::ported);
}

TEST(EngineRecipientNetwork, ACodeOfAnotherCountryIsNotBelieved) {
    networked rig;
    rig.port({{NUMBER, "21407"}});
    expect_network(rig.message(rig.send(networked::text())), "26201", network_rule::prefix, 0);
    rig.told("mccmnc:21407");
    EXPECT_FALSE(rig.learnt());
}

// The file may be gone by then: what it said stands in the message.
TEST(EngineRecipientNetwork, AScheduledMessageKeepsWhatTheFileSaid) {
    networked rig;
    rig.port({{NUMBER, "26202"}});
    auto command = networked::text();
    command.send_at_utc = rig.now.utc_ms + 60'000;
    const auto id = rig.send(command);
    rig.restart();  // the engine of this life has no file
    rig.bind(DEAR);
    rig.pass(60'000);
    EXPECT_EQ(rig.decision(id).network.mccmnc, "26202");
    EXPECT_EQ(rig.decision(id).network_rule, network_rule::ported);
}

TEST(EngineRecipientNetwork, WhatAReceiptNamesIsLearntAndGoesBeforeTheFile) {
    networked rig;
    rig.send(networked::text());
    rig.told("mccmnc:26202");
    ASSERT_TRUE(rig.learnt());
    EXPECT_EQ(rig.learnt()->mccmnc, "26202");
    EXPECT_EQ(rig.learnt()->link, CHEAP);
    EXPECT_EQ(rig.learnt()->other_mccmnc, "") << "that it is not where it was given out contradicts nobody";
    const auto at = rig.now.utc_ms;
    rig.port({{NUMBER, "26203"}});
    rig.pass(1'000);
    expect_network(rig.message(rig.send(networked::text())), "26202", network_rule::learnt, at);
    rig.restart();
    ASSERT_TRUE(rig.learnt()) << "it is recorded";
}

TEST(EngineRecipientNetwork, WhatIsAsBelievedTeachesNothing) {
    networked rig;
    rig.send(networked::text());
    rig.told("mccmnc:26201");
    rig.send(networked::text("Another"));
    rig.told("");
    EXPECT_FALSE(rig.learnt());
}

TEST(EngineRecipientNetwork, OnlyADeliveryOfALinkThatIsBelievedTeaches) {
    networked rig;
    rig.send(networked::text());
    rig.told("mccmnc:26202", part_state::undelivered);
    EXPECT_FALSE(rig.learnt());
    auto command = with_vodafone();
    command.links[0].names_networks = false;
    command.links[0].digest = "3";
    rig.declare(command);
    rig.send(networked::text("Another"));
    rig.told("mccmnc:26202");
    EXPECT_FALSE(rig.learnt());
}

TEST(EngineRecipientNetwork, TwoSourcesThatDifferAreAContradiction) {
    networked rig;
    rig.port({{NUMBER, "26203"}});
    rig.send(networked::text());
    rig.told("mccmnc:26202");
    auto told = rig.contradictions();
    ASSERT_EQ(told.rows.size(), 1U);
    EXPECT_EQ(told.rows[0].other_mccmnc, "26203");
    EXPECT_EQ(told.rows[0].other_rule, network_rule::ported);
    EXPECT_EQ(told.rows[0].other_utc, AS_OF);

    const auto before = rig.now.utc_ms;
    rig.pass(1'000);
    rig.send(networked::text("Another"));
    rig.told("mccmnc:26201");
    told = rig.contradictions();
    ASSERT_EQ(told.rows.size(), 1U);
    EXPECT_EQ(told.rows[0].mccmnc, "26201");
    EXPECT_EQ(told.rows[0].other_mccmnc, "26202");
    EXPECT_EQ(told.rows[0].other_rule, network_rule::learnt);
    EXPECT_EQ(told.rows[0].other_utc, before);
    EXPECT_EQ(told.learnt, 1U);
}

TEST(EngineRecipientNetwork, ALearntWordAgesAndIsRefreshedOnceADay) {
    auto limits = plain_limits();
    limits.learnt_number_ms = 10 * DAY;
    networked rig{{.limits = limits}};
    rig.send(networked::text());
    rig.told("mccmnc:26202");
    const auto first = rig.learnt()->learnt_utc;
    rig.pass(DAY - 1'000);
    rig.send(networked::text("2"));
    rig.told("mccmnc:26202");
    EXPECT_EQ(rig.learnt()->learnt_utc, first);
    rig.pass(1'000);
    rig.send(networked::text("3"));
    rig.told("mccmnc:26202");
    EXPECT_EQ(rig.learnt()->learnt_utc, first + DAY);
    rig.pass(10 * DAY);
    EXPECT_EQ(rig.message(rig.send(networked::text("4"))).network_rule, network_rule::learnt);
    rig.pass(1);
    EXPECT_EQ(rig.message(rig.send(networked::text("5"))).network_rule, network_rule::prefix);
}

TEST(EngineRecipientNetwork, BeyondTheLimitTheOldestIsForgotten) {
    auto limits = plain_limits();
    limits.learnt_numbers_max = 2;
    networked rig{{.limits = limits}};
    for (const auto* to : {"+491512345678", "+491512345679", "+491512345680"}) {
        auto command = networked::text();
        command.to = to;
        rig.send(command);
        rig.told("mccmnc:26202");
        rig.pass(1'000);
    }
    EXPECT_EQ(rig.engine->memory().numbers.size(), 2U);
    EXPECT_FALSE(rig.learnt());
    rig.restart();
    EXPECT_EQ(rig.engine->memory().numbers.size(), 2U) << "and in the database";
}

}  // namespace kaskad::engine::test
