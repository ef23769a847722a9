#include "gateway/supplier_preview.hpp"

#include "core/calendar.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/supplier_row.hpp"
#include "gateway/text_table.hpp"
#include "smpp/transport/named_zone.hpp"

#include <fmt/format.h>

namespace kaskad::gateway {

namespace {

using billing::reconciliation::id_kind;
using billing::reconciliation::row;
using billing::reconciliation::row_status;
using billing::reconciliation::total_row;

std::string status_of(const supplier_record& record, row_status means) {
    constexpr std::string_view NAMES[] = {"unknown", "accepted", "delivered", "failed"};
    const auto& word = record.at(field::status);
    return word.empty() ? std::string{} : fmt::format("{} = {}", word, NAMES[static_cast<size_t>(means)]);
}

std::string id_of(const supplier_record& record, id_kind kind) {
    constexpr std::string_view NAMES[] = {"", "digits", "hexadecimal", "text"};
    return fmt::format("{} ({})", record.at(field::id), NAMES[static_cast<size_t>(kind)]);
}

class preview {
  public:
    preview(const supplier_mapping& mapping, const smpp::time_zone& zone) : reader_{mapping, zone, currencies_} {}

    // False: the row is at fault, and said below.
    bool add(const supplier_record& record) {
        const auto read = reader_.read(record);
        if (!read) return refuse(read.error());
        const row& each = *read;
        rows_.add({std::to_string(record.line), each.kind() == id_kind::none ? "" : id_of(record, each.kind()),
                   each.recipient == 0 ? "" : std::to_string(each.recipient), record.at(field::sender),
                   std::to_string(each.part), each.time_ms == 0 ? "" : api::render_timestamp(each.time()),
                   status_of(record, each.status()), std::to_string(each.parts), core::to_string(each.price),
                   core::to_string(each.amount), core::to_string(currencies_.all().at(each.currency)),
                   each.network == 0 ? "" : std::to_string(each.network)});
        return true;
    }

    bool add_total(const supplier_record& record) {
        const auto read = reader_.read_total(record);
        if (!read) return refuse(read.error());
        const total_row& each = *read;
        totals_.add({std::to_string(record.line), api::render_day(static_cast<uint32_t>(each.day)),
                     each.network == 0 ? "" : std::to_string(each.network), std::to_string(each.units),
                     core::to_string(each.price), core::to_string(each.amount),
                     core::to_string(currencies_.all().at(each.currency))});
        return true;
    }

    bool refuse(const supplier_fault& fault) {
        faults_ += to_string(fault) + "\n";
        return false;
    }

    std::string text(row_unit unit) const { return (unit == row_unit::total ? totals_ : rows_).text() + faults_; }

  private:
    currency_list currencies_;
    supplier_row_reader reader_;
    text_table rows_{{">line", "id", "recipient", "sender", ">part", "time", "status", ">parts", ">price", ">amount",
                      "currency", "network"}};
    text_table totals_{{">line", "day", "network", ">units", ">price", ">amount", "currency"}};
    std::string faults_;
};

}  // namespace

std::expected<std::string, std::string> preview_supplier_file(const std::string& file, const supplier_mapping& mapping,
                                                              uint64_t rows) {
    smpp::time_zone zone;
    const bool has_zone = !mapping.zone.empty() && mapping.unit != row_unit::total;
    if (has_zone) {
        auto loaded = smpp::transport::load_time_zone(mapping.zone);
        if (!loaded) return std::unexpected(loaded.error());
        zone = std::move(*loaded);
    }
    const auto identity = identify_file(file);
    if (!identity) return std::unexpected(identity.error());
    auto records = supplier_records::open(file, *identity, mapping);
    if (!records) return std::unexpected(file + ": " + records.error());
    preview made{mapping, zone};
    for (; rows > 0 && records->next(); --rows) {
        if (records->fault()) {
            made.refuse(*records->fault());
        } else if (mapping.unit == row_unit::total) {
            made.add_total(records->record());
        } else {
            made.add(records->record());
        }
    }
    if (!records->failure().empty()) return std::unexpected(records->failure());
    return fmt::format("SHA-256 {}\nTimes are {}.\n{}", identity->sha256,
                       has_zone ? "in UTC, by the zone of the mapping" : "as the file writes them",
                       made.text(mapping.unit));
}

}  // namespace kaskad::gateway
