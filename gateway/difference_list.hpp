#pragma once

#include "gateway/reconciliation.hpp"
#include "store/report_reader.hpp"

#include <expected>
#include <functional>
#include <string>

// The differences of a run one by one, with both sides' words: ours from the database, theirs from their file, which
// are looked up when a difference is told and held no longer. Blocks.

namespace kaskad::gateway {

// One side of a difference as people read it; all empty: the side has nothing.
struct told_side {
    std::string place;  // our message's id; the line of their file
    std::string operator_id;
    std::string time;  // UTC
    std::string recipient;
    std::string sender;
    std::string status;
    std::string units;
    std::string price;
    std::string amount;
    std::string currency;
    std::string network;
};

struct told_difference {
    billing::reconciliation::category why = billing::reconciliation::category::exact;
    std::string delta;
    std::string currency;
    told_side ours;
    told_side theirs;
};

class difference_list {
  public:
    // All outlive this. file: open on the same file once more.
    difference_list(reconciled& run, supplier_records& file, store::report_reader& books)
        : run_{run}, file_{file}, books_{books} {}

    // False: no more is wanted.
    using taker = std::function<bool(const told_difference&)>;

    // Of one category, in no particular order. Refused, in words: what cannot be read.
    std::expected<void, std::string> tell(billing::reconciliation::category of, uint64_t limit, const taker& take);

  private:
    std::expected<bool, std::string> tell_some(const std::vector<billing::reconciliation::finding>& some,
                                               const taker& take);
    told_difference tell_one(const billing::reconciliation::finding& found,
                             const std::vector<facts::message>& messages);
    told_side ours_of(const billing::reconciliation::row& row, const std::vector<facts::message>& messages) const;
    told_side theirs_of(const billing::reconciliation::row& row);
    told_side side_of(const billing::reconciliation::row& row) const;
    told_side side_of(const billing::reconciliation::total_row& row) const;
    std::string currency_of(uint64_t place) const;

    reconciled& run_;
    supplier_records& file_;
    store::report_reader& books_;
};

// The differences as CSV: a header and a line each, category by category.
std::expected<void, std::string> write_differences(difference_list& list, const std::function<void(std::string)>& sink,
                                                   const std::function<bool(uint64_t)>& progress);

}  // namespace kaskad::gateway
