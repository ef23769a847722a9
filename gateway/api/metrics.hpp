#pragma once

#include "core/id.hpp"
#include "core/money.hpp"
#include "gateway/api/client_metrics.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

// The numbers at /metrics. One object a process, made over the registry; any thread may count. Names begin with
// kaskad_ and are as public as the API.

namespace prometheus {
class Registry;
}

namespace kaskad::gateway::api {

// A link's account with its supplier. left: where it has a limit. told: what the supplier said is left.
struct supplier_numbers {
    core::amount owed;
    std::optional<core::amount> left;
    std::optional<core::amount> told;
};

class metrics {
  public:
    explicit metrics(std::shared_ptr<prometheus::Registry> registry);
    ~metrics();
    metrics(const metrics&) = delete;
    metrics& operator=(const metrics&) = delete;

    // Of the SMPP server for clients.
    client_metrics& of_clients() { return clients_; }

    // The text format of Prometheus 0.0.4.
    std::string render() const;

    void count_accepted(uint64_t messages);
    void count_refused(std::string_view code);  // a message, by the refusal's code
    void count_http(int status, double seconds);
    void count_submits(std::string_view link, uint64_t parts);
    // ok, throttled, retry, refused, none
    void count_responses(std::string_view link, std::string_view result_class, uint64_t responses);
    void count_receipts(std::string_view link, std::string_view state, uint64_t receipts);
    void count_parked(std::string_view link, uint64_t receipts);
    void set_parked(uint64_t receipts);  // as of now
    void count_parked_dropped(uint64_t receipts);
    void count_cascades(std::string_view what, uint64_t times);
    // result: complete, incomplete, untold, repeated, refused, put_off.
    void count_inbound(std::string_view link, std::string_view result, uint64_t texts);
    void count_inbound_unowned(std::string_view link, uint64_t texts);
    void set_inbound_open(uint64_t texts);  // as of now
    // What was done about a link that did not deliver: ejected, kept, sender_blocked.
    void count_link_health(std::string_view link, std::string_view action, uint64_t times);
    void count_codes_again(std::string_view link, uint64_t codes);
    // What a phone told: accepted, refused, unsigned, stale, wrong_signature.
    void count_probe(std::string_view result);
    void count_pumping(std::string_view verdict, uint64_t messages);
    void count_unmapped(std::string_view link, uint64_t codes);
    void count_callback(std::string_view result);  // accepted, refused, no_answer, not_allowed
    // A sync that made `groups` durable.
    void count_journal_sync(uint64_t groups, double seconds);
    void set_projector_lag(uint64_t groups);
    void observe_projector_lag(double seconds);  // of one durable group, until it was in the database
    void count_lookup(std::string_view result);  // answered, no_answer
    // A file of ported numbers in use; as_of_s: of when it is, seconds since 1970.
    void set_ported(std::string_view file, uint64_t numbers, int64_t as_of_s);
    void count_ported_trouble(std::string_view file);
    // Of one thread at a time. What has no value any more goes, and all of it where the link is gone.
    void set_supplier(std::string_view link, const supplier_numbers& now);
    void drop_supplier(std::string_view link);
    void count_supplier_trouble(std::string_view link);
    void set_queue_depth(std::string_view link, std::string_view message_class, uint64_t messages);
    void set_host_binds(std::string_view link, std::string_view host, uint64_t binds);
    void count_queries(std::string_view link, uint64_t questions);
    // result: asked, or refused of these.
    void count_cancels(std::string_view link, std::string_view result, uint64_t wishes);
    void set_binds_bound(std::string_view link, uint64_t binds);
    // Of a channel account. result of a callback: taken, forged, unreadable, put_off.
    void count_channel_calls(std::string_view account, std::string_view outcome, uint64_t calls);
    void count_channel_time(std::string_view account, double seconds);  // of calls that were answered
    void count_channel_callbacks(std::string_view account, std::string_view result, uint64_t callbacks);
    void set_channel_calls_open(std::string_view account, uint64_t calls);

  private:
    struct families;
    std::shared_ptr<prometheus::Registry> registry_;
    std::unique_ptr<families> families_;
    client_metrics clients_;
};

}  // namespace kaskad::gateway::api
