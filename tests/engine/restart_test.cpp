#include "tests/engine/handset.hpp"

#include <algorithm>
#include <random>

// Restart from the database at any position, with the journal behind it, equals the life that was not interrupted.

namespace kaskad::engine::test {

using facts::part_state;

namespace {

// All recorded state as it is after the groups, projected in batches of the given size.
std::string recorded_state(const std::vector<facts::group>& groups, size_t batch_size) {
    store::memory_database database;
    billing::books_end head;
    for (size_t from = 0; from < groups.size(); from += batch_size) {
        const auto to = std::min(groups.size(), from + batch_size);
        const std::vector<facts::group> some{groups.begin() + static_cast<std::ptrdiff_t>(from),
                                             groups.begin() + static_cast<std::ptrdiff_t>(to)};
        const auto batch = store::fold(store::to_durable(some), head);
        head = batch->postings;
        EXPECT_TRUE(database.write(*batch));
    }
    return *store::canonical(database);
}

// What memory holds of messages and accounts, as octets, must be what the database holds.
void expect_memory_equals_database(shop& world) {
    world.project();
    std::map<std::string, std::string> rows;
    for (size_t table = 0; table < std::variant_size_v<facts::record>; ++table) {
        const auto stored = world.database.rows(table);
        for (const auto& row : *stored)
            rows[std::string{facts::table_name(table)} + row.key] = row.octets;
    }
    const auto expect_row = [&](const facts::record& record) {
        const auto key = std::string{facts::table_name(facts::table_of(record))} + facts::key_of(record);
        EXPECT_EQ(rows[key], facts::encoded(record));
    };
    const auto& messages = world.engine->memory().messages;
    for (const auto id : messages.ids()) {
        expect_row(messages.find(id)->value);
        expect_row(facts::message_text{id, std::string{messages.text_of(id)}});
    }
    for (const auto& [id, account] : world.engine->memory().accounts.all())
        expect_row(account);
    for (const auto& [id, parked] : world.engine->memory().parked)
        expect_row(parked);
    size_t inbound = 0;
    world.engine->memory().inbound.each([&](const facts::inbound_part& part) {
        expect_row(part);
        ++inbound;
    });
    EXPECT_EQ(world.database.rows(facts::table_of(facts::inbound_part{}))->size(), inbound);
    expect_row(world.engine->memory().node);
}

// One step of a random life: messages, answers of all kinds, receipts right and wrong, cuts, time.
void step(shop& world, std::mt19937_64& chance, std::vector<facts::bind_ref>& binds, std::vector<std::string>& ids) {
    const auto draw = [&](uint64_t sides) { return chance() % sides; };
    switch (draw(9)) {
        case 0:
        case 1:
        case 2: {
            auto command = shop::text(std::string(1 + draw(300), 'x'), draw(2) == 0 ? SHOP : BANK);
            command.klass = static_cast<core::message_class>(draw(4));
            if (draw(10) == 0) command.send_at_utc = world.now.utc_ms + static_cast<int64_t>(draw(100'000));
            if (draw(4) == 0) command.idempotency_key = "key" + std::to_string(draw(20));
            world.tell(command);
            world.answers.clear();
            return;
        }
        case 3:
        case 4: {
            if (world.submits.empty()) return;
            const auto submit = world.take_submit();
            constexpr uint32_t STATUSES[] = {0, 0, 0, 0, 0, 0x58, 0x14, 0x08, 0x45, 0x0B};
            const auto status = STATUSES[draw(10)];
            const auto id = "id" + std::to_string(chance() % 1'000'000);
            if (draw(12) == 0) {
                world.tell(facts::submit_unanswered{submit.bind, submit.part});
            } else {
                world.answer(submit, status, status == 0 ? id : "");
                if (status == 0) ids.push_back(id);
            }
            return;
        }
        case 5: {
            constexpr part_state STATES[] = {part_state::delivered, part_state::delivered, part_state::sent,
                                             part_state::undelivered, part_state::expired};
            const auto known = !ids.empty() && draw(5) != 0;
            const auto id = known ? ids[draw(ids.size())] : "stray" + std::to_string(draw(5));
            world.receipt(binds[draw(binds.size())], id, STATES[draw(5)]);
            return;
        }
        case 6: {
            auto& bind = binds[draw(binds.size())];
            if (draw(4) != 0) return world.tell(facts::grant_credits{bind, 1 + draw(100)});
            world.tell(facts::link_down{bind});
            bind = world.bind(bind.link, 5, bind.bind);
            return;
        }
        case 7: {
            const std::string letter(1, static_cast<char>('a' + draw(3)));
            auto command = inbound_part(static_cast<uint8_t>(1 + draw(3)), 3, letter, static_cast<uint16_t>(draw(4)));
            command.bind = binds[draw(binds.size())];
            world.tell(command);
            world.deliver_answers.clear();
            return;
        }
        default:
            world.pass(static_cast<int64_t>(draw(20'000)));
    }
}

}  // namespace

TEST(EngineRestart, AtRandomPositionsEqualsTheLifeThatWasNotInterrupted) {
    const uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    for (uint64_t round = 0; round < 6; ++round) {
        std::mt19937_64 chance{seed + round};
        shop world{
            {.limits = {.messages_hot = 20, .queue_hot = 4, .events_hot = 6}, .project_at_once = round % 2 == 0}};
        std::vector<facts::bind_ref> binds{world.bind(CHEAP, 5), world.bind(DEAR, 5)};
        std::vector<std::string> ids;
        for (int number = 0; number < 150; ++number) {
            step(world, chance, binds, ids);
            if (chance() % 40 == 0) {
                world.restart();
                world.submits.clear();  // the shells died with it
                for (auto& bind : binds)
                    bind = world.bind(bind.link, 5, bind.bind);
            }
            if (chance() % 7 == 0) world.project();
            if (chance() % 25 == 0) expect_memory_equals_database(world);
            if (testing::Test::HasFailure()) return;
        }
        world.project();
        world.expect_balanced();
        // However the facts were batched, the same is recorded.
        const auto recorded = *store::canonical(world.database);
        EXPECT_TRUE(recorded_state(world.groups, 1) == recorded);
        EXPECT_TRUE(recorded_state(world.groups, 1 + chance() % 50) == recorded);
    }
}

// The comparison above must be able to fail: one member that does not reach the table is seen.
TEST(EngineRestart, AFieldLeftOutOfATableIsSeen) {
    shop world;
    world.bind(CHEAP);
    world.send(shop::text());
    world.project();
    auto groups = world.groups;
    for (auto& group : groups) {
        for (auto& fact : group.facts) {
            for (auto& change : fact.changes) {
                if (auto* message = std::get_if<facts::message>(&change.after)) message->validity_steady = 0;
            }
        }
    }
    EXPECT_EQ(recorded_state(world.groups, 1), *store::canonical(world.database));
    EXPECT_NE(recorded_state(groups, 1), *store::canonical(world.database));
}

TEST(EngineRestart, ALongQueueIsColdAndComesBackInOrder) {
    shop world{{.limits = {.messages_hot = 8, .queue_hot = 4}}};
    std::vector<core::message_id> ids;
    for (int number = 0; number < 50; ++number)
        ids.push_back(world.send(shop::text()));
    world.restart();
    EXPECT_LE(world.engine->memory().messages.size(), 8U);
    const auto bind = world.bind(CHEAP, 0);
    for (size_t number = 0; number < ids.size(); ++number) {
        world.tell(facts::grant_credits{bind, number + 1});
        const auto submit = world.take_submit();
        ASSERT_EQ(submit.part.message, ids[number]) << number;
        world.answer(submit, 0, "id" + std::to_string(number));
    }
    EXPECT_EQ(world.engine->memory().link_states.at(CHEAP)->queue.size(), 0U);
}

// A tail came back by thousands in one command, and the engine did nothing else for many milliseconds.
TEST(EngineRestart, ALongTailComesBackInPagesThatTakeAMillisecond) {
    constexpr size_t COUNT = 1'600;
    constexpr size_t PAGE_MAX = 500;
    shop world{{.limits = {.messages_hot = 100, .queue_hot = COUNT}}};
    auto cheaper = declaration();
    cheaper.prices.back() = priced("", "0.001");
    world.declare(cheaper);
    for (size_t i = 0; i < COUNT; ++i)  // the link is not bound
        world.send(shop::text("queued"));
    world.restart();
    world.pass(1'000);
    size_t most = 0;
    for (const auto& group : world.groups) {
        for (const auto& fact : group.facts) {
            if (fact.kind != facts::fact_kind::recalled) continue;
            const auto is_message = [](const auto& change) {
                return std::holds_alternative<facts::message>(change.after);
            };
            most = std::max(most, static_cast<size_t>(std::ranges::count_if(fact.changes, is_message)));
        }
    }
    EXPECT_EQ(most, PAGE_MAX);
    world.bind(CHEAP, COUNT);
    EXPECT_EQ(world.submits.size(), COUNT);
}

// A receipt for each of them would be looked up alone; a queue's tail comes back by hundreds.
TEST(EngineRestart, AQueuesTailLeavesMemoryBeforeWhatWaitsForReceipts) {
    constexpr size_t SENT = 12;
    shop world{{.limits = {.messages_hot = 20, .queue_hot = 4}}};
    const auto bind = world.bind(CHEAP, SENT);
    std::vector<core::message_id> sent;
    for (size_t i = 0; i < SENT; ++i) {
        sent.push_back(world.send(shop::text("sent")));
        world.answer(world.take_submit(), 0, "id-" + std::to_string(i));
    }
    for (size_t i = 0; i < 30; ++i)
        world.send(shop::text("queued"));
    world.pass(100);
    const auto& messages = world.engine->memory().messages;
    EXPECT_LE(messages.size(), 20U);
    for (const auto id : sent)
        EXPECT_TRUE(messages.contains(id));
    for (size_t i = 0; i < SENT; ++i)
        world.receipt(bind, "id-" + std::to_string(i), facts::part_state::delivered);
    EXPECT_EQ(world.message(sent.front()).state, facts::message_state::delivered);
}

TEST(EngineRestart, ScheduledMessagesComeBackFromTheDatabaseInTime) {
    shop world{{.limits = {.hot_horizon_ms = 10'000, .messages_hot = 0}}};
    world.bind(CHEAP, 1'000);
    std::vector<core::message_id> ids;
    for (int number = 0; number < 30; ++number) {
        auto command = shop::text();
        command.send_at_utc = world.now.utc_ms + 3'600'000 + number;
        ids.push_back(world.send(command));
    }
    world.pass(1'000);
    world.restart();
    world.bind(CHEAP, 1'000);
    EXPECT_LE(world.engine->memory().messages.size(), 1U);
    for (int second = 0; second < 3'700; second += 2)
        world.pass(2'000);
    EXPECT_EQ(world.submits.size(), 30U);
}

// The last message of a full fetch left memory again before its time, and the next fetch began behind it: it never
// came.
TEST(EngineRestart, TheLastMessageOfAFullFetchIsNotForgotten) {
    shop world{{.limits = {.hot_horizon_ms = 60'000, .messages_hot = 0, .due_hot = 10}}};
    world.bind(CHEAP, 1'000);
    for (int number = 0; number < 12; ++number) {
        auto command = shop::text();
        command.send_at_utc = world.now.utc_ms + 600'000 + 4'000 * number;
        world.send(command);
    }
    for (int second = 0; second < 700; ++second)
        world.pass(1'000);
    EXPECT_EQ(world.submits.size(), 12U);
}

}  // namespace kaskad::engine::test
