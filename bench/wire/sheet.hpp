#pragma once

#include <cstdint>
#include <filesystem>

// The sheet of a run: one line a message, in a file that load generator, operator and callback sink map at the same
// time. Each writes its own columns and nobody reads the others' until the run is over, so nothing is locked. Lines
// are found by the message's number, which its recipient and its text hold. end_to_end/sheet.mjs reads the file.

namespace kaskad::bench {

enum class fault : uint16_t {
    text_differs = 1,      // submitted with another message's text, or a cut one
    callback_differs = 2,  // a callback with another message's id
    not_delivered = 4,     // a callback that does not say "delivered"
    receipt_refused = 8,   // the receipt was answered with an error
};

// Times are microseconds of the steady clock, which all processes of a machine share. 0: never.
struct sheet_line {
    uint64_t id;                // as answered; 0: never accepted
    uint64_t sent_us;           // when the request was due; a repeated one counts from its first try
    uint64_t answered_us;       // the answer that accepted it
    uint64_t submitted_us;      // first submit_sm
    uint64_t receipt_us;        // its receipt left
    uint64_t receipt_taken_us;  // deliver_sm_resp: the receipt is durable
    uint64_t called_back_us;    // first callback
    uint16_t submits;
    uint16_t receipts_taken;
    uint16_t callbacks;
    uint16_t faults;

    void note(fault what) { faults = static_cast<uint16_t>(faults | static_cast<uint16_t>(what)); }
};
static_assert(sizeof(sheet_line) == 64);

class sheet {
  public:
    // Makes or opens the file and maps `lines` lines of it. Throws std::system_error.
    sheet(const std::filesystem::path& path, uint32_t lines);
    ~sheet();
    sheet(const sheet&) = delete;
    sheet& operator=(const sheet&) = delete;

    uint32_t lines() const { return lines_; }
    bool holds(uint32_t number) const { return number < lines_; }
    sheet_line& at(uint32_t number) { return first_[number]; }

  private:
    uint32_t lines_;
    sheet_line* first_;
};

uint64_t steady_us();

}  // namespace kaskad::bench
