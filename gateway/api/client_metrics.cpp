#include "gateway/api/client_metrics.hpp"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/registry.h>

#include <string>

namespace kaskad::gateway::api {

namespace {

using prometheus::Counter;
using prometheus::Family;
using prometheus::Gauge;
using prometheus::Registry;

Family<Counter>& counters(Registry& registry, const char* name, const char* help) {
    return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

Family<Gauge>& gauges(Registry& registry, const char* name, const char* help) {
    return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}

}  // namespace

struct client_metrics::families {
    explicit families(Registry& registry)
        : binds{gauges(registry, "kaskad_client_binds", "Binds of clients' SMPP accounts, by account, type and state")},
          requests{counters(registry, "kaskad_client_requests_total",
                            "Requests of clients over SMPP that were answered, by account, command and status")},
          receipts{counters(registry, "kaskad_client_receipts_total",
                            "Receipts to clients over SMPP, by account and what became of them")},
          receipts_now{gauges(registry, "kaskad_client_receipts",
                              "Receipts to clients that wait for a bind, or were sent and not answered")},
          refused{counters(registry, "kaskad_client_binds_refused_total", "Binds of clients refused, by reason")},
          passwords{gauges(registry, "kaskad_client_passwords_waiting", "Passwords that wait to be compared").Add({})} {
    }

    Family<Gauge>& binds;
    Family<Counter>& requests;
    Family<Counter>& receipts;
    Family<Gauge>& receipts_now;
    Family<Counter>& refused;
    Gauge& passwords;
};

client_metrics::client_metrics(Registry& registry) : families_{std::make_unique<families>(registry)} {}

client_metrics::~client_metrics() = default;

void client_metrics::set_binds(std::string_view account, std::string_view type, std::string_view state,
                               uint64_t binds) {
    families_->binds
        .Add({{"account", std::string{account}}, {"type", std::string{type}}, {"state", std::string{state}}})
        .Set(static_cast<double>(binds));
}

void client_metrics::count_requests(std::string_view account, std::string_view command, std::string_view status,
                                    uint64_t requests) {
    families_->requests
        .Add({{"account", std::string{account}}, {"command", std::string{command}}, {"status", std::string{status}}})
        .Increment(static_cast<double>(requests));
}

void client_metrics::count_receipts(std::string_view account, std::string_view result, uint64_t receipts) {
    families_->receipts.Add({{"account", std::string{account}}, {"result", std::string{result}}})
        .Increment(static_cast<double>(receipts));
}

void client_metrics::set_receipts(std::string_view account, std::string_view state, uint64_t receipts) {
    families_->receipts_now.Add({{"account", std::string{account}}, {"state", std::string{state}}})
        .Set(static_cast<double>(receipts));
}

void client_metrics::count_binds_refused(std::string_view reason, uint64_t binds) {
    families_->refused.Add({{"reason", std::string{reason}}}).Increment(static_cast<double>(binds));
}

void client_metrics::set_passwords_waiting(uint64_t passwords) {
    families_->passwords.Set(static_cast<double>(passwords));
}

}  // namespace kaskad::gateway::api
