#include "engine/inbound_events.hpp"

#include "smpp/segmentation.hpp"
#include "tests/engine/handset.hpp"

// How owners are told: the coding chosen for the text, long ones in parts that are repeated one by one.

namespace kaskad::engine::test {

namespace {

std::string joined(const std::vector<smpp::text_piece>& pieces) {
    return smpp::join_pieces(pieces).text.value_or("(binary)");
}

void answer_call(handset_world& world, size_t place, bool accepted) {
    const auto& event = world.calls.at(place).value;
    const facts::callback_answered answer{event.endpoint, event.sequence, accepted, 0};
    world.calls.erase(world.calls.begin() + static_cast<std::ptrdiff_t>(place));
    world.tell(answer);
}

}  // namespace

TEST(EngineInboundEvents, AShortTextIsOnePieceInTheCodingItNeeds) {
    for (const auto split : {smpp::split_way::udh, smpp::split_way::payload}) {
        const auto gsm = make_pieces({.text = "Grüße"}, split);
        ASSERT_EQ(gsm.size(), 1U);
        EXPECT_EQ(gsm[0].data_coding, 0);
        EXPECT_EQ(gsm[0].octets,
                  "Gr\x7E\x1E"
                  "e");
        EXPECT_FALSE(gsm[0].has_udh);
        const auto ucs2 = make_pieces({.text = "да"}, split);
        ASSERT_EQ(ucs2.size(), 1U);
        EXPECT_EQ(ucs2[0].data_coding, 8);
        EXPECT_EQ(ucs2[0].octets, (std::string{"\x04\x34\x04\x30", 4}));
    }
    EXPECT_EQ(make_pieces({.text = ""}, smpp::split_way::udh).size(), 1U);
}

TEST(EngineInboundEvents, ALongTextGoesInPartsOrWhole) {
    std::string text(200, 'a');
    text += "end";
    const auto parts = make_pieces({.text = text}, smpp::split_way::udh);
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_TRUE(parts[0].has_udh);
    EXPECT_EQ(joined(parts), text);
    const auto whole = make_pieces({.text = text}, smpp::split_way::payload);
    ASSERT_EQ(whole.size(), 1U);
    EXPECT_FALSE(whole[0].has_udh);
    EXPECT_EQ(joined(whole), text);
}

TEST(EngineInboundEvents, BinaryOctetsGoAsTheyCameWithTheirPorts) {
    const std::string ports{"\x05\x04\x0B\x84\x23\xF0", 6};
    facts::inbound_text text{.octets = "\x01\x02", .header = ports, .data_coding = 4, .binary = true};
    const auto one = make_pieces(text, smpp::split_way::udh);
    ASSERT_EQ(one.size(), 1U);
    EXPECT_EQ(one[0].octets, (std::string{"\x06", 1} + ports + "\x01\x02"));
    EXPECT_EQ(one[0].data_coding, 4);
    text.octets = std::string(300, '\x03');
    const auto many = make_pieces(text, smpp::split_way::udh);
    EXPECT_EQ(many.size(), 3U);
    for (const auto& piece : many)
        EXPECT_LE(piece.octets.size(), 140U);
    EXPECT_EQ(smpp::join_pieces(many).octets, text.octets);
    EXPECT_EQ(make_pieces(text, smpp::split_way::payload).size(), 1U);
}

TEST(EngineInboundEvents, AnAnsweredPartDoesNotGoAgain) {
    handset_world world;
    world.take(inbound_part(1, 2, std::string(150, 'a'), 7, "8822"));
    world.take(inbound_part(2, 2, std::string(150, 'b'), 7, "8822"));
    ASSERT_EQ(world.calls.size(), 2U);
    EXPECT_EQ(world.calls[0].value.pieces.size(), 1U);
    EXPECT_EQ(world.calls[0].value.inbound[0].text, "");  // the pieces say it
    const auto refused = world.calls[1].value;
    answer_call(world, 0, true);
    answer_call(world, 0, false);
    world.pass(2'000);
    ASSERT_EQ(world.calls.size(), 1U);
    EXPECT_EQ(world.calls[0].value.sequence, refused.sequence);
    EXPECT_EQ(world.calls[0].value.pieces, refused.pieces);
    answer_call(world, 0, true);
    world.pass(5'000);
    world.restart_bound();
    world.pass(5'000);
    EXPECT_TRUE(world.calls.empty());
}

// SMPP 3.3 has no message_payload: who is bound so would have been told an empty text.
TEST(EngineInboundEvents, AWholeTextThatNobodyThereCanTakeIsToldInParts) {
    auto command = numbered_declaration();
    command.clients[1].endpoints.back().inbound_split = smpp::split_way::payload;
    handset_world world{{}, command};
    const std::string text = std::string(300, 'a') + "\u20ac";
    world.take(inbound_part(1, 2, std::string(150, 'a'), 7, "8822"));
    world.take(inbound_part(2, 2, std::string(150, 'a') + "\x1B\x65", 7, "8822"));
    ASSERT_EQ(world.calls.size(), 1U);
    const auto whole = world.calls[0].value;
    world.calls.clear();
    world.tell(facts::callback_answered{.endpoint = whole.endpoint, .sequence = whole.sequence, .in_parts = true});
    ASSERT_EQ(world.calls.size(), 2U);
    EXPECT_EQ(joined({world.calls[0].value.pieces[0], world.calls[1].value.pieces[0]}), text);
    EXPECT_EQ(world.calls[0].value.message, whole.message);
    world.calls.clear();
    world.restart();
    ASSERT_EQ(world.calls.size(), 2U) << "the whole is done with";
    EXPECT_GT(world.calls[0].value.sequence, whole.sequence);
}

TEST(EngineInboundEvents, WhatNoAccountCanTakeIsListedAndCounted) {
    handset_world world;
    world.take(inbound(std::string(60'000, 'a'), "8822"));  // over 255 parts
    EXPECT_TRUE(world.calls.empty());
    EXPECT_EQ(world.counts().untold, 1U);
    EXPECT_EQ(world.texts(BANK).size(), 1U);
}

TEST(EngineInboundEvents, WhatNobodyTookComesAgainAfterARestart) {
    handset_world world;
    world.take(inbound("Hello", "8822"));
    ASSERT_EQ(world.calls.size(), 1U);
    const auto before = world.calls[0].value;
    world.restart();
    ASSERT_EQ(world.calls.size(), 2U);
    EXPECT_EQ(world.calls[1].value.sequence, before.sequence);
    EXPECT_EQ(world.calls[1].value.pieces, before.pieces);
}

}  // namespace kaskad::engine::test
