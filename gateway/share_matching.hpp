#pragma once

#include "billing/reconciliation/matching.hpp"
#include "billing/reconciliation/waterfall.hpp"
#include "gateway/record_spool.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <string>
#include <vector>

// Two sides of any size matched in memory of any size: rows are dealt out on disk by their ids' keys, each share is
// matched by itself on one of two threads, and what has no pair is dealt out anew by recipients and matched again.

namespace kaskad::gateway {

struct share_options {
    std::string folder;  // where rows are put aside
    size_t shares = 64;  // of ten million rows a side each takes 20 MiB
    bool keeps = true;   // findings that are not exact, for lists of them
};

// What a run found, but for the sums.
using finding_spool = record_spool<billing::reconciliation::finding>;

struct matched_shares {
    billing::reconciliation::waterfall sums;
    std::vector<finding_spool> findings;
    uint64_t first_duplicate_place = 0;  // of their rows; 0 = none stands twice
};

class share_matching {
  public:
    share_matching(share_options options, billing::reconciliation::comparison_terms terms,
                   billing::reconciliation::id_form form);
    ~share_matching();

    // Times in UTC.
    void add_ours(billing::reconciliation::row each);
    void add_theirs(billing::reconciliation::row each);

    // progress: the share of a hundred that is done; asked on one of the threads, false = stop. The error is a
    // sentence: no room on disk, stopped, or sums that do not meet.
    std::expected<matched_shares, std::string> match(const std::function<bool(uint32_t)>& progress);

  private:
    struct dealt;
    class worker;

    void deal(billing::reconciliation::row each, billing::reconciliation::side whose);

    share_options options_;
    billing::reconciliation::comparison_terms terms_;
    billing::reconciliation::id_form form_;
    billing::reconciliation::waterfall expected_;
    std::unique_ptr<dealt> by_id_;
    std::unique_ptr<dealt> by_recipient_;
};

}  // namespace kaskad::gateway
