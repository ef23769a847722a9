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
    void on_fact(core::message_id message, history_entry& entry) override {
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

TEST(FactsScan, FindsThePostingsThatAHistoryNames) {
    filler random{5};
    std::string octets;
    std::vector<uint64_t> wanted;
    for (const uint64_t posting : {7U, 0U, 300U, 70'000U}) {
        auto entry = random.make<history_entry>();
        entry.posting = posting;
        if (posting != 0) wanted.push_back(posting);
        append(entry, octets);
    }
    std::vector<uint64_t> found;
    EXPECT_TRUE(append_named_postings(octets, found));
    EXPECT_EQ(found, wanted);
    EXPECT_FALSE(append_named_postings(octets.substr(0, octets.size() - 1), found));
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

void expect_seen(const message& written) {
    const auto record = encoded(written);
    const auto seen = scan_message(record);
    ASSERT_TRUE(seen.has_value());
    EXPECT_EQ(seen->id, written.id);
    EXPECT_EQ(seen->client, written.client);
    EXPECT_EQ(seen->recipient, written.recipient);
    EXPECT_EQ(seen->klass, written.klass);
    EXPECT_EQ(seen->client_ref, written.client_ref);
    EXPECT_EQ(seen->accepted_utc, written.accepted_utc);
    EXPECT_EQ(seen->state, written.state);
    EXPECT_EQ(seen->final_utc, written.final_utc);
    EXPECT_EQ(seen->due_steady, written.due_steady);
    EXPECT_EQ(seen->queue_link, written.queue_link);
    EXPECT_EQ(seen->queue_sequence, written.queue_link ? written.queue_sequence : 0);
    EXPECT_EQ(seen->in_flight, is_in_flight(written));
    EXPECT_EQ(seen->by_cascade, written.cascade != 0);
}

TEST(FactsScan, FindsByWhatAMessageIsFound) {
    filler random{8};
    size_t in_flight = 0;
    for (int i = 0; i < 2'000; ++i) {
        auto written = random.make<message>();
        written.state = static_cast<message_state>(random.number(10));
        if (random.number(2) == 0) written.queue_link = {};
        if (random.number(2) == 0) written.wake_steady = 0;
        if (random.number(4) != 0) written.joining = joining_rule::none;
        for (auto& attempt : written.attempts) {
            for (auto& part : attempt.parts)
                part.state = static_cast<part_state>(random.number(4) == 0 ? random.number(10) : 5 * random.number(2));
        }
        for (size_t at = 0; at < written.attempts.size(); ++at)
            written.attempts[at].number = static_cast<uint8_t>(at + 1);
        expect_seen(written);
        in_flight += is_in_flight(written);
    }
    EXPECT_GT(in_flight, 200);
    EXPECT_LT(in_flight, 1'800);
    expect_seen(message{});
    EXPECT_FALSE(scan_message(encoded(message_text{})));
    EXPECT_FALSE(scan_message(encoded(random.make<message>()).substr(0, 100)));
}

TEST(FactsScan, RefusesARecordOfANewerKind) {
    // group { facts { changes { after { 99: "" } } } }
    const std::string octets{"\x1A\x07\x4A\x05\x0A\x03\x9A\x06\x00", 9};
    collector seen;
    EXPECT_FALSE(scan(octets, seen));
}

}  // namespace
}  // namespace kaskad::facts
