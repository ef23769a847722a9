#include "gateway/simulators/channel_world.hpp"

#include "core/assert.hpp"
#include "gateway/simulators/channel_json.hpp"
#include "net/http_cut.hpp"

#include <fmt/format.h>

#include <utility>

namespace kaskad::gateway::simulators {

namespace {

std::string key_for(provider who, std::string_view what) {
    return fmt::format("{} {}", to_string(who), what);
}

// What has been told once is not to be taken back.
bool is_over(const channel_message& message) {
    return message.is_delivered || message.is_revoked || message.state == channel_event::expired ||
           message.state == channel_event::failed || message.state == channel_event::busy;
}

}  // namespace

channel_world::channel_world(channels_options options, int64_t utc_ms)
    : options_{std::move(options)}, utc_ms_{utc_ms}, requests_{options_.requests_max} {
    for (const auto who : PROVIDERS)
        ASSERT(options_.keys.contains(who));
    last_post_ = static_cast<uint64_t>(utc_ms);
}

channel_reply channel_world::handle_request(const net::http_request& request, int64_t now_ms, int64_t real_utc_ms) {
    ++counts_.requests;
    const moment now{now_ms, real_utc_ms};
    const auto* dialect = find_dialect(request.path());
    channel_reply reply{.response = json_answer(404, {{"error", "no provider has this path"}})};
    if (dialect != nullptr && faults_.status != 0) {
        reply.response = json_answer(faults_.status, {{"error", "a fault was asked for"}});
    } else if (dialect != nullptr) {
        const channel_time time{.utc_ms = utc_ms(now_ms), .real_utc_ms = real_utc_ms};
        reply = carry_out(*dialect, dialect->read(request, keys_of(dialect->who()), time), now);
    }
    reply.delay_ms = faults_.latency_ms;
    if (reply.response.status == net::STATUS_CUT) ++counts_.lost;
    requests_.add(dialect != nullptr ? to_string(dialect->who()) : "", request, reply.response, utc_ms(now_ms));
    return reply;
}

channel_reply channel_world::carry_out(const channel_dialect& dialect, channel_order order, const moment& now) {
    using enum channel_order::kind;
    const auto& keys = keys_of(dialect.who());
    switch (order.wants) {
        case answer:
            return {.response = std::move(order.answer)};
        case send:
            return take_send(dialect, std::move(order.send), false, now);
        case check:
            return take_send(dialect, std::move(order.send), true, now);
        case status:
            return {.response = dialect.answer_status(find(dialect.who(), order.id).get(), keys)};
        case revoke:
            return {.response = channel_world::revoke(dialect, order.id, now)};
    }
    return {};
}

channel_reply channel_world::take_send(const channel_dialect& dialect, channel_send send, bool is_check,
                                       const moment& now) {
    ++counts_.sends;
    const auto& keys = keys_of(dialect.who());
    const auto checked = send.checked_id.empty() ? nullptr : find(dialect.who(), send.checked_id);
    if (!send.checked_id.empty() && (!checked || !checked->is_checked_only))
        return {.response = dialect.answer_status(nullptr, keys)};
    auto fate = fate_of(dialect.who(), send.address);
    if (fate.verdict == channel_verdict::accepted && events() + fate.steps.size() > options_.events_max) {
        fate.verdict = channel_verdict::throttled;
        ++counts_.full;
    }
    count_verdict(dialect.who(), send.address, fate.verdict);
    const auto message = make_message(dialect, std::move(send), now);
    if (checked) message->id = checked->id;
    if (const auto known = dialect.is_idempotent() ? find(dialect.who(), message->id) : nullptr)
        return {.response = dialect.answer_send(*known, channel_verdict::accepted, keys)};
    message->is_checked_only = is_check;
    message->revoke = fate.revoke;
    channel_reply reply{.response = dialect.answer_send(*message, fate.verdict, keys)};
    if (fate.verdict != channel_verdict::accepted) return reply;
    keep(message);
    if (is_check) return reply;
    if (fate.is_callback_first && !fate.steps.empty()) {
        auto first = make_post(*message, fate.steps.front(), now);
        if (first) reply.first.push_back(std::move(*first));
        fate.steps.erase(fate.steps.begin());
    }
    schedule(message, fate.steps, now);
    if (fate.is_answer_lost) reply.response = net::cut_connection();
    return reply;
}

channel_fate channel_world::fate_of(provider who, const std::string& address) {
    if (const auto* laid_down = scripts_.find(who, address)) return *laid_down;
    const auto found = refused_.find(key_for(who, address));
    const auto earlier = found == refused_.end() ? 0 : found->second;
    return decide_channel_fate(options_.fate, who, address, earlier, counts_.sends);
}

void channel_world::count_verdict(provider who, const std::string& address, channel_verdict verdict) {
    const auto key = key_for(who, address);
    if (verdict == channel_verdict::accepted) {
        ++counts_.accepted;
        refused_.erase(key);
        return;
    }
    ++counts_.refused;
    // Whoever asks so many addresses does not mean the count of any.
    if (refused_.size() >= REFUSED_MAX) refused_.clear();
    ++refused_[key];
}

channel_world::message_pointer channel_world::make_message(const channel_dialect& dialect, channel_send send,
                                                           const moment& now) {
    const auto number = static_cast<uint64_t>(utc_ms_) + counts_.sends;
    auto id = dialect.make_id(number, send, keys_of(dialect.who()));
    return std::make_shared<channel_message>(channel_message{.where = dialect.who(),
                                                             .id = std::move(id),
                                                             .number = number,
                                                             .send = std::move(send),
                                                             .utc_ms = utc_ms(now.now_ms)});
}

void channel_world::keep(const message_pointer& message) {
    const auto key = key_for(message->where, message->id);
    if (!messages_.contains(key)) oldest_.push_back(key);
    messages_[key] = message;
    if (messages_.size() <= options_.messages_max) return;
    messages_.erase(oldest_.front());
    oldest_.pop_front();
    ++counts_.forgotten;
}

channel_world::message_pointer channel_world::find(provider who, const std::string& id) const {
    const auto found = messages_.find(key_for(who, id));
    return found == messages_.end() ? nullptr : found->second;
}

net::http_response channel_world::revoke(const channel_dialect& dialect, const std::string& id, const moment& now) {
    const auto message = find(dialect.who(), id);
    const auto& keys = keys_of(dialect.who());
    if (!message || message->is_checked_only) return dialect.answer_revoke(nullptr, false, keys);
    const bool was_over = is_over(*message);
    message->is_revoked = take_back(*message);
    if (message->is_revoked) ++counts_.revoked;
    const auto event = message->is_revoked ? channel_event::revoked : channel_event::delivered;
    const bool is_news = !was_over && (message->is_revoked || message->revoke == revoke_fate::too_late);
    std::vector<channel_step> news{{.after_ms = options_.fate.delay_ms, .event = event}};
    end_call(news, dialect.who(), options_.fate.delay_ms);
    if (is_news && tells(dialect.who(), event)) schedule(message, news, now);
    return dialect.answer_revoke(message.get(), message->is_revoked, keys);
}

bool channel_world::take_back(channel_message& message) const {
    return message.is_revoked || (message.revoke != revoke_fate::too_late && !is_over(message));
}

bool channel_world::write(provider who, std::string_view address, std::string_view text, int64_t now_ms) {
    if (!tells(who, channel_event::reply) || events() >= options_.events_max) return false;
    auto message = std::make_shared<channel_message>();
    message->where = who;
    message->send.address = address;
    schedule(message, {{.event = channel_event::reply, .text = std::string{text}}}, {.now_ms = now_ms});
    return true;
}

}  // namespace kaskad::gateway::simulators
