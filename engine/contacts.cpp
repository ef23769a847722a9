#include "engine/contacts.hpp"

#include "engine/admission.hpp"
#include "engine/cascade_steps.hpp"
#include "engine/recipient_network.hpp"
#include "engine/reply.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::engine {

namespace {

using facts::refusal_code;

constexpr core::client_id EVERYBODY;
constexpr size_t ADDRESS_MAX = 8'192;  // as of one that a client sets

bool is_about(const facts::opt_out& value, const facts::message& draft) {
    if (!value.sender.empty() && value.sender != draft.sender) return false;
    return value.klass == 0 || value.klass == static_cast<uint8_t>(draft.klass) + 1;
}

// As it is recorded, or as it begins.
facts::contact contact_at(const turn& turn, core::client_id client, const std::string& recipient,
                          core::channel channel) {
    const auto* known = turn.memory.contacts.find(client, recipient, channel);
    if (known) return *known;
    facts::contact made;
    made.client = client;
    made.recipient = recipient;
    made.channel = channel;
    return made;
}

bool has_room(const turn& turn, const facts::contact& value) {
    const auto& contacts = turn.memory.contacts;
    if (contacts.find(value.client, value.recipient, value.channel)) return true;
    return contacts.size() < turn.limits.cascade.contacts_max;
}

bool is_nothing(const facts::contact& value) {
    return value.address.empty() && value.unreachable_until_utc == 0 && value.opt_outs.empty();
}

void put(turn& turn, facts::contact value, std::string note) {
    const bool gone = is_nothing(value);
    facts::fact fact{.kind = facts::fact_kind::contact_changed, .note = std::move(note)};
    fact.changes.push_back({std::move(value), gone});
    turn.emit(std::move(fact));
}

// What could not be kept is counted: a message may go in vain once more.
void put_learnt(turn& turn, facts::contact value, std::string note) {
    if (!has_room(turn, value)) {
        ++turn.counters.cascades.contacts_full;
        return;
    }
    put(turn, std::move(value), std::move(note));
}

// What the message brought along goes before what was kept.
bool went_to(const turn& turn, const facts::message& value, core::channel channel, const std::string& address) {
    const auto given = texts_of(turn, value.id).addresses;
    const auto own = std::ranges::find(given, channel, &facts::channel_address::channel);
    return own == given.end() || own->address == address;
}

// An address that leads nowhere is no address.
void forget_address(turn& turn, const facts::message& value, core::channel channel) {
    const auto* known = turn.memory.contacts.find(value.client, value.recipient, channel);
    if (!known || known->address.empty() || !went_to(turn, value, channel, known->address)) return;
    auto without = *known;
    without.address.clear();
    without.address_utc = 0;
    put(turn, std::move(without), "address leads nowhere");
}

void add(facts::contact& to, facts::opt_out value) {
    std::erase_if(to.opt_outs,
                  [&](const facts::opt_out& each) { return each.sender == value.sender && each.klass == value.klass; });
    // The oldest goes: whoever says so often means all of it.
    if (to.opt_outs.size() >= facts::OPT_OUTS_MAX) to.opt_outs.erase(to.opt_outs.begin());
    to.opt_outs.push_back(std::move(value));
}

checked<std::string> number_of(const turn& turn, core::client_id id, const std::string& number) {
    const auto client = find_client(turn, id);
    if (!client) return std::unexpected(client.error());
    auto parsed = parse_mobile(turn, number, **client);
    if (!parsed) return refuse(refusal_code::invalid_recipient, "number", parsed.error());
    return std::move(*parsed);
}

checked<facts::contacts> set_address(turn& turn, const facts::put_contact& command) {
    const auto number = number_of(turn, command.client, command.number);
    if (!number) return std::unexpected(number.error());
    auto value = contact_at(turn, command.client, *number, command.channel);
    if (!has_room(turn, value)) return refuse(refusal_code::store_full, "", "no more contacts can be kept");
    value.address = command.address;
    value.address_utc = command.address.empty() ? 0 : turn.now.utc_ms;
    put(turn, std::move(value), "address");
    return facts::contacts{turn.memory.contacts.of(command.client, *number)};
}

void change_wish(turn& turn, const facts::put_opt_out& command, facts::contact value) {
    if (command.is_over) {
        const auto& wish = command.value;
        std::erase_if(value.opt_outs, [&](const facts::opt_out& each) {
            return each.sender == wish.sender && (wish.klass == 0 || each.klass == wish.klass);
        });
    } else {
        auto wish = command.value;
        wish.utc = turn.now.utc_ms;
        add(value, std::move(wish));
    }
    put(turn, std::move(value), command.is_over ? "wanted again" : "unwanted");
}

checked<facts::contacts> set_wish(turn& turn, const facts::put_opt_out& command) {
    const auto number = number_of(turn, command.client, command.number);
    if (!number) return std::unexpected(number.error());
    std::vector<facts::contact> changed;
    for (int each = 0; each <= static_cast<int>(core::CHANNEL_LAST); ++each) {
        const auto channel = static_cast<core::channel>(each);
        if (command.all_channels || channel == command.channel)
            changed.push_back(contact_at(turn, command.client, *number, channel));
    }
    if (turn.memory.contacts.size() + changed.size() > turn.limits.cascade.contacts_max)
        return refuse(refusal_code::store_full, "", "no more contacts can be kept");
    for (auto& value : changed)
        change_wish(turn, command, std::move(value));
    return facts::contacts{turn.memory.contacts.of(command.client, *number)};
}

}  // namespace

