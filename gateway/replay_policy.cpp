#include "gateway/replay_policy.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace kaskad::gateway {

namespace {

using routing::policy_kind;

constexpr uint32_t WEIGHT_MAX = 1'000'000;

std::optional<policy_kind> kind_named(std::string_view word) {
    for (auto number = uint8_t{0}; number <= static_cast<uint8_t>(policy_kind::forced); ++number) {
        const auto kind = static_cast<policy_kind>(number);
        if (to_string(kind) == word) return kind;
    }
    return std::nullopt;
}

std::optional<uint32_t> weight_in(std::string_view text) {
    uint32_t weight = 0;
    const auto [end, trouble] = std::from_chars(text.data(), text.data() + text.size(), weight);
    const bool is_whole = trouble == std::errc{} && end == text.data() + text.size();
    if (!is_whole || weight == 0 || weight > WEIGHT_MAX) return std::nullopt;
    return weight;
}

// "alpha", or of a weighted policy "alpha=3".
std::expected<routing::replay_policy::place, std::string> parse_place(std::string_view text, bool is_weighted,
                                                                      std::span<const facts::link> links) {
    const auto sign = is_weighted ? text.find('=') : std::string_view::npos;
    const auto link = find_link_named(links, text.substr(0, sign));
    if (!link) return std::unexpected(link.error());
    if (sign == std::string_view::npos) return routing::replay_policy::place{*link, 1};
    const auto weight = weight_in(text.substr(sign + 1));
    if (!weight) return std::unexpected(fmt::format("'{}': a share is 1 to {}", text, WEIGHT_MAX));
    return routing::replay_policy::place{*link, *weight};
}

std::expected<void, std::string> add_places(routing::replay_policy& policy, std::string_view list,
                                            std::span<const facts::link> links) {
    while (!list.empty()) {
        const auto comma = list.find(',');
        auto place = parse_place(list.substr(0, comma), policy.kind == policy_kind::weighted, links);
        if (!place) return std::unexpected(place.error());
        if (policy.kind != policy_kind::weighted) place->weight = static_cast<uint32_t>(policy.places.size() + 1);
        policy.places.push_back(*place);
        list = comma == std::string_view::npos ? std::string_view{} : list.substr(comma + 1);
    }
    const bool is_one = policy.places.size() == 1;
    if (policy.places.empty() || (policy.kind == policy_kind::forced && !is_one))
        return std::unexpected(
            fmt::format("{} names {}", to_string(policy.kind),
                        policy.kind == policy_kind::forced ? "one link: forced:alpha" : "links, as chain:alpha,beta"));
    return {};
}

}  // namespace

std::expected<core::link_id, std::string> find_link_named(std::span<const facts::link> links, std::string_view name) {
    std::string known;
    for (const auto& link : links) {
        if (link.name == name) return link.id;
        known += (known.empty() ? "" : ", ") + link.name;
    }
    return std::unexpected(fmt::format("there is no link '{}'; there are: {}", name, known));
}

std::expected<routing::replay_policy, std::string> parse_replay_policy(std::string_view text,
                                                                       std::span<const facts::link> links) {
    const auto colon = text.find(':');
    const auto kind = kind_named(text.substr(0, colon));
    if (!kind) {
        return std::unexpected(
            fmt::format("'{}' is no policy: least_cost, cost_per_delivered, best_quality, balanced, "
                        "expected_value:0.12, weighted:alpha=3,beta=1, chain:alpha,beta or forced:alpha",
                        text.substr(0, colon)));
    }
    routing::replay_policy made{.kind = *kind, .value = {}, .places = {}};
    const auto rest = colon == std::string_view::npos ? std::string_view{} : text.substr(colon + 1);
    if (made.is_list()) {
        if (const auto ok = add_places(made, rest, links); !ok) return std::unexpected(ok.error());
        return made;
    }
    if (*kind == policy_kind::expected_value) {
        const auto value = core::parse_price(rest);
        if (!value || value->e8 <= 0)
            return std::unexpected("expected_value says what a delivered part is worth, as expected_value:0.12");
        made.value = *value;
    } else if (!rest.empty()) {
        return std::unexpected(fmt::format("{} takes nothing behind it", to_string(*kind)));
    }
    return made;
}

}  // namespace kaskad::gateway
