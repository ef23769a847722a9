#pragma once

#include "core/id.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

// The numbers at /metrics. One object a process, made over the registry; any thread may count. Names begin with
// kaskad_ and are as public as the API.

namespace prometheus {
class Registry;
}

namespace kaskad::gateway::api {

class metrics {
  public:
    explicit metrics(std::shared_ptr<prometheus::Registry> registry);
    ~metrics();
    metrics(const metrics&) = delete;
    metrics& operator=(const metrics&) = delete;

    // The text format of Prometheus 0.0.4.
    std::string render() const;

    void count_message(std::string_view result);  // "accepted", or the refusal's code
    void count_http(int status, double seconds);
    void count_submits(std::string_view link, uint64_t parts);
    void count_response(std::string_view link, std::string_view result_class);  // ok, throttled, retry, refused, none
    void count_receipt(std::string_view link, std::string_view state);
    void count_callback(std::string_view result);  // accepted, refused, no_answer, not_allowed
    // A sync that made `groups` durable.
    void count_journal_sync(uint64_t groups, double seconds);
    void set_projector_lag(uint64_t groups);
    void observe_projector_lag(double seconds);  // of one durable group, until it was in the database
    void set_queue_depth(std::string_view link, std::string_view message_class, uint64_t messages);
    void set_binds_bound(std::string_view link, uint64_t binds);

  private:
    struct families;
    std::shared_ptr<prometheus::Registry> registry_;
    std::unique_ptr<families> families_;
};

}  // namespace kaskad::gateway::api
