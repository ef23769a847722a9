#include "gateway/api/callback_sender.hpp"

#include "core/assert.hpp"
#include "gateway/api/callback_body.hpp"
#include "gateway/api/problem.hpp"
#include "net/public_address.hpp"
#include "net/webhook_signature.hpp"

#include <utility>

namespace kaskad::gateway::api {

namespace {

constexpr size_t CONNECTIONS_PER_ORIGIN = 64;  // a slow receiver has its own limit: what the engine lets go at once
constexpr size_t FIELDS_OCTETS = 256;
constexpr size_t FIELDS_COUNT = 5;

net::http_client_options make_client_options(const callback_sender_options& options, bool any_address) {
    net::http_client_options result;
    result.connections_per_origin = CONNECTIONS_PER_ORIGIN;
    result.waiting_per_origin = options.calls_max;
    result.call_deadline = options.call_deadline;
    result.tls = options.tls;
    if (!any_address) result.is_address_allowed = net::is_public_address;
    return result;
}

bool is_accepted(int status) {
    return status >= 200 && status <= 299;
}

std::string_view result_name(const net::http_result& result) {
    if (result) return is_accepted(result->status) ? "accepted" : "refused";
    return result.error().code == net::http_error_code::refused_address ? "not_allowed" : "no_answer";
}

}  // namespace

callback_sender::callback_sender(net::shard& home, callback_sender_options options, facts::command_port& engine,
                                 metrics& numbers)
    : options_{std::move(options)},
      engine_{engine},
      numbers_{numbers},
      endpoints_{std::make_shared<callback_endpoints>()},
      retry_{home.get_executor(), [this] { tell_waiting(); }},
      to_public_{home, make_client_options(options_, false)},
      to_any_{home, make_client_options(options_, true)} {
    ASSERT(options_.utc_s);
}

void callback_sender::handle_effect(facts::call_endpoint effect) {
    if (outstanding() >= options_.outstanding_max) {
        numbers_.count_callback("not_sent");
        return tell({effect.value.endpoint, effect.value.sequence, false, 0});
    }
    waiting_.push_back(std::move(effect.value));
    start_waiting();
}

void callback_sender::set_endpoints(std::shared_ptr<const callback_endpoints> value) {
    endpoints_ = std::move(value);
    signers_.clear();
    for (const auto& [id, endpoint] : *endpoints_) {
        if (!endpoint.key.empty()) signers_.emplace(id, net::hmac_sha256_signer{endpoint.key});
    }
}

void callback_sender::stop() {
    stopped_ = true;
    waiting_.clear();
    answers_.clear();
    retry_.cancel();
    to_public_.stop();
    to_any_.stop();
}

// While the engine does not take answers, nothing new is begun: so the answers kept stay few.
void callback_sender::start_waiting() {
    while (!stopped_ && answers_.empty() && under_way_ < options_.calls_max && !waiting_.empty()) {
        const auto event = std::move(waiting_.front());
        waiting_.pop_front();
        start(event);
    }
}

void callback_sender::start(const facts::event& event) {
    const facts::callback_answered about{event.endpoint, event.sequence, false, 0};
    const auto found = endpoints_->find(event.endpoint);
    const bool usable = found != endpoints_->end() && found->second.enabled && !found->second.key.empty();
    if (!usable) {
        numbers_.count_callback("not_allowed");
        return tell(about);
    }
    ++under_way_;
    auto& client = found->second.allow_private ? to_any_ : to_public_;
    client.send(make_call(event, found->second),
                [this, about](const net::http_result& result) { handle_result(about, result); });
}

net::http_call callback_sender::make_call(const facts::event& event, const callback_endpoint& endpoint) {
    net::http_call call;
    call.url = event.url.empty() ? endpoint.url : event.url;
    call.body = render_callback_body(event);
    call.fields.reserve(FIELDS_OCTETS, FIELDS_COUNT);
    call.fields.add("Content-Type", JSON_TYPE);
    call.fields.add("User-Agent", "Kaskad/1");
    add_webhook_fields(call.fields, signers_.at(event.endpoint), {callback_id(event), options_.utc_s()}, call.body);
    call.repeatable = true;  // the receiver knows a repeat by its id
    return call;
}

void callback_sender::handle_result(const facts::callback_answered& about, const net::http_result& result) {
    ASSERT(under_way_ > 0);
    --under_way_;
    if (stopped_) return;
    numbers_.count_callback(result_name(result));
    auto answer = about;
    answer.http_status = result ? result->status : 0;
    answer.accepted = is_accepted(answer.http_status);
    tell(answer);
    start_waiting();
}

void callback_sender::tell(facts::callback_answered answer) {
    if (answers_.empty() && engine_.try_send(facts::command{answer})) return;
    answers_.push_back(answer);
    retry_.expire_after(options_.resend_delay);
}

void callback_sender::tell_waiting() {
    while (!answers_.empty() && engine_.try_send(facts::command{answers_.front()}))
        answers_.pop_front();
    if (!answers_.empty()) return retry_.expire_after(options_.resend_delay);
    start_waiting();
}

}  // namespace kaskad::gateway::api
