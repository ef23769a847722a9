#include "engine/keyword.hpp"

#include <gtest/gtest.h>

// Words as people type them on a phone.

namespace kaskad::engine::test {

TEST(EngineKeyword, WordsAreComparedWithoutCaseSpaceAndMarks) {
    EXPECT_EQ(fold_words("  Join\t NEWS! "), "join news ");
    EXPECT_EQ(fold_words("join\r\nnews"), "join news ");
    EXPECT_EQ(fold_words("..."), "");
    EXPECT_EQ(fold_words(""), "");
    EXPECT_EQ(fold_words("a.b, c?!"), "a.b c ");
}

TEST(EngineKeyword, CaseIsKnownInTheAlphabetsOfKeywords) {
    EXPECT_EQ(fold_words("СТОП ЁЛКА"), fold_words("стоп ёлка"));
    EXPECT_EQ(fold_words("ÜBER ÀÞ"), fold_words("über àþ"));
    EXPECT_EQ(fold_words("ΑΩ"), fold_words("αω"));
    EXPECT_EQ(fold_words("ŁÓDŹ"), fold_words("łódź"));
    EXPECT_EQ(fold_words("×"), "× ");  // stands among the capitals of Latin-1 and is none
}

TEST(EngineKeyword, AKeywordIsWholeWords) {
    EXPECT_TRUE(begins_with(fold_words("Stop all of it"), fold_words("STOP ALL")));
    EXPECT_FALSE(begins_with(fold_words("stopping"), fold_words("stop")));
    EXPECT_FALSE(begins_with(fold_words("please stop"), fold_words("stop")));
    EXPECT_TRUE(begins_with(fold_words("anything"), fold_words("")));
}

}  // namespace kaskad::engine::test
