#pragma once

#include "engine/facts/command_port.hpp"
#include "engine/facts/effect.hpp"
#include "gateway/api/server_options.hpp"
#include "gateway/usage_day.hpp"
#include "net/http_client.hpp"
#include "net/timer.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Posts each client's usage of the day before to the address that it declared for that, signed as callbacks are. One
// endpoint after the other; which day was taken stands in the engine's books, so that after a crash the same day comes
// once more, under the same ids. An address that does not take it is tried again, later each time. Lives on one shard.

namespace kaskad::gateway {

struct usage_poster_options {
    facts::token token = 0;  // of its questions to the engine; the answers come to handle_answer()
    std::function<std::optional<std::string>(std::string_view sealed)> open_secret;
    std::function<int64_t()> utc_ms;
    std::chrono::milliseconds every{60'000};
    std::chrono::milliseconds after{3'600'000};  // behind the end of a day
    std::chrono::milliseconds call_deadline{60'000};
    std::chrono::milliseconds retry_delay{60'000};  // doubled with each failure, up to six hours
    usage_part_size part_size;
    net::tls_context tls;  // null: the system's authorities
};

class usage_poster {
  public:
    usage_poster(net::shard& home, usage_poster_options options, facts::command_port& engine,
                 api::report_port& reports);
    ~usage_poster();

    // On the shard.
    void start() { ask(); }
    void handle_answer(const facts::answer& answer);
    // Nothing is asked or posted any more.
    void stop();

  private:
    using time_point = net::clock::time_point;

    // What of one endpoint is being told.
    struct telling {
        facts::usage_endpoint to;
        uint32_t day = 0;
        std::string key;
        usage_day_reading reading;
    };
    struct failures {
        uint32_t count = 0;  // in a row
        time_point due;
    };

    void ask();
    void begin_next();
    bool begin(const facts::usage_endpoint& row);
    void read_on();
    void take(std::expected<std::optional<usage_part>, std::string> read);
    void post(const usage_part& part);
    void handle_result(bool is_last, const net::http_result& result);
    void finish();
    void fail(const std::string& why);

    net::shard& home_;
    usage_poster_options options_;
    facts::command_port& engine_;
    api::report_port& reports_;
    std::vector<facts::usage_endpoint> rows_;  // still to be looked at in this round
    std::map<core::endpoint_id, failures> failed_;
    std::map<core::endpoint_id, uint32_t> told_;  // that the engine was to be told of
    std::shared_ptr<telling> now_;
    // Whoever comes back from another thread when this one is gone finds nothing.
    std::shared_ptr<usage_poster*> self_;
    net::timer round_;
    net::timer read_again_;
    // Last: no call comes back into what is already gone.
    net::http_client to_public_;
    net::http_client to_any_;
};

}  // namespace kaskad::gateway
