#include "gateway/ported_build.hpp"

#include "gateway/ported_table.hpp"
#include "tests/store/temporary_folder.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kaskad::gateway {

namespace {

using store::testing::read_file;
using store::testing::temporary_folder;
using store::testing::write_file;

class GatewayPortedBuild : public ::testing::Test {
  protected:
    std::string path_of(const std::string& name) const { return folder_.path() / name; }

    ported_report build(const std::string& rows) { return run({.made = path_of("ported")}, rows); }
    ported_report apply(const std::string& rows) {
        return run({.before = path_of("ported"), .made = path_of("ported")}, rows);
    }

    std::string found(const std::string& number) const {
        const auto table = ported_table::open(path_of("ported"));
        if (!table) return table.error();
        return std::string{(*table)->numbers().find(number).value_or("none")};
    }

    bool is_alone(const std::string& name) const {
        for (const auto& file : std::filesystem::directory_iterator{folder_.path()}) {
            if (file.path().filename() != name && file.path().filename() != "rows.csv") return false;
        }
        return true;
    }

    temporary_folder folder_;

  private:
    ported_report run(ported_task task, const std::string& rows) {
        write_file(path_of("rows.csv"), rows);
        task.rows = path_of("rows.csv");
        task.as_of_ms = 1'767'225'600'000;
        return build_ported(task);
    }
};

}  // namespace

TEST_F(GatewayPortedBuild, MakesAFileOfRowsInAnyOrder) {
    const auto report = build(
        "number,mccmnc\n# from the registry\n4915112345680,26203\r\n+12125550100,310260\n\n4915112345678,26201\n");
    EXPECT_TRUE(report.faults.empty());
    EXPECT_EQ(report.rows, 3u);
    EXPECT_EQ(report.numbers, 3u);
    EXPECT_EQ(found("4915112345680"), "26203");
    EXPECT_EQ(found("4915112345678"), "26201");
    EXPECT_EQ(found("12125550100"), "310260");
    EXPECT_EQ(found("4915112345679"), "none");
    EXPECT_EQ((*ported_table::open(path_of("ported")))->numbers().as_of_ms(), 1'767'225'600'000);
    EXPECT_TRUE(is_alone("ported"));
}

TEST_F(GatewayPortedBuild, RenewsAFileByADifference) {
    build("4915112345678,26201\n4915112345679,26203\n4915112345680,26203\n");
    const auto report = apply("4915112345680,\n4915112345679,26202\n4915112345677,26201\n4915112345670,\n");
    EXPECT_TRUE(report.faults.empty());
    EXPECT_EQ(report.change,
              (routing::ported_change{.added = 1, .changed = 1, .same = 0, .gone = 1, .gone_unknown = 1}));
    EXPECT_EQ(report.numbers, 3u);
    EXPECT_EQ(found("4915112345677"), "26201");
    EXPECT_EQ(found("4915112345678"), "26201");
    EXPECT_EQ(found("4915112345679"), "26202");
    EXPECT_EQ(found("4915112345680"), "none");
}

// The same difference twice is the same file.
TEST_F(GatewayPortedBuild, ADifferenceAppliedTwiceChangesNothingMore) {
    build("4915112345678,26201\n4915112345679,26203\n");
    apply("4915112345679,\n4915112345677,26202\n");
    const auto once = read_file(path_of("ported"));
    const auto report = apply("4915112345679,\n4915112345677,26202\n");
    EXPECT_EQ(report.change, (routing::ported_change{.same = 1, .gone_unknown = 1}));
    EXPECT_EQ(read_file(path_of("ported")), once);
}

TEST_F(GatewayPortedBuild, ListsEveryBadRowAndChangesNothing) {
    build("4915112345678,26201\n");
    const auto before = read_file(path_of("ported"));
    const std::string rows = "4915112345678,26202\nrubbish\n4915112345679,\n0151,26201\n4915112345670,2620\n";
    const auto report = apply(rows);
    EXPECT_EQ(report.fault_count, 3u);
    EXPECT_EQ(report.faults[0].line, 2u);
    EXPECT_EQ(report.faults[1], (ported_fault{4, "'0151' is not a number: country code first, 7 to 15 digits"}));
    EXPECT_EQ(report.faults[2].line, 5u);
    EXPECT_EQ(build(rows).fault_count, 4u);  // in a whole list the number without a network is wrong too
    EXPECT_EQ(read_file(path_of("ported")), before);
    EXPECT_TRUE(is_alone("ported"));
}

