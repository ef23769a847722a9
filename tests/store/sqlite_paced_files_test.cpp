#include "store/sqlite_paced_files.hpp"

#include "tests/store/disk_vfs.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace kaskad::store {
namespace {

using namespace testing;

constexpr int PAGE = 8 * 1024;
constexpr int PAGES = 300;

class SqlitePacedFiles : public ::testing::Test {
  protected:
    ~SqlitePacedFiles() override {
        if (file()->pMethods) file()->pMethods->xClose(file());
    }

    void open(const char* path, int flags) {
        auto* found = sqlite3_vfs_find(layer_.name());
        memory_.resize(static_cast<size_t>(found->szOsFile));
        ASSERT_EQ(found->xOpen(found, path, file(), flags | SQLITE_OPEN_CREATE | SQLITE_OPEN_READWRITE, nullptr),
                  SQLITE_OK);
    }

    // Writes pages one behind the other; gives how many octets were not durable at most.
    size_t write_pages(const char* path) {
        size_t most = 0;
        for (int page = 0; page < PAGES; ++page) {
            const std::string octets(PAGE, static_cast<char>('a' + page % 20));
            EXPECT_EQ(file()->pMethods->xWrite(file(), octets.data(), PAGE, static_cast<sqlite3_int64>(page) * PAGE),
                      SQLITE_OK);
            const auto node = disk_.open(path);
            most = std::max(most, node->now.size() - node->durable.size());
        }
        return most;
    }

    sqlite3_file* file() { return reinterpret_cast<sqlite3_file*>(memory_.data()); }

    simulated_disk disk_;
    disk_vfs below_{disk_, "under-the-paced"};
    paced_files layer_{"paced-on-a-disk", *sqlite3_vfs_find("under-the-paced")};
    std::vector<char> memory_ = std::vector<char>(sizeof(sqlite3_file));
};

TEST_F(SqlitePacedFiles, LeavesNoMoreThanAPieceUnsynced) {
    disk_.make_folder("/data");
    open("/data/kaskad.db", SQLITE_OPEN_MAIN_DB);
    EXPECT_LT(write_pages("/data/kaskad.db"), static_cast<size_t>(paced_files::PIECE_OCTETS));
}

TEST_F(SqlitePacedFiles, DoesTheSameForTheWriteAheadLog) {
    disk_.make_folder("/data");
    open("/data/kaskad.db-wal", SQLITE_OPEN_WAL);
    EXPECT_LT(write_pages("/data/kaskad.db-wal"), static_cast<size_t>(paced_files::PIECE_OCTETS));
}

// What need not be durable is not made so.
TEST_F(SqlitePacedFiles, LeavesTemporaryFilesAlone) {
    disk_.make_folder("/data");
    open("/data/sorted", SQLITE_OPEN_TEMP_DB);
    EXPECT_EQ(write_pages("/data/sorted"), static_cast<size_t>(PAGE) * PAGES);
}

TEST_F(SqlitePacedFiles, CountsFromTheLastSyncOnwards) {
    disk_.make_folder("/data");
    open("/data/kaskad.db", SQLITE_OPEN_MAIN_DB);
    const std::string octets(paced_files::PIECE_OCTETS / 2, 'x');
    const auto count = static_cast<int>(octets.size());
    ASSERT_EQ(file()->pMethods->xWrite(file(), octets.data(), count, 0), SQLITE_OK);
    ASSERT_EQ(file()->pMethods->xSync(file(), SQLITE_SYNC_NORMAL), SQLITE_OK);
    ASSERT_EQ(file()->pMethods->xWrite(file(), octets.data(), count, count), SQLITE_OK);
    EXPECT_EQ(disk_.open("/data/kaskad.db")->durable.size(), octets.size());
    ASSERT_EQ(file()->pMethods->xWrite(file(), octets.data(), count, 2 * count), SQLITE_OK);
    EXPECT_EQ(disk_.open("/data/kaskad.db")->durable.size(), 3 * octets.size());
}

}  // namespace
}  // namespace kaskad::store
