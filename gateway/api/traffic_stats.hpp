#pragma once

#include "gateway/api/delivery_times.hpp"
#include "gateway/api/money_sums.hpp"
#include "store/report_reader.hpp"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// What became of the messages that a viewer sees, counted by group: each message in one group and in the total. Sums
// only, of at most so many groups, however many messages. Pure; messages are handed in.

namespace kaskad::gateway::api {

// client: who pays as it is seen. sub_client: whose message it is, where that is another. hour: of acceptance, in UTC.
enum class stats_group : uint8_t { client, sub_client, sender, network, message_class, hour };

std::string_view to_string(stats_group value);
std::optional<stats_group> parse_stats_group(std::string_view text);

// What is not grouped by stays as it is here.
struct stats_key {
    core::client_id client;
    core::client_id sub_client;
    std::string sender;
    std::string country;
    std::string network;
    std::optional<core::message_class> klass;
    int64_t hour_utc_ms = 0;

    friend auto operator<=>(const stats_key&, const stats_key&) = default;
};

// accepted = delivered + all that failed + pending. charged: what was charged so far, not what is reserved.
struct stats_sums {
    uint64_t accepted = 0;
    uint64_t delivered = 0;
    uint64_t pending = 0;
    std::map<core::reason, uint64_t> failed;
    uint64_t parts = 0;
    delivery_times times;
    money_sums charged;
    money_sums cost;
};

struct stats_question {
    core::client_id viewer;  // 0: everything, at what comes to us
    core::client_id payer;   // only what this one pays for as well; 0 = whoever
    std::vector<stats_group> groups;
    std::optional<std::string> sender;
    std::string network;  // MCC-MNC or country; empty = all
    std::optional<core::message_class> klass;
};

class traffic_stats {
  public:
    traffic_stats(stats_question asked, size_t groups_max) : asked_{std::move(asked)}, groups_max_{groups_max} {}

    // False: it would make more groups than that.
    bool add(const store::told_message& told);

    const stats_question& asked() const { return asked_; }
    const std::map<stats_key, stats_sums>& groups() const { return groups_; }
    const stats_sums& total() const { return total_; }

  private:
    bool is_asked(const facts::message& message) const;
    stats_key key_of(const facts::message& message, core::client_id payer) const;

    stats_question asked_;
    size_t groups_max_;
    std::map<stats_key, stats_sums> groups_;
    stats_sums total_;
};

}  // namespace kaskad::gateway::api