bool is_unwanted(const turn& turn, const facts::message& draft, core::channel channel) {
    if (turn.memory.contacts.size() == 0) return false;
    for (const auto client : {draft.client, EVERYBODY}) {
        const auto* known = turn.memory.contacts.find(client, draft.recipient, channel);
        if (!known) continue;
        const auto about = [&](const facts::opt_out& value) { return is_about(value, draft); };
        if (std::ranges::any_of(known->opt_outs, about)) return true;
    }
    return false;
}

bool is_lately_unreachable(const turn& turn, const std::string& recipient, core::channel channel) {
    const auto* known = turn.memory.contacts.find(EVERYBODY, recipient, channel);
    return known && known->unreachable_until_utc > turn.now.utc_ms;
}

void note_unreachable(turn& turn, const facts::message& value, const facts::attempt& attempt, core::reason reason) {
    const auto link = turn.memory.links.find(attempt.link);
    const bool by_number =
        link == turn.memory.links.end() || link->second.capability.addressed_by == facts::address_kind::number;
    if (!by_number) return forget_address(turn, value, attempt.channel);
    const auto& limits = turn.limits.cascade;
    auto known = contact_at(turn, EVERYBODY, value.recipient, attempt.channel);
    const auto doublings = std::min<uint8_t>(known.in_vain, 16);
    if (known.in_vain < UINT8_MAX) ++known.in_vain;
    known.unreachable = reason;
    known.unreachable_until_utc =
        turn.now.utc_ms + std::min(limits.unreachable_ms << doublings, limits.unreachable_max_ms);
    put_learnt(turn, std::move(known), "unreachable");
}

void note_reached(turn& turn, const facts::message& value, const facts::attempt& attempt) {
    const auto* known = turn.memory.contacts.find(EVERYBODY, value.recipient, attempt.channel);
    if (!known || known->in_vain == 0) return;
    auto better = *known;
    better.in_vain = 0;
    better.unreachable_until_utc = 0;
    better.unreachable = core::reason::none;
    better.reached_utc = turn.now.utc_ms;
    put(turn, std::move(better), "reached");
}

void note_address(turn& turn, core::client_id client, const std::string& recipient, core::channel channel,
                  const std::string& address) {
    auto known = contact_at(turn, client, recipient, channel);
    if (address.empty() || address.size() > ADDRESS_MAX || !known.address.empty()) return;
    known.address = address;
    known.address_utc = turn.now.utc_ms;
    if (has_room(turn, known)) ++turn.counters.cascades.addresses_learnt;
    put_learnt(turn, std::move(known), "address learnt");
}

void note_opt_out(turn& turn, core::client_id client, const std::string& recipient, core::channel channel,
                  facts::opt_out value) {
    auto known = contact_at(turn, client, recipient, channel);
    value.utc = turn.now.utc_ms;
    const auto words = "unwanted: " + value.source;
    add(known, std::move(value));
    put_learnt(turn, std::move(known), words);
}

void note_opt_in(turn& turn, core::client_id client, const std::string& recipient, core::channel channel) {
    const auto* known = turn.memory.contacts.find(client, recipient, channel);
    if (!known || known->opt_outs.empty()) return;
    auto open = *known;
    open.opt_outs.clear();
    put(turn, std::move(open), "wanted again");
}

void handle(turn& turn, const facts::put_contact& command) {
    reply(turn, command.reply_to, set_address(turn, command));
}

void handle(turn& turn, const facts::put_opt_out& command) {
    reply(turn, command.reply_to, set_wish(turn, command));
}

void handle(turn& turn, const facts::query_contact& command) {
    const auto number = number_of(turn, command.client, command.number);
    if (!number) return turn.send(facts::answer{command.reply_to, 0, number.error()});
    turn.send(facts::answer{command.reply_to, 0, facts::contacts{turn.memory.contacts.of(command.client, *number)}});
}

}  // namespace kaskad::engine
