#include "store/file_journal.hpp"
#include "tests/store/disk_files.hpp"
#include "tests/store/entries.hpp"
#include "tests/store/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <functional>

// The file journal alone on a disk that loses power, at each operation of one step and with many draws of what stays.

namespace kaskad::store {
namespace {

using namespace testing;

constexpr uint64_t SEGMENT = 1'024;  // so few that an append of two entries makes a new one
constexpr size_t ENTRY = 400;
constexpr uint64_t OPERATIONS = 16;  // more than a step has
constexpr uint64_t DRAWS = 40;

class FileJournalCut : public ::testing::Test {
  protected:
    std::unique_ptr<file_journal> open() {
        auto opened = file_journal::open({.folder = folder_.path(), .segment_octets = SEGMENT, .files = &files_});
        EXPECT_TRUE(opened.has_value() || disk_.is_off()) << opened.error().text;
        return opened ? std::move(*opened) : nullptr;
    }

    // `step` meets a cut at each of its operations; then the journal is opened and looked at, and `step` goes on.
    void cut_in(const std::function<void(file_journal&)>& step, const std::function<void(file_journal&)>& check) {
        for (uint64_t operation = 1; operation <= OPERATIONS; ++operation) {
            for (uint64_t draw = 1; draw <= DRAWS; ++draw) {
                SCOPED_TRACE("operation " + std::to_string(operation) + ", draw " + std::to_string(draw));
                prepare();
                disk_.stop_after(operation);
                step(*open_);
                cut(draw);
                open_ = open();
                ASSERT_TRUE(open_);
                check(*open_);
                if (HasFailure()) return;
            }
        }
    }

    // Entries 1 to 6 in three segments.
    void prepare() {
        open_.reset();
        disk_ = simulated_disk{};
        open_ = open();
        for (uint64_t position = 1; position <= 6; ++position)
            ASSERT_TRUE(append(*open_, position, position, ENTRY));
    }

    void cut(uint64_t draw) {
        disk_.stop();
        std::mt19937_64 random{draw};
        open_.reset();
        disk_.start_after_cut(random);
    }

    temporary_folder folder_;
    simulated_disk disk_;
    disk_files files_{disk_};
    std::unique_ptr<file_journal> open_;
};

TEST_F(FileJournalCut, KeepsWhatWasConfirmedAndGoesOnBehindIt) {
    cut_in([](file_journal& journal) { (void)append(journal, 7, 9, ENTRY); },
           [](file_journal& journal) {
               const auto last = journal.last_position();
               ASSERT_GE(last, 6);
               EXPECT_TRUE(append(journal, last + 1, last + 3, ENTRY));
               EXPECT_EQ(replayed(journal, 1, ENTRY), positions(1, static_cast<int64_t>(last) + 3));
           });
}

// A power cut let the beginning of a new segment reach the disk and not its size: the journal made it once more, took
// both for segments, and a later trim removed the one file that held everything.
TEST_F(FileJournalCut, MakesASegmentOnceWhateverIsLeftOfIt) {
    cut_in([](file_journal& journal) { (void)append(journal, 7, 7, ENTRY); },
           [this](file_journal& journal) {
               const auto last = journal.last_position();
               EXPECT_TRUE(append(journal, last + 1, last + 1, ENTRY));
               EXPECT_TRUE(journal.trim(last));
               open_.reset();
               open_ = open();
               ASSERT_TRUE(open_);
               EXPECT_EQ(open_->last_position(), last + 1);
           });
}

// A trim of several segments, and a power cut after which a later one was gone and an earlier one still there: the next
// start was refused for a gap.
TEST_F(FileJournalCut, TrimsInOrder) {
    cut_in([](file_journal& journal) { (void)journal.trim(6); },
           [](file_journal& journal) {
               EXPECT_EQ(journal.last_position(), 6);
               EXPECT_EQ(replayed(journal, journal.first_position(), ENTRY),
                         positions(static_cast<int64_t>(journal.first_position()), 6));
           });
}

// Records that a killed process had written without a sync were read by the next one, and what was built on them
// outlived them when the power failed.
TEST_F(FileJournalCut, ConfirmsWhatAStartFinds) {
    uint64_t found = 0;
    cut_in(
        [&](file_journal& journal) {
            (void)append(journal, 7, 8, ENTRY);
            disk_.start();  // only the process was killed
            open_.reset();
            open_ = open();
            found = open_->last_position();
        },
        [&](file_journal& journal) { EXPECT_GE(journal.last_position(), found); });
}

}  // namespace
}  // namespace kaskad::store
