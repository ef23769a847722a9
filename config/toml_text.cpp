#include "config/toml_text.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <chrono>

namespace kaskad::config {

namespace {

position place_of(const toml::source_region& region) {
    return {region.begin.line, region.begin.column};
}

int64_t utc_ms(const toml::date& date, const toml::time& time, int offset_minutes) {
    const std::chrono::year_month_day day{std::chrono::year{date.year}, std::chrono::month{date.month},
                                          std::chrono::day{date.day}};
    const int64_t days = std::chrono::sys_days{day}.time_since_epoch().count();
    const int64_t seconds = ((days * 24 + time.hour) * 60 + time.minute - offset_minutes) * 60 + time.second;
    return seconds * 1000 + time.nanosecond / 1'000'000;
}

void read(const toml::node& node, value& out);

void read_list(const toml::array& list, value& out) {
    out.items.resize(list.size());
    for (size_t index = 0; index < list.size(); ++index)
        read(list[index], out.items[index]);
}

// toml++ keeps keys by the alphabet; people think in the order of the file.
void read_table(const toml::table& table, value& out) {
    for (const auto& [key, node] : table) {
        out.members.push_back({std::string{key.str()}, place_of(key.source()), {}});
        read(node, out.members.back().value);
    }
    std::ranges::sort(out.members, {}, &member::at);
}

void read_moment(const toml::node& node, value& out) {
    out.kind = value_kind::moment;
    if (const auto* date = node.as_date()) {
        out.number = utc_ms(date->get(), {}, 0);
        return;
    }
    const auto& moment = node.as_date_time()->get();
    out.number = utc_ms(moment.date, moment.time, moment.offset ? moment.offset->minutes : 0);
}

void read(const toml::node& node, value& out) {
    out.at = place_of(node.source());
    switch (node.type()) {
        case toml::node_type::table:
            out.kind = value_kind::table;
            return read_table(*node.as_table(), out);
        case toml::node_type::array:
            out.kind = value_kind::list;
            return read_list(*node.as_array(), out);
        case toml::node_type::string:
            out.kind = value_kind::text;
            out.text = node.as_string()->get();
            return;
        case toml::node_type::integer:
            out.kind = value_kind::whole;
            out.number = node.as_integer()->get();
            return;
        case toml::node_type::boolean:
            out.kind = value_kind::flag;
            out.number = node.as_boolean()->get() ? 1 : 0;
            return;
        case toml::node_type::floating_point:
            out.kind = value_kind::fraction;
            return;
        case toml::node_type::time:
            out.kind = value_kind::time;
            return;
        case toml::node_type::date:
        case toml::node_type::date_time:
            return read_moment(node, out);
        case toml::node_type::none:
            return;
    }
}

}  // namespace

std::optional<value> parse_toml(std::string_view text, problems& found) {
    if (text.size() > TOML_OCTETS_MAX) {
        found.add({}, "", fmt::format("larger than {} MiB", TOML_OCTETS_MAX / 1024 / 1024));
        return std::nullopt;
    }
    try {
        value root;
        read(toml::parse(text), root);
        return root;
    } catch (const toml::parse_error& error) {
        found.add(place_of(error.source()), "", fmt::format("not valid TOML: {}", error.description()));
        return std::nullopt;
    }
}

}  // namespace kaskad::config
