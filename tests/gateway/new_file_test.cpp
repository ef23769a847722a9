#include "gateway/new_file.hpp"

#include "tests/store/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway {

namespace {

using store::testing::read_file;
using store::testing::temporary_folder;
using store::testing::write_file;

size_t files_in(const temporary_folder& folder) {
    const std::filesystem::directory_iterator files{folder.path()};
    return static_cast<size_t>(std::distance(begin(files), end(files)));
}

}  // namespace

TEST(GatewayNewFile, StandsUnderItsNameOnlyWhenKept) {
    const temporary_folder folder;
    const auto path = folder.path() / "file";
    write_file(path, "old");
    {
        auto file = *new_file::create(path, 4);
        file.append("body");
        file.append(" and more");
        EXPECT_EQ(read_file(path), "old");
        file.write_front("head");
        ASSERT_TRUE(file.keep().has_value());
    }
    EXPECT_EQ(read_file(path), "headbody and more");
    EXPECT_EQ(files_in(folder), 1u);
}

TEST(GatewayNewFile, LeavesTheOldOneWhenNotKept) {
    const temporary_folder folder;
    const auto path = folder.path() / "file";
    write_file(path, "old");
    {
        auto file = *new_file::create(path, 0);
        file.append("new");
    }
    EXPECT_EQ(read_file(path), "old");
    EXPECT_EQ(files_in(folder), 1u);
}

TEST(GatewayNewFile, ReplacesWhatAKilledMakerLeft) {
    const temporary_folder folder;
    const auto path = folder.path() / "file";
    write_file(path.string() + ".new", "half of something long");
    auto file = *new_file::create(path, 0);
    file.append("new");
    ASSERT_TRUE(file.keep().has_value());
    EXPECT_EQ(read_file(path), "new");
}

TEST(GatewayNewFile, HasOneMakerAtATime) {
    const temporary_folder folder;
    const auto path = folder.path() / "file";
    const auto first = *new_file::create(path, 0);
    EXPECT_EQ(new_file::create(path, 0).error(), path.string() + ".new is being written by somebody else");
}

TEST(GatewayNewFile, SaysWhyItCannotBe) {
    EXPECT_EQ(new_file::create("/nowhere/at/all", 0).error(),
              "cannot write /nowhere/at/all.new: No such file or directory");
    // A folder stands under the name: only the last step can fail.
    const temporary_folder folder;
    const auto path = folder.path() / "file";
    std::filesystem::create_directories(path / "inside");
    auto file = *new_file::create(path, 0);
    EXPECT_EQ(file.keep().error(), "cannot write " + path.string() + ": Is a directory");
}

}  // namespace kaskad::gateway
