#include "billing/reconciliation/totals.hpp"

#include "billing/rounding.hpp"

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace kaskad::billing::reconciliation {

namespace {

constexpr int64_t E8_PER_E6 = 100;

auto place_key(const total_row& of) {
    return std::tuple{of.day, of.network, of.currency};
}

auto whole_key(const total_row& of) {
    return std::tuple{of.day, of.network, of.currency, of.price};
}

auto count_key(const total_row& of) {
    return std::tuple{of.day, of.currency, of.price, of.units};
}

// Units times a price; 0 where no amount could hold it, which leaves all to the price.
core::amount worth(core::price price, int64_t units) {
    const auto e6 = divided_half_even(static_cast<__int128>(price.e8) * units, E8_PER_E6);
    const bool fits = e6 <= std::numeric_limits<int64_t>::max() && e6 >= -std::numeric_limits<int64_t>::max();
    return {fits ? static_cast<int64_t>(e6) : 0};
}

finding make_finding(category why, core::amount delta, const total_row* ours, const total_row* theirs) {
    finding made{.why = why,
                 .currency = (ours != nullptr ? ours : theirs)->currency,
                 .delta = delta,
                 .ours = {},
                 .theirs = {},
                 .our_total = {},
                 .their_total = {}};
    if (ours != nullptr) made.our_total = *ours;
    if (theirs != nullptr) made.their_total = *theirs;
    return made;
}

void judge_pair_of_totals(const total_row& ours, const total_row& theirs, const comparison_terms& terms,
                          finding_sink& into) {
    auto left = theirs.amount - ours.amount;
    bool is_told = false;
    const auto take = [&](category why, core::amount delta) {
        auto found = make_finding(why, delta, &ours, &theirs);
        found.is_further = std::exchange(is_told, true);
        into.take(found);
        left = left - delta;
    };
    if (ours.network != theirs.network) return take(category::network, left);
    const auto units = theirs.units - ours.units;
    if (units != 0) take(units > 0 ? category::theirs_only : category::ours_only, worth(ours.price, units));
    if (left.e6 != 0) {
        const bool is_small = left <= terms.rounding_max && -left <= terms.rounding_max;
        take(is_small ? category::rounding : category::price, left);
    }
    if (!is_told) take(category::exact, {});
}

// Pairs what has one key on both sides, in the order in which it stands, and takes it out of both.
template <typename Key>
void pair_by(std::vector<total_row>& ours, std::vector<total_row>& theirs, Key key, const comparison_terms& terms,
             finding_sink& into) {
    const auto in_order = [&](const total_row& left, const total_row& right) {
        return std::tuple{key(left), left.price, left.place} < std::tuple{key(right), right.price, right.place};
    };
    std::ranges::sort(ours, in_order);
    std::ranges::sort(theirs, in_order);
    std::vector<total_row> ours_left;
    std::vector<total_row> theirs_left;
    auto our = ours.begin();
    auto their = theirs.begin();
    while (our != ours.end() && their != theirs.end()) {
        if (key(*our) < key(*their)) {
            ours_left.push_back(*our++);
        } else if (key(*their) < key(*our)) {
            theirs_left.push_back(*their++);
        } else {
            judge_pair_of_totals(*our++, *their++, terms, into);
        }
    }
    ours_left.insert(ours_left.end(), our, ours.end());
    theirs_left.insert(theirs_left.end(), their, theirs.end());
    ours = std::move(ours_left);
    theirs = std::move(theirs_left);
}

}  // namespace

std::vector<total_row> gathered(std::vector<total_row> rows) {
    std::ranges::sort(rows, {}, [](const total_row& of) { return std::tuple{whole_key(of), of.place}; });
    std::vector<total_row> made;
    for (const auto& each : rows) {
        if (made.empty() || whole_key(made.back()) != whole_key(each)) {
            made.push_back(each);
            continue;
        }
        made.back().units += each.units;
        made.back().amount = made.back().amount + each.amount;
    }
    return made;
}

void match_totals(std::vector<total_row> ours, std::vector<total_row> theirs, const comparison_terms& terms,
                  finding_sink& into) {
    pair_by(ours, theirs, whole_key, terms, into);
    pair_by(ours, theirs, place_key, terms, into);
    pair_by(ours, theirs, count_key, terms, into);
    for (const auto& each : ours)
        into.take(make_finding(category::ours_only, -each.amount, &each, nullptr));
    for (const auto& each : theirs)
        into.take(make_finding(category::theirs_only, each.amount, nullptr, &each));
}

}  // namespace kaskad::billing::reconciliation
