#include "gateway/api/csv_line.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::api {
namespace {

TEST(CsvLine, QuotesWhatNeedsIt) {
    std::string out;
    csv_line line{out};
    for (const auto* value : {"plain", "", "a,b", "say \"hi\"", "two\nlines", "\r", "Grüße; +1"})
        line.add(value);
    line.end();
    EXPECT_EQ(out, "plain,,\"a,b\",\"say \"\"hi\"\"\",\"two\nlines\",\"\r\",Grüße; +1\r\n");
}

// A first field that is empty still has its comma behind it.
TEST(CsvLine, KeepsEmptyFields) {
    std::string out;
    csv_line line{out};
    line.add("");
    line.add("");
    line.end();
    EXPECT_EQ(out, ",\r\n");
}

}  // namespace
}  // namespace kaskad::gateway::api
