#include "engine/price_notice.hpp"

#include "billing/day_text.hpp"
#include "core/calendar.hpp"
#include "engine/client_alerts.hpp"
#include "engine/named.hpp"
#include "engine/price_imports.hpp"
#include "engine/setup.hpp"

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <utility>

namespace kaskad::engine {

namespace {

using facts::refusal_code;
using routing::price_owner;
using routing::price_row;

using row_pointers = std::vector<const price_row*>;
using rows_by_owner = std::map<uint64_t, row_pointers>;

constexpr size_t NOTICES_NAMED_MAX = 3;

// Of clients and lists.
rows_by_owner grouped(const row_pointers& rows) {
    rows_by_owner groups;
    for (const auto* row : rows)
        if (row->owner != price_owner::link) groups[routing::owner_code(row->owner, row->owner_id)].push_back(row);
    return groups;
}

const row_pointers& group_of(const rows_by_owner& groups, uint64_t owner) {
    static const row_pointers NONE;
    const auto found = groups.find(owner);
    return found == groups.end() ? NONE : found->second;
}

class noticing {
  public:
    explicit noticing(const notice_question& asked)
        : asked_{asked}, before_{grouped(asked.before.rows)}, after_{grouped(asked.after.rows)} {}

    std::vector<routing::price_rise> rises_of(const noticed_client& client) {
        const auto own = routing::owner_code(price_owner::client, client.id.value);
        if (!is_changed(own) && !is_dearer(client.list)) return {};
        return find({own, list_code(client.list)}, {client.id, client.list, asked_.now_utc_ms});
    }

  private:
    static uint64_t list_code(routing::price_list_id list) {
        return routing::owner_code(price_owner::price_list, list.value);
    }

    bool is_changed(uint64_t owner) const {
        return !std::ranges::equal(group_of(before_, owner), group_of(after_, owner),
                                   [](const auto* one, const auto* other) { return *one == *other; });
    }

    // Whoever has prices of its own may yet not feel it.
    bool is_dearer(routing::price_list_id list) {
        const auto known = dearer_.find(list.value);
        if (known != dearer_.end()) return known->second;
        const auto code = list_code(list);
        const bool is = is_changed(code) && !find({code}, {{}, list, asked_.now_utc_ms}).empty();
        return dearer_[list.value] = is;
    }

    std::vector<routing::price_rise> find(const std::vector<uint64_t>& owners,
                                          const routing::rise_question& asked) const {
        row_pointers before;
        row_pointers after;
        for (const auto owner : owners) {
            std::ranges::copy(group_of(before_, owner), std::back_inserter(before));
            std::ranges::copy(group_of(after_, owner), std::back_inserter(after));
        }
        return routing::find_rises({asked_.before.book, before}, {asked_.after.book, after}, asked_.plan, asked);
    }

