#include "smpp/pdu.hpp"
#include "tests/engine/shop.hpp"

#include <gtest/gtest.h>

// A link's text options, from its declaration to the wire: counted, priced, queued, cut and accrued by one count.

namespace kaskad::engine::test {
namespace {

using smpp::transliteration;

facts::declare with_cheap(const std::function<void(facts::link&)>& change, const char* digest = "2") {
    auto command = declaration();
    change(command.links[0]);
    command.links[0].digest = digest;
    return command;
}

// Binds, sends, takes every part and answers it.
std::vector<smpp::submit_sm> sent_parts(shop& world, const std::string& text) {
    world.bind(CHEAP);
    world.send(shop::text(text));
    std::vector<smpp::submit_sm> pdus;
    while (!world.submits.empty()) {
        const auto submit = world.take_submit();
        pdus.push_back(submit.pdu);
        world.answer(submit, 0, "id" + std::to_string(pdus.size()));
    }
    return pdus;
}

std::string repeated(std::string_view text, size_t times) {
    std::string all;
    while (times-- > 0)
        all += text;
    return all;
}

}  // namespace

TEST(EngineText, ANationalTableHalvesWhatATextCosts) {
    const auto text = "Ş" + repeated("a", 100);
    shop plain;
    const auto costs_two = plain.message(plain.send(shop::text(text)));
    EXPECT_EQ(costs_two.parts, 2);
    EXPECT_EQ(costs_two.charge.amount, amount("0.16"));

    shop world;
    world.declare(with_cheap([](facts::link& link) { link.national_tables = {smpp::language::turkish}; }));
    const auto pdus = sent_parts(world, text);
    ASSERT_EQ(pdus.size(), 1U);
    EXPECT_EQ(pdus[0].esm_class, smpp::esm::UDHI);
    EXPECT_EQ(pdus[0].short_message.substr(0, 4), std::string("\x03\x25\x01\x01"));
    EXPECT_EQ(pdus[0].data_coding, 0);
    world.expect_balanced();
}

TEST(EngineText, TransliterationIsShownPricedAndSent) {
    shop world;
    world.declare(with_cheap([](facts::link& link) {
        link.transliterate = {transliteration::cyrillic, transliteration::quotes};
    }));
    world.bind(CHEAP);
    const auto text = "«" + repeated("Да", 40) + "»";
    world.tell(facts::preview_message{.message = shop::text(text)});
    const auto answer = world.take_answer();
    const auto* preview = std::get_if<facts::previewed>(&answer.value);
    ASSERT_NE(preview, nullptr);
    EXPECT_EQ(preview->parts, 1);
    EXPECT_EQ(preview->encoding, facts::text_encoding::gsm7);
    EXPECT_EQ(preview->price, amount("0.08"));
    EXPECT_EQ(preview->replaced.size(), 4U);
    const auto id = world.send(shop::text(text));
    EXPECT_EQ(world.message(id).parts, 1);
    EXPECT_EQ(world.take_submit().pdu.short_message, "\"" + repeated("Da", 40) + "\"");
}

TEST(EngineText, ALongTextGoesByParametersOrWhole) {
    shop sar;
    sar.declare(with_cheap([](facts::link& link) { link.split = smpp::split_way::sar; }));
    const auto parts = sent_parts(sar, repeated("a", 200));
    ASSERT_EQ(parts.size(), 2U);
    EXPECT_EQ(parts[1].esm_class, 0);
    EXPECT_EQ(smpp::integer_tlv(parts[1].tlvs, smpp::tag::sar_segment_seqnum), 2U);

    shop payload;
    payload.declare(with_cheap([](facts::link& link) { link.split = smpp::split_way::payload; }));
    const auto whole = sent_parts(payload, repeated("a", 400));
    ASSERT_EQ(whole.size(), 1U);
    EXPECT_EQ(smpp::find_tlv(whole[0].tlvs, smpp::tag::message_payload)->value.size(), 400U);
}

// Three segments in one PDU: the client pays three, the supplier gets three, one receipt confirms three.
TEST(EngineText, APayloadCountsAllItsSegments) {
    shop world;
    world.declare(with_cheap([](facts::link& link) { link.split = smpp::split_way::payload; }));
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(shop::text(repeated("a", 400)));
    EXPECT_EQ(world.message(id).parts, 3);
    EXPECT_EQ(world.message(id).charge.amount, amount("0.24"));
    world.answer(world.take_submit(), 0, "x");
    const auto payable = billing::make_account_id(billing::account_kind::payable, CHEAP.value, {{'E', 'U', 'R'}});
    const auto* owed = world.engine->memory().accounts.find(payable);
    ASSERT_NE(owed, nullptr);
    EXPECT_EQ(std::abs(owed->posted.e6), amount("0.15").e6);
    world.receipt(bind, "x", facts::part_state::delivered);
    EXPECT_EQ(world.message(id).state, facts::message_state::delivered);
    EXPECT_EQ(world.message(id).parts_confirmed, 3);
    world.expect_balanced();
}

// The parts that are left go as they were counted, whatever the link is declared to be meanwhile.
TEST(EngineText, PartsUnderWayKeepTheTermsTheyWereCountedWith) {
    shop world;
    world.bind(CHEAP, 1);
    // 305 septets: two parts with a reference of 8 bits, three with one of 16.
    const auto id = world.send(shop::text(repeated("a", 305)));
    const auto first = world.take_submit();
    EXPECT_EQ(first.pdu.short_message.substr(0, 3), std::string("\x05\x00\x03", 3));
    world.declare(with_cheap([](facts::link& link) { link.reference_width = 16; }));
    world.tell(facts::grant_credits{first.bind, 2});
    const auto second = world.take_submit();
    EXPECT_EQ(second.part.message, id);
    EXPECT_EQ(second.pdu.short_message.substr(0, 3), std::string("\x05\x00\x03", 3));
    EXPECT_EQ(second.pdu.short_message.size(), 6U + 152U);
}

// A client may send two parts: what is too long for links without options may still fit one with them.
TEST(EngineText, TheLinkThatIsChosenDecidesWhetherATextIsTooLong) {
    const auto text = repeated("ş", 600);
    shop plain;
    plain.tell(shop::text(text));
    const auto answer = plain.take_answer();
    EXPECT_EQ(std::get<facts::refusal>(answer.value).code, facts::refusal_code::too_many_parts);

    shop world;
    world.declare(with_cheap([](facts::link& link) { link.national_tables = {smpp::language::turkish}; }));
    EXPECT_EQ(world.message(world.send(shop::text(text))).parts, 5);
}

// The message was taken for the parts of its first link; another link sends what it needs.
TEST(EngineText, AnotherLinkCountsForItself) {
    shop world;
    world.declare(with_cheap([](facts::link& link) { link.national_tables = {smpp::language::turkish}; }));
    world.bind(CHEAP);
    const auto bind = world.bind(DEAR);
    const auto id = world.send(shop::text(repeated("ş", 100)));
    const auto first = world.take_submit();
    EXPECT_EQ(first.bind.link, CHEAP);
    world.answer(first, static_cast<uint32_t>(smpp::command_status::rsubmitfail));
    for (int part = 1; part <= 2; ++part) {
        const auto submit = world.take_submit();
        EXPECT_EQ(submit.bind.link, DEAR);
        EXPECT_EQ(submit.pdu.data_coding, 8);
        world.answer(submit, 0, "d" + std::to_string(part));
    }
    EXPECT_EQ(world.message(id).charge.amount, amount("0.08"));
    world.receipt(bind, "d1", facts::part_state::delivered);
    world.receipt(bind, "d2", facts::part_state::delivered);
    EXPECT_EQ(world.message(id).state, facts::message_state::delivered);
    EXPECT_EQ(world.message(id).parts_confirmed, 1);
    world.expect_balanced();
}

}  // namespace kaskad::engine::test
