#include "gateway/statement_text.hpp"

#include "core/calendar.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

using core::DAY_MS;

std::string date_of(int64_t local_ms) {
    const auto at = core::to_civil(local_ms);
    return fmt::format("{:04}-{:02}-{:02}", at.year, at.month, at.day);
}

std::string time_of(int64_t local_ms) {
    const auto at = core::to_civil(local_ms);
    return fmt::format("{:02}:{:02}:{:02}", at.hour, at.minute, at.second);
}

std::string place_of(const billing::usage_key& key) {
    if (key.kind == billing::usage_kind::lookup) return "-";
    return key.network.empty() ? key.country : key.country + " " + key.network;
}

billing::usage sum_of(const billing::statement& made) {
    billing::usage sum;
    for (const auto& [key, each] : made.usage) {
        sum.items += each.items;
        sum.units += each.units;
        sum.amount = sum.amount + each.amount;
    }
    return sum;
}

}  // namespace

std::string statement_text(const statement_head& head, const billing::statement& made) {
    auto text =
        fmt::format("Statement of {} in {}, {} to {} (not with it), days of {}\n\n{:<40} {:>20}\n", head.client,
                    head.currency, head.from, head.to, head.zone, "opening balance", core::to_string(made.opening));
    for (const auto& each : made.bookings) {
        const auto at = head.clock.to_local(each.booked_utc_ms);
        const auto what = fmt::format("{} {}  {} (posting {})", date_of(at), time_of(at), billing::to_string(each.code),
                                      each.sequence);
        text += fmt::format("{:<40} {:>20}\n", what, core::to_string(each.amount));
    }
    const auto sum = sum_of(made);
    text += fmt::format("{:<40} {:>20}\n", fmt::format("usage: {} items, {} parts", sum.items, sum.units),
                        core::to_string(-sum.amount));
    text += fmt::format("{:<40} {:>20}\n\n", "closing balance", core::to_string(made.closing));
    if (made.usage.empty()) return text;
    text +=
        fmt::format("{:<12}{:<18}{:<14}{:>10}{:>10}{:>20}\n", "day", "what", "network", "items", "parts", "charged");
    for (const auto& [key, each] : made.usage) {
        text += fmt::format("{:<12}{:<18}{:<14}{:>10}{:>10}{:>20}\n", date_of(key.day * DAY_MS),
                            billing::to_string(key.kind), place_of(key), each.items, each.units,
                            core::to_string(each.amount));
    }
    return text;
}

std::string statement_csv(const statement_head& head, const billing::statement& made) {
    std::string text{"kind,date,time,posting,country,network,items,parts,amount,currency\n"};
    text += fmt::format("opening,{},,,,,,,{},{}\n", head.from, core::to_string(made.opening), head.currency);
    for (const auto& each : made.bookings) {
        const auto at = head.clock.to_local(each.booked_utc_ms);
        text += fmt::format("{},{},{},{},,,,,{},{}\n", billing::to_string(each.code), date_of(at), time_of(at),
                            each.sequence, core::to_string(each.amount), head.currency);
    }
    for (const auto& [key, each] : made.usage) {
        text +=
            fmt::format("\"{}\",{},,,{},{},{},{},{},{}\n", billing::to_string(key.kind), date_of(key.day * DAY_MS),
                        key.country, key.network, each.items, each.units, core::to_string(-each.amount), head.currency);
    }
    return text + fmt::format("closing,{},,,,,,,{},{}\n", head.to, core::to_string(made.closing), head.currency);
}

std::string statement_json(const statement_head& head, const billing::statement& made) {
    json::array bookings;
    for (const auto& each : made.bookings) {
        const auto at = head.clock.to_local(each.booked_utc_ms);
        bookings.push_back(json::object{{"date", date_of(at)},
                                        {"time", time_of(at)},
                                        {"posting", each.sequence},
                                        {"why", billing::to_string(each.code)},
                                        {"amount", core::to_string(each.amount)}});
    }
    json::array usage;
    for (const auto& [key, each] : made.usage) {
        usage.push_back(json::object{{"date", date_of(key.day * DAY_MS)},
                                     {"what", billing::to_string(key.kind)},
                                     {"country", key.country},
                                     {"network", key.network},
                                     {"items", each.items},
                                     {"parts", each.units},
                                     {"charged", core::to_string(each.amount)}});
    }
    return json::serialize(json::object{{"client", head.client},
                                        {"currency", head.currency},
                                        {"from", head.from},
                                        {"to", head.to},
                                        {"zone", head.zone},
                                        {"opening", core::to_string(made.opening)},
                                        {"bookings", std::move(bookings)},
                                        {"usage", std::move(usage)},
                                        {"closing", core::to_string(made.closing)}}) +
           "\n";
}

}  // namespace kaskad::gateway
