#include "gateway/api/json_fields.hpp"

#include "gateway/api/json_body.hpp"
#include "gateway/api/message_request.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <expected>

namespace kaskad::gateway::api {

namespace {

namespace json = boost::json;

constexpr size_t LIST_MAX = 300;  // all countries there are, and some

template <typename Money>
std::expected<Money, std::string> in_range(std::expected<Money, std::string> given, Money least, Money most) {
    if (!given) return given;
    if (*given < least) return std::unexpected("must be at least " + core::to_string(least));
    if (*given > most) return std::unexpected("must be at most " + core::to_string(most));
    return given;
}

}  // namespace

void json_fields::refuse(std::string_view code, std::string_view name, std::string why) {
    if (errors_.empty()) code_ = code;
    if (errors_.size() < FIELD_ERRORS_MAX) errors_.push_back({path_ + std::string{name.substr(0, 64)}, std::move(why)});
}

void json_fields::require(std::string_view name, std::string why) {
    if (!has(name)) refuse("missing_field", name, std::move(why));
}

const json::value* json_fields::find(std::string_view name) {
    asked_.emplace(name);
    return members_.if_contains({name.data(), name.size()});
}

std::optional<std::string_view> json_fields::text_of(std::string_view name) {
    const auto* found = find(name);
    if (!found) return std::nullopt;
    const auto* text = found->if_string();
    if (!text) {
        refuse("wrong_type", name, fmt::format("must be a string, not {}", kind_name(*found)));
        return std::nullopt;
    }
    return std::string_view{text->data(), text->size()};
}

void json_fields::read(std::string_view name, std::string& into, const text_check& check) {
    const auto text = text_of(name);
    if (!text) return;
    const bool is_printable = std::ranges::none_of(*text, [](unsigned char c) { return c < 0x20 || c == 0x7F; });
    if (text->size() > TEXT_OCTETS_MAX || !is_printable)
        return refuse("invalid_field", name, fmt::format("at most {} printable octets", TEXT_OCTETS_MAX));
    if (auto why = check ? check(*text) : ""; !why.empty()) return refuse("invalid_field", name, std::move(why));
    into = *text;
}

void json_fields::read(std::string_view name, bool& into) {
    const auto* found = find(name);
    if (!found) return;
    if (!found->is_bool())
        return refuse("wrong_type", name, fmt::format("must be true or false, not {}", kind_name(*found)));
    into = found->get_bool();
}

void json_fields::read(std::string_view name, core::price& into, core::price least) {
    const auto text = text_of(name);
    if (!text) return;
    auto given = in_range(core::parse_price(*text), least, PRICE_MAX);
    if (!given) return refuse("invalid_field", name, std::move(given.error()));
    into = *given;
}

void json_fields::read(std::string_view name, core::amount& into, core::amount least) {
    const auto text = text_of(name);
    if (!text) return;
    auto given = in_range(core::parse_amount(*text), least, AMOUNT_MAX);
    if (!given) return refuse("invalid_field", name, std::move(given.error()));
    into = *given;
}

void json_fields::read_percent(std::string_view name, int64_t& into_ppm, core::price least, core::price most) {
    constexpr int64_t PPM_E8 = 10'000;  // a percent in 1e-8 of it, as one millionth
    core::price percent{into_ppm * PPM_E8};
    read(name, percent, least);
    if (percent.e8 % PPM_E8 != 0) return refuse("invalid_field", name, "at most 4 decimals");
    if (percent > most) return refuse("invalid_field", name, "must be at most " + core::to_string(most));
    into_ppm = percent.e8 / PPM_E8;
}

void json_fields::read(std::string_view name, std::vector<std::string>& into, const text_check& check) {
    const auto* list = list_of(name, LIST_MAX);
    if (!list) return;
    std::vector<std::string> given;
    for (const auto& item : *list) {
        if (!item.is_string()) return refuse("wrong_type", name, "must be a list of strings");
        const std::string text{item.get_string()};
        if (auto why = check ? check(text) : ""; !why.empty()) return refuse("invalid_field", name, std::move(why));
        given.push_back(text);
    }
    into = std::move(given);
}

std::optional<int64_t> json_fields::whole(std::string_view name, int64_t least, int64_t most) {
    const auto* found = find(name);
    if (!found) return std::nullopt;
    if (!found->is_int64()) {
        refuse("wrong_type", name, fmt::format("must be a whole number from {} to {}", least, most));
        return std::nullopt;
    }
    const auto given = found->get_int64();
    if (given >= least && given <= most) return given;
    refuse("invalid_field", name, fmt::format("must be a whole number from {} to {}", least, most));
    return std::nullopt;
}

const json::array* json_fields::list_of(std::string_view name, size_t count_max) {
    const auto* found = find(name);
    if (!found) return nullptr;
    const auto* list = found->if_array();
    if (!list) {
        refuse("wrong_type", name, fmt::format("must be an array, not {}", kind_name(*found)));
    } else if (list->size() > count_max) {
        refuse("invalid_field", name, fmt::format("must not be more than {}", count_max));
        return nullptr;
    }
    return list;
}

void json_fields::read_each(std::string_view name, size_t count_max,
                            const std::function<void(json_fields&)>& read_one) {
    const auto* list = list_of(name, count_max);
    if (!list) return;
    for (size_t place = 0; place < list->size(); ++place) {
        const auto where = fmt::format("{}[{}]", name, place);
        const auto* members = list->at(place).if_object();
        if (!members) return refuse("wrong_type", where, "must be an object");
        json_fields one{*members, path_ + where + "."};
        read_one(one);
        take_errors(one);
        if (errors_.size() >= FIELD_ERRORS_MAX) return;
    }
}

void json_fields::read_object(std::string_view name, const std::function<void(json_fields&)>& read_it) {
    const auto* found = find(name);
    if (!found) return;
    const auto* members = found->if_object();
    if (!members) return refuse("wrong_type", name, fmt::format("must be an object, not {}", kind_name(*found)));
    json_fields one{*members, path_ + std::string{name} + "."};
    read_it(one);
    take_errors(one);
}

void json_fields::take_errors(json_fields& of) {
    of.note_unknown();
    if (errors_.empty()) code_ = of.code_;
    std::ranges::move(of.errors_, std::back_inserter(errors_));
}

void json_fields::note_unknown() {
    for (const auto& [key, value] : members_) {
        const std::string_view name{key.data(), key.size()};
        if (!asked_.contains(name)) refuse("unknown_field", name, "there is no such field");
    }
}

std::optional<problem> json_fields::fault() {
    note_unknown();
    if (errors_.empty()) return std::nullopt;
    auto made = make_problem(code_, fmt::format("{}: {}.", errors_.front().field, errors_.front().why));
    made.errors = std::move(errors_);
    return made;
}

}  // namespace kaskad::gateway::api
