#include "routing/pumping_profile.hpp"

#include "core/calendar.hpp"

#include <algorithm>

namespace kaskad::routing {

namespace {

using core::DAY_MS;
constexpr uint32_t PASSED_MIN = 30;  // of fewer a share says nothing

}  // namespace

void pumping_profile::note_passed(uint32_t hour, int64_t now_ms) {
    turn(now_ms);
    ++today().passed;
    today().busiest_hour = std::max(today().busiest_hour, hour);
}

void pumping_profile::note_converted(int64_t sent_ms, int64_t now_ms) {
    turn(now_ms);
    const auto at = sent_ms / DAY_MS;
    if (at < 0 || at > newest_ || newest_ - at >= std::ssize(days_)) return;
    auto& of = days_[static_cast<size_t>(at) % days_.size()];
    if (of.converted < of.passed) ++of.converted;
}

uint32_t pumping_profile::busiest_hour(int64_t now_ms) {
    turn(now_ms);
    uint32_t most = 0;
    for (size_t age = 1; age < days_.size(); ++age)
        most = std::max(most, days_[place(age)].busiest_hour);
    return most;
}

double pumping_profile::conversion(int64_t now_ms) {
    turn(now_ms);
    uint64_t passed = 0;
    uint64_t converted = 0;
    for (size_t age = 1; age < days_.size(); ++age) {
        const auto& each = days_[place(age)];
        passed += each.passed;
        converted += each.converted;
    }
    return passed < PASSED_MIN ? -1 : static_cast<double>(converted) / static_cast<double>(passed);
}

// Of the day so many days before the newest.
size_t pumping_profile::place(size_t age) const {
    return (static_cast<size_t>(newest_) + days_.size() - age) % days_.size();
}

void pumping_profile::turn(int64_t now_ms) {
    const auto now = now_ms / DAY_MS;
    for (size_t left = days_.size(); newest_ < now && left > 0; --left) {
        ++newest_;
        today() = {};
    }
    newest_ = std::max(newest_, now);
}

// Newest first: a clock that goes on from before the checkpoint may number the days otherwise.
void pumping_profile::save(state_writer& to) const {
    to.put_time(newest_ * DAY_MS);
    for (size_t age = 0; age < days_.size(); ++age) {
        const auto& each = days_[place(age)];
        to.put_count(each.passed);
        to.put_count(each.converted);
        to.put_count(each.busiest_hour);
    }
}

void pumping_profile::load(state_reader& from) {
    newest_ = std::max<int64_t>(0, from.take_time() / DAY_MS);
    for (size_t age = 0; age < days_.size(); ++age) {
        auto& each = days_[place(age)];
        each.passed = static_cast<uint32_t>(from.take_count(UINT32_MAX));
        each.converted = static_cast<uint32_t>(from.take_count(each.passed));
        each.busiest_hour = static_cast<uint32_t>(from.take_count(UINT32_MAX));
    }
}

}  // namespace kaskad::routing
