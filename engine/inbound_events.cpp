#include "engine/inbound_events.hpp"

#include "core/assert.hpp"
#include "engine/events.hpp"
#include "engine/inbound_text.hpp"
#include "smpp/segmentation.hpp"
#include "smpp/tlv.hpp"

#include <utility>

namespace kaskad::engine {

namespace {

constexpr size_t SHORT_MESSAGE_OCTETS = 140;  // of a handset's message, headers included
constexpr size_t PARTS_MAX = 255;

// The same for every part of a text; texts that follow one another have different ones.
uint16_t reference_of(core::message_id id) {
    return static_cast<uint16_t>(id.value ^ id.value >> 22);
}

std::vector<smpp::text_piece> cut_octets(const facts::inbound_text& text, smpp::split_way split) {
    const smpp::udh_content plain{.place = {}, .shifts = {}, .more = text.header};
    const bool has_header = !text.header.empty();
    const auto whole = smpp::build_udh(plain) + text.octets;
    if (whole.size() <= SHORT_MESSAGE_OCTETS || split == smpp::split_way::payload) {
        if (whole.size() > smpp::TLV_VALUE_MAX) return {};
        return {{whole, has_header, text.data_coding}};
    }
    auto content = plain;
    content.place = smpp::concatenation{.reference = reference_of(text.id)};
    const auto header_size = smpp::udh_size(content);
    if (header_size >= SHORT_MESSAGE_OCTETS) return {};
    const auto room = SHORT_MESSAGE_OCTETS - header_size;
    const auto total = (text.octets.size() + room - 1) / room;
    if (total > PARTS_MAX) return {};
    std::vector<smpp::text_piece> pieces;
    content.place->total = static_cast<uint8_t>(total);
    for (size_t number = 1; number <= total; ++number) {
        content.place->number = static_cast<uint8_t>(number);
        pieces.push_back(
            {smpp::build_udh(content) + text.octets.substr((number - 1) * room, room), true, text.data_coding});
    }
    return pieces;
}

std::vector<smpp::text_piece> cut_text(const facts::inbound_text& text, smpp::split_way split) {
    const auto cut =
        smpp::segment(text.text, {.terms = {.split = split}, .reference = reference_of(text.id), .more = text.header});
    std::vector<smpp::text_piece> pieces;
    if (!cut) return pieces;
    for (const auto& part : cut->parts)
        pieces.push_back({part.short_message(), part.has_udh(), cut->data_coding});
    return pieces;
}

facts::event make_event(const turn& turn, const facts::inbound_text& text) {
    facts::event event;
    event.endpoint = text.endpoint;
    event.kind = facts::event_kind::inbound;
    event.message = text.id;
    event.client = text.client;
    event.utc = turn.now.utc_ms;
    event.inbound.push_back(text);
    return event;
}

// The pieces say what it says.
facts::inbound_text without_text(facts::inbound_text text) {
    text.text.clear();
    text.octets.clear();
    text.header.clear();
    return text;
}

std::vector<facts::event> make_events(const turn& turn, const facts::inbound_text& text, smpp::split_way split) {
    std::vector<facts::event> events;
    const auto stripped = without_text(text);
    for (auto& piece : make_pieces(text, split)) {
        events.push_back(make_event(turn, stripped));
        events.back().pieces.push_back(std::move(piece));
    }
    return events;
}

}  // namespace

std::vector<smpp::text_piece> make_pieces(const facts::inbound_text& text, smpp::split_way split) {
    return text.binary ? cut_octets(text, split) : cut_text(text, split);
}

void raise_inbound(turn& turn, const facts::inbound_text& text) {
    const auto endpoint = turn.memory.endpoints.find(text.endpoint);
    if (endpoint == turn.memory.endpoints.end() || !endpoint->second.enabled) return;
    if (!wants(endpoint->second, facts::event_kind::inbound)) return;
    std::vector<facts::event> events;
    if (endpoint->second.kind != facts::endpoint_kind::smpp) {
        events.push_back(make_event(turn, text));
    } else {
        events = make_events(turn, text, endpoint->second.inbound_split);
    }
    if (events.empty()) {
        ++turn.counters.inbound[text.link].untold;
    } else {
        raise_events(turn, std::move(events));
    }
}

void raise_in_parts(turn& turn, const facts::event& whole) {
    ASSERT(whole.inbound.size() == 1 && whole.pieces.size() == 1);
    auto text = whole.inbound.front();
    // We wrote it, so it is read by no link's habits.
    read_text(text, facts::link{}, whole.pieces);
    auto events = make_events(turn, text, smpp::split_way::udh);
    if (events.empty()) ++turn.counters.inbound[text.link].untold;
    raise_events(turn, std::move(events));
}

}  // namespace kaskad::engine
