#include "gateway/api/message_fields.hpp"

#include "gateway/api/cascade_request.hpp"
#include "gateway/api/json_body.hpp"
#include "gateway/api/message_request.hpp"
#include "gateway/api/timestamp.hpp"
#include "gateway/api/utf8.hpp"
#include "net/digest.hpp"
#include "net/url.hpp"
#include "routing/codes.hpp"

#include <boost/json.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace kaskad::gateway::api {

namespace {

namespace json = boost::json;

constexpr size_t MCC_DIGITS = 3;

std::string_view view(const json::string& text) {
    return {text.data(), text.size()};
}

std::string_view view(json::string_view text) {
    return {text.data(), text.size()};
}

struct message_draft {
    facts::submit_message message;
    std::vector<field_error> errors;
    std::string_view code;  // of the first error

    void refuse(std::string_view error_code, std::string_view field, std::string why) {
        if (errors.empty()) code = error_code;
        if (errors.size() < FIELD_ERRORS_MAX) errors.push_back({std::string{field}, std::move(why)});
    }
};

std::optional<std::string_view> read_text(message_draft& draft, std::string_view field, const json::value& value) {
    const auto* text = value.if_string();
    if (!text) {
        draft.refuse("wrong_type", field, fmt::format("must be a string, not {}", kind_name(value)));
        return std::nullopt;
    }
    if (view(*text).contains('\0')) {
        draft.refuse(field == "text" ? "invalid_text" : "invalid_field", field, "must not hold the character U+0000");
        return std::nullopt;
    }
    return view(*text);
}

void read_to(message_draft& draft, const json::value& value) {
    if (const auto text = read_text(draft, "to", value)) draft.message.to = *text;
}

void read_from(message_draft& draft, const json::value& value) {
    if (const auto text = read_text(draft, "from", value)) draft.message.from = *text;
}

void read_message_text(message_draft& draft, const json::value& value) {
    if (const auto text = read_text(draft, "text", value)) draft.message.text = *text;
}

void read_class(message_draft& draft, const json::value& value) {
    const auto text = read_text(draft, "class", value);
    if (!text) return;
    draft.message.klass = core::parse_message_class(*text);
    if (!draft.message.klass)
        draft.refuse("invalid_class", "class", "must be otp, transactional, service or marketing");
}

void read_client_ref(message_draft& draft, const json::value& value) {
    const auto text = read_text(draft, "client_ref", value);
    if (!text) return;
    if (utf8_length(*text) > CLIENT_REF_CHARACTERS_MAX) {
        draft.refuse("invalid_client_ref", "client_ref",
                     fmt::format("must not be longer than {} characters", CLIENT_REF_CHARACTERS_MAX));
        return;
    }
    draft.message.client_ref = *text;
}

// Whole seconds, written as such: 60, neither 60.0 nor "60".
std::optional<int64_t> whole_number(const json::value& value) {
    if (value.is_int64()) return value.get_int64();
    if (value.is_uint64()) return INT64_MAX;  // Boost.JSON uses it only for what exceeds int64
    return std::nullopt;
}

void read_validity(message_draft& draft, const json::value& value) {
    const auto seconds = whole_number(value);
    if (!seconds) {
        const auto what = value.is_double() ? "one with a fraction, an exponent or over 19 digits" : kind_name(value);
        draft.refuse("wrong_type", "validity", fmt::format("must be a whole number of seconds, not {}", what));
        return;
    }
    if (*seconds < 1 || *seconds > VALIDITY_S_MAX) {
        draft.refuse("invalid_validity", "validity", fmt::format("must be from 1 to {} seconds", VALIDITY_S_MAX));
        return;
    }
    draft.message.validity_s = *seconds;
}

void read_send_at(message_draft& draft, const json::value& value) {
    const auto text = read_text(draft, "send_at", value);
    if (!text) return;
    const auto utc_ms = parse_timestamp(*text);
    if (!utc_ms) {
        draft.refuse("invalid_send_at", "send_at",
                     "must be a date and time with offset by RFC 3339, like 2026-03-01T08:30:00Z");
        return;
    }
    if (*utc_ms <= 0) {  // 0 stands for "at once" further in
        draft.refuse("invalid_send_at", "send_at", "lies in the past");
        return;
    }
    draft.message.send_at_utc = *utc_ms;
}

// A path with ".." could leave the endpoint it seems to lie under, once the receiver has resolved it.
bool has_dot_segment(std::string_view target) {
    const auto path = net::percent_decode(target.substr(0, target.find_first_of("?#")), false);
    if (!path) return true;
    const std::string segments = *path + '/';
    return segments.contains("/../") || segments.contains("/./") || segments.contains('\\');
}

void read_callback_url(message_draft& draft, const json::value& value) {
    const auto text = read_text(draft, "callback_url", value);
    if (!text) return;
    const auto url = net::parse_url(*text);
    if (!url) {
        draft.refuse("invalid_callback_url", "callback_url", url.error());
        return;
    }
    if (has_dot_segment(url->target)) {
        draft.refuse("invalid_callback_url", "callback_url", "its path must not hold . or .. segments");
        return;
    }
    draft.message.callback_url = *text;
}

// Text, or octets in hexadecimal.
std::optional<std::string> read_tlv_value(const json::object& tlv) {
    const auto* text = tlv.if_contains("text");
    const auto* hex = tlv.if_contains("hex");
    const auto* given = text ? text : hex;
    if ((text && hex) || !given || !given->is_string()) return std::nullopt;
    const auto written = view(given->get_string());
    return text ? std::string{written} : net::from_hex(written);
}

std::optional<smpp::tlv> read_tlv(const json::value& value) {
    const auto* tlv = value.if_object();
    const auto* tag = tlv ? tlv->if_contains("tag") : nullptr;
    const auto number = tag ? whole_number(*tag) : std::nullopt;
    if (!number || !facts::is_message_tag(*number) || tlv->size() != 2) return std::nullopt;
    auto octets = read_tlv_value(*tlv);
    if (!octets || octets->size() > facts::MESSAGE_TLV_OCTETS_MAX) return std::nullopt;
    return smpp::tlv{static_cast<uint16_t>(*number), std::move(*octets)};
}

void read_tlvs(message_draft& draft, const json::value& value) {
    const auto* list = value.if_array();
    if (!list) return draft.refuse("wrong_type", "tlvs", fmt::format("must be an array, not {}", kind_name(value)));
    if (list->size() > facts::MESSAGE_TLVS_MAX) {
        return draft.refuse("invalid_field", "tlvs", fmt::format("must not be more than {}", facts::MESSAGE_TLVS_MAX));
    }
    draft.message.tlvs.clear();  // of a name given twice the last counts
    for (const auto& item : *list) {
        auto tlv = read_tlv(item);
        if (!tlv) {
            return draft.refuse("invalid_field", "tlvs",
                                fmt::format("must be objects of a tag from 5120 (0x1400) to 16383 (0x3FFF) and a text "
                                            "or hex of at most {} octets",
                                            facts::MESSAGE_TLV_OCTETS_MAX));
        }
        const auto known = std::ranges::find(draft.message.tlvs, tlv->tag, &smpp::tlv::tag);
        if (known != draft.message.tlvs.end())
            return draft.refuse("invalid_field", "tlvs", "must not hold a tag twice");
        draft.message.tlvs.push_back(std::move(*tlv));
    }
}

// MCC and MNC, "26201" or "262-01"; whether there is such a network is the engine's to say.
void read_network(message_draft& draft, const json::value& value) {
    const auto text = read_text(draft, "network", value);
    if (!text) return;
    std::string digits{*text};
    if (digits.size() > MCC_DIGITS && digits[MCC_DIGITS] == '-') digits.erase(MCC_DIGITS, 1);
    if (!routing::is_mccmnc(digits))
        return draft.refuse("invalid_field", "network", "must be MCC and MNC, 5 or 6 digits, as 26201");
    draft.message.network = std::move(digits);
}

// All that is wrong with it, as told of the fields inside.
void take_problem(message_draft& draft, std::string_view field, const std::optional<problem>& wrong) {
    if (!wrong) return;
    if (wrong->errors.empty()) return draft.refuse(wrong->code(), field, wrong->detail);
    for (const auto& error : wrong->errors)
        draft.refuse(wrong->code(), error.field, error.why);
}

// A name, or the steps.
void read_cascade_field(message_draft& draft, const json::value& value) {
    if (const auto* name = value.if_string()) {
        draft.message.cascade_name = *name;
        if (name->empty()) draft.refuse("invalid_field", "cascade", "must not be empty");
        return;
    }
    draft.message.steps.emplace();
    take_problem(draft, "cascade", read_cascade(value, *draft.message.steps));
}

void read_content_field(message_draft& draft, const json::value& value) {
    take_problem(draft, "content", read_contents(value, draft.message.contents));
}

void read_addresses_field(message_draft& draft, const json::value& value) {
    take_problem(draft, "addresses", read_addresses(value, draft.message.addresses));
}

void read_supersede_key(message_draft& draft, const json::value& value) {
    if (const auto text = read_text(draft, "supersede_key", value)) draft.message.supersede_key = *text;
}

struct field_reader {
    std::string_view name;
    void (*read)(message_draft&, const json::value&);
    bool required;
};

constexpr std::array FIELD_READERS = {
    field_reader{"to", read_to, true},
    field_reader{"from", read_from, false},
    field_reader{"text", read_message_text, true},
    field_reader{"class", read_class, false},
    field_reader{"client_ref", read_client_ref, false},
    field_reader{"validity", read_validity, false},
    field_reader{"send_at", read_send_at, false},
    field_reader{"callback_url", read_callback_url, false},
    field_reader{"tlvs", read_tlvs, false},
    field_reader{"network", read_network, false},
    field_reader{"cascade", read_cascade_field, false},
    field_reader{"content", read_content_field, false},
    field_reader{"addresses", read_addresses_field, false},
    field_reader{"supersede_key", read_supersede_key, false},
};

void read_members(message_draft& draft, const json::object& members) {
    for (const auto& [key, value] : members) {
        const auto name = view(key);
        const auto reader = std::ranges::find(FIELD_READERS, name, &field_reader::name);
        if (reader == FIELD_READERS.end()) {
            draft.refuse("unknown_field", name.substr(0, 64), "is not a field of a message");
        } else {
            reader->read(draft, value);
        }
    }
}

void check_required(message_draft& draft, const json::object& members) {
    const bool has_content = members.contains("cascade") && members.contains("content");
    for (const auto& field : FIELD_READERS) {
        if (field.name == "text" && has_content) continue;
        if (field.required && !members.contains({field.name.data(), field.name.size()}))
            draft.refuse("missing_field", field.name, "is missing");
    }
}

problem make_field_problem(message_draft draft) {
    const auto& first = draft.errors.front();
    auto result = make_problem(draft.code, fmt::format("{}: {}.", first.field, first.why));
    result.errors = std::move(draft.errors);
    return result;
}

}  // namespace

std::expected<facts::submit_message, problem> parse_message_fields(const json::value& item) {
    const auto* members = item.if_object();
    if (!members) {
        return std::unexpected(
            make_problem("wrong_type", fmt::format("A message is a JSON object, not {}.", kind_name(item))));
    }
    message_draft draft;
    check_required(draft, *members);
    read_members(draft, *members);
    const bool is_plain = !members->contains("cascade");
    for (const auto* name : {"content", "addresses", "supersede_key"}) {
        if (is_plain && members->contains(name)) draft.refuse("invalid_field", name, "needs a cascade");
    }
    if (!draft.errors.empty()) return std::unexpected(make_field_problem(std::move(draft)));
    return std::move(draft.message);
}

}  // namespace kaskad::gateway::api
