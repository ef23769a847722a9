#include "gateway/api/metrics.hpp"

#include "core/assert.hpp"

#include <fmt/format.h>
#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>
#include <atomic>
#include <utility>

namespace kaskad::gateway::api {

namespace {

using prometheus::BuildCounter;
using prometheus::BuildGauge;
using prometheus::BuildHistogram;
using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Histogram;
using prometheus::Registry;

// Seconds: from a fast disk's sync to a request that waits out its deadline.
const Histogram::BucketBoundaries SECONDS = {0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05,
                                             0.1,    0.2,    0.5,   1,     2,     5,    10};

// The projector's: it gathers before it writes, and is late above seconds.
const Histogram::BucketBoundaries LAG_SECONDS = {0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2, 3, 5, 10, 30};

constexpr size_t STATUS_MAX = 600;

Family<Counter>& counters(Registry& registry, const char* name, const char* help) {
    return BuildCounter().Name(name).Help(help).Register(registry);
}

Family<Gauge>& gauges(Registry& registry, const char* name, const char* help) {
    return BuildGauge().Name(name).Help(help).Register(registry);
}

Histogram& seconds(Registry& registry, const char* name, const char* help,
                   const Histogram::BucketBoundaries& bounds = SECONDS) {
    return BuildHistogram().Name(name).Help(help).Register(registry).Add({}, bounds);
}

// Has() first: a gauge that is added only to be taken away could be read in between, as 0.
void set_or_drop(Family<Gauge>& into, const prometheus::Labels& labels, std::optional<core::amount> amount) {
    if (amount) {
        into.Add(labels).Set(static_cast<double>(amount->e6));
    } else if (into.Has(labels)) {
        into.Remove(&into.Add(labels));
    }
}

}  // namespace

struct metrics::families {
    explicit families(Registry& registry)
        : messages{counters(registry, "kaskad_messages_total", "Messages asked for over HTTP, by result")},
          http_requests{counters(registry, "kaskad_http_requests_total", "HTTP requests answered, by status")},
          http_seconds{seconds(registry, "kaskad_http_request_seconds", "From a whole request to its answer")},
          submits{counters(registry, "kaskad_submits_total", "Parts submitted, by link")},
          responses{counters(registry, "kaskad_submit_responses_total", "Responses to submits, by link and class")},
          receipts{counters(registry, "kaskad_receipts_total", "Delivery receipts, by link and state")},
          parked{
              counters(registry, "kaskad_receipts_parked_total", "Receipts nobody waited for when they came, by link")},
          parked_now{gauges(registry, "kaskad_receipts_parked", "Receipts that nobody came for yet").Add({})},
          parked_dropped{
              counters(registry, "kaskad_receipts_parked_dropped_total", "Parked receipts beyond the limit").Add({})},
          cascades{counters(registry, "kaskad_cascades_total", "Steps of cascades, and what became of them")},
          inbound{counters(registry, "kaskad_inbound_total", "Texts from handsets, by link and result")},
          inbound_unowned{counters(registry, "kaskad_inbound_unowned_total",
                                   "Texts from handsets to numbers that are nobody's, by link")},
          link_health{counters(registry, "kaskad_link_health_total",
                               "What was done about links that did not deliver, by link and action")},
          codes_again{counters(registry, "kaskad_codes_again_total",
                               "One-time codes asked for again within a moment, by the link of the one before")},
          pumping{
              counters(registry, "kaskad_pumping_total", "Messages that were watched for traffic pumping, by verdict")},
          probes{counters(registry, "kaskad_probes_total", "SMS that phones of route tests told of, by result")},
          inbound_open{
              gauges(registry, "kaskad_inbound_open", "Texts from handsets whose other parts are awaited").Add({})},
          unmapped{counters(registry, "kaskad_unmapped_codes_total",
                            "Receipts and responses whose codes mean nothing to us, by link")},
          callbacks{counters(registry, "kaskad_callbacks_total", "Calls of clients' endpoints, by result")},
          journal_groups{counters(registry, "kaskad_journal_groups_total", "Groups made durable").Add({})},
          journal_sync{seconds(registry, "kaskad_journal_sync_seconds", "Time of a journal's sync")},
          projector_lag{
              gauges(registry, "kaskad_projector_lag_groups", "Durable groups not yet in the database").Add({})},
          projector_seconds{seconds(registry, "kaskad_projector_lag_seconds",
                                    "From durable to in the database, of a group every 10 ms", LAG_SECONDS)},
          queue_depth{gauges(registry, "kaskad_queue_messages", "Messages that wait for a link, by link and class")},
          binds{gauges(registry, "kaskad_link_binds_bound", "Binds that are bound, by link")},
          host_binds{gauges(registry, "kaskad_link_host_binds_bound", "Binds that are bound, by link and host")},
          queries{counters(registry, "kaskad_queries_total", "Questions about overdue receipts (query_sm), by link")},
          cancels{counters(registry, "kaskad_cancels_total", "Parts to be taken back (cancel_sm), by link and result")},
          lookups{counters(registry, "kaskad_lookups_total", "Look-ups asked of the provider, by result")},
          ported{gauges(registry, "kaskad_ported_numbers", "Ported numbers in use, by file")},
          ported_time{gauges(registry, "kaskad_ported_numbers_as_of_seconds", "Of when they are, by file")},
          ported_trouble{counters(registry, "kaskad_ported_numbers_trouble_total",
                                  "Files of ported numbers that could not be used, by file")},
          channel_calls{counters(registry, "kaskad_channel_calls_total",
                                 "What became of calls to providers of channels, by account and outcome")},
          channel_seconds{counters(registry, "kaskad_channel_call_seconds_total",
                                   "Time that providers of channels took to answer, by account")},
          channel_callbacks{counters(registry, "kaskad_channel_callbacks_total",
                                     "Callbacks of providers of channels, by account and result")},
          channel_open{
              gauges(registry, "kaskad_channel_calls_open", "Calls to providers of channels under way, by account")},
          supplier_owed{gauges(registry, "kaskad_supplier_owed",
                               "Owed to suppliers, below 0 where it is paid in advance, in millionths, by link")},
          supplier_left{gauges(registry, "kaskad_supplier_left",
                               "What may still be bought by our books, in millionths, by link")},
          supplier_told{gauges(registry, "kaskad_supplier_balance_told",
                               "What the supplier last said is left, in millionths, by link")},
          supplier_trouble{counters(registry, "kaskad_supplier_balance_errors_total",
                                    "Questions about the balance with a supplier that brought none, by link")} {}

