#pragma once

#include "gateway/api/credentials.hpp"
#include "gateway/api/item_results.hpp"
#include "gateway/api/open_requests.hpp"
#include "gateway/api/report_work.hpp"
#include "gateway/api/server_options.hpp"
#include "gateway/api/service_place.hpp"
#include "net/digest.hpp"
#include "net/timer.hpp"

#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The API behind a socket or without one: takes whole requests, knows routes, keys and limits, sends commands and
// turns answers into responses. Decides nothing about messages. On its shard.

namespace kaskad::gateway::api {

// A request on its way through the service. `who` is empty on routes that need no key.
struct service_call {
    net::http_request request;
    exchange answer;
    credential who;
};

// "client/key": who says so, for the record.
std::string call_name(const credential& who);

problem make_no_address_problem();
problem make_overloaded_problem();

class command_round;
class slice_work;
class sheet_inquiry;
struct feed_request;

class service : public std::enable_shared_from_this<service> {
  public:
    service(net::shard& home, const server_options& options, server_ports ports);

    size_t open_requests_now() const { return open_.size(); }

    void handle_request(net::http_request request, net::http_responder responder);
    // For a token that is not open any more: dropped.
    void handle_answer(facts::answer answer);

    // The credentials given before are all there are. Until then nobody is turned away for good: 503 not_ready.
    void admit_clients() { admits_clients_ = true; }
    void set_credentials(std::shared_ptr<const credentials> value) { credentials_ = std::move(value); }
    void set_links(std::shared_ptr<const link_names> value) { links_ = std::move(value); }

  private:
    struct route;
    using render_job = std::move_only_function<net::http_response(store::reader&)>;
    // A page as JSON, read from the database.
    using list_job = std::function<std::optional<std::string>(store::reader&, const store::list_query&)>;

    // service_table.cpp: what there is
    static std::span<const route> routes();
    static std::string_view pattern_of(std::string_view path);

    // service.cpp: the way in
    void dispatch(access wanted, void (service::*run)(service_call), service_call call);
    std::expected<credential, problem> authenticate(const net::http_request& request, access wanted) const;
    facts::token open(open_request request);
    // Ends a call that was admitted but not opened.
    void answer(service_call call, net::http_response response);
    void refuse(service_call call, const problem& why) { answer(std::move(call), render_problem(why)); }
    // One command, and its answer as a response; a refusal is shown as what it is. at_deadline: when none comes.
    using command_maker = std::function<facts::command(facts::token)>;
    using reply_renderer = std::function<net::http_response(const facts::reply&)>;
    void ask(service_call call, const command_maker& make, reply_renderer render, problem (*at_deadline)());
    // Two commands, one after the other: the second is made from the answer to the first, be it a refusal.
    using next_command = std::expected<facts::command, net::http_response>;
    using next_maker = std::move_only_function<next_command(facts::token, const facts::reply&)>;
    void ask_twice(service_call call, const command_maker& first, next_maker next, reply_renderer render,
                   problem (*at_deadline)());
    std::optional<net::http_response> go_on(facts::token token, next_command next);
    void arm_timer();
    void get_health(service_call call);
    std::string why_not_ready() const { return admits_clients_ ? ports_.why_not_ready() : "starting"; }
    void get_readiness(service_call call);
    void get_metrics(service_call call);

    // service_submit.cpp
    void post_messages(service_call call);
    void post_preview(service_call call);
    template <typename Reply>
    void submit(service_call call, std::string idempotency_key);
    template <typename Reply>
    void send(facts::token token, std::vector<facts::submit_message> messages, bool is_array);
    template <typename Reply>
    net::http_response conclude(const item_results<Reply>& results);

    // service_change.cpp
    void cancel_message(service_call call);
    void repeat_receipt(service_call call);
    void post_feedback(service_call call);
    void stop_message(service_call call);
    template <typename Command>
    void change(service_call call, Command command, reply_renderer render);

    // service_routes.cpp
    void get_routes(service_call call);
    void explain_route(service_call call);
    void get_receipt_evidence(service_call call);
    void allow_traffic(service_call call);

    // service_numbers.cpp
    void post_lookups(service_call call);
    void get_contradictions(service_call call);

    // service_prices.cpp
    void get_prices(service_call call);
    void preview_prices(service_call call) { take_sheet(std::move(call), false); }
    void import_prices(service_call call) { take_sheet(std::move(call), true); }
    void undo_import(service_call call);
    void take_sheet(service_call call, bool applies);
    std::optional<net::http_response> handle_sheet_answer(const facts::answer& answer,
                                                          const std::shared_ptr<sheet_inquiry>& sheet);
    void conclude_sheet(facts::token token, sheet_verdict verdict);

    // service_route_tests.cpp
    void start_route_test(service_call call);
    void list_route_tests(service_call call);
    void get_route_test(service_call call);
    void take_probe(service_call call);
    // Its texts' messages are read, and shown beside what the phones got.
    void show_route_test(facts::token token, facts::route_test test);

