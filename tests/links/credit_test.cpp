#include "gateway/links/credit.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::links {

namespace {

using shares = std::vector<uint64_t>;

shares share(uint64_t budget, const shares& free, size_t first = 0) {
    return share_out(budget, free, first);
}

}  // namespace

TEST(LinkCredit, SharesEvenlyOverBinds) {
    EXPECT_EQ(share(6, {10, 10, 10}), (shares{2, 2, 2}));
    EXPECT_EQ(share(7, {1, 10, 10}), (shares{1, 3, 3}));
}

TEST(LinkCredit, NeverSharesMoreThanFreeSlots) {
    EXPECT_EQ(share(100, {3, 0, 5}), (shares{3, 0, 5}));
    EXPECT_EQ(share(UINT32_MAX, {4}), (shares{4}));
}

TEST(LinkCredit, SharesAFewInTurn) {
    EXPECT_EQ(share(1, {5, 5}, 0), (shares{1, 0}));
    EXPECT_EQ(share(1, {5, 5}, 1), (shares{0, 1}));
}

TEST(LinkCredit, SharesNothingOfNothing) {
    EXPECT_EQ(share(0, {5}), (shares{0}));
    EXPECT_EQ(share(5, {}), shares{});
}

TEST(LinkCredit, ExpectsTheTokensOfTheLookAhead) {
    smpp::throttle throttle{{.rate = 100}, 0};  // the bucket holds 10
    EXPECT_EQ(tokens_expected(throttle, 0, 50), 10U);
    EXPECT_TRUE(throttle.take(10, 0));
    EXPECT_EQ(tokens_expected(throttle, 0, 50), 5U);
    EXPECT_EQ(tokens_expected(throttle, 0, 0), 0U);
    // Asking changes nothing.
    EXPECT_EQ(throttle.available(0), 0U);
}

TEST(LinkCredit, ExpectsNothingDuringAPause) {
    smpp::throttle throttle{{.rate = 100, .pause_ms = 1000}, 0};
    throttle.cut(0);
    EXPECT_EQ(tokens_expected(throttle, 900, 50), 0U);
    EXPECT_GE(expected_at(throttle, 1, 0, 50), 950);
}

TEST(LinkCredit, KnowsWhenTheNextTokenIsExpected) {
    smpp::throttle throttle{{.rate = 2}, 0};
    EXPECT_TRUE(throttle.take(1, 0));
    EXPECT_EQ(tokens_expected(throttle, 0, 50), 0U);
    const auto when = expected_at(throttle, 1, 0, 50);
    EXPECT_EQ(when, 450);
    EXPECT_EQ(tokens_expected(throttle, when, 50), 1U);
    EXPECT_EQ(tokens_expected(throttle, when - 1, 50), 0U);
}

}  // namespace kaskad::gateway::links
