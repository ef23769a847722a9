#include "gateway/clients/lockout.hpp"

#include <gtest/gtest.h>

namespace kaskad::gateway::clients {
namespace {

constexpr lockout::options LIMITS{.failures_max = 3, .window_ms = 1'000, .lock_ms = 5'000, .keys_max = 2};

TEST(ClientsLockout, LocksAfterSoManyFailuresAndOpensAgain) {
    lockout guard{LIMITS};
    guard.note_failure("a", 0);
    guard.note_failure("a", 10);
    EXPECT_FALSE(guard.is_locked("a", 10));
    guard.note_failure("a", 20);
    EXPECT_TRUE(guard.is_locked("a", 20));
    EXPECT_TRUE(guard.is_locked("a", 5'019));
    EXPECT_FALSE(guard.is_locked("a", 5'020));
    EXPECT_FALSE(guard.is_locked("b", 20)) << "others are unharmed";
}

TEST(ClientsLockout, FailuresFarApartDoNotAddUp) {
    lockout guard{LIMITS};
    for (int64_t now = 0; now < 10'010; now += 1'001)
        guard.note_failure("a", now);
    EXPECT_FALSE(guard.is_locked("a", 9'009));
}

TEST(ClientsLockout, ASuccessForgivesWhatWasBefore) {
    lockout guard{LIMITS};
    guard.note_failure("a", 0);
    guard.note_failure("a", 1);
    guard.note_success("a");
    guard.note_failure("a", 2);
    EXPECT_FALSE(guard.is_locked("a", 2));
}

TEST(ClientsLockout, KeepsNoMoreKeysThanItMay) {
    lockout guard{LIMITS};
    for (int failure = 0; failure < 3; ++failure)
        guard.note_failure("a", failure);
    guard.note_failure("b", 10);
    guard.note_failure("c", 20);
    EXPECT_EQ(guard.size(), 2U);
    guard.note_failure("b", 6'000);
    guard.note_failure("c", 6'000);
    guard.note_failure("d", 6'000);
    EXPECT_EQ(guard.size(), 2U);
}

}  // namespace
}  // namespace kaskad::gateway::clients
