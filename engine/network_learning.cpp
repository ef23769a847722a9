#include "engine/network_learning.hpp"

#include "engine/recipient_network.hpp"
#include "smpp/codec.hpp"
#include "smpp/receipt_network.hpp"

#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>

namespace kaskad::engine {

namespace {

using routing::known_network;

constexpr size_t CONTRADICTIONS_SHOWN = 1'000;

// Two words name one network. Where the plan has no code, its operator is the network.
bool is_same(const routing::network& believed, const routing::network& said) {
    if (!believed.mccmnc.empty()) return believed.mccmnc == said.mccmnc;
    return !believed.group.empty() && believed.group == said.group;
}

// As is believed already; what was learnt before is said again, and is fresher so, after a while only.
bool is_nothing_new(const turn& turn, const known_network& believed, const routing::network& network,
                    const network_word& said) {
    const auto known = turn.memory.numbers.find(said.number);
    if (!known || known->mccmnc != said.mccmnc) return !known && is_same(believed.network, network);
    return turn.now.utc_ms - known->learnt_utc < LEARNT_AGAIN_MS;
}

// Of those who knew better than the plan, who said something else.
void keep_other(const turn& turn, const known_network& believed, facts::learnt_number& value) {
    const auto before = turn.memory.numbers.find(value.number);
    if (before && before->mccmnc != value.mccmnc) {
        value.other_mccmnc = before->mccmnc;
        value.other_rule = before->rule;
        value.other_link = before->link;
        value.other_utc = before->learnt_utc;
    } else if (before && !before->other_mccmnc.empty()) {
        value.other_mccmnc = before->other_mccmnc;
        value.other_rule = before->other_rule;
        value.other_link = before->other_link;
        value.other_utc = before->other_utc;
    } else if (routing::is_named(believed.rule) && believed.network.mccmnc != value.mccmnc) {
        value.other_mccmnc = believed.network.mccmnc;
        value.other_rule = believed.rule;
        value.other_utc = believed.utc_ms;
    }
}

void make_room(turn& turn, std::string_view number) {
    auto& numbers = turn.memory.numbers;
    if (numbers.size() < turn.limits.learnt_numbers_max || numbers.find(number)) return;
    facts::fact gone{.kind = facts::fact_kind::numbers_forgotten};
    gone.changes.push_back({*numbers.oldest(), true});
    turn.emit(std::move(gone));
}

// The PDU as it was kept; what was cut cannot be read.
std::string network_named_in(const facts::receipt_received& command, std::span<const uint16_t> tags) {
    const smpp::octets octets{reinterpret_cast<const uint8_t*>(command.evidence.data()), command.evidence.size()};
    const auto read = smpp::decode(octets);
    if (!read) return {};
    return std::visit(
        [tags](const auto& body) -> std::string {
            using body_type = std::decay_t<decltype(body)>;
            if constexpr (std::is_same_v<body_type, smpp::deliver_sm> || std::is_same_v<body_type, smpp::data_sm>) {
                const auto receipt = smpp::parse_receipt(body);
                return receipt ? smpp::reported_network(*receipt, body.tlvs, tags) : std::string{};
            } else {
                return {};
            }
        },
        read->body);
}

}  // namespace

void learn_network(turn& turn, const network_word& said) {
    if (turn.limits.learnt_numbers_max == 0) return;
    const auto match = turn.memory.plan.find(said.number);
    if (!match) return;
    const auto network = routing::network_of_code(turn.memory.plan, said.mccmnc, match->network->country);
    const auto believed = find_network(turn, said.number);
    if (!network || !believed) return;
    if (is_nothing_new(turn, *believed, *network, said)) return;
    facts::learnt_number learnt{.number = std::string{said.number},
                                .mccmnc = std::string{said.mccmnc},
                                .rule = said.rule,
                                .link = said.link,
                                .learnt_utc = turn.now.utc_ms,
                                .other_mccmnc = {}};
    keep_other(turn, *believed, learnt);
    make_room(turn, said.number);
    turn.emit({.kind = facts::fact_kind::number_learnt, .link = said.link, .changes = changes_of(std::move(learnt))});
}

void learn_from_receipt(turn& turn, const facts::receipt_received& command, std::string_view recipient) {
    const auto link = turn.memory.links.find(command.bind.link);
    if (link == turn.memory.links.end() || !link->second.names_networks) return;
    if (command.state != facts::part_state::delivered) return;
    const auto mccmnc = network_named_in(command, link->second.network_tags);
    if (mccmnc.empty()) return;
    learn_network(turn, {.number = recipient, .mccmnc = mccmnc, .link = link->first});
}

void handle(turn& turn, const facts::query_contradictions& command) {
    const auto& numbers = turn.memory.numbers;
    facts::contradictions told;
    told.learnt = numbers.size();
    told.is_cut = numbers.contradictions() > CONTRADICTIONS_SHOWN;
    numbers.each_contradiction([&](facts::learnt_number each) {
        told.rows.push_back(std::move(each));
        return told.rows.size() < CONTRADICTIONS_SHOWN;
    });
    turn.send(facts::answer{command.reply_to, 0, std::move(told)});
}

}  // namespace kaskad::engine
