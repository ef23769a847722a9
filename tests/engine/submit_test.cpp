#include "smpp/pdu.hpp"
#include "tests/engine/shop.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// What a link's declaration puts into a submit_sm besides text and receipt.

namespace kaskad::engine::test {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// India's: the sender's entity, the template of the text, the chain of those it passes.
constexpr uint16_t ENTITY = 0x1400;
constexpr uint16_t TEMPLATE = 0x1401;

smpp::submit_sm sent(const std::function<void(facts::link&)>& change, facts::submit_message message = shop::text()) {
    shop world;
    auto command = declaration();
    change(command.links[0]);
    command.links[0].digest = "2";
    world.declare(command);
    world.send(std::move(message));
    world.restart();  // what was accepted keeps what it was given
    world.bind(CHEAP);
    return world.take_submit().pdu;
}

}  // namespace

TEST(EngineSubmit, APayloadCostsAsManyTokensAsItHasSegments) {
    for (const bool counts : {true, false}) {
        shop world;
        auto command = declaration();
        command.links[0].split = smpp::split_way::payload;
        command.links[0].counts_segments = counts;
        command.links[0].digest = "2";
        world.declare(command);
        world.bind(CHEAP);
        world.send(shop::text(std::string(400, 'a')));
        EXPECT_EQ(world.take_submit().tokens, counts ? 3 : 1);
        EXPECT_TRUE(world.submits.empty());
    }
}

TEST(EngineSubmit, AddressesGoByTheRulesOfTheLink) {
    const auto pdu = sent([](facts::link& link) {
        link.source_rules = {{.form = smpp::address_form::alphanumeric, .ton = 0, .npi = 9}};
        link.destination_rules = {{.prefix = "7", .ton = 4, .npi = 0}, {.prefix = "4915", .ton = 2, .npi = 8}};
    });
    EXPECT_EQ(pdu.source, (smpp::address{0, 9, "Shop"}));
    EXPECT_EQ(pdu.destination, (smpp::address{2, 8, "491512345678"}));
}

TEST(EngineSubmit, WithoutRulesTheDefaultsHold) {
    const auto pdu = sent([](facts::link& link) { link.destination_ton = 0; });
    EXPECT_EQ(pdu.source, (smpp::address{5, 0, "Shop"}));
    EXPECT_EQ(pdu.destination, (smpp::address{0, 1, "491512345678"}));
    EXPECT_EQ(pdu.service_type, "");
    EXPECT_EQ(pdu.priority_flag, 0);
    EXPECT_THAT(pdu.tlvs, IsEmpty());
}

TEST(EngineSubmit, EachClassHasThePriorityOfTheLink) {
    const auto change = [](facts::link& link) {
        link.service_type = "CMT";
        link.priority_otp = 3;
        link.priority_transactional = 2;
        link.priority_service = 1;
    };
    using enum core::message_class;
    const std::pair<core::message_class, uint8_t> expected[] = {
        {otp, 3}, {transactional, 2}, {service, 1}, {marketing, 0}};
    for (const auto& [klass, priority] : expected) {
        const auto pdu = sent(change, shop::of_class(klass));
        EXPECT_EQ(pdu.priority_flag, priority);
        EXPECT_EQ(pdu.service_type, "CMT");
    }
}

TEST(EngineSubmit, TlvsOfTheMessageComeBeforeThoseOfTheLinkWhereItAgrees) {
    auto message = shop::text();
    message.tlvs = {{TEMPLATE, "of the text"}, {ENTITY, "of the client"}, {0x1500, "not agreed"}};
    const auto pdu = sent(
        [](facts::link& link) {
            link.tlvs = {{ENTITY, "of the link"}, {0x1402, std::string{"a\0b", 3}}};
            link.message_tlvs = {TEMPLATE, ENTITY};
        },
        message);
    EXPECT_THAT(pdu.tlvs, ElementsAre(smpp::tlv{TEMPLATE, "of the text"}, smpp::tlv{ENTITY, "of the client"},
                                      smpp::tlv{0x1402, std::string{"a\0b", 3}}));
}

TEST(EngineSubmit, ALinkThatAgreesToNothingSendsItsOwnAlone) {
    auto message = shop::text();
    message.tlvs = {{ENTITY, "of the client"}};
    const auto pdu = sent([](facts::link& link) { link.tlvs = {{ENTITY, "of the link"}}; }, message);
    EXPECT_THAT(pdu.tlvs, ElementsAre(smpp::tlv{ENTITY, "of the link"}));
}

TEST(EngineSubmit, EveryPartHasThem) {
    shop world;
    auto command = declaration();
    command.links[0].tlvs = {{ENTITY, "1"}};
    command.links[0].digest = "2";
    world.declare(command);
    world.bind(CHEAP);
    world.send(shop::text(std::string(200, 'a')));
    ASSERT_EQ(world.submits.size(), 2U);
    for (const auto& submit : world.submits)
        EXPECT_THAT(submit.pdu.tlvs, ElementsAre(smpp::tlv{ENTITY, "1"}));
}

}  // namespace kaskad::engine::test
