#include "tests/engine/shop.hpp"

// What an operator's habits do to messages: which parts it confirms, how it writes ids, what its codes mean; declared
// or found out from its traffic.

namespace kaskad::engine::test {

using facts::message_state;
using facts::part_state;
using smpp::id_mode;
using smpp::id_relation;
using smpp::receipt_mode;

namespace {

constexpr const char* RECIPIENT = "491512345678";

std::string long_text() {
    return std::string(400, 'x');  // three parts
}

class dialect : public shop {
  public:
    explicit dialect(const std::function<void(facts::link&)>& change = {}, rig_options options = {})
        : shop{std::move(options)} {
        declare_cheap("2", change);
    }

    void declare_cheap(const char* digest, const std::function<void(facts::link&)>& change) {
        auto command = declaration();
        command.links[0].digest = digest;
        if (change) change(command.links[0]);
        declare(std::move(command));
    }

    const facts::link& cheap() const { return engine->memory().links.at(CHEAP); }

    // Accepted by the operator, its parts as "<prefix>-1", "<prefix>-2", ...
    core::message_id send_parts(const std::string& prefix, core::client_id client = SHOP) {
        const auto id = send(text(long_text(), client));
        for (size_t part = 1; !submits.empty(); ++part)
            answer(take_submit(), 0, prefix + "-" + std::to_string(part));
        return id;
    }

    void guess(const facts::bind_ref& bind, std::vector<smpp::id_reading> readings, std::string recipient = RECIPIENT) {
        facts::receipt_received command;
        command.bind = bind;
        command.state = part_state::delivered;
        command.recipient = std::move(recipient);
        for (auto& reading : readings) {
            command.keys.push_back(reading.key);
            command.relations.push_back(reading.relation);
        }
        tell(std::move(command));
    }

