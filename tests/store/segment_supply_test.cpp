#include "store/segment_supply.hpp"

#include "tests/store/faulty_files.hpp"
#include "tests/store/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <thread>

namespace kaskad::store {
namespace {

using namespace testing;
using std::chrono::steady_clock;

constexpr size_t SEGMENT = 64 * 1024;
constexpr std::string_view HEADER = "header of the next";

// The names that go fail as often as asked.
class stubborn_files : public faulty_files {
  public:
    size_t failing_removals = 0;

    void rename(const std::filesystem::path& from, const std::filesystem::path& to) override {
        fail_once();
        faulty_files::rename(from, to);
    }
    void unlink(const std::filesystem::path& path) override {
        fail_once();
        faulty_files::unlink(path);
    }

  private:
    void fail_once() {
        if (failing_removals == 0) return;
        --failing_removals;
        throw failure{"cannot remove it", true};
    }
};

class SegmentSupply : public ::testing::Test {
  protected:
    void make_segment(const std::string& name, size_t octets = SEGMENT) {
        const auto file = files_.create(folder_ / name);
        file->write(0, std::string(octets, 'r'));
        file->sync();
        files_.sync_folder(folder_);
    }

    // The spare one under its new name, and no second.
    void expect_next_is_taken() {
        const auto next = supply_.take(folder_ / "next", HEADER);
        ASSERT_NE(next, nullptr);
        EXPECT_EQ(names(), (std::vector<std::string>{"next"}));
        files_.cut_power();
        EXPECT_EQ(names(), (std::vector<std::string>{"next"}));
        const auto kept = files_.open(folder_ / "next")->read(0, SEGMENT);
        EXPECT_EQ(kept, std::string{HEADER} + std::string(SEGMENT - HEADER.size(), '\0'));
        EXPECT_EQ(supply_.take(folder_ / "third", HEADER), nullptr);
    }

    bool retire(const std::string& name) { return supply_.try_retire(folder_ / name); }
    std::vector<std::string> names() { return files_.list(folder_); }

    std::filesystem::path folder_ = "/data/journal";
    stubborn_files files_;
    segment_supply supply_{files_, folder_, SEGMENT};
};

TEST_F(SegmentSupply, HasNoneToBeginWith) {
    supply_.prepare();
    EXPECT_EQ(supply_.take(folder_ / "next", HEADER), nullptr);
}

TEST_F(SegmentSupply, MakesOneThatWillBeWanted) {
    supply_.prepare();
    supply_.settle();
    expect_next_is_taken();
}

TEST_F(SegmentSupply, MakesTheNextOneOfATrimmedOne) {
    make_segment("first");
    ASSERT_TRUE(retire("first"));
    supply_.settle();
    expect_next_is_taken();
}

TEST_F(SegmentSupply, RemovesWhatItDoesNotNeed) {
    make_segment("first");
    make_segment("second");
    ASSERT_TRUE(retire("first"));
    ASSERT_TRUE(retire("second"));
    supply_.settle();
    EXPECT_EQ(names(), (std::vector<std::string>{"spare.log"}));
    files_.cut_power();
    EXPECT_EQ(names(), (std::vector<std::string>{"spare.log"}));
}

// One that held a group of its own size would be taken for a segment of the usual one.
TEST_F(SegmentSupply, MakesNothingOfOneOfAnotherSize) {
    make_segment("large", 2 * SEGMENT);
    ASSERT_TRUE(retire("large"));
    supply_.settle();
    EXPECT_TRUE(names().empty());
}

// Were a later one gone and an earlier one still there, the journal would have a gap.
TEST_F(SegmentSupply, RemovesNoLaterOneBeforeAnEarlierOneIsGone) {
    make_segment("first", 2 * SEGMENT);
    make_segment("second", 2 * SEGMENT);
    files_.failing_removals = 1;
    ASSERT_TRUE(retire("first"));
    ASSERT_TRUE(retire("second"));
    EXPECT_THROW(supply_.settle(), failure);
    EXPECT_EQ(names(), (std::vector<std::string>{"first", "second"}));
    supply_.settle();
    EXPECT_TRUE(names().empty());
}

TEST_F(SegmentSupply, TakesNoSpareOfAnEarlierRun) {
    make_segment("first");
    ASSERT_TRUE(retire("first"));
    supply_.settle();
    segment_supply next{files_, folder_, SEGMENT};
    EXPECT_TRUE(names().empty());
    EXPECT_EQ(next.take(folder_ / "next", HEADER), nullptr);
}

TEST(SegmentSupplyThread, MakesOneAheadAndRemovesTheOld) {
    temporary_folder folder;
    auto& files = posix_file_layer();
    files.create(folder.path() / "old")->write(0, std::string(2 * SEGMENT, 'o'));
    {
        segment_supply supply{files, folder.path(), SEGMENT};
        supply.start_thread();
        supply.prepare();
        std::unique_ptr<file> next;
        const auto deadline = steady_clock::now() + std::chrono::seconds{20};
        while (!next && steady_clock::now() < deadline) {
            std::this_thread::yield();
            next = supply.take(folder.path() / "next", HEADER);
        }
        ASSERT_NE(next, nullptr);
        EXPECT_EQ(next->read(0, 2 * SEGMENT), std::string{HEADER} + std::string(SEGMENT - HEADER.size(), '\0'));
        ASSERT_TRUE(supply.try_retire(folder.path() / "old"));
    }
    EXPECT_EQ(files.list(folder.path()), (std::vector<std::string>{"next"}));
}

}  // namespace
}  // namespace kaskad::store
