#include "billing/reconciliation/zone_shift.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <optional>
#include <vector>

namespace kaskad::billing::reconciliation {

namespace {

constexpr size_t SHIFTS = 2 * SHIFT_QUARTERS_MAX + 1;
constexpr int64_t BILLION = 1'000'000'000;
// Of a billion: a worse fit than this may be any shift's.
constexpr int64_t MISFIT_MAX = 900'000'000;
constexpr size_t QUARTERS_MIN = 4;
constexpr int64_t QUARTERS_AROUND = 4;

// The part of their counts' variance that ours do not explain (1 - r squared), of a billion. Whole numbers do: counts
// below 2^24 in up to 2^16 quarters square to less than 2^128.
class fit {
  public:
    void add(uint32_t ours, uint32_t theirs) {
        const __int128 left = std::min(ours, COUNT_MAX);
        const __int128 right = std::min(theirs, COUNT_MAX);
        ++quarters_;
        left_ += left;
        right_ += right;
        left_squared_ += left * left;
        right_squared_ += right * right;
        both_ += left * right;
    }

    // Nothing: they do not rise and fall together at all.
    std::optional<int64_t> misfit() const {
        const auto covariance = quarters_ * both_ - left_ * right_;
        const auto left = quarters_ * left_squared_ - left_ * left_;
        const auto right = quarters_ * right_squared_ - right_ * right_;
        if (covariance <= 0 || left <= 0 || right <= 0) return std::nullopt;
        // All three lose the same digits, so that their products keep the most that fit.
        const auto excess = std::max(bits(left), bits(right)) - FACTOR_BITS_MAX;
        const auto shift = std::max(0, excess);
        const auto product = (left >> shift) * (right >> shift);
        const auto squared = (covariance >> shift) * (covariance >> shift);
        if (product <= 0) return std::nullopt;
        return static_cast<int64_t>(std::max<__int128>(0, product - squared) * BILLION / product);
    }

  private:
    static constexpr uint32_t COUNT_MAX = (1U << 24) - 1;
    static constexpr int FACTOR_BITS_MAX = 48;  // twice that and a billion are below 127

    static int bits(__int128 value) {
        const auto high = static_cast<uint64_t>(value >> 64);
        const auto low = static_cast<uint64_t>(value);
        return static_cast<int>(high != 0 ? 64 + std::bit_width(high) : std::bit_width(low));
    }

    __int128 quarters_ = 0;
    __int128 left_ = 0;
    __int128 right_ = 0;
    __int128 left_squared_ = 0;
    __int128 right_squared_ = 0;
    __int128 both_ = 0;
};

int32_t minutes_of(size_t shift) {
    return (static_cast<int32_t>(shift) - SHIFT_QUARTERS_MAX) * 15;
}

// Where they have rows, and an hour around: that nothing is there tells as much.
std::optional<int64_t> misfit_at(const quarter_counts& ours, const quarter_counts& theirs, int64_t shift) {
    fit made;
    const auto first = theirs.by_quarter().begin()->first - QUARTERS_AROUND;
    const auto last = theirs.by_quarter().rbegin()->first + QUARTERS_AROUND;
    for (auto quarter = first; quarter <= last; ++quarter)
        made.add(ours.at(quarter - shift), theirs.at(quarter));
    return made.misfit();
}

}  // namespace

void quarter_counts::add(int64_t time_ms) {
    const auto quarter = time_ms / QUARTER_MS;
    const auto found = counts_.find(quarter);
    if (found != counts_.end()) {
        ++found->second;
    } else if (counts_.size() < QUARTERS_MAX) {
        counts_.emplace(quarter, 1);
    }
}

uint32_t quarter_counts::at(int64_t quarter) const {
    const auto found = counts_.find(quarter);
    return found == counts_.end() ? 0 : found->second;
}

std::expected<int32_t, std::string> find_zone_shift(const quarter_counts& ours, const quarter_counts& theirs) {
    if (ours.by_quarter().empty() || theirs.by_quarter().empty()) return std::unexpected("one side has no rows");
    const auto span = theirs.by_quarter().rbegin()->first - theirs.by_quarter().begin()->first;
    if (span > static_cast<int64_t>(quarter_counts::QUARTERS_MAX))
        return std::unexpected("the file's times lie more than a year apart");
    if (theirs.by_quarter().size() < QUARTERS_MIN)
        return std::unexpected("the file's rows lie in less than four quarters of an hour");
    std::vector<std::pair<int64_t, size_t>> fits;
    for (size_t shift = 0; shift < SHIFTS; ++shift)
        if (const auto misfit = misfit_at(ours, theirs, static_cast<int64_t>(shift) - SHIFT_QUARTERS_MAX))
            fits.emplace_back(*misfit, shift);
    std::ranges::sort(fits);
    if (fits.empty() || fits.front().first > MISFIT_MAX)
        return std::unexpected("no shift makes the file's rows rise and fall with ours");
    const bool is_plain = fits.size() == 1 || (fits[1].first > 0 && fits[0].first * 2 <= fits[1].first);
    if (!is_plain) {
        return std::unexpected("shifts of " + std::to_string(minutes_of(fits[0].second)) + " and " +
                               std::to_string(minutes_of(fits[1].second)) + " minutes fit about as well");
    }
    return minutes_of(fits.front().second);
}

}  // namespace kaskad::billing::reconciliation
