#include "bench/parts/traffic.hpp"

#include "core/assert.hpp"

#include <fmt/format.h>

#include <utility>

namespace kaskad::bench {

namespace {

constexpr core::currency EUR{{'E', 'U', 'R'}};

facts::declared_price make_price(std::string link, const char* price) {
    facts::declared_price value;
    value.link = std::move(link);
    value.row.currency = EUR;
    value.row.price = *core::parse_price(price);
    return value;
}

facts::declare make_declaration() {
    facts::declare command;
    facts::link link;
    link.name = "operator";
    link.digest = "1";
    command.links.push_back(link);
    facts::declared_client client;
    client.value.name = "bench";
    client.value.digest = "1";
    client.value.currency = EUR;
    client.value.default_sender = "Kaskad";
    client.value.opening_balance = *core::parse_amount("1000000000");
    command.clients.push_back(client);
    command.prices = {make_price("operator", "0.0123"), make_price("", "0.0345")};
    command.plan = {{"49151", {"26201", "DE", "Telekom"}, 0}};
    return command;
}

}  // namespace

traffic::traffic(traffic_options options)
    : options_{options}, engine_{std::make_unique<kaskad::engine::engine>(kaskad::engine::options{}, 1)} {
    engine_->start({}, now_);
    declare();
}

void traffic::declare() {
    engine_->handle(make_declaration(), now_);
    engine_->handle(facts::link_bound{bind_}, now_);
}

facts::group traffic::turn() {
    ++turns_;
    now_.steady_ms += 1;
    now_.utc_ms += 1;
    for (auto& answer : std::exchange(answers_, {}))
        engine_->handle(std::move(answer), now_);
    send_receipts();
    send_messages();
    engine_->work(now_);
    return seal();
}

void traffic::send_messages() {
    credits_ += options_.messages_per_turn;
    engine_->handle(facts::grant_credits{bind_, credits_}, now_);
    for (size_t count = 0; count < options_.messages_per_turn; ++count) {
        facts::submit_message command;
        command.client = core::client_id{1};
        command.to = fmt::format("+49151{:08}", sent_);
        command.text = fmt::format("bench {:08} is sixty characters long, and plain GSM text.", sent_);
        ++sent_;
        engine_->handle(std::move(command), now_);
    }
}

void traffic::send_receipts() {
    for (; !receipts_.empty() && receipts_.front().turn <= turns_; receipts_.pop_front()) {
        facts::receipt_received command;
        command.bind = bind_;
        command.keys = {receipts_.front().id};
        command.state = facts::part_state::delivered;
        command.stat = "DELIVRD";
        command.recipient = receipts_.front().recipient;
        engine_->handle(std::move(command), now_);
        ++delivered_;
    }
}

facts::group traffic::seal() {
    auto sealed = engine_->seal(now_);
    for (auto& effect : sealed.effects) {
        if (auto* submit = std::get_if<facts::submit_part>(&effect)) take(*submit);
    }
    return std::move(sealed.group);
}

void traffic::take(facts::submit_part& effect) {
    const auto& recipient = effect.pdu.destination.addr;
    const auto id = "77" + recipient.substr(recipient.size() - 8);
    answers_.push_back(facts::submit_answered{effect.bind, effect.part, 0, id, id});
    receipts_.push_back({turns_ + 1 + options_.turns_to_receipt, id, recipient});
}

void traffic::note_projected(uint64_t position) {
    engine_->handle(facts::projected{position}, now_);
}

}  // namespace kaskad::bench
