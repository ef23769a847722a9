#include "gateway/line_file.hpp"

#include "tests/store/temporary_folder.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway {

namespace {

using store::testing::temporary_folder;
using store::testing::write_file;

std::vector<std::string> lines_of(const std::string& octets) {
    const temporary_folder folder;
    const auto path = folder.path() / "lines";
    write_file(path, octets);
    auto file = *line_file::open(path);
    std::vector<std::string> lines;
    while (const auto line = file.next()) {
        lines.emplace_back(*line);
        EXPECT_EQ(file.line(), lines.size());
    }
    EXPECT_EQ(file.failure(), "");
    EXPECT_EQ(file.octets_read(), octets.size());
    return lines;
}

using lines = std::vector<std::string>;

}  // namespace

TEST(GatewayLineFile, GivesLinesWithoutTheirEnds) {
    EXPECT_EQ(lines_of(""), lines{});
    EXPECT_EQ(lines_of("a\n\nb\r\nc"), (lines{"a", "", "b", "c"}));
    EXPECT_EQ(lines_of("a\n"), lines{"a"});
    EXPECT_EQ(lines_of("\n"), lines{""});
}

// Lines that lie across the edges of what is read at once.
TEST(GatewayLineFile, KeepsLinesWholeOverTheEdgesOfItsBuffer) {
    std::string octets;
    lines expected;
    for (size_t index = 0; octets.size() < 1'000'000; ++index) {
        expected.push_back(std::string(index * 7919 % 1'000, static_cast<char>('a' + index % 26)));
        octets += expected.back() + "\n";
    }
    EXPECT_EQ(lines_of(octets), expected);
}

TEST(GatewayLineFile, CutsLinesThatAreTooLong) {
    const std::string longest(LINE_OCTETS_MAX - 1, 'x');
    EXPECT_EQ(lines_of(longest + "\nb"), (lines{longest, "b"}));
    for (const size_t over : {size_t{1}, size_t{100}, 10 * LINE_OCTETS_MAX}) {
        const auto got = lines_of("a\n" + longest + std::string(over, 'x') + "\nb");
        ASSERT_EQ(got.size(), 3u) << over;
        EXPECT_LE(got[1].size(), 4 * LINE_OCTETS_MAX);
        EXPECT_EQ(got[2], "b");
    }
}

TEST(GatewayLineFile, SaysWhatItCannotRead) {
    EXPECT_EQ(line_file::open("/nowhere/at/all").error(), "cannot read /nowhere/at/all: No such file or directory");
    const temporary_folder folder;
    auto file = *line_file::open(folder.path());
    EXPECT_FALSE(file.next().has_value());
    EXPECT_TRUE(file.failure().ends_with("Is a directory"));
}

}  // namespace kaskad::gateway
