#include "gateway/api/receipt_work.hpp"
#include "gateway/api/repeat_round.hpp"
#include "gateway/api/service.hpp"

#include <algorithm>
#include <utility>

// Receipts for staff: reports about them, and telling clients once more. What is told is found by the report reader,
// page by page, and then asked of the engine message by message.

namespace kaskad::gateway::api {

namespace {

problem make_half_told_problem() {
    return make_problem("outcome_unknown",
                        "Not all were told in time, and it is not known which. The same request again tells all of "
                        "them, some for the second time.");
}

}  // namespace

void service::get_receipts(service_call call) {
    auto asked = parse_receipts_request(call.request.query());
    if (!asked) return refuse(std::move(call), asked.error());
    make_report(std::move(call), make_receipts_work(*std::move(asked)));
}

void service::list_receipts(service_call call) {
    auto asked = parse_receipt_list(call.request.query(), {options_.list_limit, options_.list_limit_max});
    if (!asked) return refuse(std::move(call), asked.error());
    make_report(std::move(call), make_receipt_list_work(*std::move(asked)));
}

void service::list_parked(service_call call) {
    auto asked = parse_parked_request(call.request.query(), {options_.list_limit, options_.list_limit_max});
    if (!asked) return refuse(std::move(call), asked.error());
    make_report(std::move(call), make_parked_work(*std::move(asked)));
}

void service::repeat_receipts(service_call call) {
    auto asked = read_repeat_request(call.request.body);
    if (!asked) return refuse(std::move(call), asked.error());
    const bool is_dry_run = asked->is_dry_run;
    auto work = std::make_shared<repeat_work>(*std::move(asked));
    if (is_dry_run) return make_report(std::move(call), std::move(work));
    make_report(std::move(call), work, [this, work](facts::token token) { tell_again(token, work); });
}

// Answers come one by one, and each makes room for the next. Sent from a turn of its own: an answer that came before
// this one is done with would find nobody.
void service::tell_again(facts::token token, const std::shared_ptr<repeat_work>& work) {
    auto round = std::make_shared<repeat_round>(work->messages(), work->last(), work->is_last());
    if (round->is_over()) return open_.finish(token, make_json(200, round->render()));
    auto on_answer = [this, token, round](const facts::answer& answer) -> std::optional<net::http_response> {
        round->handle_reply(answer.value);
        if (round->is_over()) return make_json(200, round->render());
        home_.post([self = weak_from_this(), token, round] {
            if (const auto service = self.lock()) service->go_on_telling(token, *round);
        });
        return std::nullopt;
    };
    open_.listen(token, std::move(on_answer), make_half_told_problem);
    go_on_telling(token, *round);
}

void service::go_on_telling(facts::token token, repeat_round& round) {
    while (open_.is_open(token)) {
        const auto next = round.poll_next();
        if (!next) return;
        facts::repeat_event command{.reply_to = token, .claim = {.client = {}, .message = *next}};
        if (ports_.engine.try_send(std::move(command))) continue;
        round.stop_at_last();
        if (!round.has_begun()) return open_.finish(token, render_problem(make_overloaded_problem()));
        if (round.is_over()) open_.finish(token, make_json(200, round.render()));
        return;
    }
}

}  // namespace kaskad::gateway::api
