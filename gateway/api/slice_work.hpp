#pragma once

#include "engine/facts/command.hpp"
#include "engine/facts/effect.hpp"
#include "gateway/api/report_work.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <vector>

// Something that is asked for many messages: a dry run reads to the end, counts those that are meant and answers;
// otherwise a slice of them is found, rising by id, and then asked for message by message (command_round). On the
// report reader's thread until it is ready, on a shard's behind that.

namespace kaskad::gateway::api {

// What came of a slice.
struct slice_sums {
    uint64_t messages = 0;  // of which something came
    uint64_t others = 0;
    uint64_t counted = 0;  // count_of(), summed
};

// Rising by id. last: looked at, also where it is not meant: where the next slice begins if all of this one is asked
// for. is_last: there is nothing behind it.
struct message_slice {
    std::vector<core::message_id> messages;
    core::message_id last;
    bool is_last = false;
};

struct slice_terms {
    core::message_id after;  // where it begins
    uint32_t limit = 0;      // so many messages
    bool is_dry_run = false;
};

class slice_work : public report_work {
  public:
    // None, and is_ready() is true: found() are to be asked for.
    std::optional<net::http_response> step(store::report_reader& from) final;

    bool is_ready() const final { return is_ready_; }
    const message_slice& found() const { return found_; }

    virtual facts::command ask_for(core::message_id message, facts::token reply_to) const = 0;
    // How much came of it; 0 = nothing.
    virtual uint64_t count_of(const facts::reply& reply) const = 0;
    // next_after: 0 = that was the last slice.
    virtual std::string render(const slice_sums& sums, core::message_id next_after) const = 0;

  protected:
    explicit slice_work(const slice_terms& terms) : terms_{terms} {}

    // Which messages are looked at; the error is the answer.
    virtual std::expected<pages_wanted, net::http_response> open(store::report_reader& from) = 0;
    // Whether this one is meant; where it is, it counts.
    virtual bool take(const store::told_message& told) = 0;
    virtual std::string render_counts(int64_t as_of_utc_ms) const = 0;

  private:
    std::optional<net::http_response> begin(store::report_reader& from);
    void take_page(const std::vector<store::told_message>& page);

    slice_terms terms_;
    std::optional<message_pages> pages_;
    int64_t as_of_utc_ms_ = 0;
    message_slice found_;
    bool is_ready_ = false;
};

}  // namespace kaskad::gateway::api