    Family<Counter>& messages;
    Family<Counter>& http_requests;
    Histogram& http_seconds;
    Family<Counter>& submits;
    Family<Counter>& responses;
    Family<Counter>& receipts;
    Family<Counter>& parked;
    Gauge& parked_now;
    Counter& parked_dropped;
    Family<Counter>& cascades;
    Family<Counter>& inbound;
    Family<Counter>& inbound_unowned;
    Family<Counter>& link_health;
    Family<Counter>& codes_again;
    Family<Counter>& pumping;
    Family<Counter>& probes;
    Gauge& inbound_open;
    Family<Counter>& unmapped;
    Family<Counter>& callbacks;
    Counter& journal_groups;
    Histogram& journal_sync;
    Gauge& projector_lag;
    Histogram& projector_seconds;
    Family<Gauge>& queue_depth;
    Family<Gauge>& binds;
    Family<Gauge>& host_binds;
    Family<Counter>& queries;
    Family<Counter>& cancels;
    Family<Counter>& lookups;
    Family<Gauge>& ported;
    Family<Gauge>& ported_time;
    Family<Counter>& ported_trouble;
    Family<Counter>& channel_calls;
    Family<Counter>& channel_seconds;
    Family<Counter>& channel_callbacks;
    Family<Gauge>& channel_open;
    Family<Gauge>& supplier_owed;
    Family<Gauge>& supplier_left;
    Family<Gauge>& supplier_told;
    Family<Counter>& supplier_trouble;

