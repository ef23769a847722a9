#pragma once

#include "billing/reconciliation/finding.hpp"
#include "gateway/currency_list.hpp"
#include "gateway/supplier_records.hpp"
#include "gateway/supplier_values.hpp"

#include <expected>
#include <map>
#include <string>

// What a supplier's record means: a row, or a row of totals. Pure.

namespace kaskad::gateway {

// Rows lie in the file so far behind its beginning, and have so high numbers, at most.
inline constexpr int PLACE_LINE_BITS = 28;
inline constexpr uint64_t PLACE_LINE_MAX = (uint64_t{1} << PLACE_LINE_BITS) - 1;

inline uint64_t line_of_place(uint64_t place) {
    return place & PLACE_LINE_MAX;
}
inline uint64_t offset_of_place(uint64_t place) {
    return place >> PLACE_LINE_BITS;
}

class supplier_row_reader {
  public:
    // zone: UTC, where it is to be found out. All outlive this.
    supplier_row_reader(const supplier_mapping& mapping, const smpp::time_zone& zone, currency_list& currencies);

    std::expected<billing::reconciliation::row, supplier_fault> read(const supplier_record& from);
    std::expected<billing::reconciliation::total_row, supplier_fault> read_total(const supplier_record& from);

    // The most decimals that an amount was written with.
    int decimals() const { return decimals_; }
    // Words of the status column that the mapping does not know, each with how often it came; the first few.
    const std::map<std::string, uint64_t>& unknown_statuses() const { return unknown_statuses_; }

  private:
    using row = billing::reconciliation::row;

    void read_message(const supplier_record& from, row& into);
    void read_money_of(const supplier_record& from, uint32_t parts, core::price& price, core::amount& amount);
    billing::reconciliation::row_status read_status(const std::string& word);
    uint32_t read_network(const supplier_record& from);
    uint8_t read_currency(const supplier_record& from);
    uint64_t whole(const supplier_record& from, field wanted, uint64_t max);
    int64_t time(const supplier_record& from);
    uint64_t place(const supplier_record& from);
    void refuse(field of, const std::string& why);

    const supplier_mapping& mapping_;
    const smpp::time_zone& zone_;
    currency_list& currencies_;
    std::map<std::string, billing::reconciliation::row_status> statuses_;
    std::map<std::string, uint32_t> networks_;
    std::map<std::string, uint64_t> unknown_statuses_;
    int decimals_ = 0;
    std::optional<supplier_fault> fault_;  // the first of the record
};

}  // namespace kaskad::gateway
