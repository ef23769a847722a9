#pragma once

#include "engine/facts/command.hpp"
#include "engine/facts/effect.hpp"
#include "gateway/api/price_sheet.hpp"

#include <deque>
#include <optional>
#include <vector>

// What has to be asked of the engine before a sheet can be judged: its owner's prices and, where clients pay them, whom
// a contract promises a notice, and the other prices that such a client's are found among. Pure: an answer in, the next
// command out.

namespace kaskad::gateway::api {

class sheet_inquiry {
  public:
    explicit sheet_inquiry(sheet_request request) : request_{std::move(request)} {}

    const sheet_request& request() const { return request_; }
    const facts::owner_prices& prices() const { return *prices_; }
    const std::vector<told_client>& told() const { return told_; }
    const std::vector<facts::owner_prices>& others() const { return others_; }

    facts::command first(facts::token token) const { return facts::query_prices{token, request_.owner}; }
    // Nothing: all is known.
    std::optional<facts::command> take(const facts::answer& answer);

  private:
    void take(const facts::client_standings& clients);
    bool is_asked_about(const facts::client& client) const;
    std::optional<facts::command> next(facts::token token);

    sheet_request request_;
    std::optional<facts::owner_prices> prices_;
    std::vector<facts::contract_row> contracts_;  // those that promise a notice
    std::vector<told_client> told_;
    std::vector<facts::owner_prices> others_;
    std::deque<facts::price_owner_name> to_ask_;
};

}  // namespace kaskad::gateway::api
