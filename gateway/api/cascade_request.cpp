#include "gateway/api/cascade_request.hpp"

#include "core/mail_address.hpp"
#include "engine/facts/cascade_names.hpp"
#include "gateway/api/json_body.hpp"
#include "net/zone.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace kaskad::gateway::api {

namespace {

namespace json = boost::json;

constexpr uint32_t DAY_S = 86'400;
constexpr uint32_t STEP_S_MAX = 7 * DAY_S;
constexpr uint32_t SECOND_MS = 1'000;
constexpr uint32_t RETRIES_MAX = 20;
constexpr size_t TEXT_OCTETS_MAX = 8'192;
constexpr size_t CLOCK_CHARACTERS = 5;

// The words of an enumeration up to its last value, each with the value.
template <typename Value>
std::vector<std::pair<std::string_view, Value>> words_up_to(Value last) {
    std::vector<std::pair<std::string_view, Value>> words;
    for (size_t number = 0; number <= static_cast<size_t>(last); ++number) {
        const auto value = static_cast<Value>(number);
        words.emplace_back(to_string(value), value);
    }
    return words;
}

const auto CHANNEL_WORDS = words_up_to(core::CHANNEL_LAST);
const auto GOAL_WORDS = words_up_to(facts::step_goal::read);
const auto HOURS_WORDS = words_up_to(facts::hours_rule::hold);
const auto DUPLICATE_WORDS = words_up_to(facts::duplicate_rule::avoid);
const auto ORDER_WORDS = words_up_to(facts::step_order::expected_cost);
const auto CAUSE_WORDS = words_up_to(facts::advance_cause::partial);
const auto CLASS_WORDS = words_up_to(core::message_class::marketing);

// "09:30"; "24:00" is the end of the day.
std::optional<uint16_t> minute_of(std::string_view text) {
    const auto digit = [&](size_t place) { return text[place] >= '0' && text[place] <= '9' ? text[place] - '0' : -1; };
    if (text.size() != CLOCK_CHARACTERS || text[2] != ':') return std::nullopt;
    if (digit(0) < 0 || digit(1) < 0 || digit(3) < 0 || digit(4) < 0) return std::nullopt;
    const int hour = digit(0) * 10 + digit(1);
    const int minute = digit(3) * 10 + digit(4);
    if (hour > 24 || minute > 59 || (hour == 24 && minute > 0)) return std::nullopt;
    return static_cast<uint16_t>(hour * 60 + minute);
}

void read_clock(json_fields& in, std::string_view name, uint16_t& into) {
    std::string text;
    in.read(name, text);
    if (text.empty()) return;
    const auto minute = minute_of(text);
    if (!minute) return in.refuse("invalid_field", name, "must be hours and minutes, as 09:30");
    into = *minute;
}

// One that is not known would be taken for UTC when the hours are asked for.
std::string zone_fault(std::string_view text) {
    if (text.empty() || text == facts::RECIPIENT_ZONE || net::is_zone(text)) return {};
    return "'" + std::string{text} + "' is no time zone, as Europe/Berlin, nor \"recipient\"";
}

void read_seconds(json_fields& in, std::string_view name, uint32_t& into_ms, uint32_t least, uint32_t most) {
    uint32_t seconds = 0;
    in.read(name, seconds, least, most);
    if (seconds > 0) into_ms = seconds * SECOND_MS;
}

template <typename Words>
void read_words(json_fields& in, std::string_view name, std::vector<uint8_t>& into, const Words& words) {
    std::vector<std::string> given;
    in.read(name, given);
    for (const auto& text : given) {
        const auto found = std::ranges::find(words, text, [](const auto& pair) { return std::string{pair.first}; });
        if (found == words.end()) return in.refuse("invalid_field", name, "has no such value: " + text);
        into.push_back(static_cast<uint8_t>(found->second));
    }
}

void read_step(json_fields& in, facts::cascade_step& into) {
    in.require("channel", "over what it goes");
    in.read_word("channel", into.channel, CHANNEL_WORDS);
    in.read("account", into.account);
    in.read("from", into.sender);
    in.read_word("success_on", into.success_on, GOAL_WORDS);
    read_seconds(in, "timeout_s", into.timeout_ms, 1, STEP_S_MAX);
    in.read("ttl_s", into.ttl_s, 1, STEP_S_MAX);
    in.read("retries", into.retries, 0, RETRIES_MAX);
    read_seconds(in, "retry_s", into.retry_ms, 1, DAY_S);
    in.read("revoke", into.revokes);
    in.read("max_price", into.price_max);
    in.read_object("hours", [&into](json_fields& hours) {
        read_clock(hours, "from", into.from_minute);
        read_clock(hours, "to", into.to_minute);
        hours.read("zone", into.zone, zone_fault);
        hours.read_word("outside", into.hours, HOURS_WORDS);
    });
    in.read_object("only_if", [&into](json_fields& only) {
        read_words(only, "classes", into.classes, CLASS_WORDS);
        only.read("countries", into.countries);
    });
    read_words(in, "advance_on", into.advance_on, CAUSE_WORDS);
}

std::optional<problem> read_members(const json::object& members, facts::cascade& into) {
    json_fields in{members, "cascade."};
    in.require("steps", "over which channels it goes");
    in.read_each("steps", facts::CASCADE_STEPS_MAX,
                 [&into](json_fields& one) { read_step(one, into.steps.emplace_back()); });
    read_seconds(in, "deadline_s", into.deadline_ms, 1, STEP_S_MAX);
    in.read_word("duplicates", into.duplicates, DUPLICATE_WORDS);
    in.read("stops_on_reply", into.stops_on_reply);
    in.read_word("order", into.order, ORDER_WORDS);
    for (const auto* told : {"name", "version", "made_at", "removed"})
        in.pass_over(told);
    return in.fault();
}

// A list of values, or each with its name.
std::optional<std::string> read_parameters(const json::value& value, std::vector<facts::channel_parameter>& into) {
    constexpr auto WRONG = "must be a list of strings, or an object of them";
    if (const auto* list = value.if_array()) {
        for (const auto& each : *list) {
            if (!each.is_string()) return WRONG;
            into.push_back({{}, std::string{each.get_string()}});
        }
        return std::nullopt;
    }
    const auto* named = value.if_object();
    if (!named) return WRONG;
    for (const auto& [name, each] : *named) {
        if (!each.is_string()) return WRONG;
        into.push_back({std::string{name}, std::string{each.get_string()}});
    }
    return std::nullopt;
}

problem fault_at(std::string_view code, const std::string& place, std::string why) {
    return make_field_fault(code, place, std::move(why));
}

struct text_member {
    std::string_view name;
    std::string facts::channel_content::*member;
};

constexpr std::array TEXT_MEMBERS = std::to_array<text_member>({{"text", &facts::channel_content::text},
                                                                {"template", &facts::channel_content::template_name},
                                                                {"language", &facts::channel_content::language},
                                                                {"title", &facts::channel_content::title},
                                                                {"code", &facts::channel_content::code}});

std::optional<problem> read_button(const json::value& value, const std::string& place, facts::channel_content& into) {
    const auto* button = value.if_object();
    const auto* text = button ? button->if_contains("text") : nullptr;
    const auto* url = button ? button->if_contains("url") : nullptr;
    if (!text || !url || !text->is_string() || !url->is_string() || button->size() != 2)
        return fault_at("invalid_field", place, "must have a text and a url");
    into.link_text = text->get_string();
    into.link_url = url->get_string();
    return std::nullopt;
}

std::optional<problem> read_content(const json::object& members, const std::string& place,
                                    facts::channel_content& into) {
    for (const auto& [key, value] : members) {
        const std::string name{key};
        const auto at = place + "." + name;
        const auto text =
            std::ranges::find(TEXT_MEMBERS, name, [](const auto& each) { return std::string{each.name}; });
        if (text != TEXT_MEMBERS.end()) {
            if (!value.is_string()) return fault_at("wrong_type", at, "must be a string");
            if (value.get_string().size() > TEXT_OCTETS_MAX) return fault_at("invalid_field", at, "is too long");
            into.*(text->member) = value.get_string();
        } else if (name == "parameters") {
            if (auto why = read_parameters(value, into.parameters)) return fault_at("wrong_type", at, std::move(*why));
        } else if (name == "button") {
            if (auto wrong = read_button(value, at, into)) return wrong;
        } else {
            return fault_at("unknown_field", at, "is not a field of a channel's content");
        }
    }
    return std::nullopt;
}

}  // namespace

