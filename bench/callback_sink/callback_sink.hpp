#pragma once

#include "bench/wire/connection.hpp"
#include "bench/wire/http_frame.hpp"
#include "bench/wire/poller.hpp"
#include "bench/wire/sheet.hpp"

#include <memory>
#include <vector>

// The client's web server: answers every callback with 200 and notes it in the sheet. A POST is one of ours (JSON with
// id and recipient); a GET is Kannel's, with number and state in its query.

namespace kaskad::bench {

struct callback_counts {
    uint64_t callbacks = 0;
    uint64_t strangers = 0;  // of no line of the sheet
    uint64_t connections = 0;
};

class callback_sink {
  public:
    callback_sink(uint16_t port, sheet& lines);

    const callback_counts& counts() const { return counts_; }
    // Until a signal comes.
    void run();

  private:
    struct client {
        explicit client(int file) : wire{file} {}

        connection wire;
        bool wants_write = false;
    };

    void accept_all();
    void handle_ready(uint64_t index);
    void handle_request(const http_frame& request);
    void note(uint32_t number, uint64_t id, bool is_delivered);
    void drop(uint64_t index);

    sheet& lines_;
    poller poller_;
    int listener_;
    std::vector<std::unique_ptr<client>> clients_;
    callback_counts counts_;
};

}  // namespace kaskad::bench
