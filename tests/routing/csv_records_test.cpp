#include "routing/csv_records.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <string>
#include <vector>

namespace kaskad::routing {
namespace {

using ::testing::ElementsAre;

using record = std::vector<std::string>;

std::vector<record> read(std::string_view text) {
    std::vector<record> found;
    csv_records records{text};
    while (records.next())
        found.push_back(records.fields());
    return found;
}

// As RFC 4180 has it: each field quoted, its quotes doubled, CRLF behind each record.
std::string write(const std::vector<record>& records, char separator) {
    std::string text;
    for (const auto& fields : records) {
        for (size_t place = 0; place < fields.size(); ++place) {
            if (place > 0) text += separator;
            text += '"';
            for (const char octet : fields[place])
                text += octet == '"' ? std::string{"\"\""} : std::string{octet};
            text += '"';
        }
        text += "\r\n";
    }
    return text;
}

}  // namespace

TEST(RoutingCsvRecords, EmptyFieldsCountAndEmptyLinesDoNot) {
    EXPECT_THAT(read("a,b,\n\n,,\r\n\r\nx,y,z"),
                ElementsAre(record{"a", "b", ""}, record{"", "", ""}, record{"x", "y", "z"}));
    EXPECT_THAT(read(""), ElementsAre());
    EXPECT_THAT(read("\n\r\n"), ElementsAre());
}

TEST(RoutingCsvRecords, TheFirstLineNamesTheSeparator) {
    EXPECT_THAT(read("a;b;c,d\n1,5;2;3"), ElementsAre(record{"a", "b", "c,d"}, record{"1,5", "2", "3"}));
    EXPECT_THAT(read("a\tb\n1;2\t3"), ElementsAre(record{"a", "b"}, record{"1;2", "3"}));
}

TEST(RoutingCsvRecords, AnUnclosedQuoteTakesTheRestAndIsTold) {
    csv_records records{"a,\"b\nc,d\n"};
    ASSERT_TRUE(records.next());
    EXPECT_THAT(records.fields(), ElementsAre("a", "b\nc,d\n"));
    EXPECT_TRUE(records.is_unclosed());
    EXPECT_FALSE(records.next());
}

TEST(RoutingCsvRecords, WhatIsWrittenByTheStandardIsReadBack) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    const auto below = [&](size_t end) { return random() % end; };
    constexpr std::string_view OCTETS = "ab\",;\t\n\r 0.";
    for (int round = 0; round < 200; ++round) {
        std::vector<record> records{{"head", "of", "three"}};  // the separator is found in it
        for (auto left = below(5); left > 0; --left) {
            record fields{"x", "", ""};
            for (auto& field : fields) {
                for (auto octets = below(6); octets > 0; --octets)
                    field += OCTETS[below(OCTETS.size())];
            }
            records.push_back(fields);
        }
        for (const char separator : {',', ';', '\t'})
            ASSERT_EQ(read(write(records, separator)), records);
    }
}

// Whatever is posted: it ends, and no record is without a field.
TEST(RoutingCsvRecords, AnyOctetsAreSomeRecords) {
    const auto seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    std::mt19937 random{seed};
    for (int round = 0; round < 500; ++round) {
        std::string text(random() % 40, ' ');
        for (auto& octet : text)
            octet = "\",;\n\r\tx\xEF"[random() % 8];
        for (const auto& fields : read(text))
            ASSERT_FALSE(fields.empty());
    }
}

}  // namespace kaskad::routing