TEST_F(GatewayPortedBuild, RefusesANumberTwiceByItsLines) {
    build("4915112345678,26201\n");
    const auto report = apply(
        "4915112345679,26201\n4915112345670,26203\n# again\n4915112345679,26202\n4915112345670,26203\n"
        "4915112345679,\n");
    EXPECT_THAT(report.faults,
                testing::ElementsAre(ported_fault{4, "the number 4915112345679 stands in the list already"},
                                     ported_fault{5, "the number 4915112345670 stands in the list already"},
                                     ported_fault{6, "the number 4915112345679 stands in the list already"}));
    EXPECT_EQ(found("4915112345679"), "none");
    EXPECT_TRUE(is_alone("ported"));
}

TEST_F(GatewayPortedBuild, CountsMoreFaultsThanItLists) {
    std::string rows;
    for (size_t row = 0; row <= PORTED_FAULTS_LISTED; ++row)
        rows += "x\n";
    const auto report = build(rows);
    EXPECT_EQ(report.fault_count, PORTED_FAULTS_LISTED + 1);
    EXPECT_EQ(report.faults.size(), PORTED_FAULTS_LISTED);
    EXPECT_FALSE(std::filesystem::exists(path_of("ported")));
}

TEST_F(GatewayPortedBuild, NumbersAreBounded) {
    write_file(path_of("rows.csv"), "4915112345678,26201\n4915112345679,26201\n4915112345677,26201\n");
    ported_task task{.rows = path_of("rows.csv"), .made = path_of("ported"), .numbers_max = 3};
    EXPECT_EQ(build_ported(task).numbers, 3u);
    task.numbers_max = 2;
    EXPECT_THAT(build_ported(task).faults, testing::ElementsAre(ported_fault{0, "a file holds at most 2 numbers"}));
    EXPECT_EQ(found("4915112345679"), "26201");
}

TEST_F(GatewayPortedBuild, RefusesADamagedFileBefore) {
    build("4915112345678,26201\n");
    auto octets = read_file(path_of("ported"));
    octets[4100] ^= 1;
    write_file(path_of("ported"), octets);
    const auto report = apply("4915112345679,26201\n");
    EXPECT_THAT(report.faults,
                testing::ElementsAre(ported_fault{0, path_of("ported") + ": octet 4096: entries are damaged"}));
    EXPECT_EQ(read_file(path_of("ported")), octets);
}

TEST_F(GatewayPortedBuild, SaysWhichFileIsMissing) {
    const auto report = build_ported({.rows = path_of("absent"), .made = path_of("ported")});
    EXPECT_THAT(report.faults, testing::ElementsAre(ported_fault{
                                   0, "cannot read " + path_of("absent") + ": No such file or directory"}));
}

// Whoever holds the old table goes on with it while the new one takes its name.
TEST_F(GatewayPortedBuild, AnOldTableLivesAsLongAsItIsHeld) {
    build("4915112345678,26201\n");
    const auto old = *ported_table::open(path_of("ported"));
    build("4915112345678,26203\n");
    EXPECT_EQ(old->numbers().find("4915112345678"), "26201");
    EXPECT_EQ(found("4915112345678"), "26203");
}

TEST(GatewayMappedFile, TellsWhatItCannotMap) {
    EXPECT_EQ(mapped_file::open("/nowhere/at/all").error(), "cannot read /nowhere/at/all: No such file or directory");
    const temporary_folder folder;
    EXPECT_EQ(mapped_file::open(folder.path()).error(), "cannot read " + folder.path().string() + ": it is no file");
    write_file(folder.path() / "empty", "");
    EXPECT_TRUE(mapped_file::open(folder.path() / "empty")->octets().empty());
}

}  // namespace kaskad::gateway
