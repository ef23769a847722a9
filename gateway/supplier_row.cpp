#include "gateway/supplier_row.hpp"

#include "core/calendar.hpp"
#include "routing/codes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace kaskad::gateway {

namespace {

using billing::reconciliation::row_status;
using billing::reconciliation::total_row;

constexpr size_t UNKNOWN_STATUSES_MAX = 20;
constexpr uint64_t UNITS_MAX = 1'000'000'000;
constexpr uint64_t PARTS_MAX = 255;

constexpr std::array FIELD_NAMES{"id",    "recipient", "sender", "part",     "time",    "status",
                                 "parts", "price",     "amount", "currency", "network", "units"};
static_assert(FIELD_NAMES.size() == FIELDS);

// What receipts say (SMPP 3.4, Appendix B), where the mapping names no words of its own.
constexpr std::array<std::pair<std::string_view, row_status>, 10> USUAL_STATUSES{{
    {"DELIVRD", row_status::delivered},
    {"DELIVERED", row_status::delivered},
    {"UNDELIV", row_status::failed},
    {"EXPIRED", row_status::failed},
    {"REJECTD", row_status::failed},
    {"DELETED", row_status::failed},
    {"FAILED", row_status::failed},
    {"ACCEPTD", row_status::accepted},
    {"ENROUTE", row_status::accepted},
    {"UNKNOWN", row_status::unknown},
}};

std::string in_capitals(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
    return text;
}

uint32_t number_of(std::string_view mccmnc) {
    return static_cast<uint32_t>(read_whole(mccmnc, 999'999).value_or(0));
}

}  // namespace

supplier_row_reader::supplier_row_reader(const supplier_mapping& mapping, const smpp::time_zone& zone,
                                         currency_list& currencies)
    : mapping_{mapping}, zone_{zone}, currencies_{currencies} {
    if (mapping.statuses.empty())
        for (const auto& [word, means] : USUAL_STATUSES)
            statuses_.emplace(word, means);
    for (const auto& [word, means] : mapping.statuses)
        statuses_.emplace(in_capitals(word), means);
    for (const auto& [word, mccmnc] : mapping.networks)
        networks_.emplace(word, number_of(mccmnc));
}

void supplier_row_reader::refuse(field of, const std::string& why) {
    if (!fault_) fault_ = supplier_fault{0, FIELD_NAMES[static_cast<size_t>(of)], why};
}

uint64_t supplier_row_reader::place(const supplier_record& from) {
    if (from.line > PLACE_LINE_MAX) refuse(field::id, fmt::format("a file has at most {} lines", PLACE_LINE_MAX));
    return from.offset << PLACE_LINE_BITS | (from.line & PLACE_LINE_MAX);
}

uint64_t supplier_row_reader::whole(const supplier_record& from, field wanted, uint64_t max) {
    if (from.at(wanted).empty()) return 0;
    const auto value = read_whole(from.at(wanted), max);
    if (!value) refuse(wanted, value.error());
    return value.value_or(0);
}

int64_t supplier_row_reader::time(const supplier_record& from) {
    if (mapping_.columns.time.empty()) return 0;
    const auto value = read_time(from.at(field::time), mapping_.date_format, zone_);
    if (!value) refuse(field::time, value.error());
    return value.value_or(0);
}

uint8_t supplier_row_reader::read_currency(const supplier_record& from) {
    const auto& text = from.at(field::currency);
    const auto currency =
        text.empty() ? std::expected<core::currency, std::string>{mapping_.currency} : core::parse_currency(text);
    if (!currency || *currency == core::currency{}) {
        refuse(field::currency, currency ? "is not said" : currency.error());
        return 0;
    }
    const auto at = currencies_.place_of(*currency);
    if (!at) refuse(field::currency, fmt::format("there are more than {} currencies", currencies_.all().size()));
    return at.value_or(0);
}

uint32_t supplier_row_reader::read_network(const supplier_record& from) {
    const auto& text = from.at(field::network);
    if (text.empty()) return 0;
    if (const auto known = networks_.find(text); known != networks_.end()) return known->second;
    if (!routing::is_mccmnc(text)) refuse(field::network, "'" + text + "' is neither MCC and MNC nor a [[network]]");
    return number_of(text);
}

row_status supplier_row_reader::read_status(const std::string& word) {
    if (word.empty()) return row_status::unknown;
    const auto known = statuses_.find(in_capitals(word));
    if (known != statuses_.end()) return known->second;
    const auto counted = unknown_statuses_.find(word);
    if (counted != unknown_statuses_.end()) {
        ++counted->second;
    } else if (unknown_statuses_.size() < UNKNOWN_STATUSES_MAX) {
        unknown_statuses_.emplace(word, 1);
    }
    return row_status::unknown;
}

void supplier_row_reader::read_money_of(const supplier_record& from, uint32_t parts, core::price& price,
                                        core::amount& amount) {
    const auto take = [&](field wanted) {
        const auto value = read_money(from.at(wanted), mapping_.has_decimal_comma);
        if (!value) refuse(wanted, value.error());
        return value.value_or(written_money{});
    };
    const bool has_amount = !mapping_.columns.amount.empty();
    if (!mapping_.columns.price.empty() && !(has_amount && from.at(field::price).empty()))
        price = take(field::price).exact;
    if (has_amount) {
        const auto written = take(field::amount);
        decimals_ = std::max(decimals_, written.decimals);
        amount = to_amount(written.exact);
        return;
    }
    const auto charged = core::charge(price, parts);
    if (!charged) refuse(field::price, charged.error());
    amount = charged.value_or(core::amount{});
}

void supplier_row_reader::read_message(const supplier_record& from, row& into) {
    set_id(into, from.at(field::id));
    if (!from.at(field::recipient).empty()) {
        const auto recipient = read_recipient(from.at(field::recipient), mapping_.country_code);
        if (!recipient) refuse(field::recipient, recipient.error());
        into.recipient = recipient.value_or(0);
    }
    into.sender = billing::reconciliation::sender_digest(from.at(field::sender));
    into.part = whole(from, field::part, PARTS_MAX);
    into.state = static_cast<uint8_t>(read_status(from.at(field::status)));
}

std::expected<billing::reconciliation::row, supplier_fault> supplier_row_reader::read(const supplier_record& from) {
    fault_.reset();
    row made;
    read_message(from, made);
    made.time_ms = static_cast<uint64_t>(time(from));
    made.parts = whole(from, field::parts, PARTS_MAX);
    const bool is_one = made.parts == 0 && mapping_.unit == row_unit::part;
    if (is_one) made.parts = 1;
    if (made.parts == 0 && mapping_.columns.amount.empty()) refuse(field::parts, "is not said, nor an amount");
    read_money_of(from, static_cast<uint32_t>(made.parts), made.price, made.amount);
    made.network = read_network(from);
    made.currency = read_currency(from);
    made.place = place(from);
    if (!fault_) return made;
    fault_->line = from.line;
    return std::unexpected(*fault_);
}

std::expected<total_row, supplier_fault> supplier_row_reader::read_total(const supplier_record& from) {
    fault_.reset();
    total_row made;
    made.day = time(from) / core::DAY_MS;
    made.network = read_network(from);
    made.units = static_cast<int64_t>(whole(from, field::units, UNITS_MAX));
    read_money_of(from, static_cast<uint32_t>(made.units), made.price, made.amount);
    made.currency = read_currency(from);
    made.place = place(from);
    if (!fault_) return made;
    fault_->line = from.line;
    return std::unexpected(*fault_);
}

}  // namespace kaskad::gateway
