#include "smpp/segmentation.hpp"
#include "tests/engine/account_shop.hpp"

#include <set>

// Texts that clients send in pieces, a submit_sm each: one message, one charge, an id and a receipt for each submit.

namespace kaskad::engine::test {

using facts::joining_rule;
using facts::message_state;
using facts::part_state;

namespace {

constexpr int64_t JOIN_MS = 60'000;

struct submitted {
    uint8_t number = 1;
    uint8_t total = 2;
    std::string octets;
    uint16_t reference = 7;
    uint8_t registered_delivery = 1;
};

facts::submit_message piece(submitted what) {
    auto command = account_shop::submit(what.registered_delivery);
    command.text.clear();
    command.piece = facts::piece{
        .reference = what.reference, .total = what.total, .number = what.number, .octets = std::move(what.octets)};
    command.join_ms = JOIN_MS;
    command.joining_max = 10;
    return command;
}

struct joining_shop : account_shop {
    facts::accepted_item take(facts::submit_message command) {
        tell(std::move(command));
        const auto answer = take_answer();
        const auto* taken = std::get_if<facts::accepted_item>(&answer.value);
        EXPECT_NE(taken, nullptr);
        return taken ? *taken : facts::accepted_item{};
    }

    facts::refusal_code refusal_of(facts::submit_message command) {
        tell(std::move(command));
        const auto answer = take_answer();
        const auto* refused = std::get_if<facts::refusal>(&answer.value);
        EXPECT_NE(refused, nullptr);
        return refused ? refused->code : facts::refusal_code{};
    }

    core::amount reserved() {
        const auto* account =
            engine->memory().accounts.find(billing::make_account_id(billing::account_kind::client, SHOP.value, euro));
        return account ? account->reserved : core::amount{};
    }

