#pragma once

#include "engine/facts/effect.hpp"
#include "gateway/api/supplier_poll.hpp"

#include <chrono>
#include <cstdint>
#include <expected>
#include <map>
#include <optional>
#include <string>
#include <vector>

// Which suppliers are asked what is left with them, when, and what is made of their answers. Asks nobody itself and
// reads no clock: supplier_watch carries questions and answers to and fro. Pure.

namespace kaskad::gateway {

struct supplier_question {
    core::link_id link;
    uint64_t version = 0;  // an answer to a question under other terms is none
    std::string url;
    std::string header_sealed;  // empty = none
};

struct supplier_moment {
    std::chrono::steady_clock::time_point steady;
    int64_t utc_ms = 0;
};

// An answer that brought no balance. is_new: the supplier's last trouble was another, or there was none.
struct supplier_trouble {
    std::string name;
    std::string why;
    bool is_new = false;
};

// The wait after so many errors in a row: it doubles up to an hour, or up to what is waited without an error.
std::chrono::seconds pause_after(uint32_t errors, std::chrono::seconds every);

class supplier_questions {
  public:
    using time_point = std::chrono::steady_clock::time_point;

    std::vector<api::supplier_poll> polls() const;
    // When a poll_*() has something again; max: nothing is due.
    time_point due() const;

    // The same terms go on as they were: a reload that changes something else asks nobody.
    void handle_link(const facts::publish_link& effect, time_point now);
    // The body of an answer with status 200, or why there is none, for the operator's eyes.
    std::optional<supplier_trouble> handle_answer(const supplier_question& to,
                                                  const std::expected<std::string, std::string>& answer,
                                                  supplier_moment at);
    // What came of a tell_balance that was polled: the engine took it, or is to be told again at `again`.
    void handle_told(core::link_id link, bool is_taken, time_point now, time_point again);
    // How the account stands by our books. Set beside what the supplier said at that moment, once.
    void handle_standing(const facts::supplier_standing& row);

    // One that is due and is under way from now on.
    std::optional<supplier_question> poll_question(time_point now);
    // One that is due; handle_told() before the next call.
    std::optional<facts::tell_balance> poll_told(time_point now) const;

  private:
    struct asked {
        std::string name;
        facts::supplier_terms terms;
        uint64_t version = 0;
        bool is_open = false;
        uint32_t errors = 0;  // in a row
        time_point due;
        std::optional<facts::tell_balance> untold;
        int64_t compare_utc = 0;  // told then, and not yet set beside our books; 0 = it was
        api::supplier_poll poll;
    };

    std::map<core::link_id, asked> asked_;
    uint64_t versions_ = 0;
};

}  // namespace kaskad::gateway