    // Counted with every request or callback, so found without the family's lock once they are there.
    std::array<std::atomic<Counter*>, STATUS_MAX> by_status{};
    Counter& accepted = messages.Add({{"result", "accepted"}});
    Counter& called_back = callbacks.Add({{"result", "accepted"}});
};

metrics::metrics(std::shared_ptr<prometheus::Registry> registry)
    : registry_{std::move(registry)}, families_{std::make_unique<families>(*registry_)}, clients_{*registry_} {}

metrics::~metrics() = default;

std::string metrics::render() const {
    return prometheus::TextSerializer{}.Serialize(registry_->Collect());
}

void metrics::count_accepted(uint64_t messages) {
    if (messages > 0) families_->accepted.Increment(static_cast<double>(messages));
}

void metrics::count_refused(std::string_view code) {
    families_->messages.Add({{"result", std::string{code}}}).Increment();
}

void metrics::count_http(int status, double seconds) {
    ASSERT(status >= 0 && static_cast<size_t>(status) < STATUS_MAX);
    auto& place = families_->by_status[static_cast<size_t>(status)];
    auto* counter = place.load(std::memory_order_acquire);
    if (!counter) {
        counter = &families_->http_requests.Add({{"status", fmt::format("{}", status)}});
        place.store(counter, std::memory_order_release);
    }
    counter->Increment();
    families_->http_seconds.Observe(seconds);
}

void metrics::count_submits(std::string_view link, uint64_t parts) {
    families_->submits.Add({{"link", std::string{link}}}).Increment(static_cast<double>(parts));
}

void metrics::count_responses(std::string_view link, std::string_view result_class, uint64_t responses) {
    families_->responses.Add({{"link", std::string{link}}, {"class", std::string{result_class}}})
        .Increment(static_cast<double>(responses));
}

void metrics::count_receipts(std::string_view link, std::string_view state, uint64_t receipts) {
    families_->receipts.Add({{"link", std::string{link}}, {"state", std::string{state}}})
        .Increment(static_cast<double>(receipts));
}

void metrics::count_parked(std::string_view link, uint64_t receipts) {
    families_->parked.Add({{"link", std::string{link}}}).Increment(static_cast<double>(receipts));
}

void metrics::set_parked(uint64_t receipts) {
    families_->parked_now.Set(static_cast<double>(receipts));
}

void metrics::count_parked_dropped(uint64_t receipts) {
    families_->parked_dropped.Increment(static_cast<double>(receipts));
}

void metrics::count_cascades(std::string_view what, uint64_t times) {
    families_->cascades.Add({{"what", std::string{what}}}).Increment(static_cast<double>(times));
}

void metrics::count_inbound(std::string_view link, std::string_view result, uint64_t texts) {
    families_->inbound.Add({{"link", std::string{link}}, {"result", std::string{result}}})
        .Increment(static_cast<double>(texts));
}

void metrics::count_inbound_unowned(std::string_view link, uint64_t texts) {
    families_->inbound_unowned.Add({{"link", std::string{link}}}).Increment(static_cast<double>(texts));
}

void metrics::count_link_health(std::string_view link, std::string_view action, uint64_t times) {
    families_->link_health.Add({{"link", std::string{link}}, {"action", std::string{action}}})
        .Increment(static_cast<double>(times));
}

void metrics::count_codes_again(std::string_view link, uint64_t codes) {
    families_->codes_again.Add({{"link", std::string{link}}}).Increment(static_cast<double>(codes));
}

void metrics::count_probe(std::string_view result) {
    families_->probes.Add({{"result", std::string{result}}}).Increment();
}

void metrics::count_pumping(std::string_view verdict, uint64_t messages) {
    families_->pumping.Add({{"verdict", std::string{verdict}}}).Increment(static_cast<double>(messages));
}

void metrics::set_inbound_open(uint64_t texts) {
    families_->inbound_open.Set(static_cast<double>(texts));
}

void metrics::count_unmapped(std::string_view link, uint64_t codes) {
    families_->unmapped.Add({{"link", std::string{link}}}).Increment(static_cast<double>(codes));
}

void metrics::count_callback(std::string_view result) {
    if (result == "accepted") return families_->called_back.Increment();
    families_->callbacks.Add({{"result", std::string{result}}}).Increment();
}

void metrics::count_journal_sync(uint64_t groups, double seconds) {
    families_->journal_groups.Increment(static_cast<double>(groups));
    families_->journal_sync.Observe(seconds);
}

void metrics::set_projector_lag(uint64_t groups) {
    families_->projector_lag.Set(static_cast<double>(groups));
}

void metrics::observe_projector_lag(double seconds) {
    families_->projector_seconds.Observe(seconds);
}

void metrics::count_lookup(std::string_view result) {
    families_->lookups.Add({{"result", std::string{result}}}).Increment();
}

void metrics::set_ported(std::string_view file, uint64_t numbers, int64_t as_of_s) {
    families_->ported.Add({{"file", std::string{file}}}).Set(static_cast<double>(numbers));
    families_->ported_time.Add({{"file", std::string{file}}}).Set(static_cast<double>(as_of_s));
}

void metrics::count_ported_trouble(std::string_view file) {
    families_->ported_trouble.Add({{"file", std::string{file}}}).Increment();
}

void metrics::set_supplier(std::string_view link, const supplier_numbers& now) {
    const prometheus::Labels labels{{"link", std::string{link}}};
    set_or_drop(families_->supplier_owed, labels, now.owed);
    set_or_drop(families_->supplier_left, labels, now.left);
    set_or_drop(families_->supplier_told, labels, now.told);
}

void metrics::drop_supplier(std::string_view link) {
    const prometheus::Labels labels{{"link", std::string{link}}};
    for (auto* each : {&families_->supplier_owed, &families_->supplier_left, &families_->supplier_told})
        set_or_drop(*each, labels, std::nullopt);
}

void metrics::count_supplier_trouble(std::string_view link) {
    families_->supplier_trouble.Add({{"link", std::string{link}}}).Increment();
}

void metrics::set_queue_depth(std::string_view link, std::string_view message_class, uint64_t messages) {
    families_->queue_depth.Add({{"link", std::string{link}}, {"class", std::string{message_class}}})
        .Set(static_cast<double>(messages));
}

void metrics::set_host_binds(std::string_view link, std::string_view host, uint64_t binds) {
    families_->host_binds.Add({{"link", std::string{link}}, {"host", std::string{host}}})
        .Set(static_cast<double>(binds));
}

void metrics::count_queries(std::string_view link, uint64_t questions) {
    families_->queries.Add({{"link", std::string{link}}}).Increment(static_cast<double>(questions));
}

void metrics::count_cancels(std::string_view link, std::string_view result, uint64_t wishes) {
    families_->cancels.Add({{"link", std::string{link}}, {"result", std::string{result}}})
        .Increment(static_cast<double>(wishes));
}

void metrics::set_binds_bound(std::string_view link, uint64_t binds) {
    families_->binds.Add({{"link", std::string{link}}}).Set(static_cast<double>(binds));
}

void metrics::count_channel_calls(std::string_view account, std::string_view outcome, uint64_t calls) {
    families_->channel_calls.Add({{"account", std::string{account}}, {"outcome", std::string{outcome}}})
        .Increment(static_cast<double>(calls));
}

void metrics::count_channel_time(std::string_view account, double seconds) {
    families_->channel_seconds.Add({{"account", std::string{account}}}).Increment(seconds);
}

void metrics::count_channel_callbacks(std::string_view account, std::string_view result, uint64_t callbacks) {
    families_->channel_callbacks.Add({{"account", std::string{account}}, {"result", std::string{result}}})
        .Increment(static_cast<double>(callbacks));
}

void metrics::set_channel_calls_open(std::string_view account, uint64_t calls) {
    families_->channel_open.Add({{"account", std::string{account}}}).Set(static_cast<double>(calls));
}

}  // namespace kaskad::gateway::api
