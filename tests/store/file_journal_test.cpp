#include "store/file_journal.hpp"

#include "tests/store/entries.hpp"
#include "tests/store/faulty_files.hpp"
#include "tests/store/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <csignal>
#include <random>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

namespace kaskad::store {
namespace {

using namespace testing;
using ::testing::HasSubstr;

constexpr size_t SEGMENT = 64 * 1024;
constexpr size_t RECORD = 24 + 40;  // of one entry: header and octets

class FileJournal : public ::testing::Test {
  protected:
    result<std::unique_ptr<file_journal>> open() {
        return file_journal::open({.folder = folder_.path(),
                                   .node = 1,
                                   .segment_octets = SEGMENT,
                                   .on_notice = [this](const std::string& text) { notices_.push_back(text); }});
    }

    // Appends one by one, so that each is known to be durable when the next is written.
    void fill(uint64_t last) {
        const auto journal = open();
        ASSERT_TRUE(journal.has_value()) << journal.error().text;
        for (uint64_t position = 1; position <= last; ++position)
            ASSERT_TRUE(append(**journal, position, position));
    }

    std::filesystem::path segment(uint64_t first = 1) const { return folder_.path() / segment_name(first); }

    std::string error_of_open() {
        const auto journal = open();
        return journal ? "" : journal.error().text;
    }

    static size_t offset_of(uint64_t position) { return SEGMENT_HEADER_OCTETS + (position - 1) * RECORD; }

    void flip_bit(size_t offset, int bit = 0) {
        auto octets = read_file(segment());
        octets[offset] = static_cast<char>(octets[offset] ^ (1 << bit));
        write_file(segment(), octets);
    }

