#include "engine/route_tests.hpp"

#include "engine/probe_reception.hpp"
#include "engine/route_test_text.hpp"
#include "smpp/segmentation.hpp"
#include "tests/engine/shop.hpp"

#include <algorithm>
#include <set>

namespace kaskad::engine::test {

namespace {

constexpr core::client_id TESTER{3};
constexpr const char* PHONE = "+491512345678";
constexpr const char* OTHER_PHONE = "+491512345679";
constexpr size_t TEXTS = 5;
// Two parts of 0.07 would be 0.14; the texts are 1 + 3 + 1 + 1 + 1 parts.
constexpr int64_t PARTS = 7;

rig_options with_budget(const char* budget) {
    rig_options options;
    options.limits.route_test.daily_budget = amount(budget);
    options.limits.route_test.wait_ms = 60'000;
    return options;
}

facts::declare with_tester() {
    auto command = declaration();
    facts::declared_client tester;
    tester.value.name = std::string{ROUTE_TEST_CLIENT};
    tester.value.digest = "1";
    tester.value.currency = {{'E', 'U', 'R'}};
    tester.value.default_sender = "Tester";
    tester.value.margin_min = price("1");  // nothing would ever pass
    command.clients.push_back(tester);
    return command;
}

class tested : public shop {
  public:
    explicit tested(const char* budget = "10") : shop{with_budget(budget)} {
        declare(with_tester());
        dear = bind(DEAR);
        cheap = bind(CHEAP);
    }

    facts::reply start(std::vector<std::string> numbers = {PHONE}, std::string link = "dear") {
        facts::start_route_test command;
        command.link = std::move(link);
        command.numbers = std::move(numbers);
        command.sender = "Probe";
        command.by = "ops";
        tell(std::move(command));
        return take_answer().value;
    }

    facts::refusal refused(std::vector<std::string> numbers = {PHONE}, std::string link = "dear") {
        const auto reply = start(std::move(numbers), std::move(link));
        const auto* why = std::get_if<facts::refusal>(&reply);
        EXPECT_NE(why, nullptr);
        return why ? *why : facts::refusal{};
    }

    facts::route_test only() { return engine->memory().route_tests.begin()->second; }