std::optional<problem> read_cascade(const json::value& value, facts::cascade& into) {
    if (const auto* members = value.if_object()) return read_members(*members, into);
    if (!value.is_array())
        return fault_at("wrong_type", "cascade", fmt::format("must be a name or steps, not {}", kind_name(value)));
    json::object members;
    members.emplace("steps", value);
    return read_members(members, into);
}

std::expected<facts::cascade, problem> read_cascade_body(std::string_view body) {
    const auto root = parse_json(body);
    if (!root) return std::unexpected(root.error());
    facts::cascade made;
    if (auto wrong = read_cascade(*root, made)) return std::unexpected(std::move(*wrong));
    return made;
}

std::optional<problem> read_contents(const json::value& value, std::vector<facts::channel_content>& into) {
    const auto* channels = value.if_object();
    if (!channels) return fault_at("wrong_type", "content", "must be an object with a member for each channel");
    for (const auto& [key, content] : *channels) {
        const auto place = "content." + std::string{key};
        const auto channel = core::parse_channel(std::string{key});
        if (!channel || *channel == core::channel::sms)
            return fault_at("invalid_field", place, "is no channel with a content of its own");
        if (!content.is_object()) return fault_at("wrong_type", place, "must be an object");
        facts::channel_content made;
        made.channel = *channel;
        if (auto wrong = read_content(content.get_object(), place, made)) return wrong;
        into.push_back(std::move(made));
    }
    return std::nullopt;
}