    const notice_question& asked_;
    rows_by_owner before_;
    rows_by_owner after_;
    std::map<uint32_t, bool> dearer_;  // by list
};

// When the day begins there.
int64_t begin_of(const billing::calendar& calendar, std::string_view zone, uint32_t day) {
    auto found = calendar.day(zone, day * core::DAY_MS);
    while (found.begin_day < day)
        found = calendar.day(zone, found.end_utc_ms);
    while (found.begin_day > day)
        found = calendar.day(zone, found.begin_utc_ms - 1);
    return found.begin_utc_ms;
}

std::string day_at(const billing::calendar& calendar, std::string_view zone, int64_t utc_ms) {
    return billing::day_text(calendar.day(zone, utc_ms).begin_day);
}

alert alert_of(const turn& turn, const price_notice& notice) {
    const auto& first = notice.rises.front();
    const auto others = notice.rises.size() - 1;
    auto subject = describe(first.place);
    if (others > 0) subject += " and " + std::to_string(others) + " more";
    subject += " from " + day_at(*turn.memory.calendar, notice.client.zone, first.from_utc_ms);
    return {.kind = facts::event_kind::prices_noticed,
            .subject = std::move(subject),
            .amount = core::to_string(first.after),
            .limit = core::to_string(first.before)};
}

// As the declaration would leave them; of clients that are not there yet nobody agreed on anything.
std::vector<price_row> declared_rows(const turn& turn, const facts::declare& command) {
    std::vector<price_row> rows;
    for (const auto& price : command.prices) {
        if (!price.link.empty()) continue;
        auto row = price.row;
        row.owner = price.client.empty() ? price_owner::price_list : price_owner::client;
        row.owner_id = facts::DEFAULT_PRICE_LIST.value;
        if (!price.client.empty()) {
            const auto client = find_named(turn.memory.clients, price.client);
            if (client == turn.memory.clients.end()) continue;
            row.owner_id = client->first.value;
        }
        row.line = 0;
        rows.push_back(std::move(row));
    }
    return rows;
}

// A client that goes takes its prices with it.
void leave_out_removed(const turn& turn, const facts::declare& command, std::vector<noticed_client>& clients) {
    std::erase_if(clients, [&](const noticed_client& each) {
        const bool is_declared = !turn.memory.clients.at(each.id).digest.empty();
        const auto names_it = [&](const auto& declared) { return declared.value.name == each.name; };
        return is_declared && std::ranges::none_of(command.clients, names_it);
    });
}

notice_question question(const turn& turn, std::span<const noticed_client> clients, const price_rows& before,
                         const price_rows& after) {
    return {clients, before, after, turn.memory.plan, *turn.memory.calendar, turn.now.utc_ms};
}

price_rows present_rows(const turn& turn) {
    price_rows present{turn.memory.prices};
    present.add(turn.memory.prices_record.rows);
    present.add(turn.memory.prices_record.imported);
    return present;
}

checked<std::vector<price_notice>> judged(const turn& turn, std::vector<price_notice> notices, std::string field) {
    std::string early;
    size_t named = 0;
    for (const auto& each : notices) {
        const auto why = early_rise(each, *turn.memory.calendar);
        if (why.empty() || named == NOTICES_NAMED_MAX) continue;
        early += (named++ == 0 ? "" : "; ") + why;
    }
    if (early.empty()) return notices;
    return refuse(refusal_code::invalid_declaration, std::move(field), std::move(early));
}

// What cannot be made a book of is refused by whoever takes the declaration.
checked<std::vector<price_notice>> notices_of(const turn& turn, const facts::declare& command) {
    auto clients = noticed_clients(turn);
    leave_out_removed(turn, command, clients);
    if (clients.empty() || turn.memory.prices_record.version == 0) return {};
    auto rows = declared_rows(turn, command);
    const auto& imported = turn.memory.prices_record.imported;
    std::ranges::copy_if(imported, std::back_inserter(rows),
                         [](const price_row& row) { return row.owner != price_owner::link; });
    const auto book = routing::price_book::build(turn.memory.prices_record.version + 1, rows);
    if (!book) return {};
    price_rows after{*book};
    after.add(rows);
    const auto before = present_rows(turn);
    return judged(turn, find_notices(question(turn, clients, before, after)), "price");
}

}  // namespace

void price_rows::add(std::span<const price_row> more) {
    rows.reserve(rows.size() + more.size());
    for (const auto& row : more)
        rows.push_back(&row);
}

std::vector<price_notice> find_notices(const notice_question& asked) {
    std::vector<price_notice> notices;
    if (asked.clients.empty()) return notices;
    noticing search{asked};
    for (const auto& client : asked.clients) {
        auto rises = search.rises_of(client);
        if (rises.empty()) continue;
        const auto today = asked.calendar.day(client.zone, asked.now_utc_ms).begin_day;
        const auto earliest = today + client.days + 1;
        notices.push_back({client, earliest, begin_of(asked.calendar, client.zone, earliest), std::move(rises)});
    }
    return notices;
}

std::string early_rise(const price_notice& notice, const billing::calendar& calendar) {
    const auto& first = notice.rises.front();
    if (first.from_utc_ms >= notice.earliest_utc_ms) return {};
    const auto& client = notice.client;
    const auto line = first.place.line == 0 ? std::string{} : "line " + std::to_string(first.place.line) + ": ";
    return line + describe(first.place) + " would cost " + client.name + " " + core::to_string(first.after) +
           " instead of " + core::to_string(first.before) + " " + core::to_string(first.currency) + " from " +
           day_at(calendar, client.zone, first.from_utc_ms) + " on; by its contract it is told " +
           std::to_string(client.days) + " days before: from " + billing::day_text(notice.earliest_day) +
           " on at the earliest";
}

std::vector<noticed_client> noticed_clients(const turn& turn) {
    std::vector<noticed_client> clients;
    for (const auto& [id, contract] : turn.memory.contracts) {
        const auto& client = turn.memory.clients.at(id);
        if (contract.notice_days == 0 || client.parent || !client.enabled) continue;
        const auto list = client.price_list ? client.price_list : facts::DEFAULT_PRICE_LIST;
        clients.push_back({id, client.name, client.zone, list, contract.notice_days});
    }
    return clients;
}

checked<std::vector<price_notice>> check_notices(const turn& turn, const price_rows& after, std::string field) {
    const auto clients = noticed_clients(turn);
    if (clients.empty()) return {};
    const auto before = present_rows(turn);
    return judged(turn, find_notices(question(turn, clients, before, after)), std::move(field));
}

void tell_notices(turn& turn, const std::vector<price_notice>& notices) {
    for (const auto& each : notices)
        tell_client(turn, turn.memory.clients.at(each.client.id), alert_of(turn, each));
}

void declare_with_notice(turn& turn, const facts::declare& command) {
    const auto notices = notices_of(turn, command);
    if (!notices) return turn.send(facts::answer{command.reply_to, 0, notices.error()});
    const auto before = turn.memory.prices_record.version;
    handle(turn, command);
    if (turn.memory.prices_record.version != before) tell_notices(turn, *notices);
}

}  // namespace kaskad::engine
