#include "gateway/replay_report.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <map>
#include <string_view>
#include <utility>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

using routing::replay_verdict;
using currencies = std::pair<core::currency, core::currency>;

std::string percent(double share) {
    return fmt::format("{:.1f} %", share * 100);
}

std::string shown(const std::string& network) {
    return network.empty() ? "other networks" : network;
}

// No margin where two currencies meet.
std::string margin_of(const routing::replay_sum& sum, const currencies& in) {
    return in.first == in.second ? core::to_string(sum.revenue - sum.cost) : std::string{};
}

void add(routing::replay_sum& to, const routing::replay_sum& more) {
    to.messages += more.messages;
    to.attempts += more.attempts;
    to.cost = to.cost + more.cost;
    to.revenue = to.revenue + more.revenue;
}

std::map<currencies, routing::replay_row> totals_of(const routing::replay_day& day) {
    std::map<currencies, routing::replay_row> totals;
    for (const auto& [key, row] : day.rows()) {
        auto& total = totals[{key.bought, key.sold}];
        add(total.before, row.before);
        add(total.after, row.after);
    }
    return totals;
}

std::string_view word_of(replay_verdict verdict) {
    switch (verdict) {
        case replay_verdict::nothing:
            return "nothing";
        case replay_verdict::unchanged:
            return "unchanged";
        case replay_verdict::too_open:
            return "too_open";
        case replay_verdict::no_chance:
            return "no_chance";
        case replay_verdict::few_samples:
            return "few_samples";
        case replay_verdict::estimated:
            return "estimated";
    }
    return "nothing";
}

std::string line(std::string_view link, std::string_view network, const routing::replay_row& row,
                 const currencies& in) {
    const auto part = [&](const routing::replay_sum& sum) {
        return fmt::format("{:>9} {:>14} {:>14} {:>14}", sum.messages, core::to_string(sum.cost),
                           core::to_string(sum.revenue), margin_of(sum, in));
    };
    const auto in_words = in.first == in.second ? core::to_string(in.first)
                                                : core::to_string(in.first) + "/" + core::to_string(in.second);
    return fmt::format("{:<16} {:<16} {:<7} {} | {}\n", link, network, in_words, part(row.before), part(row.after));
}

std::string heading_line() {
    const auto part = fmt::format("{:>9} {:>14} {:>14} {:>14}", "messages", "cost", "revenue", "margin");
    return fmt::format("{:<16} {:<16} {:<7} {} | {}\n", "link", "network", "", part, part);
}

std::string counts_text(const routing::replay_counts& counts) {
    std::string text = fmt::format("{} messages", counts.messages);
    const auto say = [&](uint64_t count, std::string_view what) {
        if (count > 0) text += fmt::format("\n{} {}", count, what);
    };
    say(counts.moved, "would take another link; what such a one costs and earns counts by what was believed of it");
    say(counts.without_route, "would have had no route");
    say(counts.without_price, "go where the client's new prices name nothing");
    say(counts.without_decision, "have no decision that was kept, and are left out");
    say(counts.assumed,
        "decisions take a link that was left out before; that nothing else spoke against it is assumed");
    return text + "\n";
}

json::object sum_object(const routing::replay_sum& sum, const currencies& in) {
    json::object made{{"messages", sum.messages},
                      {"attempts", sum.attempts},
                      {"cost", core::to_string(sum.cost)},
                      {"revenue", core::to_string(sum.revenue)}};
    made["margin"] = in.first == in.second ? json::value(margin_of(sum, in)) : json::value(nullptr);
    return made;
}

json::object row_object(const routing::replay_row& row, const currencies& in) {
    return {{"cost_currency", core::to_string(in.first)},
            {"revenue_currency", core::to_string(in.second)},
            {"before", sum_object(row.before, in)},
            {"after", sum_object(row.after, in)}};
}

