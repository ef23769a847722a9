#include "tests/invariants/agreement.hpp"

#include "tests/store/databases.hpp"
#include "tests/store/random_groups.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

// A database that holds what the journal says, and one with each kind of difference.

namespace kaskad::invariants {
namespace {

using store::testing::gone;
using store::testing::group_maker;
using store::testing::put;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

facts::record text(uint64_t id, std::string words) {
    return facts::message_text{.id = {id}, .text = std::move(words)};
}

// What the database is given may differ from what the agreement is told.
complaints difference(std::vector<facts::change> journal, std::vector<facts::change> database) {
    group_maker told;
    group_maker written;
    store::memory_database stored;
    agreement agreement;
    agreement.take(told.make(std::move(journal)));
    store::testing::write(stored, written.make(std::move(database)));
    complaints broken;
    agreement.compare(stored, broken);
    return broken;
}

TEST(AgreementInvariant, IsContentWithARandomJournalThatWasProjected) {
    store::testing::random_groups source{4711};
    store::memory_database stored;
    store::memory_database again;
    agreement agreement;
    auto groups = source.next(200);
    for (const auto& group : groups)
        agreement.take(group);
    store::testing::write(again, std::vector<facts::group>{groups});
    store::testing::write(stored, std::move(groups));
    complaints broken;
    agreement.compare(stored, broken);
    compare_whole(again, stored, broken);
    EXPECT_THAT(broken, IsEmpty());
    EXPECT_GT(agreement.size(), 100u);
}

TEST(AgreementInvariant, NoticesAKeyThatWasSkipped) {
    EXPECT_THAT(difference({put(text(1, "a")), put(text(2, "b"))}, {put(text(1, "a"))}),
                Contains(HasSubstr("is there by the journal and missing")));
}

TEST(AgreementInvariant, NoticesAnOlderValue) {
    EXPECT_THAT(difference({put(text(1, "new"))}, {put(text(1, "old"))}), Contains(HasSubstr("has another value")));
}

TEST(AgreementInvariant, NoticesARecordThatShouldBeGone) {
    EXPECT_THAT(difference({put(text(1, "a")), gone(text(1, ""))}, {put(text(1, "a"))}),
                Contains(HasSubstr("is gone by the journal and there")));
}

TEST(AgreementInvariant, NoticesAnyDifferenceOfAWholeDatabase) {
    group_maker maker;
    group_maker other;
    store::memory_database left;
    store::memory_database right;
    store::testing::write(left, maker.make({put(text(1, "a"))}));
    store::testing::write(right, other.make({put(text(1, "a")), put(text(2, "b"))}));
    complaints broken;
    compare_whole(left, right, broken);
    EXPECT_THAT(broken, Contains(HasSubstr("is not what the journal makes")));
}

}  // namespace
}  // namespace kaskad::invariants
