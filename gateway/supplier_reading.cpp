#include "gateway/supplier_reading.hpp"

#include "core/calendar.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr uint64_t ROWS_BETWEEN_PROGRESS = 16 * 1024;
constexpr uint64_t PERCENT = 100;

class reading {
  public:
    reading(supplier_records& records, supplier_row_reader& reader, const supplier_mapping& mapping,
            const supplier_sinks& sinks)
        : records_{records}, reader_{reader}, mapping_{mapping}, sinks_{sinks} {}

    std::expected<supplier_reading, unusable_file> read(const file_identity& identity) {
        while (records_.next()) {
            take_record();
            const auto seen = made_.rows + made_.fault_count;
            if (seen % ROWS_BETWEEN_PROGRESS == 0 && !sinks_.progress(made_.rows))
                return refusal("interrupted; nothing was written");
        }
        if (!records_.failure().empty()) return refusal(records_.failure());
        made_.decimals = reader_.decimals();
        made_.unknown_statuses = reader_.unknown_statuses();
        if (const auto why = why_not(identity); !why.empty()) return refusal(why);
        return std::move(made_);
    }

  private:
    void take_record() {
        is_last_bad_ = false;
        if (records_.fault()) return refuse(*records_.fault());
        if (mapping_.unit == row_unit::total) return take_total();
        const auto row = reader_.read(records_.record());
        if (!row) return refuse(row.error());
        take_time(row->time());
        if (row->amount.e6 < 0) ++made_.below_zero;
        sinks_.row(*row);
    }

    void take_total() {
        const auto total = reader_.read_total(records_.record());
        if (!total) return refuse(total.error());
        take_time(total->day * core::DAY_MS);
        if (total->amount.e6 < 0) ++made_.below_zero;
        sinks_.total(*total);
    }

    void take_time(int64_t time_ms) {
        ++made_.rows;
        if (time_ms == 0) return;
        if (made_.first_ms == 0 || time_ms < made_.first_ms) made_.first_ms = time_ms;
        made_.last_ms = std::max(made_.last_ms, time_ms);
    }

    void refuse(const supplier_fault& fault) {
        is_last_bad_ = true;
        ++made_.fault_count;
        if (made_.faults.size() < SUPPLIER_FAULTS_TOLD_MAX) made_.faults.push_back(fault);
    }

    std::unexpected<unusable_file> refusal(std::string why) const {
        return std::unexpected(unusable_file{std::move(why), made_.faults, made_.fault_count});
    }

    // Nothing: the file may be used.
    std::string why_not(const file_identity& identity) const {
        const auto all = made_.rows + made_.fault_count;
        if (all == 0) return "it holds no rows";
        if (is_last_bad_ && !identity.ends_with_line && !identity.is_spreadsheet) {
            return fmt::format("it ends in the middle of line {}: it is cut, get it whole", records_.record().line);
        }
        if (made_.fault_count * PERCENT > static_cast<uint64_t>(mapping_.bad_rows_percent) * all) {
            return fmt::format("{} of {} rows cannot be read, more than {} in a hundred", made_.fault_count, all,
                               mapping_.bad_rows_percent);
        }
        return {};
    }

    supplier_records& records_;
    supplier_row_reader& reader_;
    const supplier_mapping& mapping_;
    const supplier_sinks& sinks_;
    supplier_reading made_;
    bool is_last_bad_ = false;
};

}  // namespace

std::string to_string(const unusable_file& file) {
    auto text = file.why + (file.faults.empty() ? "" : ":");
    for (const auto& fault : file.faults)
        text += "\n  " + to_string(fault);
    if (file.fault_count > file.faults.size())
        text += fmt::format("\n  and {} more", file.fault_count - file.faults.size());
    return text;
}

std::expected<supplier_reading, unusable_file> read_supplier_file(supplier_records& records,
                                                                  supplier_row_reader& reader,
                                                                  const supplier_mapping& mapping,
                                                                  const file_identity& identity,
                                                                  const supplier_sinks& sinks) {
    return reading{records, reader, mapping, sinks}.read(identity);
}

}  // namespace kaskad::gateway
