#include "gateway/api/message_request.hpp"
#include "gateway/api/service.hpp"
#include "net/digest.hpp"

#include <algorithm>
#include <type_traits>
#include <utility>

namespace kaskad::gateway::api {

namespace {

constexpr size_t IDEMPOTENCY_KEY_MAX = 128;

problem make_outcome_problem() {
    return make_problem("outcome_unknown",
                        "No answer in time. It may have been accepted, and without an Idempotency-Key a repeat may "
                        "send it twice.");
}

problem make_repeatable_problem() {
    return make_problem("outcome_unknown",
                        "No answer in time. Repeat with the same Idempotency-Key: what was accepted is not sent "
                        "twice.");
}

std::expected<std::string, problem> read_idempotency_key(const net::http_request& request) {
    const auto key = request.header("Idempotency-Key");
    if (!key) return std::string{};
    const auto is_visible = [](char c) { return c > 0x20 && c < 0x7F; };
    if (!key->empty() && key->size() <= IDEMPOTENCY_KEY_MAX && std::ranges::all_of(*key, is_visible))
        return std::string{*key};
    auto why = make_problem("invalid_field", "Idempotency-Key: must be 1 to 128 visible ASCII characters.");
    why.errors.push_back({"Idempotency-Key", "must be 1 to 128 visible ASCII characters"});
    return std::unexpected(std::move(why));
}

template <typename Reply>
facts::command make_command(facts::submit_message message) {
    if constexpr (std::is_same_v<Reply, facts::previewed>) {
        return facts::preview_message{.message = std::move(message)};
    } else {
        return message;
    }
}

// What every item of a request has in common.
struct request_mark {
    core::client_id client;
    std::string idempotency_key;
    std::string body_hash;
    bool is_test = false;
};

// Splits a request into the commands to send and the results that are known already.
template <typename Reply>
std::vector<facts::submit_message> sort_items(message_request request, const request_mark& mark,
                                              item_results<Reply>& results) {
    std::vector<facts::submit_message> messages;
    for (size_t i = 0; i < request.items.size(); ++i) {
        auto& item = request.items[i];
        if (!item) {
            results.set(i, std::unexpected(std::move(item.error())));
            continue;
        }
        item->client = mark.client;
        item->idempotency_key = mark.idempotency_key;
        item->body_hash = mark.body_hash;
        item->is_test = mark.is_test;
        item->item = static_cast<uint32_t>(i);
        messages.push_back(std::move(*item));
    }
    return messages;
}

}  // namespace

void service::post_messages(service_call call) {
    auto key = read_idempotency_key(call.request);
    if (!key) return refuse(std::move(call), key.error());
    if (!key->empty() && open_.is_in_progress(call.who.client, *key)) {
        return refuse(std::move(call), make_problem("idempotency_in_progress",
                                                    "The first request with this key is not answered yet; ask again."));
    }
    submit<facts::accepted_item>(std::move(call), std::move(*key));
}

void service::post_preview(service_call call) {
    submit<facts::previewed>(std::move(call), {});
}

template <typename Reply>
void service::submit(service_call call, std::string idempotency_key) {
    if (open_.is_full()) return refuse(std::move(call), make_problem("overloaded", "Too many requests are open."));
    if (const auto why_not = ports_.why_not_durable(); !why_not.empty())
        return refuse(std::move(call), make_problem("not_ready", why_not));
    auto parsed = parse_message_request(call.request.body);
    if (!parsed) return refuse(std::move(call), parsed.error());

    const request_mark mark{call.who.client, idempotency_key,
                            std::string{net::as_octets(net::sha256(call.request.body))}, call.who.is_test};
    item_results<Reply> results{parsed->items.size(), parsed->is_array};
    const bool is_array = parsed->is_array;
    auto messages = sort_items(std::move(*parsed), mark, results);
    if (messages.empty()) return answer(std::move(call), conclude(results));

    const auto token =
        open({.answer = std::move(call.answer),
              .client = mark.client,
              .idempotency_key = idempotency_key,
              .deadline = net::clock::now() + options_.answer_deadline,
              .at_deadline = idempotency_key.empty() ? make_outcome_problem : make_repeatable_problem,
              .on_answer = [this, results = std::move(results)](
                               const facts::answer& answer) mutable -> std::optional<net::http_response> {
                  results.handle_answer(answer);
                  if (!results.is_complete()) return std::nullopt;
                  return conclude(results);
              }});
    send<Reply>(token, std::move(messages), is_array);
}

template <typename Reply>
void service::send(facts::token token, std::vector<facts::submit_message> messages, bool is_array) {
    std::vector<uint32_t> items;
    std::vector<facts::command> commands;
    items.reserve(messages.size());
    commands.reserve(messages.size());
    for (auto& message : messages) {
        message.reply_to = token;
        items.push_back(message.item);
        commands.push_back(make_command<Reply>(std::move(message)));
    }
    const bool taken = is_array ? ports_.engine.try_send_all(std::move(commands))
                                : ports_.engine.try_send(std::move(commands.front()));
    if (taken) return;
    for (const auto item : items) {
        handle_answer(
            {token, item,
             facts::refusal{facts::refusal_code::overloaded, "", "Too much is waiting; nothing was done; try again."}});
    }
}

template <typename Reply>
net::http_response service::conclude(const item_results<Reply>& results) {
    if constexpr (std::is_same_v<Reply, facts::accepted_item>) {
        uint64_t accepted = 0;
        for (const auto& result : results.all()) {
            if (result) {
                ++accepted;
            } else {
                ports_.numbers.count_refused(result.error().code());
            }
        }
        ports_.numbers.count_accepted(accepted);
    }
    return results.render();
}

}  // namespace kaskad::gateway::api