    temporary_folder folder_;
    std::vector<std::string> notices_;
};

TEST_F(FileJournal, SaysNothingWhenAllIsWell) {
    fill(20);
    const auto journal = open();
    ASSERT_TRUE(journal.has_value());
    EXPECT_EQ(replayed(**journal, 1), positions(1, 20));
    EXPECT_TRUE(notices_.empty());
}

TEST_F(FileJournal, CutsATornLastRecordAndSaysSo) {
    fill(20);
    auto octets = read_file(segment());
    std::fill_n(octets.begin() + static_cast<std::ptrdiff_t>(offset_of(20) + 50), 14, '\0');
    write_file(segment(), octets);

    const auto journal = open();
    ASSERT_TRUE(journal.has_value()) << journal.error().text;
    EXPECT_EQ((*journal)->last_position(), 19);
    ASSERT_EQ(notices_.size(), 1);
    EXPECT_THAT(notices_[0], HasSubstr("position 20"));
    ASSERT_TRUE(append(**journal, 20, 21));
    EXPECT_EQ(replayed(**journal, 1), positions(1, 21));
}

TEST_F(FileJournal, CutsALastRecordWithAFlippedBit) {
    fill(20);
    flip_bit(offset_of(20) + 30);
    const auto journal = open();
    ASSERT_TRUE(journal.has_value()) << journal.error().text;
    EXPECT_EQ((*journal)->last_position(), 19);
    EXPECT_EQ(notices_.size(), 1);
}

TEST_F(FileJournal, RefusesAFlippedBitInFrontOfALaterRecordWithItsPlace) {
    fill(20);
    flip_bit(offset_of(7) + 30);
    const auto text = error_of_open();
    EXPECT_THAT(text, HasSubstr("damaged"));
    EXPECT_THAT(text, HasSubstr("position 7 "));
    EXPECT_THAT(text, HasSubstr("offset " + std::to_string(offset_of(7))));
    EXPECT_THAT(text, HasSubstr(segment().filename().string()));
    EXPECT_EQ(text.find('\n'), std::string::npos);
}

TEST_F(FileJournal, RefusesEveryFlippedBitOfAMiddleRecord) {
    fill(4);
    const auto whole = read_file(segment());
    for (size_t bit = 0; bit < RECORD * 8; ++bit) {
        flip_bit(offset_of(2) + bit / 8, static_cast<int>(bit % 8));
        EXPECT_THAT(error_of_open(), HasSubstr("position 2 ")) << "bit " << bit;
        write_file(segment(), whole);
    }
    EXPECT_EQ(error_of_open(), "");
}

TEST_F(FileJournal, RefusesAHoleOfZerosInTheMiddle) {
    fill(20);
    auto octets = read_file(segment());
    std::fill_n(octets.begin() + static_cast<std::ptrdiff_t>(offset_of(5)), 3 * RECORD, '\0');
    write_file(segment(), octets);
    EXPECT_THAT(error_of_open(), HasSubstr("position 5 "));
}

TEST_F(FileJournal, KeepsEveryWholeRecordAtEveryLengthOfTheFile) {
    fill(5);
    const auto whole = read_file(segment());
    for (size_t size = SEGMENT_HEADER_OCTETS; size <= offset_of(6); ++size) {
        for (uint64_t position = 1; position <= 6; ++position)  // the append below may have needed one more
            std::filesystem::remove(segment(position));
        write_file(segment(), whole.substr(0, size));
        const auto journal = open();
        ASSERT_TRUE(journal.has_value()) << size << ": " << journal.error().text;
        const auto records = (size - SEGMENT_HEADER_OCTETS) / RECORD;
        EXPECT_EQ((*journal)->last_position(), records) << size;
        ASSERT_TRUE(append(**journal, records + 1, records + 1)) << size;
        EXPECT_EQ(replayed(**journal, 1), positions(1, static_cast<int64_t>(records) + 1)) << size;
    }
}

TEST_F(FileJournal, RefusesAMissingSegment) {
    fill(3000);
    ASSERT_EQ(error_of_open(), "");
    std::vector<std::filesystem::path> found;
    for (const auto& entry : std::filesystem::directory_iterator{folder_.path()}) {
        if (entry.path().extension() == ".log") found.push_back(entry.path());
    }
    std::ranges::sort(found);
    ASSERT_GE(found.size(), 3);
    std::filesystem::remove(found[1]);
    EXPECT_THAT(error_of_open(), HasSubstr("gap"));
}

TEST_F(FileJournal, RefusesATornRecordInFrontOfAnotherSegment) {
    fill(1100);
    auto octets = read_file(segment());
    const auto last = octets.find_last_not_of('\0');
    octets[last] = '!';
    write_file(segment(), octets);
    EXPECT_THAT(error_of_open(), HasSubstr("damaged"));
}

TEST_F(FileJournal, RefusesANewerFormat) {
    fill(3);
    auto octets = read_file(segment());
    octets[8] = 2;
    write_file(segment(), octets);
    EXPECT_THAT(error_of_open(), HasSubstr("has format 2, this program knows up to 1"));
}

TEST_F(FileJournal, RefusesADamagedHeaderAndAForeignFile) {
    fill(3);
    flip_bit(17);
    EXPECT_THAT(error_of_open(), HasSubstr("damaged header"));
    write_file(segment(), "something else");
    EXPECT_THAT(error_of_open(), HasSubstr("is not a journal segment"));
}

TEST_F(FileJournal, RefusesARenamedSegmentAndAnotherNodesOne) {
    fill(3);
    std::filesystem::rename(segment(), segment(2));
    EXPECT_THAT(error_of_open(), HasSubstr("renamed"));
    std::filesystem::rename(segment(2), segment());
    const auto other = file_journal::open({.folder = folder_.path(), .node = 2, .segment_octets = SEGMENT});
    ASSERT_FALSE(other.has_value());
    EXPECT_THAT(other.error().text, HasSubstr("belongs to node 1, this is node 2"));
}

TEST_F(FileJournal, RemovesASegmentThatWasNeverBorn) {
    fill(3);
    write_file(segment(4), std::string(SEGMENT, '\0'));
    const auto journal = open();
    ASSERT_TRUE(journal.has_value()) << journal.error().text;
    EXPECT_EQ((*journal)->last_position(), 3);
    EXPECT_EQ(notices_.size(), 1);
    EXPECT_FALSE(std::filesystem::exists(segment(4)));
}

TEST_F(FileJournal, IsNotOpenedTwice) {
    const auto first = open();
    ASSERT_TRUE(first.has_value());
    const auto text = error_of_open();
    EXPECT_THAT(text, HasSubstr("in use by another process"));
    EXPECT_THAT(text, HasSubstr(std::to_string(::getpid())));
}

TEST_F(FileJournal, IsOpenedAgainAfterItsProcessDied) {
    const auto child = ::fork();
    if (child == 0) {
        const auto journal = open();
        ::kill(::getpid(), SIGKILL);
    }
    ::waitpid(child, nullptr, 0);
    EXPECT_EQ(error_of_open(), "");
}

TEST_F(FileJournal, SaysWhatItCannotWriteTo) {
    write_file(folder_.path() / "plain", "");
    const auto below = file_journal::open({.folder = folder_.path() / "plain" / "journal"});
    ASSERT_FALSE(below.has_value());
    EXPECT_THAT(below.error().text, HasSubstr("plain/journal: Not a directory"));
}

// Root may write everywhere, so the test runs as nobody where it can.
TEST_F(FileJournal, SaysThatAFolderIsReadOnly) {
    std::filesystem::create_directory(folder_.path() / "journal");
    std::filesystem::permissions(folder_.path(), std::filesystem::perms{0755});
    std::filesystem::permissions(folder_.path() / "journal", std::filesystem::perms{0555});
    const bool is_root = ::geteuid() == 0;
    constexpr uid_t NOBODY = 65534;
    if (is_root) ASSERT_EQ(::seteuid(NOBODY), 0);
    const auto journal = file_journal::open({.folder = folder_.path() / "journal"});
    if (is_root) ASSERT_EQ(::seteuid(0), 0);
    ASSERT_FALSE(journal.has_value());
    EXPECT_THAT(journal.error().text, HasSubstr("Permission denied"));
}

// A full disk, made by a limit on the size of files: the next segment cannot be reserved.
TEST_F(FileJournal, SaysThatTheDiskIsFullAndGoesOnWhenThereIsRoom) {
    const auto journal = open();
    ASSERT_TRUE(journal.has_value());
    rlimit before{};
    ::getrlimit(RLIMIT_FSIZE, &before);
    ::signal(SIGXFSZ, SIG_IGN);
    const rlimit tight{.rlim_cur = SEGMENT / 2, .rlim_max = before.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &tight);
    const auto failed = append(**journal, 1, 1000);
    ::setrlimit(RLIMIT_FSIZE, &before);

    ASSERT_FALSE(failed.has_value());
    EXPECT_TRUE(failed.error().retryable);
    EXPECT_THAT(failed.error().text, HasSubstr("File too large"));
    EXPECT_EQ((*journal)->last_position(), 0);
    ASSERT_TRUE(append(**journal, 1, 1000));
    EXPECT_EQ(replayed(**journal, 1), positions(1, 1000));
}

TEST_F(FileJournal, IsReadBesideItsOwner) {
    const auto journal = open();
    ASSERT_TRUE(journal.has_value());
    ASSERT_TRUE(append(**journal, 1, 30));
    std::vector<uint64_t> found;
    const auto read = read_journal(folder_.path(), 29, [&](const journal_entry& e) { found.push_back(e.position); });
    ASSERT_TRUE(read.has_value()) << read.error().text;
    EXPECT_THAT(found, ::testing::ElementsAre(29, 30));
}

class FileJournalOnFaultyDisk : public ::testing::Test {
  protected:
    std::unique_ptr<file_journal> open() {
        auto journal = file_journal::open({.folder = folder_.path(), .segment_octets = SEGMENT, .files = &files_});
        EXPECT_TRUE(journal.has_value()) << journal.error().text;
        return journal ? std::move(*journal) : nullptr;
    }