    void fail(const facts::bind_ref& bind, std::string id, std::string err) {
        facts::receipt_received command;
        command.bind = bind;
        command.keys = {std::move(id)};
        command.state = part_state::undelivered;
        command.stat = "UNDELIV";
        command.err = std::move(err);
        command.evidence = "octets";
        tell(std::move(command));
    }
};

void confirms(facts::link& link, receipt_mode mode) {
    link.receipts = mode;
}

}  // namespace

TEST(EngineDialect, OnePartSpeaksForTheOthersWhereTheLinkSaysSo) {
    struct row {
        receipt_mode mode;
        const char* part;
        message_state state;
    };
    for (const auto& each : {row{receipt_mode::each, "m-1", message_state::in_progress},
                             row{receipt_mode::first, "m-1", message_state::delivered},
                             row{receipt_mode::first, "m-3", message_state::in_progress},
                             row{receipt_mode::last, "m-3", message_state::delivered},
                             row{receipt_mode::last, "m-1", message_state::in_progress},
                             row{receipt_mode::one, "m-2", message_state::delivered}}) {
        dialect world{[&](facts::link& link) { confirms(link, each.mode); }};
        const auto bind = world.bind(CHEAP);
        const auto id = world.send_parts("m", BANK);
        world.receipt(bind, each.part, part_state::delivered, "DELIVRD");
        EXPECT_EQ(world.message(id).state, each.state) << to_string(each.mode) << " " << each.part;
        world.expect_balanced();
    }
}

TEST(EngineDialect, APartSpokenForSaysSoAndIsPaid) {
    dialect world{[](facts::link& link) { confirms(link, receipt_mode::first); }};
    const auto bind = world.bind(CHEAP);
    const auto id = world.send_parts("m", BANK);
    world.receipt(bind, "m-1", part_state::delivered, "DELIVRD");
    const auto message = world.message(id);
    EXPECT_EQ(message.parts_confirmed, 3);
    EXPECT_EQ(message.attempts[0].parts[0].matched, facts::matched_by::id);
    EXPECT_EQ(message.attempts[0].parts[1].matched, facts::matched_by::part);
    EXPECT_EQ(message.attempts[0].parts[1].receipt_stat, "");
    EXPECT_EQ(world.posted(billing::account_kind::client, BANK.value), amount("9.76"));
    // Long after: nothing comes back for the parts that were never reported.
    world.pass(10 * 86'400'000LL);
    EXPECT_EQ(world.message(id).state, message_state::delivered);
    EXPECT_EQ(world.posted(billing::account_kind::client, BANK.value), amount("9.76"));
}

TEST(EngineDialect, ANegativeOneSpeaksForTheOthersToo) {
    dialect world{[](facts::link& link) { confirms(link, receipt_mode::last); }};
    const auto bind = world.bind(CHEAP);
    const auto id = world.send_parts("m");
    world.receipt(bind, "m-3", part_state::expired, "EXPIRED");
    const auto message = world.message(id);
    EXPECT_EQ(message.state, message_state::expired);
    for (const auto& part : message.attempts[0].parts)
        EXPECT_EQ(part.state, part_state::expired);
}

TEST(EngineDialect, ThePartThatIsAnsweredAfterTheReceiptIsSpokenForToo) {
    dialect world{[](facts::link& link) { confirms(link, receipt_mode::first); }};
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(world.text(long_text()));
    std::vector<facts::submit_part> submits{world.take_submit(), world.take_submit(), world.take_submit()};
    world.answer(submits[0], 0, "m-1");
    world.answer(submits[1], 0, "m-2");
    world.receipt(bind, "m-1", part_state::delivered, "DELIVRD");
    EXPECT_EQ(world.message(id).state, message_state::in_progress);
    world.answer(submits[2], 0, "m-3");
    EXPECT_EQ(world.message(id).state, message_state::delivered);
}

TEST(EngineDialect, FindsOutWhichPartIsConfirmedAndKeepsIt) {
    rig_options options;
    options.limits.receipt_maturity_ms = 1'000;
    dialect world{[](facts::link& link) { confirms(link, receipt_mode::automatic); }, options};
    world.tell(top_up("shop", "1000"));
    ASSERT_TRUE(std::holds_alternative<facts::ordered>(world.take_answer().value));
    auto bind = world.bind(CHEAP, 10'000);
    core::message_id last;
    for (uint32_t count = 0; count < smpp::receipt_mode_tally::SAMPLES; ++count) {
        const auto prefix = "m" + std::to_string(count);
        last = world.send_parts(prefix);
        world.receipt(bind, prefix + "-1", part_state::delivered, "DELIVRD");
    }
    EXPECT_EQ(world.message(last).state, message_state::in_progress);
    EXPECT_EQ(world.cheap().learnt_receipts, receipt_mode::each);
    world.pass(1'100);
    EXPECT_EQ(world.cheap().learnt_receipts, receipt_mode::first);

    world.restart();
    EXPECT_EQ(world.cheap().learnt_receipts, receipt_mode::first);
    world.declare_cheap("3", [](facts::link& link) { confirms(link, receipt_mode::automatic); });
    EXPECT_EQ(world.cheap().learnt_receipts, receipt_mode::first);
    bind = world.bind(CHEAP);
    const auto id = world.send_parts("new");
    world.receipt(bind, "new-1", part_state::delivered, "DELIVRD");
    EXPECT_EQ(world.message(id).state, message_state::delivered);

    // Another operator behind the same name.
    world.declare_cheap("4", [](facts::link& link) {
        confirms(link, receipt_mode::automatic);
        link.host = "elsewhere.example";
    });
    EXPECT_EQ(world.cheap().learnt_receipts, receipt_mode::each);
}

TEST(EngineDialect, FindsOutHowIdsAreWritten) {
    dialect world{[](facts::link& link) { link.ids = id_mode::automatic; }};
    const auto bind = world.bind(CHEAP);
    for (uint32_t count = 0; count < smpp::id_relation_tally::SAMPLES; ++count) {
        EXPECT_EQ(world.cheap().learnt_ids, id_relation::unknown);
        const auto hex = "a" + std::to_string(count);
        const auto id = world.send(world.text());
        world.answer(world.take_submit(), 0, hex);
        world.guess(bind, {{"guess", id_relation::same}, {hex, id_relation::receipt_decimal}});
        EXPECT_EQ(world.message(id).state, message_state::delivered);
    }
    EXPECT_EQ(world.cheap().learnt_ids, id_relation::receipt_decimal);
    // From here what is known needs no second witness, and what is not, does.
    const auto id = world.send(world.text());
    world.answer(world.take_submit(), 0, "beef");
    world.guess(bind, {{"beef", id_relation::same}}, "1");
    EXPECT_EQ(world.message(id).state, message_state::in_progress);
    world.guess(bind, {{"beef", id_relation::receipt_decimal}}, "1");
    EXPECT_EQ(world.message(id).state, message_state::delivered);
}

// The decimal id of one message is the hexadecimal one of another: only the recipient tells them apart.
TEST(EngineDialect, AGuessedIdOfSomebodyElseIsNotBelieved) {
    dialect world{[](facts::link& link) { link.ids = id_mode::automatic; }};
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(world.text());
    world.answer(world.take_submit(), 0, "16");
    world.guess(bind, {{"10", id_relation::same}, {"16", id_relation::receipt_hex}}, "491719999999");
    EXPECT_EQ(world.message(id).state, message_state::in_progress);
    EXPECT_EQ(world.engine->memory().parked.size(), 1U);
    // Without the country code it is still the same number.
    world.guess(bind, {{"10", id_relation::same}, {"16", id_relation::receipt_hex}}, "1512345678");
    EXPECT_EQ(world.message(id).state, message_state::delivered);
}

TEST(EngineDialect, AnEarlyReceiptWithGuessedIdsWaitsForItsOwnMessage) {
    dialect world{[](facts::link& link) { link.ids = id_mode::automatic; }};
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(world.text());
    const auto submit = world.take_submit();
    world.guess(bind, {{"10", id_relation::same}, {"a", id_relation::receipt_decimal}}, "491719999999");
    world.answer(submit, 0, "10");
    EXPECT_EQ(world.message(id).state, message_state::in_progress);
    EXPECT_EQ(world.engine->memory().parked.size(), 1U);
}

TEST(EngineDialect, MapsTheOperatorsCodesAndListsTheOthers) {
    dialect world{[](facts::link& link) { link.reasons = {{.err = "1", .reason = core::reason::unknown_subscriber}}; }};
    const auto bind = world.bind(CHEAP);
    const auto failed = [&](const char* id, const char* err) {
        const auto message = world.send(world.text());
        world.answer(world.take_submit(), 0, id);
        world.fail(bind, id, err);
        return world.message(message).reason;
    };
    EXPECT_EQ(failed("id-1", "001"), core::reason::unknown_subscriber);
    EXPECT_EQ(failed("id-2", "77"), core::reason::undeliverable);
    world.tell(facts::query_unmapped{5});
    const auto answer = world.take_answer();
    const auto& listed = std::get<facts::unmapped_codes>(answer.value);
    ASSERT_EQ(listed.rows.size(), 1U);
    EXPECT_EQ(listed.rows[0].err, "77");
    EXPECT_EQ(listed.rows[0].link, CHEAP);

    // Mapped by a reload, without a restart.
    world.declare_cheap(
        "3", [](facts::link& link) { link.reasons = {{.err = "77", .reason = core::reason::handset_memory_full}}; });
    EXPECT_EQ(failed("id-3", "77"), core::reason::handset_memory_full);
    world.tell(facts::query_unmapped{6});
    EXPECT_TRUE(std::get<facts::unmapped_codes>(world.take_answer().value).rows.empty());
}

TEST(EngineDialect, AMappedRefusalDoesWhatMayHelp) {
    dialect world{[](facts::link& link) {
        link.reasons = {{.command_status = 0x400, .reason = core::reason::recipient_blocked}};
    }};
    world.bind(CHEAP);
    world.bind(DEAR);
    const auto id = world.send(world.text());
    world.answer(world.take_submit(), 0x400);
    EXPECT_EQ(world.message(id).state, message_state::failed);
    EXPECT_EQ(world.message(id).reason, core::reason::recipient_blocked);
    EXPECT_TRUE(world.submits.empty());
    // An unknown one asks another link.
    const auto other = world.send(world.text());
    world.answer(world.take_submit(), 0x401);
    EXPECT_EQ(world.message(other).attempts.size(), 2U);
}

TEST(EngineDialect, AMappedRefusalIsRepeatedAsOftenAndAsLateAsItsRuleSays) {
    dialect world{[](facts::link& link) {
        link.reasons = {{.command_status = 0x61,
                         .reason = core::reason::link_system_error,
                         .retry_delay_ms = 30'000,
                         .retries_max = 2}};
    }};
    world.bind(CHEAP);
    world.bind(DEAR);
    const auto id = world.send(world.text());
    world.answer(world.take_submit(), 0x61);
    for (const int64_t wait : {30'000, 60'000}) {
        world.pass(wait - 1);
        EXPECT_TRUE(world.submits.empty());
        world.pass(1);
        ASSERT_EQ(world.submits.size(), 1U);
        world.answer(world.take_submit(), 0x61);
    }
    EXPECT_EQ(world.message(id).attempts.size(), 2U);
    EXPECT_EQ(world.take_submit().bind.link, DEAR);
}

TEST(EngineDialect, KeepsTheReceiptsOctetsWithTheMessagesHistory) {
    dialect world;
    const auto bind = world.bind(CHEAP);
    const auto id = world.send(world.text());
    const auto submit = world.take_submit();
    world.fail(bind, "id-1", "5");  // parked first
    EXPECT_EQ(world.engine->memory().parked.begin()->second.evidence, "octets");
    world.answer(submit, 0, "id-1");
    world.project();
    auto reader = world.database.make_reader();
    const auto view = (*reader)->read_message(id);
    ASSERT_TRUE(view && view->message);
    const auto with_octets = std::ranges::count(view->history, "octets", &facts::history_entry::evidence);
    EXPECT_EQ(with_octets, 1);
}

TEST(EngineDialect, ParkedReceiptsAreBoundedAndCounted) {
    rig_options options;
    options.limits.parked_receipts_max = 10;
    dialect world{{}, options};
    const auto bind = world.bind(CHEAP);
    for (int count = 0; count < 25; ++count)
        world.receipt(bind, "nobody-" + std::to_string(count), part_state::delivered);
    EXPECT_EQ(world.engine->memory().parked.size(), 10U);
    EXPECT_EQ(world.engine->memory().parked.begin()->second.keys.front(), "nobody-15");
    EXPECT_EQ(world.engine->counters().receipts_parked.at(CHEAP), 25U);
    EXPECT_EQ(world.engine->counters().parked_dropped, 15U);
    EXPECT_EQ(world.deliver_answers.size(), 25U);
    // Dropped in the database as well.
    world.restart();
    EXPECT_EQ(world.engine->memory().parked.size(), 10U);
}

}  // namespace kaskad::engine::test