json::object delivery_object(const std::string& network, const routing::replayed_delivery& value,
                             const routing::link_namer& name_of) {
    json::object made{{"network", network},
                      {"verdict", word_of(value.verdict)},
                      {"attempts", value.attempts},
                      {"open", value.open},
                      {"before", value.before},
                      {"after", nullptr},
                      {"at_least", nullptr},
                      {"at_most", nullptr},
                      {"why", explain_delivery(value, name_of)}};
    if (value.verdict == replay_verdict::estimated || value.verdict == replay_verdict::unchanged) {
        made["after"] = value.after;
        made["at_least"] = value.low;
        made["at_most"] = value.high;
    }
    return made;
}

}  // namespace

std::string explain_delivery(const routing::replayed_delivery& value, const routing::link_namer& name_of) {
    switch (value.verdict) {
        case replay_verdict::nothing:
            return "No first attempt that ended says anything of it.";
        case replay_verdict::unchanged:
            return fmt::format("{} of {} first attempts delivered; the same links, so the same.", percent(value.before),
                               value.attempts);
        case replay_verdict::too_open:
            return fmt::format("No estimate: {} first attempts have no end yet, beside {} that ended.", value.open,
                               value.attempts);
        case replay_verdict::no_chance:
            return fmt::format(
                "No estimate: {} would get {} more of the first attempts, and some of them could not "
                "have gone over it: its chance was 0.",
                name_of(value.link), percent(value.gained));
        case replay_verdict::few_samples:
            return fmt::format(
                "No estimate: {} would get {} more of the first attempts, but what went over it by "
                "chance is worth {:.0f} samples; {:.0f} are needed.",
                name_of(value.link), percent(value.gained), value.samples, routing::REPLAY_SAMPLES_MIN);
        case replay_verdict::estimated:
            return fmt::format("{} of {} first attempts delivered; {} would be ({} to {}), with {} of them elsewhere.",
                               percent(value.before), value.attempts, percent(value.after), percent(value.low),
                               percent(value.high), percent(value.gained));
    }
    return {};
}

std::string print_replay(const routing::replay_day& day, const replay_heading& heading,
                         const routing::link_namer& name_of) {
    auto text = fmt::format("{} (UTC), {}: {}\n", heading.day, heading.change, counts_text(day.counts()));
    if (day.rows().empty()) return text + "No message of that day was given to a link.\n";
    text += fmt::format("{:<41} {:<54} | {}\n{}", "", "as it was", "as it would be", heading_line());
    for (const auto& [key, row] : day.rows())
        text += line(name_of(key.link), shown(key.network), row, {key.bought, key.sold});
    for (const auto& [in, row] : totals_of(day))
        text += line("together", "", row, in);
    text += "\nDeliveries\n";
    for (const auto& network : day.deliveries().networks())
        text += fmt::format("{:<16} {}\n", shown(network), explain_delivery(day.deliveries().judge(network), name_of));
    return text;
}

std::string replay_json(const routing::replay_day& day, const replay_heading& heading,
                        const routing::link_namer& name_of) {
    const auto& counts = day.counts();
    json::array rows;
    for (const auto& [key, row] : day.rows()) {
        auto object = row_object(row, {key.bought, key.sold});
        object["link"] = name_of(key.link);
        object["network"] = key.network;
        rows.push_back(std::move(object));
    }
    json::array totals;
    for (const auto& [in, row] : totals_of(day))
        totals.push_back(row_object(row, in));
    json::array deliveries;
    for (const auto& network : day.deliveries().networks())
        deliveries.push_back(delivery_object(network, day.deliveries().judge(network), name_of));
    return json::serialize(json::object{{"day", heading.day},
                                        {"change", heading.change},
                                        {"messages", counts.messages},
                                        {"moved", counts.moved},
                                        {"without_route", counts.without_route},
                                        {"without_price", counts.without_price},
                                        {"without_decision", counts.without_decision},
                                        {"assumed", counts.assumed},
                                        {"rows", std::move(rows)},
                                        {"totals", std::move(totals)},
                                        {"deliveries", std::move(deliveries)}});
}

}  // namespace kaskad::gateway