    std::string text_of(core::message_id id) {
        project();
        auto reader = database.make_reader();
        const auto view = (*reader)->read_message(id);
        return view && view->text ? *view->text : std::string{};
    }
};

}  // namespace

TEST(EngineJoining, PiecesInAnyOrderAreOneMessageWithAnIdForEach) {
    joining_shop world;
    const std::string left(153, 'a');
    const std::string middle(153, 'b');
    std::set<core::message_id> ids;
    const auto first = world.take(piece({.number = 3, .total = 3, .octets = "end"}));
    ids.insert(first.message);
    ids.insert(world.take(piece({.number = 1, .total = 3, .octets = left})).message);
    EXPECT_TRUE(world.submits.empty()) << "a piece is missing";
    ids.insert(world.take(piece({.number = 2, .total = 3, .octets = middle})).message);
    EXPECT_EQ(ids.size(), 3U);
    const auto message = world.message(first.message);
    EXPECT_EQ(message.parts, 3);
    EXPECT_EQ(message.submissions.size(), 3U);
    EXPECT_EQ(world.text_of(first.message), left + middle + "end");
    EXPECT_EQ(world.submits.size(), 3U);
    EXPECT_EQ(world.posted(billing::account_kind::client, SHOP.value), amount("9.76")) << "0.08 for each of 3 parts";
    EXPECT_EQ(world.reserved(), core::amount{});
    world.expect_balanced();
}

TEST(EngineJoining, TheFirstPieceReservesForAllThatItsHeaderNames) {
    joining_shop world;
    world.take(piece({.number = 2, .total = 4, .octets = "x"}));
    EXPECT_EQ(world.reserved(), amount("0.32"));
    EXPECT_EQ(world.refusal_of(piece({.number = 1, .total = 200, .octets = "x"})), facts::refusal_code::too_many_parts)
        << "the client may send 8";
}

TEST(EngineJoining, WithoutMoneyForAllPiecesNoneIsTaken) {
    joining_shop world;
    for (uint16_t reference = 0; reference < 15; ++reference) {
        auto command = piece({.number = 1, .total = 8, .octets = "x", .reference = reference});
        command.joining_max = 100;
        world.take(command);
    }
    auto command = piece({.number = 1, .total = 8, .octets = "x", .reference = 15});
    command.joining_max = 100;
    EXPECT_EQ(world.refusal_of(command), facts::refusal_code::insufficient_balance)
        << "15 times 0.64 of 10 are reserved";
}

TEST(EngineJoining, ATextThatIsShorterThanItsHeaderSaidCostsWhatIsSent) {
    joining_shop world;
    const auto first = world.take(piece({.number = 1, .total = 3, .octets = "short "}));
    world.take(piece({.number = 2, .total = 3, .octets = "enough "}));
    world.take(piece({.number = 3, .total = 3, .octets = "for one"}));
    EXPECT_EQ(world.message(first.message).parts, 1);
    EXPECT_EQ(world.take_submit().pdu.short_message, "short enough for one");
    EXPECT_EQ(world.posted(billing::account_kind::client, SHOP.value), amount("9.92"));
    EXPECT_EQ(world.reserved(), core::amount{}) << "the rest is free";
    world.expect_balanced();
}

// One piece in GSM 7-bit, one in UCS-2: all of it must be UCS-2, 67 characters a part.
TEST(EngineJoining, ATextThatIsLongerThanItsHeaderSaidIsReservedAnew) {
    joining_shop world;
    auto cyrillic = piece({.number = 2, .octets = std::string("\x04\x1F", 2)});
    cyrillic.piece->data_coding = 8;
    const auto first = world.take(piece({.number = 1, .octets = std::string(153, 'a')}));
    EXPECT_EQ(world.reserved(), amount("0.16"));
    world.take(cyrillic);
    EXPECT_EQ(world.message(first.message).parts, 3);
    EXPECT_EQ(world.posted(billing::account_kind::client, SHOP.value), amount("9.76"));
    EXPECT_EQ(world.reserved(), core::amount{});
    world.expect_balanced();
}

TEST(EngineJoining, ATextForWhichThereIsNoMoneyAfterAllIsNotSent) {
    joining_shop world;
    auto cyrillic = piece({.number = 2, .octets = std::string("\x04\x1F", 2)});
    cyrillic.piece->data_coding = 8;
    const auto first = world.take(piece({.number = 1, .octets = std::string(153, 'a')}));
    for (uint16_t reference = 100; reference < 115; ++reference) {
        auto other = piece({.number = 1, .total = 8, .octets = "x", .reference = reference});
        other.joining_max = 100;
        world.take(other);
    }
    world.take(cyrillic);  // 10 - 15 x 0.64 = 0.40; three parts cost 0.24, two were reserved: it is covered
    EXPECT_EQ(world.message(first.message).parts, 3);
    auto second = piece({.number = 1, .octets = std::string(153, 'a'), .reference = 8});
    second.joining_max = 100;
    const auto poor = world.take(second);
    auto rest = cyrillic;
    rest.piece->reference = 8;
    world.take(rest);
    EXPECT_EQ(world.message(poor.message).state, message_state::rejected);
    EXPECT_EQ(world.message(poor.message).reason, core::reason::no_money);
    EXPECT_EQ(world.reserved(), amount("9.60"));
    world.expect_balanced();
}

// Peers cut where they like: through a surrogate pair too (here U+1F600).
TEST(EngineJoining, CharactersThatWereCutAreWholeAgain) {
    joining_shop world;
    auto left = piece({.number = 1, .octets = std::string("\xD8\x3D", 2)});
    auto right = piece({.number = 2, .octets = std::string("\xDE\x00", 2)});
    left.piece->data_coding = right.piece->data_coding = 8;
    world.take(right);
    const auto last = world.take(left);
    EXPECT_NE(last.message, core::message_id{});
    EXPECT_EQ(world.take_submit().pdu.short_message, std::string("\xD8\x3D\xDE\x00", 4));
}

TEST(EngineJoining, APieceThatComesTwiceIsAnsweredAlikeAndChangesNothing) {
    joining_shop world;
    const auto first = world.take(piece({.number = 1, .octets = "one "}));
    const auto again = world.take(piece({.number = 1, .octets = "one "}));
    EXPECT_EQ(again.message, first.message);
    EXPECT_TRUE(again.repeated);
    const auto second = world.take(piece({.number = 2, .octets = "two"}));
    EXPECT_EQ(world.submits.size(), 1U);
    const auto late = world.take(piece({.number = 2, .octets = "two"}));
    EXPECT_EQ(late.message, second.message) << "also when the text is whole";
    EXPECT_EQ(world.submits.size(), 1U);
    EXPECT_EQ(world.reserved(), core::amount{}) << "no new set";
}

TEST(EngineJoining, AReferenceThatBeginsAnewIsAnotherText) {
    joining_shop world;
    const auto first = world.take(piece({.number = 1, .octets = "old "}));
    const auto next = world.take(piece({.number = 1, .octets = "new "}));
    EXPECT_NE(next.message, first.message);
    EXPECT_EQ(world.take_submit().pdu.short_message, "old ") << "nothing more comes of it";
    world.take(piece({.number = 2, .octets = "text"}));
    EXPECT_EQ(world.take_submit().pdu.short_message, "new text");
}

TEST(EngineJoining, SetsAreToldApartByReferenceTotalSenderAndRecipient) {
    joining_shop world;
    world.take(piece({.number = 1, .octets = "x"}));
    auto other_sender = piece({.number = 2, .octets = "y"});
    other_sender.from = "Other";
    auto other_recipient = piece({.number = 2, .octets = "y"});
    other_recipient.to = "+49 151 9999999";
    auto wide = piece({.number = 2, .octets = "y"});
    wide.piece->is_wide = true;
    for (auto command : {other_sender, other_recipient, wide, piece({.number = 2, .octets = "y", .reference = 8}),
                         piece({.number = 2, .total = 3, .octets = "y"})})
        world.take(command);
    EXPECT_TRUE(world.submits.empty());
    world.take(piece({.number = 2, .octets = "y"}));
    EXPECT_EQ(world.take_submit().pdu.short_message, "xy");
}

TEST(EngineJoining, WhatCameOfAnIncompleteTextIsSentWhenItsTimeIsOver) {
    joining_shop world;
    const auto first = world.take(piece({.number = 3, .total = 3, .octets = "end"}));
    world.take(piece({.number = 1, .total = 3, .octets = "begin "}));
    world.pass(JOIN_MS - 1);
    EXPECT_TRUE(world.submits.empty());
    world.pass(1);
    EXPECT_EQ(world.take_submit().pdu.short_message, "begin end");
    EXPECT_EQ(world.message(first.message).parts, 1);
    EXPECT_EQ(world.posted(billing::account_kind::client, SHOP.value), amount("9.92"));
    EXPECT_EQ(world.reserved(), core::amount{});
}

TEST(EngineJoining, OrItIsVoidedAndEverySubmitHearsOfIt) {
    joining_shop world;
    std::vector<core::message_id> ids;
    for (const auto number : {uint8_t{1}, uint8_t{2}}) {
        auto command = piece({.number = number, .total = 3, .octets = "x"});
        command.incomplete = joining_rule::discard;
        ids.push_back(world.take(command).message);
    }
    world.pass(JOIN_MS);
    EXPECT_TRUE(world.submits.empty());
    const auto message = world.message(ids[0]);
    EXPECT_EQ(message.state, message_state::rejected);
    EXPECT_EQ(message.reason, core::reason::incomplete_text);
    EXPECT_EQ(world.posted(billing::account_kind::client, SHOP.value), amount("10"));
    EXPECT_EQ(world.reserved(), core::amount{});
    EXPECT_EQ(world.calls.size(), 2U);
}

TEST(EngineJoining, EachSubmitThatAskedForAReceiptGetsOneUnderItsId) {
    joining_shop world;
    const auto first = world.take(piece({.number = 1, .total = 3, .octets = "a"}));
    world.take(piece({.number = 2, .total = 3, .octets = "b", .registered_delivery = 0}));
    const auto third = world.take(piece({.number = 3, .total = 3, .octets = "c"}));
    world.answer(world.take_submit(), 0, "operator-id");
    world.receipt(world.bound, "operator-id", part_state::delivered);
    ASSERT_EQ(world.calls.size(), 2U);
    const auto told = [&](size_t place) {
        const auto& event = world.calls[place].value;
        EXPECT_EQ(event.submissions.size(), 1U);
        return event.submissions[0].id ? event.submissions[0].id : event.message;
    };
    EXPECT_EQ(told(0), first.message);
    EXPECT_EQ(told(1), third.message);
    EXPECT_NE(world.calls[0].value.sequence, world.calls[1].value.sequence);
}

TEST(EngineJoining, ClientsOf33GetAnAliasForEachPiece) {
    joining_shop world;
    std::set<uint32_t> aliases;
    for (const auto number : {uint8_t{1}, uint8_t{2}}) {
        auto command = piece({.number = number, .octets = "x"});
        command.wants_alias = true;
        aliases.insert(world.take(command).alias);
    }
    EXPECT_EQ(aliases, (std::set<uint32_t>{1, 2}));
}

TEST(EngineJoining, PiecesOutliveARestart) {
    joining_shop world;
    const auto first = world.take(piece({.number = 2, .octets = "two"}));
    world.restart();
    world.bound = world.bind(CHEAP, 100);
    EXPECT_EQ(world.take(piece({.number = 2, .octets = "two"})).message, first.message);
    world.take(piece({.number = 1, .octets = "one "}));
    EXPECT_EQ(world.take_submit().pdu.short_message, "one two");
}

TEST(EngineJoining, TheTimeOfASetGoesOnOverARestart) {
    joining_shop world;
    world.take(piece({.number = 1, .octets = "one"}));
    world.restart();
    world.bound = world.bind(CHEAP, 100);
    world.pass(JOIN_MS);
    EXPECT_EQ(world.take_submit().pdu.short_message, "one");
}

TEST(EngineJoining, AnAccountHasSoManySetsAtOnce) {
    joining_shop world;
    for (uint16_t reference = 0; reference < 10; ++reference)
        world.take(piece({.number = 1, .octets = "x", .reference = reference}));
    EXPECT_EQ(world.refusal_of(piece({.number = 1, .octets = "x", .reference = 10})), facts::refusal_code::overloaded);
    world.take(piece({.number = 2, .octets = "y", .reference = 3}));
    world.take(piece({.number = 1, .octets = "x", .reference = 10}));
    auto stranger = piece({.number = 1, .octets = "x"});
    stranger.client = BANK;
    world.take(stranger);
    world.pass(JOIN_MS);
    EXPECT_EQ(world.submits.size(), 12U) << "nothing that was taken is lost";
}

TEST(EngineJoining, AScheduledTextWaitsForItsTimeOnceItIsWhole) {
    joining_shop world;
    auto command = piece({.number = 1, .octets = "later "});
    command.send_at_utc = world.now.utc_ms + 600'000;
    const auto first = world.take(command);
    world.take(piece({.number = 2, .octets = "on"}));
    EXPECT_EQ(world.message(first.message).state, message_state::scheduled);
    world.pass(599'999);
    EXPECT_TRUE(world.submits.empty());
    world.pass(1);
    EXPECT_EQ(world.take_submit().pdu.short_message, "later on");
}

}  // namespace kaskad::engine::test
