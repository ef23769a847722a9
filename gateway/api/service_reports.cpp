#include "gateway/api/ledger_roots.hpp"
#include "gateway/api/report_work.hpp"
#include "gateway/api/service.hpp"

#include <algorithm>
#include <utility>

// Reports over many messages: a page at a time on the report reader's thread, and between two pages back on the shard,
// where a report that nobody waits for any more ends.

namespace kaskad::gateway::api {

namespace {

problem make_too_much_problem() {
    return make_problem("period_too_large",
                        "There is too much in this period to be read in time: ask for a shorter one, or let the "
                        "operator make the export with `kaskad usage`.");
}

problem make_busy_problem() {
    return make_problem("overloaded", "Other reports are being made; try again.");
}

}  // namespace

void service::get_stats(service_call call) {
    auto asked = parse_stats_request(call.request.query());
    if (!asked) return refuse(std::move(call), asked.error());
    auto work = make_stats_work(std::move(*asked), call.who, options_.stats_groups_max);
    make_report(std::move(call), std::move(work));
}

void service::get_usage(service_call call) {
    const auto asked = parse_usage_request(call.request.query(), {options_.usage_limit, options_.usage_limit});
    if (!asked) return refuse(std::move(call), asked.error());
    auto work = make_usage_work(*asked, call.who, links_, call.request.target);
    make_report(std::move(call), std::move(work));
}

void service::get_ledger_roots(service_call call) {
    const auto asked = parse_roots_request(call.request.query());
    if (!asked) return refuse(std::move(call), asked.error());
    auto work = make_roots_work(*asked, call.who);
    make_report(std::move(call), std::move(work));
}

void service::make_report(service_call call, std::shared_ptr<report_work> work,
                          const std::function<void(facts::token)>& then) {
    const auto client = call.who.client;
    if (std::ranges::count(reports_, client) >= static_cast<ptrdiff_t>(options_.reports_of_client_max)) {
        return refuse(std::move(call),
                      make_problem("too_many_open_requests", "Reports of this client are being made already."));
    }
    if (open_.is_full() || reports_.size() >= options_.reports_max) return refuse(std::move(call), make_busy_problem());
    reports_.push_back(client);
    const auto token = open({.answer = std::move(call.answer),
                             .client = client,
                             .idempotency_key = {},
                             .deadline = net::clock::now() + options_.report_deadline,
                             .at_deadline = make_too_much_problem,
                             .on_answer = {}});
    go_on({.token = token, .client = client, .work = std::move(work), .then = [then, token] {
               if (then) then(token);
           }});
}

void service::go_on(open_report report) {
    auto job = [self = weak_from_this(), &home = home_, report](store::report_reader& from) {
        auto response = report.work->step(from);
        home.post([self, report, response = std::move(response)]() mutable {
            if (const auto service = self.lock()) service->take_step(std::move(report), std::move(response));
        });
    };
    const bool is_taken = ports_.reports != nullptr && ports_.reports->try_run(std::move(job));
    if (!is_taken) end_report(report, render_problem(make_busy_problem()));
}

void service::take_step(open_report report, std::optional<net::http_response> response) {
    const bool is_awaited = !response && open_.is_open(report.token);
    if (is_awaited && !report.work->is_ready()) return go_on(std::move(report));
    end_report(report, std::move(response));
    if (is_awaited) report.then();
}

// Without a response its deadline answered, or what follows does.
void service::end_report(const open_report& report, std::optional<net::http_response> response) {
    reports_.erase(std::ranges::find(reports_, report.client));
    if (response) open_.finish(report.token, std::move(*response));
}

}  // namespace kaskad::gateway::api
