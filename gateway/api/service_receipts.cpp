#include "gateway/api/close_work.hpp"
#include "gateway/api/command_round.hpp"
#include "gateway/api/receipt_work.hpp"
#include "gateway/api/repeat_work.hpp"
#include "gateway/api/service.hpp"

#include <limits>
#include <utility>

// Receipts for staff: reports about them, telling clients once more, and waiting no longer for what was never said. The
// messages are found by the report reader, page by page; then the engine is asked for one after the other.

namespace kaskad::gateway::api {

namespace {

problem make_half_done_problem() {
    return make_problem("outcome_unknown",
                        "Not all were done in time, and it is not known which. The same request again is for all of "
                        "them; who is told how a message ended may so be told twice.");
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
    ask_for_all(std::move(call), std::make_shared<repeat_work>(*std::move(asked)), is_dry_run);
}

void service::close_receipts(service_call call) {
    const auto now_utc_ms = ports_.utc_ms ? ports_.utc_ms() : std::numeric_limits<int64_t>::max();
    auto asked = read_close_request(call.request.body, now_utc_ms);
    if (!asked) return refuse(std::move(call), asked.error());
    const bool is_dry_run = asked->is_dry_run;
    auto work = std::make_shared<close_work>(*std::move(asked), call_name(call.who));
    ask_for_all(std::move(call), std::move(work), is_dry_run);
}

void service::ask_for_all(service_call call, std::shared_ptr<slice_work> work, bool is_dry_run) {
    if (is_dry_run) return make_report(std::move(call), std::move(work));
    make_report(std::move(call), work, [this, work](facts::token token) { ask_for_slice(token, work); });
}

// Answers come one by one, and each makes room for the next. Sent from a turn of its own: an answer that came before
// this one is done with would find nobody.
void service::ask_for_slice(facts::token token, std::shared_ptr<const slice_work> work) {
    auto round = std::make_shared<command_round>(work->found(), work);
    if (round->is_over()) return open_.finish(token, make_json(200, round->render()));
    auto on_answer = [this, token, round](const facts::answer& answer) -> std::optional<net::http_response> {
        round->handle_reply(answer.value);
        if (round->is_over()) return make_json(200, round->render());
        home_.post([self = weak_from_this(), token, round] {
            if (const auto service = self.lock()) service->go_on_asking(token, *round);
        });
        return std::nullopt;
    };
    open_.listen(token, std::move(on_answer), make_half_done_problem);
    go_on_asking(token, *round);
}

void service::go_on_asking(facts::token token, command_round& round) {
    while (open_.is_open(token)) {
        auto next = round.poll_next(token);
        if (!next) return;
        if (ports_.engine.try_send(*std::move(next))) continue;
        round.stop_at_last();
        if (!round.has_begun()) return open_.finish(token, render_problem(make_overloaded_problem()));
        if (round.is_over()) open_.finish(token, make_json(200, round.render()));
        return;
    }
}

}  // namespace kaskad::gateway::api
