#pragma once

#include "engine/facts/command_port.hpp"
#include "engine/facts/effect.hpp"
#include "gateway/api/metrics.hpp"
#include "gateway/api/supplier_poll.hpp"
#include "net/http_client.hpp"
#include "net/timer.hpp"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

// Asks suppliers what is left with them, and tells the engine; an error is kept and told to nobody, and the next
// question comes later each time. Asks the engine how suppliers' accounts stand, for the numbers at /metrics and for
// the difference between what was said and our books at that moment. Lives on one shard.

namespace kaskad::gateway {

struct supplier_watch_options {
    facts::token token = 0;  // of its questions to the engine; the answers come to handle_answer()
    std::function<std::optional<std::string>(std::string_view sealed)> open_secret;
    std::function<int64_t()> utc_ms;
    std::chrono::milliseconds standing_every{10'000};
    std::chrono::milliseconds resend_delay{20};  // while the engine's mailbox is full
};

// The wait after so many errors in a row: it doubles up to an hour, or up to what is waited without an error.
std::chrono::seconds pause_after(uint32_t errors, std::chrono::seconds every);

class supplier_watch {
  public:
    supplier_watch(net::shard& home, supplier_watch_options options, facts::command_port& engine,
                   api::metrics& numbers);

    // On the shard.
    void start() { ask_standings(); }
    void handle_effect(const facts::publish_link& effect);
    void handle_answer(const facts::answer& answer);
    // Nothing is asked any more, and nothing told.
    void stop();

    // Any thread.
    std::vector<api::supplier_poll> polls() const { return *published_.load(); }

  private:
    using time_point = net::clock::time_point;

    struct asked {
        std::string name;
        facts::supplier_terms terms;
        uint64_t version = 0;  // an answer to a question under other terms is none
        bool is_open = false;
        uint32_t errors = 0;  // in a row
        time_point due;
        std::optional<facts::tell_balance> untold;  // the engine's mailbox was full
        int64_t compare_utc = 0;                    // told then, and not yet set beside our books; 0 = it was
        api::supplier_poll poll;
    };

    void ask_due();
    void ask(asked& of);
    void handle_result(core::link_id link, uint64_t version, const net::http_result& result);
    void note_error(asked& of, std::string why);
    void tell(asked& of);
    void ask_standings();
    void take(const facts::supplier_standing& row);
    void arm();
    void publish();

    supplier_watch_options options_;
    facts::command_port& engine_;
    api::metrics& numbers_;
    std::map<core::link_id, asked> asked_;
    uint64_t versions_ = 0;
    bool stopped_ = false;
    std::atomic<std::shared_ptr<const std::vector<api::supplier_poll>>> published_;
    net::timer questions_;
    net::timer standings_;
    // Last: no call comes back into what is already gone.
    net::http_client client_;
};

}  // namespace kaskad::gateway
