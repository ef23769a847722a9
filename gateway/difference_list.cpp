#include "gateway/difference_list.hpp"

#include "core/calendar.hpp"
#include "gateway/api/csv_line.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/owed_rows.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <span>

namespace kaskad::gateway {

namespace {

using billing::reconciliation::category;
using billing::reconciliation::finding;
using billing::reconciliation::row;
using billing::reconciliation::row_status;
using billing::reconciliation::total_row;

constexpr size_t AT_ONCE = 256;

std::string status_word(row_status status) {
    switch (status) {
        case row_status::accepted:
            return "accepted";
        case row_status::delivered:
            return "delivered";
        case row_status::failed:
            return "failed";
        case row_status::unknown:
            break;
    }
    return "unknown";
}

std::string said(uint64_t number) {
    return number == 0 ? std::string{} : std::to_string(number);
}

std::string said_time(int64_t utc_ms) {
    return utc_ms == 0 ? std::string{} : api::render_timestamp(utc_ms);
}

std::vector<core::message_id> ids_of(const std::vector<finding>& some) {
    std::vector<core::message_id> ids;
    for (const auto& each : some)
        if (each.ours) ids.push_back({each.ours->place});
    std::ranges::sort(ids);
    const auto twice = std::ranges::unique(ids);
    ids.erase(twice.begin(), twice.end());
    return ids;
}

void add_side(api::csv_line& line, const told_side& side) {
    for (const auto* value : {&side.place, &side.operator_id, &side.time, &side.recipient, &side.sender, &side.status,
                              &side.units, &side.price, &side.amount, &side.currency, &side.network})
        line.add(*value);
}

std::string header_line() {
    std::string text;
    api::csv_line line{text};
    for (const auto* name : {"category", "delta", "currency"})
        line.add(name);
    for (const std::string side : {"our_", "their_"}) {
        line.add(side == "our_" ? "our_message_id" : "their_line");
        for (const auto* name : {"operator_id", "time", "recipient", "sender", "status", "parts", "price", "amount",
                                 "currency", "network"})
            line.add(side + name);
    }
    line.end();
    return text;
}

}  // namespace

std::string difference_list::currency_of(uint64_t place) const {
    return core::to_string(run_.currencies.all().at(place));
}

told_side difference_list::side_of(const row& row) const {
    return {.place = {},
            .operator_id = {},
            .time = said_time(row.time()),
            .recipient = said(row.recipient),
            .sender = {},
            .status = status_word(row.status()),
            .units = said(row.parts),
            .price = core::to_string(row.price),
            .amount = core::to_string(row.amount),
            .currency = currency_of(row.currency),
            .network = said(row.network)};
}

told_side difference_list::side_of(const total_row& row) const {
    return {.place = said(line_of_place(row.place)),
            .operator_id = {},
            .time = api::render_day(static_cast<uint32_t>(row.day)),
            .recipient = {},
            .sender = {},
            .status = {},
            .units = std::to_string(row.units),
            .price = core::to_string(row.price),
            .amount = core::to_string(row.amount),
            .currency = currency_of(row.currency),
            .network = said(row.network)};
}

told_side difference_list::ours_of(const row& row, const std::vector<facts::message>& messages) const {
    auto made = side_of(row);
    made.place = std::to_string(row.place);
    const auto found = std::ranges::find(messages, core::message_id{row.place}, &facts::message::id);
    if (found == messages.end()) return made;
    made.sender = found->sender;
    if (const auto it = find_owed_part(*found, row); it.part != nullptr) made.operator_id = it.part->operator_id;
    return made;
}

told_side difference_list::theirs_of(const row& row) {
    auto made = side_of(row);
    made.place = std::to_string(line_of_place(row.place));
    const auto& record = file_.read_again(offset_of_place(row.place));
    if (file_.fault()) return made;
    made.operator_id = record.at(field::id);
    made.sender = record.at(field::sender);
    if (!record.at(field::status).empty()) made.status = record.at(field::status);
    return made;
}

told_difference difference_list::tell_one(const finding& found, const std::vector<facts::message>& messages) {
    told_difference made{.why = found.why,
                         .delta = core::to_string(found.delta),
                         .currency = currency_of(found.currency),
                         .ours = {},
                         .theirs = {}};
    if (found.ours) made.ours = ours_of(*found.ours, messages);
    if (found.theirs) made.theirs = theirs_of(*found.theirs);
    if (found.our_total) made.ours = side_of(*found.our_total);
    if (found.their_total) made.theirs = side_of(*found.their_total);
    return made;
}

std::expected<bool, std::string> difference_list::tell_some(const std::vector<finding>& some, const taker& take) {
    const auto messages = books_.read_messages(ids_of(some));
    if (!messages) return std::unexpected(messages.error().text);
    for (const auto& each : some)
        if (!take(tell_one(each, *messages))) return false;
    return true;
}

std::expected<void, std::string> difference_list::tell(category of, uint64_t limit, const taker& take) {
    std::vector<finding> some;
    std::expected<bool, std::string> told = true;
    const auto tell_held = [&] {
        if (!some.empty()) told = tell_some(some, take);
        some.clear();
        return told.has_value() && *told;
    };
    for (auto& spool : run_.matched.findings) {
        const bool is_read = spool.read_pieces([&](std::span<const finding> piece) {
            for (const auto& each : piece) {
                if (each.why != of || limit == 0) continue;
                --limit;
                some.push_back(each);
                if (some.size() == AT_ONCE && !tell_held()) return false;
            }
            return limit > 0;
        });
        if (!is_read && !spool.failure().empty()) return std::unexpected(spool.failure());
    }
    tell_held();
    if (!told) return std::unexpected(told.error());
    return {};
}

std::expected<void, std::string> write_differences(difference_list& list, const std::function<void(std::string)>& sink,
                                                   const std::function<bool(uint64_t)>& progress) {
    sink(header_line());
    uint64_t lines = 0;
    bool is_stopped = false;
    const auto write = [&](const told_difference& each) {
        std::string text;
        api::csv_line line{text};
        line.add(to_string(each.why));
        line.add(each.delta);
        line.add(each.currency);
        add_side(line, each.ours);
        add_side(line, each.theirs);
        line.end();
        sink(std::move(text));
        is_stopped = !progress(++lines);
        return !is_stopped;
    };
    for (const auto why : billing::reconciliation::all_categories()) {
        if (auto told = list.tell(why, UINT64_MAX, write); !told) return told;
        if (is_stopped) return std::unexpected("interrupted; nothing was written");
    }
    return {};
}

}  // namespace kaskad::gateway
