#include "engine/facts/scan.hpp"

#include "engine/facts/codec.hpp"
#include "engine/facts/key.hpp"
#include "tests/facts/filler.hpp"

#include <gtest/gtest.h>

namespace kaskad::facts {
namespace {

using testing::filler;

struct seen_change {
    size_t table = 0;
    std::string key;
    std::string record;
    bool gone = false;

    friend bool operator==(const seen_change&, const seen_change&) = default;
};

class collector final : public scan_sink {
  public:
    void on_fact(core::message_id message, const history_entry& entry) override {
        messages.push_back(message);
        entries.push_back(entry);
    }
    void on_change(const scanned_change& change) override {
        seen_change seen{.table = change.table, .key = {}, .record = std::string{change.record}, .gone = change.gone};
        EXPECT_TRUE(append_key(change, seen.key));
        changes.push_back(std::move(seen));
    }

    std::vector<core::message_id> messages;
    std::vector<history_entry> entries;
    std::vector<seen_change> changes;
};

// A record of every kind, every other one gone.
fact make_fact_with_all(filler& random) {
    fact made{.kind = fact_kind::message_accepted,
              .message = {77},
              .attempt = 2,
              .part = 3,
              .link = {4},
              .command_status = 5,
              .reason = core::reason{1},
              .note = "a note",
              .changes = {}};
    for (size_t table = 0; table < std::variant_size_v<record>; ++table)
        made.changes.push_back({.after = random.make_alternative<record>(table), .gone = table % 2 == 1});
    return made;
}

TEST(FactsScan, SeesWhatDecodingSees) {
    filler random{3};
    group written{.position = 9, .now = {.steady_ms = -5, .utc_ms = 1'800'000'000'000}, .facts = {}};
    written.facts.push_back(make_fact_with_all(random));
    written.facts.push_back(fact{.kind = fact_kind::job_ended});
    std::string octets;
    encode(written, octets);

    collector seen;
    const auto scanned = scan(octets, seen);
    ASSERT_TRUE(scanned.has_value()) << scanned.error();
    EXPECT_EQ(scanned->position, 9);
    EXPECT_EQ(scanned->now, written.now);
    ASSERT_EQ(seen.entries.size(), 2);
    EXPECT_EQ(seen.messages, (std::vector<core::message_id>{{77}, {}}));
    const history_entry expected{.position = 9,
                                 .utc = 1'800'000'000'000,
                                 .kind = fact_kind::message_accepted,
                                 .attempt = 2,
                                 .part = 3,
                                 .link = {4},
                                 .command_status = 5,
                                 .reason = core::reason{1},
                                 .note = "a note"};
    EXPECT_EQ(seen.entries[0], expected);
    std::vector<seen_change> changes;
    for (const auto& [after, gone] : written.facts[0].changes)
        changes.push_back({table_of(after), key_of(after), encoded(after), gone});
    EXPECT_EQ(seen.changes, changes);
}

TEST(FactsScan, TakesAMemberThatIsNotThereForZero) {
    group written{.position = 1};
    written.facts.push_back({.changes = {{event{}}, {operator_message{}}, {idempotency{}}}});
    std::string octets;
    encode(written, octets);
    collector seen;
    ASSERT_TRUE(scan(octets, seen));
    for (size_t i = 0; i < seen.changes.size(); ++i)
        EXPECT_EQ(seen.changes[i].key, key_of(written.facts[0].changes[i].after));
}

// Where the octets end between two fields they are a shorter group, which only the journal's checksum can tell.
TEST(FactsScan, NeverReadsBehindTheOctets) {
    filler random{4};
    group written{.position = 9};
    written.facts.push_back(make_fact_with_all(random));
    std::string octets;
    encode(written, octets);
    size_t refused = 0;
    for (size_t size = 0; size < octets.size(); ++size) {
        const std::vector<char> cut{octets.begin(), octets.begin() + static_cast<std::ptrdiff_t>(size)};
        collector seen;
        refused += !scan({cut.data(), cut.size()}, seen);
    }
    EXPECT_GE(refused + 3, octets.size());
}

TEST(FactsScan, RefusesARecordOfANewerKind) {
    // group { facts { changes { after { 99: "" } } } }
    const std::string octets{"\x1A\x07\x4A\x05\x0A\x03\x9A\x06\x00", 9};
    collector seen;
    EXPECT_FALSE(scan(octets, seen));
}

}  // namespace
}  // namespace kaskad::facts
