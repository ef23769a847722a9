#include "engine/facts/codec.hpp"

#include "engine/facts/group_encoder.hpp"
#include "engine/facts/history.hpp"
#include "engine/facts/key.hpp"
#include "tests/facts/filler.hpp"

#include <gtest/gtest.h>

namespace kaskad::facts {
namespace {

using testing::filler;

constexpr size_t RECORDS = std::variant_size_v<record>;

// Compares every member, also of types without an operator ==.
template <typename T>
bool is_same(const T& left, const T& right) {
    if constexpr (requires { typename T::value_type; } && !std::same_as<T, std::string>) {
        return std::ranges::equal(left, right, [](const auto& a, const auto& b) { return is_same(a, b); });
    } else if constexpr (std::is_class_v<T> && std::is_aggregate_v<T>) {
        bool same = true;
        boost::pfr::for_each_field(left, [&](const auto& member, auto index) {
            same = same && is_same(member, boost::pfr::get<index>(right));
        });
        return same;
    } else {
        return left == right;
    }
}

bool is_same(const record& left, const record& right) {
    if (left.index() != right.index()) return false;
    const auto is_same_there = [&](const auto& value) {
        return is_same(core::unboxed(value), core::unboxed(std::get<std::decay_t<decltype(value)>>(right)));
    };
    return std::visit(is_same_there, left);
}

fact make_fact(filler& random) {
    fact made;
    made.kind = fact_kind::receipt_matched;
    made.message = {7};
    made.attempt = 2;
    made.part = 3;
    made.link = {4};
    made.command_status = 0x58;
    made.reason = core::reason::link_throttled;
    made.note = "why";
    for (size_t index = 0; index < RECORDS; ++index)
        made.changes.push_back({.after = random.make_alternative<record>(index), .gone = index % 2 == 1});
    return made;
}

bool is_same(const fact& left, const fact& right) {
    const auto same_change = [](const change& a, const change& b) {
        return a.gone == b.gone && is_same(a.after, b.after);
    };
    return left.kind == right.kind && left.message == right.message && left.attempt == right.attempt &&
           left.part == right.part && left.link == right.link && left.command_status == right.command_status &&
           left.reason == right.reason && left.note == right.note &&
           std::ranges::equal(left.changes, right.changes, same_change);
}

class FactsCodecOfRecord : public ::testing::TestWithParam<size_t> {};

TEST_P(FactsCodecOfRecord, ReturnsEveryMemberThatIsSet) {
    filler random{GetParam() + 1};
    const auto written = random.make_alternative<record>(GetParam());
    const auto read = decode_record(encoded(written));
    ASSERT_TRUE(read.has_value()) << read.error();
    EXPECT_TRUE(is_same(written, *read));
    EXPECT_EQ(encoded(*read), encoded(written));
}

// A member whose initializer is not zero (a link is enabled, a class is transactional) came back as its initializer.
TEST_P(FactsCodecOfRecord, ReturnsZerosAsZeros) {
    filler random{1};
    auto written = random.make_alternative<record>(GetParam());
    std::visit(
        [](auto& value) {
            boost::pfr::for_each_field(core::unboxed(value), [](auto& member) {
                using type = std::decay_t<decltype(member)>;
                if constexpr (std::integral<type> || std::is_enum_v<type>) member = static_cast<type>(0);
            });
        },
        written);
    const auto read = decode_record(encoded(written));
    ASSERT_TRUE(read.has_value()) << read.error();
    EXPECT_TRUE(is_same(written, *read));
}

TEST_P(FactsCodecOfRecord, RefusesOrReadsEveryCutWithoutCrash) {
    filler random{GetParam() + 1};
    const auto octets = encoded(random.make_alternative<record>(GetParam()));
    for (size_t size = 0; size < octets.size(); ++size)
        EXPECT_FALSE(decode_record(std::string_view{octets}.substr(0, size)).has_value()) << size;
}

TEST_P(FactsCodecOfRecord, SurvivesEveryFlippedBit) {
    filler random{GetParam() + 1};
    const auto octets = encoded(random.make_alternative<record>(GetParam()));
    for (size_t bit = 0; bit < octets.size() * 8; ++bit) {
        auto bent = octets;
        bent[bit / 8] = static_cast<char>(bent[bit / 8] ^ (1 << bit % 8));
        const auto read = decode_record(bent);  // may well be another record, but never a crash
        if (read) EXPECT_FALSE(encoded(*read).empty());
    }
}

INSTANTIATE_TEST_SUITE_P(AllTables, FactsCodecOfRecord, ::testing::Range(size_t{0}, RECORDS),
                         [](const auto& at) { return std::string{table_name(at.param)}; });

TEST(FactsCodec, ReturnsAFactWithAllItsRecords) {
    filler random{3};
    const auto written = make_fact(random);
    std::string octets;
    encode(written, octets);
    const auto read = decode_fact(octets);
    ASSERT_TRUE(read.has_value()) << read.error();
    EXPECT_TRUE(is_same(written, *read));
}

TEST(FactsCodec, ReturnsAGroupWithPositionAndTime) {
    filler random{4};
    const group written{.position = 77, .now = {.steady_ms = 5, .utc_ms = -6}, .facts = {make_fact(random), fact{}}};
    std::string octets;
    encode(written, octets);
    const auto read = decode_group(octets);
    ASSERT_TRUE(read.has_value()) << read.error();
    EXPECT_EQ(read->position, 77);
    EXPECT_EQ(read->now, written.now);
    ASSERT_EQ(read->facts.size(), 2);
    EXPECT_TRUE(is_same(read->facts[0], written.facts[0]));
}

TEST(FactsCodec, SkipsFieldsOfANewerProgram) {
    const record written = message_text{.id = {9}, .text = "hello"};
    auto octets = encoded(written);
    // Field 99 of each wire type, within the text's own message: varint, 64 bits, octets, 32 bits.
    const std::string newer{
        "\x98\x06\x2A"
        "\x99\x06"
        "12345678"
        "\x9A\x06\x02hi"
        "\x9D\x06"
        "1234"};
    octets += newer;
    octets[1] = static_cast<char>(octets[1] + static_cast<char>(newer.size()));
    const auto read = decode_record(octets);
    ASSERT_TRUE(read.has_value()) << read.error();
    EXPECT_TRUE(is_same(written, *read));
}

TEST(FactsCodec, RefusesARecordOfAnUnknownTable) {
    EXPECT_FALSE(decode_record(std::string{"\xF2\x0F\x00", 3}).has_value());  // field 254
    EXPECT_FALSE(decode_record("").has_value());
    EXPECT_FALSE(decode_record(encoded(message_text{}) + encoded(message_text{})).has_value());
}

TEST(FactsCodec, RefusesOctetsBehindTheEnd) {
    group empty;
    std::string octets;
    encode(empty, octets);
    EXPECT_TRUE(decode_group(octets).has_value());
    EXPECT_FALSE(decode_group(octets + std::string(1, '\0')).has_value());
}

TEST(FactsHistory, ReturnsEveryMember) {
    filler random{5};
    const auto written = random.make<history>();
    std::string octets;
    encode(written, octets);
    const auto read = decode_history(octets);
    ASSERT_TRUE(read.has_value()) << read.error();
    EXPECT_EQ(read->entries, written.entries);
}

TEST(FactsHistory, GrowsByAppending) {
    filler random{6};
    const history written{{random.make<history_entry>(), random.make<history_entry>()}};
    std::string octets;
    for (const auto& entry : written.entries)
        append(entry, octets);
    EXPECT_EQ(decode_history(octets)->entries, written.entries);
}

TEST(FactsKey, SortsAsTheKeyMembersDo) {
    const auto key = [](uint32_t endpoint, uint64_t sequence) {
        return key_of(event{.endpoint = {endpoint}, .sequence = sequence});
    };
    EXPECT_LT(key(1, 255), key(1, 256));
    EXPECT_LT(key(1, ~0ULL), key(2, 0));
    EXPECT_NE(key_of(operator_message{.key = "a", .part = 1}), key_of(operator_message{.key = "a", .part = 2}));
}

// Its memory grows at a large group and keeps what was there before: of that nothing may be seen in the next.
TEST(GroupEncoder, WritesWhatEncodeWritesWhateverItWroteBefore) {
    filler random{7};
    group_encoder encoder;
    for (const size_t facts : {1, 0, 9, 200, 3, 1}) {
        group made{.position = facts + 1, .now = {.steady_ms = 5, .utc_ms = 6}, .facts = {}};
        for (size_t i = 0; i < facts; ++i)
            made.facts.push_back(make_fact(random));
        std::string expected;
        encode(made, expected);
        EXPECT_TRUE(encoder.encode(made) == expected) << facts << " facts, " << expected.size() << " octets";
    }
}

}  // namespace
}  // namespace kaskad::facts
