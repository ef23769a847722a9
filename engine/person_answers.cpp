#include "engine/person_answers.hpp"

#include "core/address.hpp"
#include "engine/cascade_state.hpp"
#include "engine/cascade_steps.hpp"

#include <algorithm>

namespace kaskad::engine {

namespace {

struct person_in {
    const world& memory;

    std::string operator()(const facts::submit_message& command) const {
        const auto client = memory.clients.find(command.client);
        if (command.supersede_key.empty() || client == memory.clients.end()) return {};
        const auto recipient = core::parse_recipient(command.to, client->second.home);
        return recipient ? recipient->digits : std::string{};
    }
    std::string operator()(const facts::channel_heard& command) const { return recipient_of(memory, command); }
    std::string operator()(const facts::inbound_received& command) const {
        return std::string{smpp::plain_number(command.source)};
    }
    template <typename Other>
    std::string operator()(const Other&) const {
        return {};
    }
};

// Calls end(message) for each that goes on and went over that link or account.
template <typename End>
void each_under_way(turn& turn, const std::string& recipient, core::link_id over, End end) {
    for (const auto id : turn.memory.open_cascades.of(recipient)) {
        auto found = turn.memory.find(id);
        if (turn.is_long() || !found) return;
        auto& value = found->value;
        if (!value.is_stopped && went_over(value, over)) end(value);
    }
}

}  // namespace

std::optional<facts::fetch_cascades> cascades_wanted(const world& memory, const facts::command& command) {
    auto person = std::visit(person_in{memory}, command);
    if (person.empty() || !memory.cold_people.may_contain(facts::person_hash(person))) return std::nullopt;
    return facts::fetch_cascades{std::move(person), CASCADES_FETCHED_MAX};
}

std::string recipient_of(const world& memory, const facts::channel_heard& command) {
    const auto account = memory.links.find(command.account);
    const bool is_both = !command.recipient.empty() && !command.address.empty();
    if (account == memory.links.end() || is_both) return command.recipient;
    const auto& named = command.recipient.empty() ? command.address : command.recipient;
    const auto* known = memory.contacts.find_by_address(account->second.channel, named);
    return known ? known->recipient : command.recipient;
}

bool went_over(const facts::message& value, core::link_id account) {
    return std::ranges::find(value.attempts, account, &facts::attempt::link) != value.attempts.end();
}

void take_answer(turn& turn, const std::string& recipient, core::link_id over, core::client_id client) {
    each_under_way(turn, recipient, over, [&](facts::message& value) {
        const bool is_its = !client || value.client == client;
        if (is_its && cascade_of(turn, value).stops_on_reply)
            stop(turn, value, core::reason::answered_by_recipient, "the person answered");
    });
}

void take_opt_out(turn& turn, const std::string& recipient, core::link_id over, const std::string& source) {
    each_under_way(turn, recipient, over, [&](facts::message& value) {
        if (value.klass == core::message_class::marketing)
            stop(turn, value, core::reason::suppressed, "unwanted: " + source);
    });
}

}  // namespace kaskad::engine
