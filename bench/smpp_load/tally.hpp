#pragma once

#include "bench/wire/sheet.hpp"

#include <cstdint>
#include <map>
#include <string_view>

// What became of the messages of a run, in counts and in the sheet.

namespace kaskad::bench {

class tally {
  public:
    explicit tally(sheet& lines) : lines_{lines} {}

    // Of a submit_sm_resp. True: nothing was kept, and the message may be sent again.
    bool note_answer(uint32_t number, uint32_t status, std::string_view message_id);
    // Of a deliver_sm.
    void note_receipt(uint8_t esm_class, std::string_view source, std::string_view text);
    void note_lost(uint64_t submits) { lost_answers_ += submits; }
    void note_stranger() { ++strangers_; }
    void note_load_end() { load_end_us_ = heard_us_ = steady_us(); }

    bool has_all_receipts() const { return receipts_ >= accepted_; }
    uint64_t heard_us() const { return heard_us_; }  // the last receipt
    uint64_t strangers() const { return strangers_; }

    // One line of JSON.
    void print(uint64_t begin_us, uint32_t numbers) const;

  private:
    sheet& lines_;
    std::map<uint32_t, uint64_t> statuses_;
    uint64_t accepted_ = 0;
    uint64_t refused_ = 0;       // for the moment; sent again
    uint64_t failed_ = 0;        // messages that nobody will send
    uint64_t lost_answers_ = 0;  // connections cut with a submit under way
    uint64_t receipts_ = 0;
    uint64_t strangers_ = 0;  // PDUs that nobody asked for
    uint64_t heard_us_ = 0;
    uint64_t load_end_us_ = 0;  // nothing left to submit, all answered
};

}  // namespace kaskad::bench
