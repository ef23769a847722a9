#include "gateway/lookup_asker.hpp"

#include "core/assert.hpp"
#include "gateway/lookup_answer.hpp"

#include <string>
#include <string_view>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr std::string_view NUMBER = "{number}";
constexpr int OK = 200;

net::http_client_options make_client_options(const lookup_asker_options& options) {
    net::http_client_options result;
    result.connections_per_origin = options.call.parallel;
    result.waiting_per_origin = options.open_max;
    return result;
}

facts::lookup_answered no_answer(core::message_id id, std::string why) {
    return {.id = id, .mccmnc = {}, .original = {}, .error = std::move(why)};
}

}  // namespace

lookup_asker::lookup_asker(net::shard& home, lookup_asker_options options, facts::command_port& engine,
                           api::metrics& numbers)
    : options_{std::move(options)},
      engine_{engine},
      numbers_{numbers},
      retry_{home.get_executor(), [this] { tell_waiting(); }},
      client_{home, make_client_options(options_)} {
    ASSERT(options_.steady_ms);
    ASSERT(options_.call.url.contains(NUMBER));
}

void lookup_asker::handle_effect(const facts::ask_lookup& effect) {
    const std::chrono::milliseconds left{effect.deadline_steady - options_.steady_ms()};
    if (left.count() <= 0) return tell(no_answer(effect.id, "no answer in time"));
    client_.send(make_call(effect, left),
                 [this, id = effect.id](const net::http_result& result) { handle_result(id, result); });
}

void lookup_asker::stop() {
    stopped_ = true;
    answers_.clear();
    retry_.cancel();
    client_.stop();
}

net::http_call lookup_asker::make_call(const facts::ask_lookup& effect, std::chrono::milliseconds deadline) const {
    net::http_call call;
    call.method = "GET";
    call.url = options_.call.url;
    call.url.replace(call.url.find(NUMBER), NUMBER.size(), effect.number);
    call.fields.add("Accept", "application/json");
    call.fields.add("User-Agent", "Kaskad/1");
    for (const auto& header : options_.call.headers) {
        const auto colon = header.find(": ");
        call.fields.add(std::string_view{header}.substr(0, colon), std::string_view{header}.substr(colon + 2));
    }
    call.deadline = deadline;
    return call;
}

void lookup_asker::handle_result(core::message_id id, const net::http_result& result) {
    if (stopped_) return;
    auto answer = result && result->status == OK ? read_lookup_answer(id, result->body, options_.call)
                  : result ? no_answer(id, "the provider answered " + std::to_string(result->status))
                           : no_answer(id, std::string{net::to_string(result.error().code)});
    numbers_.count_lookup(answer.has_answer ? "answered" : "no_answer");
    tell(std::move(answer));
}

void lookup_asker::tell(facts::lookup_answered answer) {
    if (answers_.empty() && engine_.try_send(facts::command{answer})) return;
    answers_.push_back(std::move(answer));
    retry_.expire_after(options_.resend_delay);
}

void lookup_asker::tell_waiting() {
    while (!answers_.empty() && engine_.try_send(facts::command{answers_.front()}))
        answers_.pop_front();
    if (!answers_.empty()) retry_.expire_after(options_.resend_delay);
}

}  // namespace kaskad::gateway
