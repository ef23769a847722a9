#include "billing/reconciliation/judgement.hpp"

namespace kaskad::billing::reconciliation {

namespace {

bool is_contradicted(row_status ours, row_status theirs) {
    const auto is = [&](row_status one, row_status other) { return ours == one && theirs == other; };
    return is(row_status::delivered, row_status::failed) || is(row_status::failed, row_status::delivered);
}

// What was not said by one side contradicts nothing; "accepted" against an end matters where it moves money.
bool differ_in_status(const row& ours, const row& theirs) {
    if (is_contradicted(ours.status(), theirs.status())) return true;
    const bool are_said = ours.status() != row_status::unknown && theirs.status() != row_status::unknown;
    return are_said && ours.status() != theirs.status() && ours.amount != theirs.amount &&
           (ours.amount.e6 == 0 || theirs.amount.e6 == 0);
}

bool is_rounding(core::amount left, core::amount limit) {
    return left <= limit && -left <= limit;
}

// Shares out the difference of a pair that both sides have alike but for parts, price and network.
class sharing {
  public:
    sharing(const row& ours, const row& theirs, finding_sink& into) : ours_{ours}, theirs_{theirs}, into_{into} {}

    void share(core::amount rounding_max) {
        left_ = theirs_.amount - ours_.amount;
        if (differ_in_parts()) take(category::parts, parts_delta());
        const bool has_other_network = ours_.network != 0 && theirs_.network != 0 && ours_.network != theirs_.network;
        if (has_other_network) {
            take(category::network, left_);
        } else if (left_.e6 != 0) {
            take(is_rounding(left_, rounding_max) ? category::rounding : category::price, left_);
        }
        if (!is_told_) take(category::exact, {});
    }

  private:
    bool differ_in_parts() const { return ours_.parts != 0 && theirs_.parts != 0 && ours_.parts != theirs_.parts; }

    core::amount parts_delta() const {
        const auto theirs = core::charge(ours_.price, static_cast<uint32_t>(theirs_.parts));
        const auto ours = core::charge(ours_.price, static_cast<uint32_t>(ours_.parts));
        return theirs && ours ? *theirs - *ours : core::amount{};
    }

    void take(category why, core::amount delta) {
        into_.take({.why = why,
                    .currency = static_cast<uint8_t>(ours_.currency),
                    .delta = delta,
                    .is_further = is_told_,
                    .ours = ours_,
                    .theirs = theirs_,
                    .our_total = {},
                    .their_total = {}});
        left_ = left_ - delta;
        is_told_ = true;
    }

    const row& ours_;
    const row& theirs_;
    finding_sink& into_;
    core::amount left_;
    bool is_told_ = false;
};

// Two lines of the waterfall: what we owe in our currency, and what they ask in theirs.
void tell_currencies(const row& ours, const row& theirs, bool is_counted, finding_sink& into) {
    finding found{.why = category::currency,
                  .currency = static_cast<uint8_t>(ours.currency),
                  .delta = is_counted ? -ours.amount : core::amount{},
                  .ours = ours,
                  .theirs = theirs,
                  .our_total = {},
                  .their_total = {}};
    into.take(found);
    found.currency = static_cast<uint8_t>(theirs.currency);
    found.delta = theirs.amount;
    found.is_further = true;
    into.take(found);
}

void tell(category why, core::amount delta, uint64_t currency, std::optional<row> ours, std::optional<row> theirs,
          finding_sink& into) {
    into.take({.why = why,
               .currency = static_cast<uint8_t>(currency),
               .delta = delta,
               .ours = ours,
               .theirs = theirs,
               .our_total = {},
               .their_total = {}});
}

bool is_at_edge(const row& ours, const comparison_terms& terms) {
    return ours.time() < terms.begin_utc_ms + terms.edge_ms || ours.time() >= terms.end_utc_ms - terms.edge_ms;
}

}  // namespace

void judge_pair(const row& ours, const row& theirs, const comparison_terms& terms, finding_sink& into) {
    const bool is_counted = terms.counts(ours);
    if (ours.currency != theirs.currency) return tell_currencies(ours, theirs, is_counted, into);
    const auto delta = is_counted ? theirs.amount - ours.amount : theirs.amount;
    if (!is_counted) return tell(category::period_cut_off, delta, ours.currency, ours, theirs, into);
    if (theirs.time_ms != 0 && theirs.time() > ours.time() + terms.late_after_ms)
        return tell(category::late, delta, ours.currency, ours, theirs, into);
    if (differ_in_status(ours, theirs)) return tell(category::status, delta, ours.currency, ours, theirs, into);
    sharing{ours, theirs, into}.share(terms.rounding_max);
}

void judge_ours_alone(const row& ours, const comparison_terms& terms, finding_sink& into) {
    if (!terms.counts(ours)) return;
    const auto why = is_at_edge(ours, terms) ? category::period_cut_off : category::ours_only;
    tell(why, -ours.amount, ours.currency, ours, {}, into);
}

void judge_theirs_alone(const row& theirs, const comparison_terms& terms, finding_sink& into) {
    const bool is_outside = theirs.time_ms != 0 && !terms.is_inside(theirs.time());
    tell(is_outside ? category::period_cut_off : category::theirs_only, theirs.amount, theirs.currency, {}, theirs,
         into);
}

void judge_duplicate(const row& theirs, finding_sink& into) {
    tell(category::duplicate_theirs, theirs.amount, theirs.currency, {}, theirs, into);
}

}  // namespace kaskad::billing::reconciliation
