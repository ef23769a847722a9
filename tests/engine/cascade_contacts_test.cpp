#include "tests/engine/cascade_shop.hpp"
#include "tests/engine/handset.hpp"

// People on channels: what they do not want, where they were not reached, and where they are found.

namespace kaskad::engine::test {

namespace {

using core::channel;
using core::reason;
using facts::attempt_state;
using facts::channel_outcome;
using facts::refusal_code;
using facts::step_goal;

constexpr int64_t SECOND = 1'000;
constexpr int64_t HOUR = 3'600 * SECOND;
constexpr core::link_id WHATSAPP{6};

void set_address(cascade_shop& world, channel on, std::string address) {
    world.tell(
        facts::put_contact{.client = SHOP, .number = "+491512345678", .channel = on, .address = std::move(address)});
    world.take_answer();
}

std::string address_of(const cascade_shop& world, core::client_id client, channel on) {
    const auto* known = world.engine->memory().contacts.find(client, "491512345678", on);
    return known ? known->address : std::string{};
}

// The bank may not send over the bot: it is the shop's alone.
facts::declare bot_is_the_shops() {
    auto declared = with_channels();
    declared.clients[1].value.links_denied = {"bot"};
    declared.clients[1].value.digest = "2";
    return declared;
}

void hear(cascade_shop& world, const facts::channel_heard& said) {
    world.tell(said);
    world.answers.clear();  // to the callback
}

// The person pressed the button that gives the bot the number.
facts::channel_heard shared_number(std::string address) {
    facts::channel_heard said;
    said.account = BOT;
    said.recipient = "491512345678";
    said.address = std::move(address);
    return said;
}

}  // namespace

// R12: the person wants nothing more, while a cascade goes.
TEST(EngineCascadeContacts, AnUnwantedChannelIsSkipped) {
    cascade_shop world;
    const auto id =
        world.send(cascade_shop::by({step(channel::viber, 60), step(channel::telegram, 60), step(channel::sms)}));
    world.accepts(world.take_sending(), "v1");
    facts::channel_heard said;
    said.account = GATEWAY;
    said.recipient = "491512345678";
    said.said = facts::channel_heard::word::opted_out;
    said.source = "STOP";
    world.tell(said);
    world.pass(60 * SECOND);
    EXPECT_TRUE(world.sendings.empty());
    EXPECT_EQ(world.submits.size(), 1U);
    EXPECT_EQ(skipped(world.message(id)), std::vector{reason::suppressed});
}

// R12: who wants no more gets no more marketing; what he ordered goes on, over another channel.
TEST(EngineCascadeContacts, AnOptOutEndsMarketingAndNothingElse) {
    cascade_shop world;
    auto command = cascade_shop::viber_then_sms();
    command.klass = core::message_class::marketing;
    const auto offer = world.send(command);
    world.accepts(world.take_sending(), "v1");
    const auto order = world.send(cascade_shop::viber_then_sms());
    world.accepts(world.take_sending(), "v2");
    facts::channel_heard said;
    said.account = VIBER;
    said.recipient = "491512345678";
    said.said = facts::channel_heard::word::opted_out;
    said.source = "viber unsubscribe";
    world.tell(said);
    world.pass(60 * SECOND);
    EXPECT_EQ(world.message(offer).stopped_by, reason::suppressed);
    EXPECT_FALSE(world.message(order).is_stopped);
    EXPECT_EQ(world.submits.size(), 1U);
}

TEST(EngineCascadeContacts, SuppressionIsAskedOfEveryMessage) {
    cascade_shop world;
    world.suppress(channel::sms, 1 + static_cast<uint8_t>(core::message_class::marketing));
    EXPECT_EQ(world.refused(shop::of_class(core::message_class::marketing)).code, refusal_code::suppressed);
    EXPECT_EQ(world.left_of(SHOP), amount("10"));
    world.send(shop::of_class(core::message_class::otp));
    world.suppress(channel::sms, 1 + static_cast<uint8_t>(core::message_class::marketing), true);
    world.send(shop::of_class(core::message_class::marketing));
}

TEST(EngineCascadeContacts, IsRefusedUnchargedWhereNobodyWantsAnyStep) {
    cascade_shop world;
    world.suppress(channel::sms);
    world.suppress(channel::viber);
    EXPECT_EQ(world.refused(cascade_shop::viber_then_sms()).code, refusal_code::suppressed);
    EXPECT_EQ(world.held_of(SHOP), amount("0"));
}

TEST(EngineCascadeContacts, RemembersWhoCouldNotBeReached) {
    cascade_shop world;
    world.send(cascade_shop::viber_then_sms());
    world.refuses(world.take_sending(), channel_outcome::next, reason::not_on_channel);
    const auto next = world.send(cascade_shop::viber_then_sms());
    EXPECT_TRUE(world.sendings.empty());
    EXPECT_EQ(skipped(world.message(next)), std::vector{reason::lately_unreachable});
    world.pass(7 * 24 * HOUR);
    world.send(cascade_shop::viber_then_sms());
    EXPECT_EQ(world.sendings.size(), 1U) << "a week is over";
    world.refuses(world.take_sending(), channel_outcome::next, reason::not_on_channel);
    world.pass(7 * 24 * HOUR);
    world.send(cascade_shop::viber_then_sms());
    EXPECT_TRUE(world.sendings.empty()) << "the second time twice as long";
}

TEST(EngineCascadeContacts, MemoryOfPeopleHasAnEnd) {
    rig_options options;
    options.limits.cascade.contacts_max = 1;
    cascade_shop world{with_channels(), options};
    set_address(world, channel::other, "1");
    world.tell(
        facts::put_contact{.client = SHOP, .number = "+491512345679", .channel = channel::other, .address = "2"});
    EXPECT_EQ(std::get<facts::refusal>(world.take_answer().value).code, refusal_code::store_full);
    world.send(cascade_shop::viber_then_sms());
    world.refuses(world.take_sending(), channel_outcome::next, reason::not_on_channel);
    EXPECT_EQ(world.engine->counters().cascades.contacts_full, 1U) << "counted, and not kept";
}

TEST(EngineCascadeContacts, AnAddressIsTakenFromTheContactOrTheMessage) {
    cascade_shop world;
    const auto steps = std::vector{step(channel::other, 60, step_goal::sent), step(channel::sms)};
    const auto without = world.send(cascade_shop::by(steps));
    EXPECT_EQ(skipped(world.message(without)), std::vector{reason::no_address});
    set_address(world, channel::other, "4711");
    world.send(cascade_shop::by(steps));
    EXPECT_EQ(world.take_sending().address, "4711");
    auto own = cascade_shop::by(steps);
    own.addresses.push_back({channel::other, "4712"});
    world.send(own);
    EXPECT_EQ(world.take_sending().address, "4712");
}

TEST(EngineCascadeContacts, AnAddressThatLeadsNowhereIsForgotten) {
    cascade_shop world;
    set_address(world, channel::other, "4711");
    world.send(cascade_shop::by({step(channel::other, 60, step_goal::sent), step(channel::sms)}));
    world.refuses(world.take_sending(), channel_outcome::next, reason::not_on_channel);
    world.send(cascade_shop::by({step(channel::other, 60, step_goal::sent), step(channel::sms)}));
    EXPECT_TRUE(world.sendings.empty());
}

// The message went elsewhere: what is kept may lead where it should.
TEST(EngineCascadeContacts, AnAddressOfTheMessageThatLeadsNowhereLeavesTheKeptOne) {
    cascade_shop world;
    set_address(world, channel::other, "4711");
    auto own = cascade_shop::by({step(channel::other, 60, step_goal::sent), step(channel::sms)});
    own.addresses.push_back({channel::other, "4712"});
    world.send(own);
    world.refuses(world.take_sending(), channel_outcome::next, reason::not_on_channel);
    EXPECT_EQ(address_of(world, SHOP, channel::other), "4711");
}

TEST(EngineCascadeContacts, ANumberAndAnAddressInOneBreathAreLearnt) {
    cascade_shop world{bot_is_the_shops()};
    hear(world, shared_number("4711"));
    EXPECT_EQ(address_of(world, SHOP, channel::other), "4711");
    EXPECT_EQ(address_of(world, BANK, channel::other), "") << "it may not use that account";
    EXPECT_EQ(world.engine->counters().cascades.addresses_learnt, 1U);
    world.send(cascade_shop::by({step(channel::other, 60, step_goal::sent), step(channel::sms)}));
    EXPECT_EQ(world.take_sending().address, "4711");
    world.restart();
    EXPECT_EQ(address_of(world, SHOP, channel::other), "4711");
}

TEST(EngineCascadeContacts, WhatTheClientSetIsNotReplacedUntilItLeadsNowhere) {
    cascade_shop world{bot_is_the_shops()};
    set_address(world, channel::other, "4711");
    hear(world, shared_number("4712"));
    EXPECT_EQ(address_of(world, SHOP, channel::other), "4711");
    world.send(cascade_shop::by({step(channel::other, 60, step_goal::sent), step(channel::sms)}));
    world.refuses(world.take_sending(), channel_outcome::next, reason::not_on_channel);
    hear(world, shared_number("4712"));
    EXPECT_EQ(address_of(world, SHOP, channel::other), "4712");
}

TEST(EngineCascadeContacts, OverAnAccountOfSeveralOnlyWhoWroteToThePersonLearns) {
    cascade_shop world;
    hear(world, shared_number("4711"));
    EXPECT_EQ(world.engine->counters().cascades.addresses_learnt, 0U) << "whose person it is, nobody knows";
    auto own = cascade_shop::by({step(channel::other, 60, step_goal::sent), step(channel::sms)}, BANK);
    own.addresses.push_back({channel::other, "4711"});
    world.send(own);
    world.accepts(world.take_sending(), "b1");
    hear(world, shared_number("4711"));
    EXPECT_EQ(address_of(world, BANK, channel::other), "4711");
    EXPECT_EQ(address_of(world, SHOP, channel::other), "");
}

TEST(EngineCascadeContacts, NobodysNumberIsNotLearnt) {
    cascade_shop world{bot_is_the_shops()};
    auto said = shared_number("4711");
    said.recipient = "999123456789";
    hear(world, said);
    EXPECT_EQ(world.engine->memory().contacts.size(), 0U);
}

TEST(EngineCascadeContacts, AddressesAreLearntWhileThereIsRoom) {
    rig_options options;
    options.limits.cascade.contacts_max = 0;
    cascade_shop world{bot_is_the_shops(), options};
    hear(world, shared_number("4711"));
    EXPECT_EQ(world.engine->memory().contacts.size(), 0U);
    EXPECT_EQ(world.engine->counters().cascades.contacts_full, 1U);
    EXPECT_EQ(world.engine->counters().cascades.addresses_learnt, 0U);
}

// Brazil's numbers grew by a digit, and WhatsApp knows many people by the shorter one.
TEST(EngineCascadeContacts, TheNumberByWhichWhatsappKnowsAPersonIsLearntFromItsReports) {
    auto declared = with_channels();
    declared.links.push_back(
        account("whatsapp", channel::whatsapp, {.proves_sent = true, .proves_delivered = true, .takes_text = true}));
    declared.prices.push_back(priced("whatsapp", "0.01"));
    declared.prices.back().row.channel = channel::whatsapp;
    declared.prices.push_back(sold(channel::whatsapp, "0.02"));
    cascade_shop world{std::move(declared)};
    world.bind(WHATSAPP);
    world.send(cascade_shop::by({step(channel::whatsapp, 60)}));
    world.accepts(world.take_sending(), "w1");
    facts::channel_reported told;
    told.account = WHATSAPP;
    told.provider_id = "w1";
    told.recipient = "49151234567";
    told.state = attempt_state::sent;
    world.tell(told);
    EXPECT_EQ(address_of(world, SHOP, channel::whatsapp), "") << "it has not arrived";
    told.state = attempt_state::delivered;
    world.tell(told);
    EXPECT_EQ(address_of(world, SHOP, channel::whatsapp), "49151234567");
    world.answers.clear();
    facts::channel_heard stop;
    stop.account = WHATSAPP;
    stop.recipient = "49151234567";
    stop.said = facts::channel_heard::word::opted_out;
    stop.source = "STOP";
    hear(world, stop);
    EXPECT_EQ(world.refused(cascade_shop::by({step(channel::whatsapp, 60)})).code, refusal_code::suppressed)
        << "it is that person who wants nothing";
}

TEST(EngineCascadeContacts, AStopBySmsEndsMarketingAndAStartBeginsItAgain) {
    handset_world world;
    const auto is_refused = [&](core::message_class klass) {
        auto command = shop::of_class(klass);
        command.to = "+491700000001";
        world.tell(command);
        const auto* refusal = std::get_if<facts::refusal>(&world.answers.back().value);
        return refusal != nullptr && refusal->code == refusal_code::suppressed;
    };
    world.take(inbound("STOP please"), world.one);
    EXPECT_FALSE(is_refused(core::message_class::marketing)) << "a text that begins so";
    world.take(inbound(" Stop! "), world.one);
    EXPECT_TRUE(is_refused(core::message_class::marketing));
    EXPECT_FALSE(is_refused(core::message_class::otp));
    world.take(inbound("START"), world.one);
    EXPECT_FALSE(is_refused(core::message_class::marketing));
}

}  // namespace kaskad::engine::test
