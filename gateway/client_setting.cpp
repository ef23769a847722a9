#include "gateway/client_setting.hpp"

#include <boost/json.hpp>
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

namespace kaskad::gateway {

namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 8> NUMBERS{"clients_max", "rate",      "rate_burst", "without_receipt_percent",
                                                  "late_hours",  "max_parts", "weight",     "sticky_s"};
constexpr std::array<std::string_view, 3> FLAGS{"enabled", "names_networks", "looks_up"};
constexpr std::array<std::string_view, 4> LISTS{"countries_allowed", "countries_denied", "links_allowed",
                                                "links_denied"};

bool is_one_of(std::string_view name, auto& names) {
    return std::ranges::find(names, name) != names.end();
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> parts;
    while (!text.empty()) {
        const auto end = std::min(text.find(separator), text.size());
        parts.emplace_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return parts;
}

std::optional<int64_t> whole(std::string_view text) {
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

std::expected<json::value, std::string> number_of(std::string_view text) {
    const auto value = whole(text);
    if (!value) return std::unexpected(fmt::format("'{}' is no whole number", text));
    return *value;
}

// "day:messages:1000:DE:80"; what is behind the limit may be left out.
std::expected<json::value, std::string> quota_of(std::string_view text) {
    const auto words = split(text, ':');
    if (words.size() < 3 || words.size() > 5)
        return std::unexpected(fmt::format("'{}' is no quota, as day:messages:1000:DE:80", text));
    json::object made{{"period", words[0]}, {"unit", words[1]}};
    if (words[1] == "money") {
        made["limit"] = words[2];
    } else {
        const auto count = number_of(words[2]);
        if (!count) return std::unexpected(count.error());
        made["limit"] = *count;
    }
    if (words.size() > 3) made["country"] = words[3];
    if (words.size() < 5) return made;
    const auto percent = number_of(words[4]);
    if (!percent) return std::unexpected(percent.error());
    made["warn_percent"] = *percent;
    return made;
}

std::expected<json::value, std::string> quotas_of(std::string_view text) {
    json::array quotas;
    for (const auto& each : split(text, ',')) {
        auto quota = quota_of(each);
        if (!quota) return quota;
        quotas.push_back(std::move(*quota));
    }
    return quotas;
}

std::expected<json::value, std::string> value_of(std::string_view name, std::string_view text) {
    if (name == "quotas") return quotas_of(text);
    if (is_one_of(name, NUMBERS)) return number_of(text);
    if (is_one_of(name, LISTS)) {
        const auto words = split(text, ',');
        return json::array(words.begin(), words.end());
    }
    if (!is_one_of(name, FLAGS)) return json::string{text.data(), text.size()};
    if (text != "true" && text != "false") return std::unexpected(fmt::format("'{}' is not true or false", text));
    return text == "true";
}

}  // namespace

std::expected<json::object, std::string> read_settings(const std::vector<std::string>& words) {
    json::object settings;
    for (const std::string_view word : words) {
        const auto equals = word.find('=');
        if (equals == word.npos || equals == 0)
            return std::unexpected(fmt::format("'{}' is no setting, as limit=100", word));
        const auto name = word.substr(0, equals);
        auto value = value_of(name, word.substr(equals + 1));
        if (!value) return std::unexpected(fmt::format("{}: {}", name, value.error()));
        settings[{name.data(), name.size()}] = std::move(*value);
    }
    return settings;
}

}  // namespace kaskad::gateway
