#include "engine/facts/codec.hpp"
#include "engine/facts/history.hpp"
#include "engine/facts/key.hpp"
#include "facts.pb.h"
#include "tests/facts/filler.hpp"

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

// Our octets against protobuf's own classes for facts.proto: the file says the same as the structs, and what we write
// is protobuf.

namespace kaskad::facts {
namespace {

using testing::filler;

// Octets that a foreign program would write for the message it has read.
std::string written_by_protobuf(const google::protobuf::Message& message) {
    std::string octets;
    {
        google::protobuf::io::StringOutputStream out{&octets};
        google::protobuf::io::CodedOutputStream coded{&out};
        coded.SetSerializationDeterministic(true);
        EXPECT_TRUE(message.SerializeToCodedStream(&coded));
    }
    return octets;
}

// True if protobuf knows every field in these octets: what it does not know, it would drop here.
bool knows_all(const google::protobuf::Message& read) {
    std::unique_ptr<google::protobuf::Message> known{read.New()};
    known->CopyFrom(read);
    known->DiscardUnknownFields();
    return written_by_protobuf(*known) == written_by_protobuf(read);
}

class FactsProto : public ::testing::TestWithParam<size_t> {};

TEST_P(FactsProto, ReadsAndWritesOurRecords) {
    for (uint64_t seed = 1; seed <= 5; ++seed) {
        filler random{seed};
        const auto value = random.make_alternative<record>(GetParam());
        const auto ours = encoded(value);
        format::record theirs;
        ASSERT_TRUE(theirs.ParseFromString(ours)) << "seed " << seed;
        EXPECT_EQ(static_cast<size_t>(theirs.table_case()), GetParam() + 1);
        EXPECT_TRUE(knows_all(theirs)) << "a member is missing in facts.proto, seed " << seed;
        const auto octets = written_by_protobuf(theirs);
        EXPECT_EQ(octets, ours) << "seed " << seed;
        const auto back = decode_record(octets);
        ASSERT_TRUE(back.has_value()) << back.error();
        EXPECT_EQ(encoded(*back), ours) << "seed " << seed;
    }
}

INSTANTIATE_TEST_SUITE_P(AllTables, FactsProto, ::testing::Range(size_t{0}, std::variant_size_v<record>),
                         [](const auto& at) { return std::string{table_name(at.param)}; });

TEST(FactsProto, HasOneFieldForEveryTable) {
    EXPECT_EQ(static_cast<size_t>(format::record::descriptor()->field_count()), std::variant_size_v<record>);
}

TEST(FactsProto, ReadsAndWritesOurGroups) {
    filler random{2};
    group value{.position = 5, .now = {.steady_ms = -1, .utc_ms = 2}, .facts = {fact{}, fact{}}};
    value.facts[0] = {.kind = fact_kind::topped_up,
                      .message = {1},
                      .attempt = 2,
                      .part = 3,
                      .link = {4},
                      .command_status = 5,
                      .reason = core::reason::unknown,
                      .note = "note",
                      .changes = {{.after = random.make_alternative<record>(3), .gone = true}}};
    std::string ours;
    encode(value, ours);
    format::group theirs;
    ASSERT_TRUE(theirs.ParseFromString(ours));
    EXPECT_TRUE(knows_all(theirs));
    EXPECT_EQ(written_by_protobuf(theirs), ours);
    EXPECT_EQ(theirs.now().steady_ms(), -1);
    EXPECT_EQ(theirs.facts(0).note(), "note");
    EXPECT_TRUE(theirs.facts(0).changes(0).gone());
}

TEST(FactsProto, ReadsAndWritesOurHistory) {
    filler random{3};
    const auto value = random.make<history>();
    std::string ours;
    encode(value, ours);
    format::history theirs;
    ASSERT_TRUE(theirs.ParseFromString(ours));
    EXPECT_TRUE(knows_all(theirs));
    EXPECT_EQ(written_by_protobuf(theirs), ours);
}

// The comparison itself can fail: a field that facts.proto does not have is noticed.
TEST(FactsProto, NoticesAFieldItDoesNotHave) {
    auto ours = encoded(message_text{.id = {1}, .text = "x"});
    ours += std::string{"\x9A\x06\x02hi"};  // field 99
    ours[1] = static_cast<char>(ours[1] + 5);
    format::record theirs;
    ASSERT_TRUE(theirs.ParseFromString(ours));
    EXPECT_FALSE(knows_all(theirs));
}

}  // namespace
}  // namespace kaskad::facts
