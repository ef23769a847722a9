#include "gateway/simulators/handset_text.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::simulators {

TEST(HandsetText, IsAnOrderOfFourWords) {
    EXPECT_EQ(parse_handset_text("mo 4917 8811 Info, please"), (handset_text{"4917", "8811", "Info, please"}));
    EXPECT_EQ(parse_handset_text("mo 4917 8811\r"), (handset_text{"4917", "8811", ""}));
    EXPECT_EQ(parse_handset_text("mo 1 2  two spaces "), (handset_text{"1", "2", " two spaces "}));
    for (const auto* bad :
         {"", "mo", "mo 1", "mo  8811 text", "mt 1 2 text", "mo 123456789012345678901 2 text", "mo 1 2 \xFF"})
        EXPECT_FALSE(parse_handset_text(bad)) << bad;
}

}  // namespace kaskad::gateway::simulators
