#include "store/postgres_partitions.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <string_view>

namespace kaskad::store {

namespace {

using namespace std::chrono;

constexpr int MONTHS = 80 * 12;
constexpr year_month FIRST = year{2020} / January;

struct table {
    std::string_view name;
    int fillfactor;
    bool by_message;
};

// Rows that are updated soon after they were inserted find room in their page.
constexpr table TABLES[] = {{"message", 70, true},   {"message_text", 100, true}, {"history", 100, true},
                            {"decision", 100, true}, {"operator_id", 100, true},  {"posting", 100, false}};

// The lowest message id of a month: 0 before 2025, the highest time there is after its end.
uint64_t first_id_of(int month) {
    constexpr int64_t SINCE_EPOCH_MAX = (int64_t{1} << 41) - 1;
    const auto since_epoch = std::min(first_ms_of(month) - core::MESSAGE_EPOCH_MS, SINCE_EPOCH_MAX);
    if (since_epoch <= 0) return 0;
    return core::make_message_id(core::MESSAGE_EPOCH_MS + since_epoch, 0, 0).value;
}

std::string bounds(const table& of, int month) {
    if (!of.by_message) return fmt::format("FROM ({}) TO ({})", month, month + 1);
    return fmt::format("FROM ({}) TO ({})", first_id_of(month), first_id_of(month + 1));
}

std::string suffix(int month) {
    const auto date = FIRST + months{month};
    return fmt::format("{:04}_{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()));
}

bool is_there(postgres_session& session, int month) {
    return session.run(fmt::format("SELECT to_regclass('posting_{}') IS NOT NULL", suffix(month))).boolean(0, 0);
}

void make(postgres_session& session, const postgres_lease& lease, int month) {
    session.begin();
    lease.check(session);
    for (const auto& of : TABLES) {
        // No message is older, or younger, than its ids can say.
        if (of.by_message && first_id_of(month) == first_id_of(month + 1)) continue;
        const auto name = fmt::format("{}_{}", of.name, suffix(month));
        session.run(
            fmt::format("CREATE TABLE {0} (LIKE {1} INCLUDING ALL) WITH (fillfactor = {2}); "
                        "ALTER TABLE {1} ATTACH PARTITION {0} FOR VALUES {3}",
                        name, of.name, of.fillfactor, bounds(of, month)));
    }
    session.commit();
}

}  // namespace

int month_of(int64_t utc_ms) {
    constexpr int64_t LIMIT_MS = int64_t{200} * 366 * 86'400'000;
    const sys_time<milliseconds> time{milliseconds{std::clamp<int64_t>(utc_ms, 0, LIMIT_MS)}};
    const year_month_day date{floor<days>(time)};
    const auto count = (date.year() / date.month() - FIRST).count();
    return static_cast<int>(std::clamp<int64_t>(count, 0, MONTHS));
}

int month_of(core::message_id id) {
    return month_of(core::utc_ms_of(id));
}

int64_t first_ms_of(int month) {
    const sys_days day{(FIRST + months{month}) / 1d};
    return duration_cast<milliseconds>(day.time_since_epoch()).count();
}

core::message_id droppable_in_months(core::message_id wanted) {
    return {first_id_of(month_of(wanted))};
}

void drop_months(postgres_session& session, core::message_id before) {
    for (const auto& of : TABLES) {
        if (!of.by_message) continue;
        // Names of a table's partitions sort as their months do.
        const auto gone =
            session.run(fmt::format("SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
                                    "WHERE i.inhparent = '{0}'::regclass AND c.relname < '{0}_{1}' ORDER BY c.relname",
                                    of.name, suffix(month_of(before))));
        for (size_t row = 0; row < gone.size(); ++row)
            session.run("DROP TABLE " + gone.text(row, 0));
    }
}

void postgres_partitions::prepare(postgres_session& session, const postgres_lease& lease, const std::set<int>& months) {
    for (const int month : months) {
        if (known_.contains(month)) continue;
        if (!is_there(session, month)) make(session, lease, month);
        // After this point the month's partitions are there.
        known_.insert(month);
    }
}

}  // namespace kaskad::store
