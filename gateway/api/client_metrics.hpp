#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

// The numbers of the SMPP server for clients at /metrics. Any thread may count.

namespace prometheus {
class Registry;
}

namespace kaskad::gateway::api {

class client_metrics {
  public:
    explicit client_metrics(prometheus::Registry& registry);
    ~client_metrics();
    client_metrics(const client_metrics&) = delete;
    client_metrics& operator=(const client_metrics&) = delete;

    // `type`: transmitter, receiver, transceiver; `state`: bound, unbinding.
    void set_binds(std::string_view account, std::string_view type, std::string_view state, uint64_t binds);
    // Answered; by the names of the specification.
    void count_requests(std::string_view account, std::string_view command, std::string_view status, uint64_t requests);
    void count_receipts(std::string_view account, std::string_view result, uint64_t receipts);  // sent, accepted, ...
    void set_receipts(std::string_view account, std::string_view state, uint64_t receipts);     // waiting, open
    void count_binds_refused(std::string_view reason, uint64_t binds);
    void set_passwords_waiting(uint64_t passwords);

  private:
    struct families;
    std::unique_ptr<families> families_;
};

}  // namespace kaskad::gateway::api