// Of e-mail it shows in the address itself whether anybody could be there.
std::string why_no_address(core::channel channel, std::string_view address) {
    if (address.empty()) return "must not be empty";
    if (channel == core::channel::email && !core::is_mail_address(address))
        return "must be an e-mail address as ann@example.com; a domain in other letters is written as xn--...";
    return "";
}

std::optional<problem> read_addresses(const json::value& value, std::vector<facts::channel_address>& into) {
    const auto* channels = value.if_object();
    if (!channels) return fault_at("wrong_type", "addresses", "must be an object with a member for each channel");
    for (const auto& [key, address] : *channels) {
        const auto place = "addresses." + std::string{key};
        const auto channel = core::parse_channel(std::string{key});
        if (!channel || *channel == core::channel::sms) return fault_at("invalid_field", place, "is no such channel");
        const auto* text = address.if_string();
        if (!text || text->empty() || text->size() > TEXT_OCTETS_MAX)
            return fault_at("wrong_type", place, "must be the person's address there, a string");
        if (auto why = why_no_address(*channel, std::string_view{*text}); !why.empty())
            return fault_at("invalid_field", place, std::move(why));
        into.push_back({*channel, std::string{*text}});
    }
    return std::nullopt;
}

std::expected<std::string, problem> read_address_body(std::string_view body, core::channel channel) {
    const auto root = parse_json_object(body);
    if (!root) return std::unexpected(root.error());
    json_fields in{*root};
    std::string address;
    in.require("address", "the person's address on this channel");
    in.read("address", address, [channel](std::string_view text) { return why_no_address(channel, text); });
    if (auto wrong = in.fault()) return std::unexpected(std::move(*wrong));
    return address;
}

std::expected<facts::put_opt_out, problem> read_suppression(std::string_view body) {
    const auto root = parse_json_object(body);
    if (!root) return std::unexpected(root.error());
    json_fields in{*root};
    facts::put_opt_out made;
    made.value.source = "api";
    bool wanted = false;
    in.require("number", "whose wish it is");
    in.read("number", made.number);
    made.all_channels = !in.has("channel");
    in.read_word("channel", made.channel, CHANNEL_WORDS);
    in.read("sender", made.value.sender);
    in.read("source", made.value.source);
    in.read("wanted", wanted);
    std::optional<core::message_class> klass;
    in.read_word("class", klass, CLASS_WORDS);
    if (klass) made.value.klass = static_cast<uint8_t>(static_cast<uint8_t>(*klass) + 1);
    made.is_over = wanted;
    if (auto wrong = in.fault()) return std::unexpected(std::move(*wrong));
    return made;
}

std::expected<std::string, problem> read_stop(std::string_view body) {
    if (body.empty()) return std::string{};
    const auto root = parse_json_object(body);
    if (!root) return std::unexpected(root.error());
    json_fields in{*root};
    std::string why;
    in.read("why", why);
    if (auto wrong = in.fault()) return std::unexpected(std::move(*wrong));
    return why;
}

}  // namespace kaskad::gateway::api
