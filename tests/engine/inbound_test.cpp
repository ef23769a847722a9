#include "tests/engine/handset.hpp"

// Texts from handsets: read, put together, known again, kept until they are told.

namespace kaskad::engine::test {

namespace {

const std::string OK = "ESME_ROK";

}  // namespace

TEST(EngineInbound, AWholeTextIsItsNumbersOwners) {
    handset_world world;
    EXPECT_EQ(world.take(inbound("Hello")), OK);
    const auto texts = world.texts();
    ASSERT_EQ(texts.size(), 1U);
    EXPECT_EQ(texts[0].text, "Hello");
    EXPECT_EQ(texts[0].alphabet, "gsm7");
    EXPECT_TRUE(facts::is_complete(texts[0]));
    EXPECT_EQ(texts[0].link, CHEAP);
    ASSERT_EQ(world.calls.size(), 1U);
    const auto& event = world.calls[0].value;
    EXPECT_EQ(event.kind, facts::event_kind::inbound);
    EXPECT_EQ(event.message, texts[0].id);
    ASSERT_EQ(event.inbound.size(), 1U);
    EXPECT_EQ(event.inbound[0].text, "Hello");
}

TEST(EngineInbound, ItIsAnsweredWithTheGroupThatHoldsIt) {
    handset_world world;
    auto command = inbound("Hello");
    command.bind = world.one;
    world.engine->handle(command, world.now);
    auto sealed = world.engine->seal(world.now);
    EXPECT_GT(sealed.group.position, 0U);
    EXPECT_TRUE(std::ranges::any_of(
        sealed.effects, [](const auto& effect) { return std::holds_alternative<facts::answer_deliver>(effect); }));
}

TEST(EngineInbound, EachLinkHasItsWayOfReading) {
    auto command = numbered_declaration();
    command.links[0].digest = "2";
    command.links[0].data_coding_0 = smpp::default_alphabet::latin1;
    command.links[0].ucs2_order = smpp::octet_order::little_endian;
    handset_world world{{}, command};
    world.take(inbound("\xE4"));
    world.take(inbound(std::string{"\x42\x04", 2}, "8811", 8));
    auto texts = world.texts();
    ASSERT_EQ(texts.size(), 2U);
    EXPECT_EQ(texts[0].text, "ä");
    EXPECT_EQ(texts[0].alphabet, "latin1");
    EXPECT_EQ(texts[1].text, "т");
    const auto dear = world.bind(DEAR, 0);
    world.take(inbound("\x7B"), dear);  // ä in GSM 03.38
    texts = world.texts();
    EXPECT_EQ(texts[2].text, "ä");
    EXPECT_EQ(texts[2].alphabet, "gsm7");
}

TEST(EngineInbound, OctetsStayWhereTheTextDoesNotSayAll) {
    handset_world world;
    world.take(inbound("\x01\xFF", "8811", 4));
    world.take(inbound("ab", "8811", 0));
    world.take(inbound(std::string{"\xD8\x3D", 2}, "8811", 8));  // half a surrogate pair
    const auto texts = world.texts();
    ASSERT_EQ(texts.size(), 3U);
    EXPECT_TRUE(texts[0].binary);
    EXPECT_EQ(texts[0].octets, "\x01\xFF");
    EXPECT_EQ(texts[0].text, "");
    EXPECT_EQ(texts[1].octets, "");
    EXPECT_EQ(texts[2].octets, "\xD8\x3D");
    EXPECT_FALSE(texts[2].binary);
}

TEST(EngineInbound, PartsAreJoinedInAnyOrderOverAnyBind) {
    handset_world world;
    EXPECT_EQ(world.take(inbound_part(3, 3, "c"), world.one), OK);
    EXPECT_EQ(world.take(inbound_part(1, 3, "a"), world.two), OK);
    EXPECT_TRUE(world.calls.empty());
    EXPECT_EQ(world.take(inbound_part(2, 3, "b"), world.one), OK);
    const auto texts = world.texts();
    ASSERT_EQ(texts.size(), 1U);
    EXPECT_EQ(texts[0].text, "abc");
    EXPECT_EQ(texts[0].parts, 3U);
    EXPECT_TRUE(facts::is_complete(texts[0]));
    EXPECT_EQ(world.calls.size(), 1U);
    EXPECT_TRUE(world.engine->memory().inbound.is_empty());
}

TEST(EngineInbound, OtherHandsetsNumbersAndReferencesAreOtherTexts) {
    handset_world world;
    world.take(inbound_part(1, 2, "a"));
    auto other = inbound_part(2, 2, "b");
    other.source.addr = "491700000002";
    world.take(other);
    world.take(inbound_part(2, 2, "b", 8));
    world.take(inbound_part(2, 2, "b", 7, "8822"));
    world.take(inbound_part(2, 3, "b"));
    EXPECT_TRUE(world.texts().empty());
    EXPECT_EQ(world.engine->memory().inbound.count(), 5U);
}

TEST(EngineInbound, ARepeatOfTheOperatorsIsAnsweredAndDropped) {
    handset_world world{{.limits = {.inbound_repeat_ms = 60'000}}};
    world.take(inbound("Hello"));
    EXPECT_EQ(world.take(inbound("Hello"), world.two), OK);
    world.restart_bound();  // its response was lost with us
    EXPECT_EQ(world.take(inbound("Hello")), OK);
    EXPECT_EQ(world.texts().size(), 1U);
    world.take(inbound("hello"));
    EXPECT_EQ(world.texts().size(), 2U);
    world.pass(60'000);
    world.take(inbound("Hello"));
    EXPECT_EQ(world.texts().size(), 3U);
}

TEST(EngineInbound, APartThatComesTwiceIsDroppedAlsoBehindItsText) {
    handset_world world;
    world.take(inbound_part(1, 2, "a"));
    world.take(inbound_part(1, 2, "a"), world.two);
    world.take(inbound_part(2, 2, "b"));
    EXPECT_EQ(world.take(inbound_part(2, 2, "b"), world.two), OK);
    EXPECT_TRUE(world.engine->memory().inbound.is_empty());
    EXPECT_EQ(world.texts().size(), 1U);
    EXPECT_EQ(world.counts().repeated, 2U);
}

// The same part by sar_* TLVs has the same octets in every part that says the same.
TEST(EngineInbound, EqualPartsOfOneTextAreNoRepeats) {
    handset_world world;
    for (uint8_t number = 1; number <= 2; ++number) {
        auto part = inbound("same");
        part.place = smpp::concatenation{smpp::reference_width::bits_16, 7, 2, number};
        world.take(part);
    }
    ASSERT_EQ(world.texts().size(), 1U);
    EXPECT_EQ(world.texts()[0].text, "samesame");
}

TEST(EngineInbound, PartsSurviveARestart) {
    handset_world world;
    world.take(inbound_part(2, 2, "b"));
    world.restart_bound();
    EXPECT_EQ(world.engine->memory().inbound.size(), 1U);
    world.take(inbound_part(1, 2, "a"));
    ASSERT_EQ(world.texts().size(), 1U);
    EXPECT_EQ(world.texts()[0].text, "ab");
}

TEST(EngineInbound, WhatIsNotWholeInTimeIsToldAsIncomplete) {
    handset_world world{{.limits = {.inbound_wait_ms = 60'000}}};
    world.take(inbound_part(3, 3, "c"));
    world.pass(59'000);
    world.take(inbound_part(1, 3, "a"));
    EXPECT_TRUE(world.texts().empty());
    world.pass(1'000);
    const auto texts = world.texts();
    ASSERT_EQ(texts.size(), 1U);
    EXPECT_EQ(texts[0].text, "ac");
    EXPECT_EQ(texts[0].parts, 3U);
    EXPECT_EQ(texts[0].parts_received, 2U);
    EXPECT_FALSE(facts::is_complete(texts[0]));
    EXPECT_EQ(world.calls.size(), 1U);
    EXPECT_EQ(world.counts().incomplete, 1U);
    EXPECT_EQ(world.database.rows(facts::table_of(facts::inbound_part{}))->size(), 0U);
}

TEST(EngineInbound, BeyondTheBoundTheOldestIsToldAsItIs) {
    handset_world world{{.limits = {.inbound_parts_max = 3}}};
    world.take(inbound_part(1, 2, "first", 1));
    world.take(inbound_part(1, 3, "second", 2));
    world.take(inbound_part(2, 3, "second", 2));
    EXPECT_TRUE(world.texts().empty());
    world.take(inbound_part(1, 2, "third", 3));
    ASSERT_EQ(world.texts().size(), 1U);
    EXPECT_EQ(world.texts()[0].text, "first");
    EXPECT_EQ(world.engine->memory().inbound.size(), 3U);
    // One of many octets counts as several parts.
    world.take(inbound_part(1, 2, std::string(600, 'x'), 4));
    EXPECT_EQ(world.texts().size(), 3U);
    EXPECT_EQ(world.engine->memory().inbound.count(), 1U);
}

TEST(EngineInbound, AReferenceThatBeginsAnewEndsTheTextBefore) {
    handset_world world;
    world.take(inbound_part(1, 2, "old"));
    world.take(inbound_part(1, 2, "new "));
    world.take(inbound_part(2, 2, "text"));
    const auto texts = world.texts();
    ASSERT_EQ(texts.size(), 2U);
    EXPECT_EQ(texts[0].text, "old");
    EXPECT_FALSE(facts::is_complete(texts[0]));
    EXPECT_EQ(texts[1].text, "new text");
}

TEST(EngineInbound, PrintsAreBoundedAndForgotten) {
    handset_world world{{.limits = {.inbound_repeat_ms = 60'000, .inbound_prints_max = 3}}};
    for (int number = 0; number < 5; ++number) {
        world.take(inbound("text " + std::to_string(number)));
        world.pass(100);
    }
    EXPECT_EQ(world.engine->memory().inbound_prints.size(), 3U);
    world.take(inbound("text 0"));  // its print is gone
    EXPECT_EQ(world.texts().size(), 6U);
    world.pass(200'000);
    EXPECT_EQ(world.engine->memory().inbound_prints.size(), 0U);
    EXPECT_EQ(world.database.rows(facts::table_of(facts::inbound_print{}))->size(), 0U);
}

TEST(EngineInbound, NobodysNumberIsKeptAndCounted) {
    handset_world world;
    EXPECT_EQ(world.take(inbound("Hello", "9999")), OK);
    EXPECT_EQ(world.texts(core::client_id{}).size(), 1U);
    EXPECT_EQ(world.counts().unowned, 1U);
    EXPECT_TRUE(world.calls.empty());
}

TEST(EngineInbound, ALinkMayRefuseWhatIsNobodys) {
    auto command = numbered_declaration();
    command.links[0].digest = "2";
    command.links[0].refuse_unowned = true;
    command.clients[0].value.numbers[0].keyword = "join";
    handset_world world{{}, command};
    EXPECT_EQ(world.take(inbound("Hello", "9999")), "ESME_RX_R_APPN");
    EXPECT_TRUE(world.texts(core::client_id{}).empty());
    EXPECT_EQ(world.counts().refused, 1U);
    // It is somebody's for some texts: the first part does not tell yet.
    EXPECT_EQ(world.take(inbound("hello")), OK);
    EXPECT_EQ(world.texts(core::client_id{}).size(), 1U);
}

TEST(EngineInbound, UnderPressureTheOperatorKeepsIt) {
    handset_world world;
    world.take(inbound("before"));
    world.engine->set_pressure(80);
    EXPECT_EQ(world.take(inbound("Hello")), "ESME_RX_T_APPN");
    EXPECT_EQ(world.take(inbound("before")), OK);  // it is there
    world.engine->set_pressure(0);
    EXPECT_EQ(world.take(inbound("Hello")), OK);
    EXPECT_EQ(world.texts().size(), 2U);
}

TEST(EngineInbound, AReloadGivesANumberToAnother) {
    handset_world world;
    auto command = numbered_declaration();
    command.clients[0].value.digest = "3";
    command.clients[0].value.numbers.clear();
    command.clients[1].value.digest = "3";
    command.clients[1].value.numbers = {{.address = "8811"}};
    world.declare(command);
    world.take(inbound("Hello", "+8811"));
    EXPECT_TRUE(world.texts(SHOP).empty());
    EXPECT_EQ(world.texts(BANK).size(), 1U);
}

TEST(EngineInbound, AnEndpointThatDoesNotWantThemLeavesThemForReading) {
    auto command = numbered_declaration();
    command.clients[0].endpoints[0].digest = "2";
    command.clients[0].endpoints[0].kinds = {static_cast<uint8_t>(facts::event_kind::delivered)};
    handset_world world{{}, command};
    world.take(inbound("Hello"));
    world.take(inbound("Hello", "491511234567"));
    EXPECT_TRUE(world.calls.empty());
    EXPECT_EQ(world.texts().size(), 2U);
}

}  // namespace kaskad::engine::test
