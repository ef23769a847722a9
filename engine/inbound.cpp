#include "engine/inbound.hpp"

#include "core/person_word.hpp"
#include "engine/admission.hpp"
#include "engine/contacts.hpp"
#include "engine/inbound_events.hpp"
#include "engine/inbound_print.hpp"
#include "engine/inbound_text.hpp"
#include "engine/person_answers.hpp"
#include "smpp/status.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace kaskad::engine {

namespace {

using smpp::command_status;

constexpr int64_t PRINTS_LEFT_MS = 60'000;  // an old one stays at most so long
constexpr size_t PRINTS_PER_FACT = 200;

// A text that takes nothing more, and the changes that it comes with.
struct closing {
    facts::inbound_text text;
    std::vector<smpp::text_piece> pieces;
    std::vector<facts::change> changes;
    std::string note;
};

facts::inbound_print make_print(const turn& turn, const facts::inbound_received& command) {
    return {print_of(command), turn.now.steady_ms + turn.limits.inbound_repeat_ms};
}

void keep_print(const turn& turn, const facts::inbound_print& print, std::vector<facts::change>& changes) {
    if (turn.limits.inbound_repeat_ms > 0) changes.push_back({print});
}

void find_owner(turn& turn, facts::inbound_text& text, const facts::link& link) {
    const auto* owner = turn.memory.owners().find(link.name, smpp::plain_number(text.destination), text.text);
    if (owner == nullptr) return;
    text.client = owner->client;
    text.endpoint = owner->endpoint;
    text.keyword = owner->keyword;
}

// To the number's owner: nothing that is marketing by SMS, or all of it again; or an answer to what was sent.
void hear(turn& turn, const facts::inbound_text& text) {
    if (!text.client || text.binary) return;
    const std::string number{smpp::plain_number(text.source)};
    const auto word = core::read_person_word(text.text);
    if (word == core::person_word::opts_in) return note_opt_in(turn, text.client, number, core::channel::sms);
    if (word != core::person_word::opts_out) return take_answer(turn, number, text.link, text.client);
    constexpr auto MARKETING = static_cast<uint8_t>(static_cast<uint8_t>(core::message_class::marketing) + 1);
    note_opt_out(turn, text.client, number, core::channel::sms, {.sender = {}, .klass = MARKETING, .source = "STOP"});
}

void finish(turn& turn, closing what) {
    auto& text = what.text;
    const auto& link = turn.memory.links.at(text.link);
    text.closed_utc = turn.now.utc_ms;
    text.parts_received = static_cast<uint16_t>(what.pieces.size());
    read_text(text, link, what.pieces);
    find_owner(turn, text, link);
    auto& counts = turn.counters.inbound[text.link];
    ++counts.texts;
    counts.incomplete += facts::is_complete(text) ? 0 : 1;
    counts.unowned += text.client ? 0 : 1;
    what.changes.push_back({text});
    turn.emit({.kind = facts::fact_kind::inbound_received,
               .link = text.link,
               .note = std::move(what.note),
               .changes = std::move(what.changes)});
    hear(turn, text);
    raise_inbound(turn, text);
}

// The parts that are recorded go with it.
closing close_set(const inbound_sets::parts& parts, std::string note) {
    const auto& first = parts.begin()->second;
    closing result{.text = {.id = first.text,
                            .link = first.link,
                            .source = first.source,
                            .destination = first.destination,
                            .parts = first.total,
                            .received_utc = first.received_utc},
                   .pieces = {},
                   .changes = {},
                   .note = std::move(note)};
    for (const auto& [number, part] : parts) {
        result.pieces.push_back(part.piece);
        result.text.received_utc = std::min(result.text.received_utc, part.received_utc);
        facts::inbound_part key;
        key.text = part.text;
        key.number = number;
        result.changes.push_back({std::move(key), true});
    }
    return result;
}

void take_whole(turn& turn, const facts::inbound_received& command, facts::inbound_print print) {
    auto node = take_id(turn);
    closing result{.text = {.id = node.last_message,
                            .link = command.bind.link,
                            .source = command.source,
                            .destination = command.destination,
                            .received_utc = turn.now.utc_ms},
                   .pieces = {command.piece},
                   .changes = {{std::move(node)}},
                   .note = {}};
    keep_print(turn, print, result.changes);
    finish(turn, std::move(result));
}

facts::inbound_part make_part(const turn& turn, const facts::inbound_received& command) {
    const auto& place = *command.place;
    return {.text = {},
            .number = place.number,
            .link = command.bind.link,
            .source = command.source,
            .destination = command.destination,
            .width = place.width,
            .reference = place.reference,
            .total = place.total,
            .piece = command.piece,
            .received_utc = turn.now.utc_ms,
            .expires_steady = turn.now.steady_ms + turn.limits.inbound_wait_ms};
}

void make_room(turn& turn, size_t size) {
    const auto& sets = turn.memory.inbound;
    while (!sets.is_empty() && sets.size() + size > turn.limits.inbound_parts_max)
        finish(turn, close_set(sets.oldest(), "too many parts of texts that are not whole"));
}

void take_part(turn& turn, const facts::inbound_received& command, facts::inbound_print print) {
    make_room(turn, inbound_sets::size_of(command.piece));
    auto part = make_part(turn, command);
    const auto key = key_of_set(part);
    const auto* known = turn.memory.inbound.find(key);
    if (known != nullptr && known->contains(part.number)) {
        // Another text under the same reference: phones count theirs to 255 only.
        finish(turn, close_set(*known, "its reference begins anew"));
        known = nullptr;
    }
    const bool is_last = known != nullptr && known->size() + 1U == part.total;
    if (is_last) {
        auto all = *known;
        part.text = all.begin()->second.text;
        auto result = close_set(*known, "");
        all.emplace(part.number, part);
        result.pieces.clear();
        for (auto& [number, each] : all)
            result.pieces.push_back(std::move(each.piece));
        keep_print(turn, print, result.changes);
        return finish(turn, std::move(result));
    }
    std::vector<facts::change> changes;
    if (known != nullptr) {
        part.text = known->begin()->second.text;
        part.expires_steady = known->begin()->second.expires_steady;
    } else {
        auto node = take_id(turn);
        part.text = node.last_message;
        changes.push_back({std::move(node)});
    }
    keep_print(turn, print, changes);
    changes.push_back({std::move(part)});
    turn.emit(
        {.kind = facts::fact_kind::inbound_part_received, .link = command.bind.link, .changes = std::move(changes)});
}

command_status take(turn& turn, const facts::inbound_received& command) {
    const auto link = turn.memory.links.find(command.bind.link);
    if (link == turn.memory.links.end()) return command_status::rx_t_appn;
    auto& counts = turn.counters.inbound[command.bind.link];
    const auto print = make_print(turn, command);
    if (turn.memory.inbound_prints.contains(print.print, turn.now.steady_ms)) {
        ++counts.repeated;
        return command_status::rok;
    }
    // It creates work: the operator repeats it later.
    if (turn.memory.pressure_percent >= ADMISSION_PERCENT.front()) {
        ++counts.put_off;
        return command_status::rx_t_appn;
    }
    const auto number = smpp::plain_number(command.destination);
    if (link->second.refuse_unowned && !turn.memory.owners().has_any(link->second.name, number)) {
        ++counts.refused;
        return command_status::rx_r_appn;
    }
    const bool is_part = command.place && command.place->total > 1;
    is_part ? take_part(turn, command, print) : take_whole(turn, command, print);
    return command_status::rok;
}

// Many at once, so that they seldom cost a group of their own.
void expire_prints(turn& turn) {
    const auto& prints = turn.memory.inbound_prints;
    const auto size_max = turn.limits.inbound_prints_max;
    const auto is_due = [&] {
        if (prints.size() == 0) return false;
        return prints.size() > size_max || prints.first_expiry() + PRINTS_LEFT_MS <= turn.now.steady_ms;
    };
    while (is_due() && !turn.is_long()) {
        facts::fact fact{.kind = facts::fact_kind::expired_keys, .note = "prints of texts from handsets"};
        for (const auto print : prints.find_old(turn.now.steady_ms, size_max, PRINTS_PER_FACT))
            fact.changes.push_back({facts::inbound_print{.print = print}, true});
        turn.emit(std::move(fact));
    }
}

}  // namespace

void handle(turn& turn, const facts::inbound_received& command) {
    const auto status = static_cast<uint32_t>(take(turn, command));
    turn.send(facts::answer_deliver{command.bind, command.sequence_number, command.data_sm, status});
}

void expire_inbound(turn& turn) {
    const auto& sets = turn.memory.inbound;
    while (!sets.is_empty() && !turn.is_long()) {
        const auto& oldest = sets.oldest();
        if (oldest.begin()->second.expires_steady > turn.now.steady_ms) break;
        finish(turn, close_set(oldest, "its other parts did not come"));
    }
    expire_prints(turn);
}

}  // namespace kaskad::engine
