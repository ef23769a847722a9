#include "tests/store/databases.hpp"
#include "tests/store/random_groups.hpp"

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <random>

// All databases hold the same octets after the same groups, whatever batches brought them; and the comparison notices
// one member that is left out of one table.

namespace kaskad::store {
namespace {

using namespace testing;

// Writes the groups of this seed in random batches, and opens the database anew now and then.
std::string written(database_subject& to, uint64_t seed, uint64_t batch_seed, size_t groups = 120) {
    random_groups source{seed};
    std::mt19937_64 random{batch_seed};
    for (size_t left = groups; left > 0;) {
        const auto count = std::min<size_t>(left, 1 + random() % 12);
        write(*to, source.next(count));
        left -= count;
        if (random() % 5 == 0) to.reopen();
    }
    return canonical_of(*to);
}

TEST(Canonical, IsTheSameInEveryDatabaseWhateverTheBatches) {
    for (uint64_t seed = 1; seed <= 10; ++seed) {
        database_subject memory{database_kind::memory};
        database_subject one_by_one{database_kind::memory};
        database_subject sqlite{database_kind::sqlite};
        random_groups source{seed};
        for (int i = 0; i < 120; ++i)
            write(*one_by_one, source.next());
        const auto expected = canonical_of(*one_by_one);
        EXPECT_EQ(written(memory, seed, seed), expected) << "seed " << seed;
        EXPECT_EQ(written(sqlite, seed, seed + 1000), expected) << "seed " << seed;
        database_subject small{database_kind::sqlite_small};
        EXPECT_EQ(written(small, seed, seed + 2000), expected) << "seed " << seed;
    }
}

TEST(Canonical, AnswersTheSameFromEveryDatabase) {
    for (uint64_t seed = 1; seed <= 20; ++seed) {
        database_subject memory{database_kind::memory};
        database_subject sqlite{seed % 2 == 0 ? database_kind::sqlite : database_kind::sqlite_small};
        written(memory, seed, seed);
        written(sqlite, seed, seed);
        const auto octets = [](const std::vector<facts::record>& records) {
            std::string text;
            for (const auto& record : records)
                facts::encode(record, text);
            return text;
        };
        for (uint32_t i = 0; i < 6; ++i) {
            const std::vector<facts::fetch_request> requests{
                facts::fetch_message{.id = {i}},
                facts::fetch_operator_id{.link = {i}, .keys = {"id1", "id4"}},
                facts::fetch_idempotency{.client = {i}, .key = "key2", .item = i},
                facts::fetch_due{.after_steady = i * 5, .after = {i}, .until_steady = 40, .limit = 4},
                facts::fetch_queue{.link = {i}, .klass = core::message_class::service, .client = {2}, .limit = 4},
                facts::fetch_events{.endpoint = {i}, .after_sequence = 200, .limit = 4}};
            for (const auto& request : requests) {
                EXPECT_EQ(octets(fetched(*memory, request)), octets(fetched(*sqlite, request)))
                    << "seed " << seed << " request " << request.index() << " " << i;
            }
        }
        const auto left = memory->load_start();
        const auto right = sqlite->load_start();
        EXPECT_EQ(octets(left->records), octets(right->records)) << "seed " << seed;
        EXPECT_EQ(octets(left->in_flight), octets(right->in_flight)) << "seed " << seed;
        EXPECT_EQ(left->idempotency, right->idempotency) << "seed " << seed;
        EXPECT_EQ(left->queues.size(), right->queues.size()) << "seed " << seed;
    }
}

// A database that forgets something of every record it is given.
class forgetful_database : public memory_database {
  public:
    using forgetting = std::function<void(facts::record&)>;

    explicit forgetful_database(forgetting forget) : forget_{std::move(forget)} {}

    result<void> write(const batch& whole) override {
        std::deque<std::string> kept;
        batch bent{.first_position = whole.first_position,
                   .position = whole.position,
                   .now = whole.now,
                   .postings = whole.postings,
                   .days = whole.days,
                   .rows = whole.rows,
                   .history = whole.history,
                   .groups = {},
                   .arena = {}};
        for (auto& row : bent.rows) {
            if (row.gone) continue;
            auto record = *facts::decode_record(row.record);
            forget_(record);
            row.record = kept.emplace_back(facts::encoded(record));
        }
        return memory_database::write(bent);
    }

  private:
    forgetting forget_;
};

TEST(Canonical, NoticesAMemberThatIsLeftOutOfATable) {
    const std::vector<forgetful_database::forgetting> forgotten{
        [](facts::record& record) {
            if (auto* message = std::get_if<facts::message>(&record)) message->parts_confirmed = 0;
        },
        [](facts::record& record) {
            if (auto* message = std::get_if<facts::message>(&record)) message->attempts[0].parts[0].conflict = false;
        },
        [](facts::record& record) {
            if (auto* key = std::get_if<facts::idempotency>(&record)) key->price = {};
        },
        [](facts::record& record) {
            if (auto* account = std::get_if<billing::account>(&record)) account->limited = false;
        },
        [](facts::record& record) {
            if (auto* node = std::get_if<facts::node>(&record)) node->last_reference = 0;
        }};
    constexpr size_t GROUPS = 600;  // enough that each of these is set somewhere at the end
    const uint64_t seed = 8;
    memory_database whole;
    random_groups source{seed};
    write(whole, source.next(GROUPS));
    for (const auto& forget : forgotten) {
        forgetful_database bent{forget};
        random_groups again{seed};
        write(bent, again.next(GROUPS));
        EXPECT_TRUE(canonical_of(bent) != canonical_of(whole)) << "member " << &forget - forgotten.data();
    }
    forgetful_database nothing{[](facts::record&) {}};
    random_groups again{seed};
    write(nothing, again.next(GROUPS));
    EXPECT_EQ(canonical_of(nothing), canonical_of(whole));
}

}  // namespace
}  // namespace kaskad::store
