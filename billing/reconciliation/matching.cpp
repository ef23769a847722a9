#include "billing/reconciliation/matching.hpp"

#include "billing/reconciliation/hash_mix.hpp"
#include "billing/reconciliation/judgement.hpp"
#include "billing/reconciliation/nearest.hpp"

#include <algorithm>
#include <functional>
#include <span>
#include <tuple>

namespace kaskad::billing::reconciliation {

namespace {

id_key key(const row& of) {
    return {of.id_high, of.id_low};
}

// Of rows that are alike the one that stands first comes first.
bool is_by_id(const row& left, const row& right) {
    return std::tuple{left.id_high, left.id_low, left.time(), left.place} <
           std::tuple{right.id_high, right.id_low, right.time(), right.place};
}

// All by which rows without an id are told apart.
std::tuple<uint64_t, int64_t, uint32_t, uint64_t> number_key(const row& of) {
    return {of.recipient, of.time(), of.sender, of.part};
}

bool is_by_number(const row& left, const row& right) {
    return std::tuple{number_key(left), left.place} < std::tuple{number_key(right), right.place};
}

// Takes the next rows of one key off the front of a side that is in order of keys.
template <typename Key>
std::span<row> take_group(std::span<row>& from, const Key& key, auto key_of_row) {
    size_t count = 0;
    while (count < from.size() && key_of_row(from[count]) == key)
        ++count;
    const auto group = from.first(count);
    from = from.subspan(count);
    return group;
}

// Calls `each` with the rows of both sides for every key, in order. Either may be none.
void walk_groups(two_sides& rows, auto key_of_row, auto each) {
    std::span<row> ours{rows.ours};
    std::span<row> theirs{rows.theirs};
    while (!ours.empty() || !theirs.empty()) {
        const bool is_ours_next =
            theirs.empty() || (!ours.empty() && key_of_row(ours.front()) <= key_of_row(theirs.front()));
        const auto next = key_of_row(is_ours_next ? ours.front() : theirs.front());
        const auto our_group = take_group(ours, next, key_of_row);
        each(our_group, take_group(theirs, next, key_of_row));
    }
}

std::vector<bool> judge_pairs(std::span<const row> ours, std::span<const row> theirs,
                              const std::vector<row_pair>& pairs, const comparison_terms& terms, finding_sink& into,
                              std::vector<bool>& is_ours_paired) {
    std::vector<bool> is_paired(theirs.size());
    is_ours_paired.assign(ours.size(), false);
    for (const auto& pair : pairs) {
        judge_pair(ours[pair.ours], theirs[pair.theirs], terms, into);
        is_ours_paired[pair.ours] = true;
        is_paired[pair.theirs] = true;
    }
    return is_paired;
}

// What makes their rows of one id the same row: those of different parts, or to others, are not.
std::tuple<uint64_t, uint64_t> sameness(const row& of) {
    return {uint64_t{of.recipient}, uint64_t{of.part}};
}

// Their rows of one id: those that are like a row before them, or like one that has its pair, are duplicates.
void sort_out_theirs(std::span<const row> theirs, const std::vector<bool>& is_paired, std::vector<row>& left,
                     finding_sink& into) {
    std::vector<size_t> order(theirs.size());
    for (size_t index = 0; index < order.size(); ++index)
        order[index] = index;
    std::ranges::sort(order, {}, [&](size_t index) {
        return std::tuple{sameness(theirs[index]), !is_paired[index], index};
    });
    for (size_t place = 0; place < order.size(); ++place) {
        const auto index = order[place];
        if (is_paired[index]) continue;
        const bool is_again = place > 0 && sameness(theirs[order[place - 1]]) == sameness(theirs[index]);
        if (is_again) {
            judge_duplicate(theirs[index], into);
        } else {
            left.push_back(theirs[index]);
        }
    }
}

// Of their rows without an id that are the same in all else one may be ours; the others are duplicates.
void judge_unpaired(std::span<const row> theirs, const std::vector<bool>& is_paired, const comparison_terms& terms,
                    finding_sink& into) {
    for (size_t begin = 0; begin < theirs.size();) {
        size_t end = begin + 1;
        while (end < theirs.size() && number_key(theirs[end]) == number_key(theirs[begin]))
            ++end;
        bool is_known = std::any_of(is_paired.begin() + static_cast<std::ptrdiff_t>(begin),
                                    is_paired.begin() + static_cast<std::ptrdiff_t>(end), std::identity{});
        for (; begin < end; ++begin) {
            if (is_paired[begin]) continue;
            const bool may_be_again = theirs[begin].recipient != 0 && theirs[begin].kind() == id_kind::none;
            if (may_be_again && is_known) {
                judge_duplicate(theirs[begin], into);
            } else {
                judge_theirs_alone(theirs[begin], terms, into);
                is_known = is_known || may_be_again;
            }
        }
    }
}

}  // namespace

size_t id_share(const row& of, size_t shares) {
    return mixed(of.id_low ^ mixed(of.id_high)) % shares;
}

size_t recipient_share(const row& of, size_t shares) {
    return mixed(of.recipient) % shares;
}

void settle_id(row& of, side whose, id_form form) {
    const auto settled = key_of(of, whose, form);
    of.id_high = settled.high;
    of.id_low = settled.low;
}

two_sides match_by_id(two_sides rows, const comparison_terms& terms, finding_sink& into) {
    std::ranges::sort(rows.ours, is_by_id);
    std::ranges::sort(rows.theirs, is_by_id);
    two_sides left;
    std::vector<bool> is_ours_paired;
    walk_groups(rows, key, [&](std::span<const row> ours, std::span<const row> theirs) {
        const auto pairs = pair_nearest(ours, theirs, ROW_TIME_MAX);
        const auto is_paired = judge_pairs(ours, theirs, pairs, terms, into, is_ours_paired);
        for (size_t index = 0; index < ours.size(); ++index)
            if (!is_ours_paired[index]) left.ours.push_back(ours[index]);
        if (pairs.size() < theirs.size()) sort_out_theirs(theirs, is_paired, left.theirs, into);
    });
    return left;
}

void match_by_number(two_sides rows, const comparison_terms& terms, finding_sink& into) {
    std::ranges::sort(rows.ours, is_by_number);
    std::ranges::sort(rows.theirs, is_by_number);
    std::vector<bool> is_ours_paired;
    const auto recipient = [](const row& of) { return uint64_t{of.recipient}; };
    walk_groups(rows, recipient, [&](std::span<const row> ours, std::span<const row> theirs) {
        const bool is_said = (ours.empty() ? theirs : ours).front().recipient != 0;
        const auto pairs = is_said ? pair_nearest(ours, theirs, terms.nearness_ms) : std::vector<row_pair>{};
        const auto is_paired = judge_pairs(ours, theirs, pairs, terms, into, is_ours_paired);
        for (size_t index = 0; index < ours.size(); ++index)
            if (!is_ours_paired[index]) judge_ours_alone(ours[index], terms, into);
        judge_unpaired(theirs, is_paired, terms, into);
    });
}

}  // namespace kaskad::billing::reconciliation