    facts::reply receive(std::string text, std::string number = PHONE, std::string sender = "Probe") {
        tell(facts::probe_received{0, std::move(number), {1'000, 0, std::move(sender), std::move(text)}});
        return take_answer().value;
    }

    facts::bind_ref dear;
    facts::bind_ref cheap;
};

facts::route_test_message text_of(const facts::route_test& test, facts::test_text kind) {
    return *std::ranges::find(test.messages, kind, &facts::route_test_message::kind);
}

}  // namespace

TEST(EngineRouteTestText, OfEachKindWithAsManyPartsAsItSays) {
    const std::pair<facts::test_text, uint32_t> expected[] = {{facts::test_text::latin, 1},
                                                              {facts::test_text::cyrillic, 3},
                                                              {facts::test_text::emoji, 1},
                                                              {facts::test_text::url, 1},
                                                              {facts::test_text::code, 1}};
    for (const auto& [kind, parts] : expected) {
        const auto tag = make_test_tag(7, 3);
        const auto text = make_test_text(kind, tag);
        const auto counted = smpp::count_parts(text);
        ASSERT_TRUE(counted.has_value());
        EXPECT_EQ(counted->parts, parts) << text;
        EXPECT_NE(text.find(tag), std::string::npos);
        EXPECT_EQ(text, make_test_text(kind, tag));
    }
    EXPECT_EQ(smpp::count_parts(make_test_text(facts::test_text::latin, "A"))->coding, smpp::encoding::gsm7);
}

TEST(EngineRouteTestText, TagsAreOfOneTextOnly) {
    std::set<std::string> tags;
    for (uint64_t test = 1; test <= 200; ++test)
        for (uint32_t place = 0; place < 50; ++place)
            tags.insert(make_test_tag(test, place));
    EXPECT_EQ(tags.size(), 200u * 50u);
}

// "dear" is never chosen by cost, and no margin would do for this client.
TEST(EngineRouteTests, EveryTextGoesOverTheLinkThatIsTested) {
    tested rig;
    const auto reply = rig.start();
    const auto* started = std::get_if<facts::route_test_started>(&reply);
    ASSERT_NE(started, nullptr);
    EXPECT_EQ(started->messages, TEXTS);
    EXPECT_EQ(started->cost, amount("0.49"));
    EXPECT_EQ(rig.submits.size(), static_cast<size_t>(PARTS));
    for (const auto& submit : rig.submits)
        EXPECT_EQ(submit.bind.link, DEAR);
    const auto test = rig.only();
    EXPECT_EQ(test.link, DEAR);
    EXPECT_EQ(test.sender, "Probe");
    EXPECT_EQ(test.messages.size(), TEXTS);
    const auto message = rig.message(test.messages.front().message);
    EXPECT_EQ(message.client, TESTER);
    EXPECT_EQ(message.route_test, started->id);
    EXPECT_EQ(message.sender, "Probe");
}

TEST(EngineRouteTests, NobodyIsChargedAndTheSupplierIsOwed) {
    tested rig;
    rig.start();
    int number = 0;
    while (!rig.submits.empty())
        rig.answer(rig.take_submit(), 0, "op" + std::to_string(++number));
    EXPECT_EQ(rig.posted(billing::account_kind::client, TESTER.value), amount("0"));
    EXPECT_EQ(rig.posted(billing::account_kind::revenue, 0), amount("0"));
    EXPECT_EQ(rig.posted(billing::account_kind::payable, DEAR.value), amount("0.49"));
    rig.expect_balanced();
}

// A refused text does not wander to another link.
TEST(EngineRouteTests, AFailedTextTriesNoOtherLink) {
    tested rig;
    rig.start();
    const auto submit = rig.take_submit();
    rig.answer(submit, 0x45);
    for (const auto& each : rig.submits)
        EXPECT_EQ(each.bind.link, DEAR);
    EXPECT_EQ(rig.message(submit.part.message).state, facts::message_state::failed);
}

TEST(EngineRouteTests, NothingIsTakenWhereSomethingIsWrong) {
    tested rig;
    EXPECT_EQ(rig.refused({PHONE}, "nobody").code, facts::refusal_code::not_found);
    EXPECT_EQ(rig.refused({}).code, facts::refusal_code::invalid_recipient);
    EXPECT_EQ(rig.refused({PHONE, "+49 151 2345678"}).code, facts::refusal_code::invalid_recipient);
    EXPECT_EQ(rig.refused({PHONE, "12"}).code, facts::refusal_code::invalid_recipient);
    EXPECT_EQ(rig.refused({PHONE, "+33612345678"}).code, facts::refusal_code::no_network);
    std::vector<std::string> many;
    for (int number = 0; number < 11; ++number)
        many.push_back("+4915123456" + std::to_string(10 + number));
    EXPECT_EQ(rig.refused(many).code, facts::refusal_code::invalid_recipient);
    EXPECT_TRUE(rig.engine->memory().route_tests.empty());
    EXPECT_TRUE(rig.submits.empty());
}

TEST(EngineRouteTests, WithoutTheClientOfThatNameThereAreNone) {
    shop rig{with_budget("10")};
    rig.bind(DEAR);
    rig.tell(facts::start_route_test{.link = "dear", .numbers = {PHONE}});
    const auto answer = rig.take_answer();
    const auto& why = std::get<facts::refusal>(answer.value);
    EXPECT_EQ(why.code, facts::refusal_code::invalid_declaration);
    EXPECT_NE(why.detail.find("[[client]]"), std::string::npos);
}

TEST(EngineRouteTests, TheBudgetIsOfADay) {
    tested rig{"0.98"};  // two tests at 0.49
    rig.start();
    rig.start();
    const auto why = rig.refused();
    EXPECT_EQ(why.code, facts::refusal_code::budget_spent);
    EXPECT_NE(why.detail.find("0.98"), std::string::npos) << why.detail;
    rig.pass(86'400'000);
    EXPECT_TRUE(std::holds_alternative<facts::route_test_started>(rig.start()));
}

TEST(EngineRouteTests, WithoutABudgetThereAreNone) {
    tested rig{"0"};
    EXPECT_EQ(rig.refused().code, facts::refusal_code::budget_spent);
}

TEST(EngineRouteTests, AnSmsIsKnownByItsTag) {
    tested rig;
    rig.start();
    const auto test = rig.only();
    const auto& url = text_of(test, facts::test_text::url);
    EXPECT_TRUE(std::holds_alternative<facts::done>(rig.receive("changed " + url.tag + " text")));
    const auto& received = text_of(rig.only(), facts::test_text::url).received;
    ASSERT_EQ(received.size(), 1u);
    EXPECT_EQ(received.front().text, "changed " + url.tag + " text");
    EXPECT_EQ(received.front().sender, "Probe");
    EXPECT_EQ(received.front().told_utc, rig.now.utc_ms);
    EXPECT_NE(text_of(rig.only(), facts::test_text::url).sent_utc, 0);
}

TEST(EngineRouteTests, APartWithoutTheTagIsKnownAsAPieceOfTheText) {
    tested rig;
    rig.start();
    const auto& whole = text_of(rig.only(), facts::test_text::cyrillic).text;
    const auto end = whole.substr(whole.find("Отвечать"));
    EXPECT_TRUE(std::holds_alternative<facts::done>(rig.receive(end)));
    EXPECT_EQ(text_of(rig.only(), facts::test_text::cyrillic).received.size(), 1u);
}

TEST(EngineRouteTests, WhatIsToldTwiceCountsOnce) {
    tested rig;
    rig.start();
    const auto text = text_of(rig.only(), facts::test_text::code).text;
    rig.receive(text);
    const auto groups = rig.groups.size();
    EXPECT_TRUE(std::holds_alternative<facts::done>(rig.receive(text)));
    EXPECT_EQ(text_of(rig.only(), facts::test_text::code).received.size(), 1u);
    EXPECT_EQ(rig.groups.size(), groups);
}

TEST(EngineRouteTests, WhatNobodySentIsNotFound) {
    tested rig;
    EXPECT_EQ(std::get<facts::refusal>(rig.receive("Hello")).code, facts::refusal_code::not_found);
    rig.start();
    const auto text = text_of(rig.only(), facts::test_text::code).text;
    EXPECT_EQ(std::get<facts::refusal>(rig.receive(text, OTHER_PHONE)).code, facts::refusal_code::not_found);
    EXPECT_EQ(std::get<facts::refusal>(rig.receive(std::string(PROBE_TEXT_OCTETS_MAX + 1, 'x'))).code,
              facts::refusal_code::invalid_text);
}

TEST(EngineRouteTests, OnlySoManySmsOfATextAreKept) {
    tested rig;
    rig.start();
    const auto tag = text_of(rig.only(), facts::test_text::code).tag;
    for (size_t number = 0; number < PROBES_PER_TEXT_MAX; ++number)
        EXPECT_TRUE(std::holds_alternative<facts::done>(rig.receive(tag + std::to_string(number))));
    EXPECT_EQ(std::get<facts::refusal>(rig.receive(tag + "more")).code, facts::refusal_code::duplicate);
    EXPECT_EQ(text_of(rig.only(), facts::test_text::code).received.size(), PROBES_PER_TEXT_MAX);
}

TEST(EngineRouteTests, ATestEndsAndIsStillThereAfterARestart) {
    tested rig;
    rig.start();
    rig.receive(text_of(rig.only(), facts::test_text::latin).text);
    EXPECT_FALSE(rig.only().has_ended);
    rig.pass(59'000);
    EXPECT_FALSE(rig.only().has_ended);
    rig.pass(1'100);
    EXPECT_TRUE(rig.only().has_ended);
    const auto before = rig.only();
    rig.restart();
    const auto after = rig.only();
    EXPECT_EQ(after.messages.size(), before.messages.size());
    EXPECT_EQ(text_of(after, facts::test_text::latin).received.size(), 1u);
    EXPECT_TRUE(after.has_ended);
    // A late one is known by its tag alone.
    EXPECT_TRUE(std::holds_alternative<facts::done>(rig.receive(text_of(after, facts::test_text::url).text)));
    EXPECT_EQ(std::get<facts::refusal>(rig.receive("something else")).code, facts::refusal_code::not_found);
}

TEST(EngineRouteTests, TheOldestEndedGivesWayAndNeverOneOfToday) {
    auto options = with_budget("1000");
    options.limits.route_test.tests_max = 2;
    shop rig{options};
    rig.declare(with_tester());
    rig.bind(DEAR, 1'000);
    const auto start = [&] {
        rig.tell(facts::start_route_test{.link = "dear", .numbers = {PHONE}});
        return rig.take_answer().value;
    };
    start();
    start();
    EXPECT_EQ(std::get<facts::refusal>(start()).code, facts::refusal_code::budget_spent);
    rig.pass(86'400'000);
    EXPECT_TRUE(std::holds_alternative<facts::route_test_started>(start()));
    const auto& kept = rig.engine->memory().route_tests;
    EXPECT_EQ(kept.size(), 2u);
    EXPECT_FALSE(kept.contains(1));
    EXPECT_TRUE(kept.contains(3));
}

TEST(EngineRouteTests, AreToldNewestFirst) {
    tested rig;
    rig.start();
    rig.start({OTHER_PHONE});
    rig.tell(facts::query_route_tests{});
    const auto all = rig.take_answer();
    const auto& rows = std::get<facts::route_tests>(all.value).rows;
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(rows.front().id, 2u);
    rig.tell(facts::query_route_tests{.id = 1});
    EXPECT_EQ(std::get<facts::route_tests>(rig.take_answer().value).rows.size(), 1u);
    rig.tell(facts::query_route_tests{.id = 9});
    EXPECT_EQ(std::get<facts::refusal>(rig.take_answer().value).code, facts::refusal_code::not_found);
}

// What is learnt of routes by choice is not disturbed by texts that had none.
TEST(EngineRouteTests, AreNoAttemptsOfTheProbeBudget) {
    tested rig;
    rig.start();
    EXPECT_EQ(rig.engine->memory().probes.today(routing::class_group::other).attempts, 0u);
}

}  // namespace kaskad::engine::test
