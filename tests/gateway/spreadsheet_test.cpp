#include "gateway/spreadsheet.hpp"

#include "config/config.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <expected>
#include <filesystem>
#include <fstream>
#include <string>
#include <unistd.h>

// A spreadsheet is read by a process that can take no more than it is given. tests/data/prices/make_spreadsheet.py made
// the file.

namespace kaskad::gateway {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

std::string sample() {
    return config::read_file(KASKAD_SOURCE_DIR "/tests/data/prices/two_rows.xlsx").value();
}

// Stands for xlsx2csv: does what the script says, whatever its arguments are.
class GatewaySpreadsheet : public ::testing::Test {
  protected:
    ~GatewaySpreadsheet() override { fs::remove_all(folder_); }

    std::expected<std::string, std::string> read_by(const std::string& script, spreadsheet_limits limits = {}) {
        fs::create_directories(folder_);
        limits.program = folder_ / "program";
        std::ofstream{limits.program} << "#!/bin/sh\n" << script << "\n";
        fs::permissions(limits.program, fs::perms::owner_all);
        return spreadsheet_to_csv(sample(), limits);
    }

  private:
    fs::path folder_ = fs::temp_directory_path() / ("kaskad-sheet-" + std::to_string(::getpid()));
};

TEST_F(GatewaySpreadsheet, IsKnownByItsFirstOctets) {
    EXPECT_TRUE(is_spreadsheet(sample()));
    EXPECT_FALSE(is_spreadsheet("MCCMNC,PriceSubmit\n"));
    EXPECT_FALSE(is_spreadsheet("PK"));
}

TEST_F(GatewaySpreadsheet, BecomesCsvWithIsoDays) {
    const auto csv = spreadsheet_to_csv(sample());
    ASSERT_TRUE(csv) << csv.error();
    EXPECT_EQ(*csv,
              "MCCMNC,PriceSubmit,PriceDelivered,Currency,Effective\n26201,0.0345,0.01,EUR,2096-12-01\n"
              "26202,0.02,0,EUR,\n");
}

TEST_F(GatewaySpreadsheet, ThatIsDamagedIsRefused) {
    const auto whole = sample();
    for (const auto length : {size_t{4}, whole.size() / 2, whole.size() - 30}) {
        const auto csv = spreadsheet_to_csv(whole.substr(0, length));
        ASSERT_FALSE(csv) << length;
        EXPECT_THAT(csv.error(), HasSubstr("damaged"));
    }
}

TEST_F(GatewaySpreadsheet, CannotWriteMoreThanItsLimit) {
    EXPECT_THAT(read_by("while :; do echo 26201,1; done", {.csv_octets_max = 100'000}).error(),
                HasSubstr("larger than 100000 octets"));
}

TEST_F(GatewaySpreadsheet, CannotTakeMoreTimeThanItsLimit) {
    const auto begin = std::chrono::steady_clock::now();
    EXPECT_THAT(read_by("sleep 600", {.time_max = std::chrono::milliseconds{300}}).error(), HasSubstr("longer than"));
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds{30});
    EXPECT_THAT(read_by("while :; do :; done", {.processor_s = 1}).error(), HasSubstr("more time or memory"));
}

// 64 megabytes are enough for a shell, and not for a word that doubles.
TEST_F(GatewaySpreadsheet, CannotTakeMoreMemoryThanItsLimit) {
    EXPECT_FALSE(read_by("a=xxxxxxxxxxxxxxxx; while :; do a=$a$a; done", {.memory_max = 64 * 1024 * 1024}));
}

TEST_F(GatewaySpreadsheet, HasNoOpenFileOfOursButItsThree) {
    const auto listed = read_by("ls /proc/self/fd | tr '\\n' ' '");
    ASSERT_TRUE(listed);
    // 3 is what ls itself has open.
    EXPECT_EQ(*listed, "0 1 2 3 ");
}

TEST_F(GatewaySpreadsheet, SaysWhereTheProgramIsMissing) {
    EXPECT_THAT(spreadsheet_to_csv(sample(), {.program = "/nowhere/xlsx2csv"}).error(), HasSubstr("not installed"));
}

}  // namespace
}  // namespace kaskad::gateway
