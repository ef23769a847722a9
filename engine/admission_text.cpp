#include "engine/admission_text.hpp"

#include "engine/turn.hpp"

#include <algorithm>

namespace kaskad::engine {

namespace {

using facts::refusal;
using facts::refusal_code;

uint32_t parts_allowed(const facts::client& client) {
    return std::min<uint32_t>(client.max_parts, smpp::PARTS_MAX);
}

bool fits(const counted_text& counted, const facts::client& client) {
    return counted && counted->parts <= parts_allowed(client);
}

std::unexpected<refusal> refuse_parts(const counted_text& counted, const facts::client& client) {
    const auto has = counted ? std::to_string(counted->parts) : "more than " + std::to_string(smpp::PARTS_MAX);
    return refuse(refusal_code::too_many_parts, "text",
                  "the text has " + has + " parts; this client may send " + std::to_string(parts_allowed(client)));
}

// Whether some link's options make the text short enough.
bool fits_some_link(const turn& turn, const std::string& text, const facts::client& client) {
    return std::ranges::any_of(turn.memory.links, [&](const auto& entry) {
        const auto terms = text_terms_of(entry.second);
        return terms != smpp::text_terms{} && fits(smpp::count_parts(text, terms), client);
    });
}

}  // namespace

// What its header names is reserved for; how many parts the text really has is seen when it is whole.
checked<counted_text> check_piece(const turn& turn, facts::message& draft, const facts::submit_message& command,
                                  const facts::client& client) {
    smpp::part_count named;
    named.parts = command.piece->total;
    if (!fits(named, client)) return refuse_parts(named, client);
    if (turn.memory.pieces.joining(draft) >= command.joining_max)
        return refuse(refusal_code::overloaded, "", "too many texts wait for their other parts");
    draft.parts = command.piece->total;
    draft.joining = command.incomplete;
    return named;
}

// As it goes over a link without options; the link that is chosen later may count otherwise (fit_text).
checked<counted_text> check_text(const turn& turn, facts::message& draft, const facts::submit_message& command,
                                 const facts::client& client) {
    if (command.text.empty()) return refuse(refusal_code::empty_text, "text", "the text is empty");
    const auto counted = smpp::count_parts(command.text);
    if (!counted && counted.error() == smpp::text_error::invalid_utf8) {
        return refuse(refusal_code::invalid_text, "text", "the text is not valid UTF-8");
    }
    if (!fits(counted, client) && !fits_some_link(turn, command.text, client)) return refuse_parts(counted, client);
    draft.parts = static_cast<uint16_t>(counted ? counted->parts : smpp::PARTS_MAX);
    return counted;
}

// As it goes over the link it was routed to: what the client pays for.
checked<text_plan> fit_text(facts::message& draft, std::string_view text, counted_text counted,
                            const facts::client& client, const facts::link& link) {
    const auto terms = text_terms_of(link);
    if (terms != smpp::text_terms{}) counted = smpp::count_parts(text, terms);
    if (!fits(counted, client)) return refuse_parts(counted, client);
    draft.parts = static_cast<uint16_t>(counted->parts);
    draft.encoding = to_stored(counted->coding);
    return text_plan{terms, *counted};
}

// Over other channels it is content, and has no parts.
counted_text as_content(facts::message& draft) {
    draft.parts = 1;
    return smpp::part_count{.parts = 1, .pdus = 1};
}

}  // namespace kaskad::engine