    temporary_folder folder_;
    faulty_files files_;
};

TEST_F(FileJournalOnFaultyDisk, RefusesWhileTheDiskIsFullAndLosesNothing) {
    const auto journal = open();
    files_.set_room(0);
    ASSERT_TRUE(append(*journal, 1, 500));  // fits the segment that was reserved
    const auto failed = append(*journal, 501, 1500);
    ASSERT_FALSE(failed.has_value());
    EXPECT_THAT(failed.error().text, HasSubstr("No space left on device"));
    EXPECT_TRUE(failed.error().retryable);
    EXPECT_EQ(journal->last_position(), 500);
    files_.set_room(10 * SEGMENT);
    ASSERT_TRUE(append(*journal, 501, 1500));
    EXPECT_EQ(replayed(*journal, 1), positions(1, 1500));
}

TEST_F(FileJournalOnFaultyDisk, LosesNothingConfirmedInAPowerCut) {
    auto journal = open();
    ASSERT_TRUE(append(*journal, 1, 100));
    ASSERT_TRUE(append(*journal, 101, 2500));
    files_.fail_syncs(1);
    ASSERT_FALSE(append(*journal, 2501, 2510));
    journal.reset();
    files_.cut_power();
    journal = open();
    EXPECT_EQ(journal->last_position(), 2500);
    EXPECT_EQ(replayed(*journal, 1), positions(1, 2500));
}

// A cut keeps any of the blocks of the last, unconfirmed append: also later ones without earlier ones. That is no
// damage, and nothing confirmed may be lost by it.
TEST_F(FileJournalOnFaultyDisk, TakesAnyRemainsOfTheUnconfirmedAppendForATornTail) {
    for (uint64_t seed = 0; seed < 200; ++seed) {
        temporary_folder folder;
        faulty_files files;
        const file_journal_options options{.folder = folder.path(), .segment_octets = SEGMENT, .files = &files};
        auto journal = file_journal::open(options);
        ASSERT_TRUE(journal.has_value());
        ASSERT_TRUE(append(**journal, 1, 10, 100));
        files.fail_syncs(1);
        ASSERT_FALSE(append(**journal, 11, 60, 100));
        journal->reset();
        std::mt19937_64 random{seed};
        files.cut_power([&](size_t) { return random() % 2 == 0; });

        journal = file_journal::open(options);
        ASSERT_TRUE(journal.has_value()) << "seed " << seed << ": " << journal.error().text;
        const auto last = static_cast<int64_t>((*journal)->last_position());
        EXPECT_GE(last, 10) << "seed " << seed;
        EXPECT_EQ(replayed(**journal, 1, 100), positions(1, last)) << "seed " << seed;
        // What remains of the cut append must not be taken for a later one.
        ASSERT_TRUE(append(**journal, static_cast<uint64_t>(last) + 1, static_cast<uint64_t>(last) + 1, 100));
        journal->reset();
        journal = file_journal::open(options);
        ASSERT_TRUE(journal.has_value()) << "seed " << seed << ": " << journal.error().text;
        EXPECT_EQ(replayed(**journal, 1, 100), positions(1, last + 1)) << "seed " << seed;
    }
}

}  // namespace
}  // namespace kaskad::store