    // service_clients.cpp
    // Nothing: there is nothing for that key.
    std::optional<place> place_of(const service_call& call) const;
    static command_maker ask_for_client(const place& at);
    void list_clients(service_call call);
    void put_client(service_call call);
    void disable_client(service_call call);
    void list_keys(service_call call);
    void post_key(service_call call);
    void delete_key(service_call call);

    // service_orders.cpp
    void post_order(service_call call);
    void list_orders(service_call call);
    void approve_order(service_call call) { decide_order(std::move(call), true); }
    void refuse_order(service_call call) { decide_order(std::move(call), false); }
    void decide_order(service_call call, bool agrees);
    std::string reseller_name(const place& at) const;
    void get_suppliers(service_call call);
    void get_exchange_rates(service_call call);
    void post_exchange_rates(service_call call);

    // service_contracts.cpp
    void list_contracts(service_call call);
    void put_contract(service_call call);
    void list_invoices(service_call call);
    void post_invoice(service_call call);
    void take_back_invoice(service_call call);
    void list_periods(service_call call);
    void post_period(service_call call);

    // service_comparisons.cpp
    void compare_file_of_client(service_call call) { take_file(std::move(call), false); }
    void compare_file_for_staff(service_call call) { take_file(std::move(call), true); }
    void take_file(service_call call, bool is_staff);

    // service_reconciliations.cpp
    void post_reconciliation(service_call call);
    void list_reconciliations(service_call call);
    void change_reconciliation(service_call call);

    // service_cascades.cpp
    void list_cascades(service_call call);
    void put_cascade(service_call call);
    void remove_cascade(service_call call);
    void get_contact(service_call call);
    void put_contact(service_call call);
    void post_suppression(service_call call);

    // service_channels.cpp
    void take_channel_callback(service_call call);

    // service_links.cpp
    void get_links(service_call call);
    void post_link_order(service_call call);

    // service_reports.cpp
    void get_stats(service_call call);
    void get_usage(service_call call);
    void get_ledger_roots(service_call call);
    // Who makes reports of one kind, and how many at once.
    struct report_desk {
        report_port* thread = nullptr;
        size_t most = 0;
        size_t of_client_most = 0;
        std::chrono::milliseconds deadline{};
        problem (*at_deadline)() = nullptr;
        problem (*when_busy)() = nullptr;
        std::vector<core::client_id> making;  // whose
    };
    struct open_report {
        report_desk* desk = nullptr;
        facts::token token = 0;
        core::client_id client;
        std::shared_ptr<report_work> work;
        std::function<void()> then;  // when all is read that there is to be read, and the answer is still to come
    };
    static report_desk make_report_desk(const server_options& options, const server_ports& ports);
    static report_desk make_comparison_desk(const server_options& options, const server_ports& ports);
    void make_report(service_call call, std::shared_ptr<report_work> work,
                     const std::function<void(facts::token)>& then = {});
    void make_at(report_desk& desk, service_call call, std::shared_ptr<report_work> work,
                 const std::function<void(facts::token)>& then);
    void go_on(open_report report);
    void take_step(open_report report, std::optional<net::http_response> response);
    void end_report(const open_report& report, std::optional<net::http_response> response);

    // service_receipts.cpp
    void get_receipts(service_call call);
    void list_receipts(service_call call);
    void list_parked(service_call call);
    void repeat_receipts(service_call call);
    void close_receipts(service_call call);
    void ask_for_all(service_call call, std::shared_ptr<slice_work> work, bool is_dry_run);
    void ask_for_slice(facts::token token, std::shared_ptr<const slice_work> work);
    void go_on_asking(facts::token token, command_round& round);

    // service_read.cpp
    void get_message(service_call call);
    void list_messages(service_call call);
    void list_inbound(service_call call);
    void list_unowned(service_call call);
    void list_inbound_of(core::client_id client, service_call call);
    void list(core::client_id client, service_call call, list_job render);
    void get_balance(service_call call);
    void get_reasons(service_call call);
    void get_unmapped(service_call call);
    void get_accounts(service_call call);
    void get_events(service_call call);
    std::optional<net::http_response> show_events(const facts::answer& answer, const feed_request& asked);
    std::optional<net::http_response> handle_barrier(const facts::answer& answer, core::message_id id,
                                                     const credential& who, net::clock::time_point deadline);
    void read(facts::token token, render_job render);

    net::shard& home_;
    server_options options_;
    server_ports ports_;
    std::shared_ptr<const credentials> credentials_;
    std::shared_ptr<const link_names> links_;
    bool admits_clients_ = false;
    open_requests open_;
    report_desk reports_;
    report_desk comparisons_;
    std::optional<net::hmac_sha256_signer> probe_key_;
    net::timer timer_;
};

}  // namespace kaskad::gateway::api
