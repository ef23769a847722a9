#pragma once

#include "engine/options.hpp"
#include "routing/replay_day.hpp"
#include "store/report_reader.hpp"

#include <map>
#include <optional>
#include <vector>

// What the database holds of a message, as the replay of a day asks for it.

namespace kaskad::gateway {

// Clients and links as they are declared now: what a decision does not keep (how wide a band is, what may be lost) is
// taken from there.
class replay_input {
  public:
    replay_input(const engine::options& limits, std::vector<facts::client> clients, std::vector<facts::link> links);

    // Money is what comes to us, from whoever pays us for the message. Points into `from`. None for the texts of a
    // route test: their link was forced, and no client is charged.
    std::optional<routing::logged_message> make(const store::told_message& from) const;

  private:
    routing::replay_terms terms_of(const facts::message& message) const;
    routing::replay_outcome outcome_of(const facts::message& message, const facts::attempt& attempt) const;

    const engine::options& limits_;
    std::map<core::client_id, facts::client> clients_;
    std::map<core::link_id, facts::link> links_;
};

}  // namespace kaskad::gateway
