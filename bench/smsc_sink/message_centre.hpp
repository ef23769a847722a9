#pragma once

#include "bench/smsc_sink/delay_wheel.hpp"
#include "bench/smsc_sink/receipt_form.hpp"
#include "bench/wire/connection.hpp"
#include "bench/wire/poller.hpp"
#include "bench/wire/sheet.hpp"
#include "bench/wire/smpp_frame.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <vector>

// An operator that takes everything at once and says later that it was delivered, on the connection on which it was
// submitted, or on any. It notes each message in the sheet, and never drops a connection of its own.

namespace kaskad::bench {

struct message_centre_options {
    uint16_t port = 0;
    receipt_law law;
    uint32_t receipt_window = 1'000;  // deliver_sm without an answer on each connection
    bool receipts_anywhere = false;   // on the connections in turn, not that of the submit
};

struct message_centre_counts {
    uint64_t binds = 0;
    uint64_t submits = 0;
    uint64_t strangers = 0;  // submits of no line of the sheet, and PDUs that could not be read
    uint64_t receipts_sent = 0;
    uint64_t receipts_taken = 0;
    uint64_t lost_links = 0;  // receipts that were dropped because their connection was gone
};

class message_centre {
  public:
    message_centre(message_centre_options options, sheet& lines);

    const message_centre_counts& counts() const { return counts_; }
    // Until a signal comes.
    void run();

  private:
    struct link {
        explicit link(int file) : wire{file} {}

        connection wire;
        bool wants_write = false;
        std::deque<uint32_t> due;        // receipts that wait for room in the window
        std::deque<uint32_t> under_way;  // by sequence number, from `first_sequence` on
        uint32_t first_sequence = 1;
        uint32_t open = 0;  // of those, not answered yet
    };

    void accept_all();
    void handle_ready(uint32_t index);
    bool read_frames(link& from, uint32_t index);
    void handle_frame(link& from, uint32_t index, const frame& got);
    void handle_submit(link& from, uint32_t index, const frame& got);
    void handle_receipt_answer(link& from, const frame& got);
    void send_due();
    uint32_t receiver_of(const delay_wheel::entry& due);
    void send_receipts(link& to);
    bool write_out(link& to, uint32_t index);
    void drop(uint32_t index);

    message_centre_options options_;
    sheet& lines_;
    poller poller_;
    int listener_;
    std::vector<std::unique_ptr<link>> links_;
    delay_wheel wheel_;
    uint32_t next_receiver_ = 0;
    std::optional<receipt_form> form_;
    uint64_t form_made_us_ = 0;
    std::string sender_;
    message_centre_counts counts_;
};

}  // namespace kaskad::bench
