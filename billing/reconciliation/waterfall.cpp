#include "billing/reconciliation/waterfall.hpp"

namespace kaskad::billing::reconciliation {

namespace {

constexpr int64_t UNIT_E6 = 1'000'000;

std::string digits_of(unsigned __int128 value) {
    std::string text;
    do {
        text.insert(text.begin(), static_cast<char>('0' + static_cast<int>(value % 10)));
        value /= 10;
    } while (value != 0);
    return text;
}

std::unexpected<std::string> refuse(const std::string& why) {
    return std::unexpected("the differences do not add up: " + why + "; nothing is told of this run");
}

}  // namespace

std::string exact_sum(__int128 e6) {
    const bool is_negative = e6 < 0;
    const auto magnitude = static_cast<unsigned __int128>(is_negative ? -e6 : e6);
    // The fraction as an amount: "0.25", of which the whole is put in front.
    auto fraction = core::to_string(core::amount{static_cast<int64_t>(magnitude % UNIT_E6)});
    return (is_negative ? "-" : "") + digits_of(magnitude / UNIT_E6) + fraction.substr(1);
}

void waterfall::expect_ours(const row& each) {
    if (!terms_.counts(each)) return;
    ++ours_.expected;
    currencies_[each.currency].our_e6 += each.amount.e6;
}

void waterfall::expect_theirs(const row& each) {
    ++theirs_.expected;
    currencies_[each.currency].their_e6 += each.amount.e6;
}

void waterfall::expect_ours(const total_row& each) {
    ++ours_.expected;
    currencies_[each.currency].our_e6 += each.amount.e6;
}

void waterfall::expect_theirs(const total_row& each) {
    ++theirs_.expected;
    currencies_[each.currency].their_e6 += each.amount.e6;
}

void waterfall::take(const finding& found) {
    auto& step = currencies_[found.currency].steps[static_cast<size_t>(found.why)];
    step.delta_e6 += found.delta.e6;
    ++step.findings;
    if (found.is_further) return;
    if (found.theirs || found.their_total) ++theirs_.told;
    if (found.our_total || (found.ours && terms_.counts(*found.ours))) ++ours_.told;
}

void waterfall::add(const waterfall& other) {
    for (size_t index = 0; index < currencies_.size(); ++index) {
        auto& into = currencies_[index];
        const auto& from = other.currencies_[index];
        into.their_e6 += from.their_e6;
        into.our_e6 += from.our_e6;
        for (size_t step = 0; step < CATEGORIES; ++step) {
            into.steps[step].findings += from.steps[step].findings;
            into.steps[step].delta_e6 += from.steps[step].delta_e6;
        }
    }
    ours_.expected += other.ours_.expected;
    ours_.told += other.ours_.told;
    theirs_.expected += other.theirs_.expected;
    theirs_.told += other.theirs_.told;
}

std::expected<void, std::string> waterfall::check() const {
    for (const auto& each : currencies_) {
        __int128 sum = 0;
        for (const auto& step : each.steps)
            sum += step.delta_e6;
        const auto difference = each.their_e6 - each.our_e6;
        if (sum != difference)
            return refuse("they sum to " + exact_sum(sum) + ", the totals differ by " + exact_sum(difference));
    }
    const auto compare = [](const row_count& rows, const char* whose) {
        return std::to_string(rows.told) + " of " + std::to_string(rows.expected) + " rows of " + whose +
               " are told of";
    };
    if (theirs_.told != theirs_.expected) return refuse(compare(theirs_, "theirs"));
    if (ours_.told != ours_.expected) return refuse(compare(ours_, "ours"));
    return {};
}

}  // namespace kaskad::billing::reconciliation
