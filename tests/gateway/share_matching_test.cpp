#include "gateway/share_matching.hpp"

#include "tests/reconciliation/rows.hpp"
#include "tests/store/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

// Rows that go over the disk in shares are matched as they are in memory, in whatever number of shares.

namespace kaskad::gateway {
namespace {

namespace reconciliation = billing::reconciliation;
using reconciliation::id_form;
using reconciliation::row;

struct two_files {
    std::vector<row> ours;
    std::vector<row> theirs;
};

two_files make_files(std::mt19937_64& chance, size_t rows) {
    two_files made;
    for (size_t index = 0; index < rows; ++index) {
        auto each = reconciliation::make_row(std::to_string(index));
        each.recipient = 4915100000000 + chance() % 50;
        each.time_ms += chance() % 100'000'000;
        each.place = index + 1;
        if (chance() % 10 != 0) made.ours.push_back(each);
        if (chance() % 5 == 0) each.amount = {static_cast<int64_t>(chance() % 30'000)};
        if (chance() % 7 == 0) set_id(each, "");
        if (chance() % 10 != 0) made.theirs.push_back(each);
        if (chance() % 20 == 0) made.theirs.push_back(each);
    }
    return made;
}

std::string found_in(const two_files& files, size_t shares) {
    const store::testing::temporary_folder folder;
    share_matching matching{{.folder = folder.path(), .shares = shares}, reconciliation::november(), id_form::same};
    for (const auto& each : files.ours)
        matching.add_ours(each);
    for (const auto& each : files.theirs)
        matching.add_theirs(each);
    auto matched = matching.match([](uint32_t) { return true; });
    EXPECT_TRUE(matched.has_value()) << (matched ? "" : matched.error());
    if (!matched) return {};
    uint64_t kept = 0;
    for (const auto& spool : matched->findings)
        kept += spool.size();
    std::string text = std::to_string(kept) + " kept";
    for (const auto why : reconciliation::all_categories()) {
        const auto& step = matched->sums.of(0).at(why);
        text += " " + std::to_string(step.findings) + ":" + reconciliation::exact_sum(step.delta_e6);
    }
    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
    return text;
}

TEST(GatewayShareMatching, FindsTheSameInAnyNumberOfShares) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937_64 chance{seed};
    const auto files = make_files(chance, 3'000);
    const auto alone = found_in(files, 1);
    for (const size_t shares : {2u, 7u, 32u})
        EXPECT_EQ(found_in(files, shares), alone);
    auto in_memory = reconciliation::compare(files.ours, files.theirs);
    uint64_t differences = 0;
    for (const auto& each : in_memory.all)
        differences += each.why == reconciliation::category::exact ? 0 : 1;
    EXPECT_TRUE(alone.starts_with(std::to_string(differences) + " kept ")) << alone;
}

TEST(GatewayShareMatching, SaysWhichDuplicateStandsFirst) {
    const store::testing::temporary_folder folder;
    share_matching matching{{.folder = folder.path()}, reconciliation::november(), id_form::same};
    auto each = reconciliation::make_row("a1");
    matching.add_ours(each);
    for (const uint64_t place : {7, 4, 9}) {
        each.place = place;
        matching.add_theirs(each);
    }
    const auto matched = matching.match([](uint32_t) { return true; });
    ASSERT_TRUE(matched.has_value());
    EXPECT_EQ(matched->first_duplicate_place, 7u) << "the one that stands at 4 is ours";
}

TEST(GatewayShareMatching, IsStoppedAndRefusedWithoutRoom) {
    const store::testing::temporary_folder folder;
    share_matching stopped{{.folder = folder.path()}, reconciliation::november(), id_form::same};
    EXPECT_EQ(stopped.match([](uint32_t) { return false; }).error(), "interrupted; nothing was written");
    share_matching nowhere{{.folder = "/nowhere/at/all"}, reconciliation::november(), id_form::same};
    nowhere.add_ours(reconciliation::make_row("a1"));
    const auto matched = nowhere.match([](uint32_t) { return true; });
    ASSERT_FALSE(matched.has_value());
    EXPECT_TRUE(matched.error().contains("/nowhere/at/all: No such file")) << matched.error();
}

}  // namespace
}  // namespace kaskad::gateway
