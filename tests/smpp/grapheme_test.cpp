#include "smpp/grapheme.hpp"

#include "smpp/unicode.hpp"
#include "vectors.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace kaskad::smpp {

namespace {

// A line of GraphemeBreakTest.txt: code points, and after each whether a cluster ends there.
struct break_line {
    std::vector<std::string> characters;
    std::vector<bool> is_break;
};

break_line read_line(const std::string& line) {
    std::istringstream words{line.substr(0, line.find('#'))};
    break_line read;
    std::string mark;
    words >> mark;  // a break before the first
    for (std::string number; words >> number >> mark;) {
        append_utf8(read.characters.emplace_back(), static_cast<char32_t>(std::stoul(number, nullptr, 16)));
        read.is_break.push_back(mark == "÷");
    }
    return read;
}

bool is_boundary(std::string_view before, std::string_view after) {
    return is_grapheme_boundary(before, after);
}

}  // namespace

// Unicode's own test, every line, every place.
TEST(SmppGrapheme, AgreesWithUnicode) {
    std::istringstream file{read_data("GraphemeBreakTest.txt")};
    size_t places = 0;
    for (std::string line; std::getline(file, line);) {
        if (!line.starts_with("÷")) continue;
        const auto read = read_line(line);
        std::string before;
        for (size_t i = 0; i + 1 < read.characters.size(); ++i, ++places) {
            before += read.characters[i];
            EXPECT_EQ(is_grapheme_boundary(before, read.characters[i + 1]), read.is_break[i]) << line << " at " << i;
        }
    }
    EXPECT_GT(places, 600U);
}

TEST(SmppGrapheme, KeepsTogetherWhatAReaderSeesAsOne) {
    EXPECT_FALSE(is_boundary("👩‍", "🚀"));
    EXPECT_FALSE(is_boundary("👍", "🏽"));
    EXPECT_FALSE(is_boundary("🇩", "🇪"));
    EXPECT_TRUE(is_boundary("🇩🇪", "🇫"));
    EXPECT_FALSE(is_boundary("e", "\xCC\x81"));
    EXPECT_FALSE(is_boundary("\r", "\n"));
    EXPECT_FALSE(is_boundary("각", "ᆨ"));
    EXPECT_TRUE(is_boundary("a", "b"));
}

// Unicode 15.1, GB9c: consonant, virama, consonant are one.
TEST(SmppGrapheme, KeepsIndicConjunctsTogether) {
    EXPECT_FALSE(is_boundary("क्", "ष"));
    EXPECT_FALSE(is_boundary("ক্", "ষ"));
    EXPECT_FALSE(is_boundary("क्\xE2\x80\x8D", "ष"));
    EXPECT_TRUE(is_boundary("क", "ष"));
    EXPECT_TRUE(is_boundary("a्", "ष"));
    // Tamil has no linker: its virama ends a letter.
    EXPECT_TRUE(is_boundary("க்", "ஷ"));
}

}  // namespace kaskad::smpp
