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

service::report_desk service::make_report_desk(const server_options& options, const server_ports& ports) {
    return {.thread = ports.reports,
            .most = options.reports_max,
            .of_client_most = options.reports_of_client_max,
            .deadline = options.report_deadline,
            .at_deadline = make_too_much_problem,
            .when_busy = make_busy_problem,
            .making = {}};
}

void service::make_report(service_call call, std::shared_ptr<report_work> work,
                          const std::function<void(facts::token)>& then) {
    make_at(reports_, std::move(call), std::move(work), then);
}

void service::make_at(report_desk& desk, service_call call, std::shared_ptr<report_work> work,
                      const std::function<void(facts::token)>& then) {
    const auto client = call.who.client;
    if (std::ranges::count(desk.making, client) >= static_cast<ptrdiff_t>(desk.of_client_most)) {
        return refuse(std::move(call),
                      make_problem("too_many_open_requests", "Reports of this client are being made already."));
    }
    if (open_.is_full() || desk.making.size() >= desk.most) return refuse(std::move(call), desk.when_busy());
    desk.making.push_back(client);
    const auto token = open({.answer = std::move(call.answer),
                             .client = client,
                             .idempotency_key = {},
                             .deadline = net::clock::now() + desk.deadline,
                             .at_deadline = desk.at_deadline,
                             .on_answer = {}});
    go_on({.desk = &desk, .token = token, .client = client, .work = std::move(work), .then = [then, token] {
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
    auto& desk = *report.desk;
    const bool is_taken = desk.thread != nullptr && desk.thread->try_run(std::move(job));
    if (!is_taken) end_report(report, render_problem(desk.when_busy()));
}

void service::take_step(open_report report, std::optional<net::http_response> response) {
    const bool is_awaited = !response && open_.is_open(report.token);
    if (is_awaited && !report.work->is_ready()) return go_on(std::move(report));
    end_report(report, std::move(response));
    if (is_awaited) report.then();
}

// Without a response its deadline answered, or what follows does.
void service::end_report(const open_report& report, std::optional<net::http_response> response) {
    auto& making = report.desk->making;
    making.erase(std::ranges::find(making, report.client));
    if (response) open_.finish(report.token, std::move(*response));
}

}  // namespace kaskad::gateway::api
