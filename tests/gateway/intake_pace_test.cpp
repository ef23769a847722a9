#include "gateway/intake_pace.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <vector>

namespace kaskad::gateway {
namespace {

constexpr size_t MOST = 64;
constexpr size_t MOST_PER_MS = 40;  // that an engine decides

// Requests taken in a second of steps, a millisecond each, with more waiting than may be taken.
size_t taken_in_a_second(int64_t lag_ms) {
    intake_pace pace;
    size_t taken = 0;
    for (int64_t now = 1; now <= 1'000; ++now) {
        const auto allowed = pace.allowed(1'000'000 + now, lag_ms, MOST);
        pace.note_taken(allowed);
        taken += allowed;
    }
    return taken;
}

TEST(IntakePace, LimitsNothingWhileTheDatabaseKeepsUp) {
    EXPECT_EQ(taken_in_a_second(0), 1'000 * MOST);
    EXPECT_EQ(taken_in_a_second(intake_pace::LAG_CALM_MS), 1'000 * MOST);
}

TEST(IntakePace, TakesLessTheFurtherItIsBehind) {
    EXPECT_NEAR(static_cast<double>(taken_in_a_second(425)), 20'000, 500);
    EXPECT_NEAR(static_cast<double>(taken_in_a_second(530)), 8'000, 200);
}

TEST(IntakePace, NeverStopsAltogether) {
    EXPECT_NEAR(static_cast<double>(taken_in_a_second(intake_pace::LAG_MAX_MS)), 4'000, 100);
    EXPECT_NEAR(static_cast<double>(taken_in_a_second(3'600'000)), 4'000, 100);
}

TEST(IntakePace, MakesUpForALittleOnly) {
    intake_pace pace;
    EXPECT_EQ(pace.allowed(0, 530, MOST), 0U);
    EXPECT_EQ(pace.allowed(1, 530, MOST), 8U);
    EXPECT_EQ(pace.allowed(60'001, 530, 1'000), 80U);
    pace.note_taken(60);
    EXPECT_EQ(pace.allowed(60'001, 530, 1'000), 20U);
}

// A clock that was set back must not give anything.
TEST(IntakePace, GivesNothingForTimeThatDoesNotPass) {
    intake_pace pace;
    pace.note_taken(pace.allowed(5'000, 530, 1'000));
    EXPECT_EQ(pace.allowed(5'000, 530, MOST), 0U);
    EXPECT_EQ(pace.allowed(4'000, 530, MOST), 0U);
}

// A projector that writes whatever waits, a batch after another, at so many requests a millisecond, lingers before a
// short one, and now and then carries its log over; and clients that always ask for more than is taken. A step is a
// millisecond and a group.
class slow_projector {
  public:
    explicit slow_projector(double per_ms) : per_ms_{per_ms} {}

    // Lags of each millisecond.
    std::vector<int64_t> run(int64_t ms) {
        std::vector<int64_t> lags;
        for (const auto until = now_ + ms; now_ < until; ++now_) {
            lags.push_back(lag());
            step();
        }
        return lags;
    }
    void rest(int64_t ms) {
        for (const auto until = now_ + ms; now_ < until; ++now_) {
            pace_.allowed(now_, lag(), MOST);
            project();
        }
    }
    void set_speed(double per_ms) { per_ms_ = per_ms; }
    void stop(int64_t ms) { ready_ = now_ + ms; }

    size_t taken() const { return taken_; }
    const intake_pace& pace() const { return pace_; }

  private:
    static constexpr int64_t LINGER_MS = 120;
    static constexpr int64_t BATCH_MS = 40;
    static constexpr int CARRY_EVERY = 7;  // batches
    static constexpr int64_t CARRY_MS = 250;

    struct group {
        uint64_t position = 0;
        int64_t since = 0;
        size_t requests = 0;
    };

    int64_t lag() const { return waiting_.empty() ? 0 : now_ - waiting_.front().since; }

    void step() {
        const auto count = pace_.allowed(now_, lag(), MOST_PER_MS);
        pace_.note_taken(count);
        taken_ += count;
        if (count > 0) waiting_.push_back({++position_, now_, count});
        pace_.note_sealed(position_, now_);
        project();
    }

    void project() {
        if (now_ < ready_) return;
        for (; !waiting_.empty() && waiting_.front().position <= writing_; waiting_.pop_front())
            continue;
        if (writing_ > 0) pace_.note_projected(writing_, now_);
        size_t requests = 0;
        for (const auto& group : waiting_)
            requests += group.requests;
        writing_ = position_;
        const auto lingered = std::clamp<int64_t>(2 * LINGER_MS - (now_ - gathered_), 0, LINGER_MS);
        gathered_ = now_ + lingered;
        ready_ = gathered_ + BATCH_MS + static_cast<int64_t>(static_cast<double>(requests) / per_ms_);
        if (++batches_ % CARRY_EVERY == 0) ready_ += CARRY_MS;
    }

    intake_pace pace_;
    double per_ms_;
    int64_t now_ = 1'000'000;
    int64_t ready_ = 0;
    int64_t gathered_ = 0;
    int batches_ = 0;
    uint64_t position_ = 0;
    uint64_t writing_ = 0;
    std::deque<group> waiting_;
    size_t taken_ = 0;
};

int64_t at_percentile(std::vector<int64_t> values, size_t percent) {
    std::ranges::sort(values);
    return values[values.size() * percent / 100];
}

// With the bounds alone a database that manages nine requests a millisecond stayed 1.5 s behind.
TEST(IntakePace, KeepsADatabaseOfAnySpeedLessThanASecondBehind) {
    for (const double per_ms : {6.0, 9.0, 17.0, 30.0}) {
        SCOPED_TRACE(per_ms);
        slow_projector database{per_ms};
        EXPECT_LT(std::ranges::max(database.run(10'000)), 5'000);  // until it is known
        const auto before = database.taken();
        EXPECT_LT(at_percentile(database.run(60'000), 99), 1'000);
        // And it is kept busy: of its time little more than the pauses is lost.
        EXPECT_GT(static_cast<double>(database.taken() - before), 0.5 * per_ms * 60'000);
    }
}

TEST(IntakePace, LearnsAnotherSpeed) {
    slow_projector database{30};
    database.run(20'000);
    database.set_speed(9);
    database.run(5'000);
    EXPECT_LT(at_percentile(database.run(20'000), 99), 1'000);
    database.set_speed(30);
    database.run(20'000);
    const auto before = database.taken();
    database.run(10'000);
    EXPECT_GT(static_cast<double>(database.taken() - before), 0.5 * 30 * 10'000);
}

TEST(IntakePace, GoesOnAfterAnOutage) {
    for (const int64_t known_ms : {0, 20'000}) {
        SCOPED_TRACE(known_ms);
        slow_projector database{17};
        database.run(known_ms);
        database.stop(60'000);
        database.run(60'000);
        database.run(30'000);  // what came meanwhile is written
        const auto before = database.taken();
        EXPECT_LT(at_percentile(database.run(10'000), 99), 1'000);
        EXPECT_GT(static_cast<double>(database.taken() - before), 0.5 * 17 * 10'000);
    }
}

// Time in which nothing was there to project says nothing of what can be projected.
TEST(IntakePace, DoesNotMeasureRest) {
    slow_projector database{17};
    database.run(20'000);
    const auto known = database.pace().projected_per_s();
    database.rest(3'600'000);
    database.run(2'000);
    EXPECT_GT(database.pace().projected_per_s(), known / 2);
}

}  // namespace
}  // namespace kaskad::gateway
