#pragma once

#include "core/money.hpp"
#include "routing/delivery_estimator.hpp"
#include "routing/state_octets.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

// How many attempts may go over a link that is not the best as believed, so that the belief stays true. A share of the
// attempts of each class group and an amount of money a day; both must have room. Counts attempts, not time: the day is
// given in. Drives nothing: who chooses asks before and notes after.

namespace kaskad::routing {

inline constexpr size_t CLASS_GROUPS = 2;

// Shares in thousandths of attempts. cost_max: of a day's probes together, in the currency of the buy prices. Probes
// that were not needed are kept for later, at most probes_kept_max of each group. A fifth of all is laid by for links
// that will come new, which take some hundred within minutes: at most new_kept_max.
struct probe_budget_options {
    std::array<uint32_t, CLASS_GROUPS> permille{5, 20};  // by class_group: otp, other
    core::price cost_max{10 * 100'000'000LL};
    uint32_t probes_kept_max = 20;
    uint32_t new_kept_max = 500;
};

enum class probe_verdict : uint8_t { allowed = 0, client_refuses = 1, share_used = 2, money_used = 3 };

// cost: what the attempt costs beside the best as believed, as it is shown to people; one that is cheaper costs 0.
// is_new: over a link that comes by a ramp (belief::ramp), so that what is laid by may be used.
struct probe_request {
    class_group group = class_group::other;
    core::price cost;
    bool client_refuses = false;
    bool is_new = false;
};

// Of the day that is under way.
struct probe_account {
    uint64_t attempts = 0;
    uint64_t probes = 0;
    core::price cost;
};

class probe_budget {
  public:
    explicit probe_budget(const probe_budget_options& options = {}) : options_{options} {}

    const probe_account& today(class_group group) const { return today_[static_cast<size_t>(group)]; }
    core::price spent_today() const;
    int64_t day() const { return day_; }

    // First reason to refuse, in the order of the enum.
    probe_verdict may_probe(const probe_request& request) const;

    // Any attempt, a probe or not; days since 1970 in the zone in which days are counted. Another day than the last
    // one's begins with nothing spent.
    void note_attempt(class_group group, int64_t day);
    // On top of note_attempt. Also of one that was not asked for: what is overdrawn is taken off what comes.
    void note_probe(const probe_request& request);

    // Over a restart a day's money stays spent.
    void save(state_writer& to) const;
    void load(state_reader& from);

  private:
    probe_budget_options options_;
    std::array<probe_account, CLASS_GROUPS> today_{};
    std::array<int64_t, CLASS_GROUPS> permille_{};      // saved, in thousandths of a probe; negative: overdrawn
    std::array<int64_t, CLASS_GROUPS> new_permille_{};  // laid by for new links
    int64_t day_ = 0;
};

std::string_view to_string(probe_verdict value);

}  // namespace kaskad::routing
