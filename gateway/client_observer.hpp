#pragma once

#include "gateway/api/client_metrics.hpp"
#include "gateway/clients/server_counts.hpp"

#include <map>
#include <string>
#include <string_view>

// Turns the numbers of the SMPP server for clients into metrics, once a second, on the engine's thread.

namespace kaskad::gateway {

class client_observer {
  public:
    explicit client_observer(api::client_metrics& numbers) : numbers_{numbers} {}

    void observe(const clients::server_counts& now);

  private:
    void observe_account(const clients::account_counts& now);

    api::client_metrics& numbers_;
    std::map<std::string, clients::account_counts> seen_;
    std::map<std::string_view, uint64_t> refused_;
};

}  // namespace kaskad::gateway
