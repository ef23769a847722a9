#include "tests/simulation/resellers.hpp"

#include "smpp/receipt.hpp"
#include "smpp/version.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace kaskad::simulation {

namespace {

using smpp::command_status;

constexpr uint64_t FIRST_ORDINAL = 5'000'000;  // none of the shops'
constexpr int64_t RECONNECT_MS_MAX = 5'000;
constexpr size_t WINDOW_OWN = 50;  // wider than any account may have
constexpr uint8_t ALWAYS = 1;      // registered_delivery: SMPP 3.4 §5.2.17
constexpr std::array TYPES{smpp::bind_type::transceiver, smpp::bind_type::transmitter, smpp::bind_type::receiver};

smpp::session_options options_of_client() {
    smpp::session_options options{.role = smpp::session_role::esme};
    options.window_size = WINDOW_OWN;
    return options;
}

}  // namespace

resellers::resellers(agenda& when, chance luck, const plan& made, watch& watch)
    : when_{when}, luck_{luck}, plan_{made}, habits_{made.resellers}, watch_{watch}, last_ordinal_{FIRST_ORDINAL} {
    for (const auto& client : plan_.declaration.clients) {
        if (client.value.accounts.empty()) continue;
        // One of each, so that receipts always find a way, and more of any.
        for (size_t number = 0; number < client.value.accounts.front().binds; ++number)
            binds_.push_back({.of = &client, .type = number == 0 ? TYPES.front() : luck_.one_of(TYPES)});
    }
}

void resellers::start_load() {
    load_ends_ms_ = when_.now_ms() + plan_.load_ms;
    for (size_t place = 0; place < binds_.size(); ++place) {
        connect(place);
        plan_burst(place);
    }
    if (!binds_.empty()) plan_trouble();
}

bool resellers::is_idle() const {
    return std::ranges::all_of(binds_, [](const bind& each) { return each.bound && each.open.empty(); });
}

void resellers::connect(size_t place) {
    auto& own = binds_[place];
    if (gateway_ == nullptr) return come_back(place);
    own.line = gateway_->connect_client(options_of_client());
    own.line->listen(side::esme, [this, place, from = std::weak_ptr{own.line}](smpp::session_event& event) {
        if (const auto line = from.lock()) hear(place, line, event);
    });
    const auto& system_id = own.of->value.accounts.front().system_id;
    const smpp::bind request{own.type, system_id, "any", "", smpp::VERSION_34, 0, 0, ""};
    ASSERT(own.line->at(side::esme).bind(request, when_.now_ms()).has_value());
    own.line->pump(side::esme);
}

void resellers::come_back(size_t place) {
    when_.after(luck_.between(100, RECONNECT_MS_MAX), [this, place] { connect(place); });
}

void resellers::hear(size_t place, const std::shared_ptr<connection>& from, smpp::session_event& event) {
    auto& own = binds_[place];
    if (std::holds_alternative<smpp::event::bound>(event)) {
        own.bound = true;
    } else if (const auto* response = std::get_if<smpp::event::response_received>(&event)) {
        conclude(own, *response);
    } else if (const auto* request = std::get_if<smpp::event::request_received>(&event)) {
        receive(from, *request);
    } else if (const auto* late = std::get_if<smpp::event::request_timed_out>(&event)) {
        own.open.erase(late->token);
    } else if (std::holds_alternative<smpp::event::closed>(event)) {
        from->stop_listening(side::esme);
        own.bound = false;
        own.open.clear();  // carried out or not: nobody knows
        come_back(place);
    }
}

void resellers::plan_burst(size_t place) {
    when_.after(luck_.between(1, habits_.burst_every_ms * 2), [this, place] {
        if (!is_loading()) return;
        auto& own = binds_[place];
        const auto count = 1 + luck_.below(habits_.burst_max);
        for (size_t done = 0; done < count && own.bound; ++done)
            submit(own);
        plan_burst(place);
    });
}

void resellers::submit(bind& over) {
    if (over.type == smpp::bind_type::receiver || over.line->at(side::esme).window_free() == 0) return;
    const auto ordinal = ++last_ordinal_;
    smpp::submit_sm message;
    message.source = {5, 0, "Shop"};
    message.destination = {1, 1, fmt::format("49151{:07}", luck_.below(plan_.clients.recipients))};
    message.registered_delivery = ALWAYS;
    const bool is_long = luck_.happens(habits_.long_text);
    const auto text = text_of(ordinal, is_long ? 200 + luck_.below(300) : 20);
    if (is_long) {
        message.tlvs.push_back({smpp::tag::message_payload, text});
    } else {
        message.short_message = text;
    }
    const auto sent = over.line->at(side::esme).submit(message, ordinal, when_.now_ms());
    if (!sent) return;
    over.open.insert(ordinal);
    over.line->pump(side::esme);
}

void resellers::conclude(bind& over, const smpp::event::response_received& response) {
    if (over.open.erase(response.token) == 0)
        return watch_.complain(fmt::format("submit {} is answered and was not open", response.token));
    if (response.status == command_status::rthrottled) ++watch_.counts[rare::client_throttled];
    if (response.status == command_status::rmsgqful) ++watch_.counts[rare::client_refused];
    if (response.status != command_status::rok) return;
    const auto& body = std::get<smpp::submit_sm_resp>(response.body);
    const core::message_id id{std::stoull(body.message_id)};
    watch_.acknowledge(fmt::format("submit-{}", response.token), response.token, id);
}

void resellers::receive(const std::shared_ptr<connection>& from, const smpp::event::request_received& request) {
    const auto* pdu = std::get_if<smpp::deliver_sm>(&request.body);
    if (pdu == nullptr) return;
    const auto* id = smpp::find_tlv(pdu->tlvs, smpp::tag::receipted_message_id);
    const auto state = smpp::integer_tlv(pdu->tlvs, smpp::tag::message_state);
    if (id == nullptr || !state) return watch_.complain("a receipt does not say of which message, or what");
    if (!calm_ && luck_.happens(habits_.receipt_ignored)) return;
    const bool refused = !calm_ && luck_.happens(habits_.receipt_refused);
    const auto message = core::message_id{std::stoull(id->value)};
    if (!refused) watch_.client_heard(message, static_cast<smpp::message_state>(*state));
    if (refused) ++watch_.counts[rare::receipt_refused];
    const auto status = refused ? command_status::rx_t_appn : command_status::rok;
    answer(from, request.ref, status, luck_.between(0, habits_.answer_ms_max));
}

void resellers::answer(const std::weak_ptr<connection>& from, const smpp::request_ref& ref, command_status status,
                       int64_t delay_ms) {
    when_.after(delay_ms, [from, ref, status] {
        const auto line = from.lock();
        if (!line || line->at(side::esme).is_closed()) return;
        line->at(side::esme).reply(ref, status);
        line->pump(side::esme);
    });
}

void resellers::plan_trouble() {
    when_.after(luck_.between(1, habits_.trouble_every_ms * 2), [this] {
        if (calm_) return;
        auto& with = binds_[luck_.below(binds_.size())];
        if (with.bound) make_trouble(with);
        plan_trouble();
    });
}

void resellers::make_trouble(bind& with) {
    ++watch_.counts[rare::client_trouble];
    switch (luck_.below(3)) {
        case 0:
            return with.line->cut();
        case 1:
            return with.line->silence(when_.now_ms() + luck_.between(1'000, 60'000));
        default:
            with.line->at(side::esme).unbind(when_.now_ms());
            with.line->pump(side::esme);
    }
}

}  // namespace kaskad::simulation
