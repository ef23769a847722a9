#pragma once

#include "bench/load/dialect.hpp"
#include "bench/load/read_probe.hpp"
#include "bench/wire/connection.hpp"
#include "bench/wire/poller.hpp"
#include "bench/wire/sheet.hpp"
#include "bench/wire/supply.hpp"

#include <map>
#include <memory>
#include <vector>

// Keeps a number of connections busy with requests, one at a time on each, until the supply is over and everything is
// answered.

namespace kaskad::bench {

struct generator_counts {
    std::map<int, uint64_t> statuses;
    uint64_t accepted = 0;
    uint64_t refused = 0;       // for the moment; sent again
    uint64_t failed = 0;        // messages that nobody will send
    uint64_t lost_answers = 0;  // connections cut with a request under way
};

class generator {
  public:
    generator(uint16_t port, uint32_t connections, dialect& words, supply& work, sheet& lines, read_probe* probe);

    const generator_counts& counts() const { return counts_; }
    void run();

  private:
    struct slot {
        std::unique_ptr<connection> wire;
        std::vector<uint32_t> numbers;  // of the request under way
        bool wants_write = false;
    };

    bool is_done(uint64_t now) const;
    void fill(uint64_t now);
    int64_t wait_us(uint64_t now) const;
    void handle_ready(uint32_t index);
    void handle_answer(slot& from, const http_frame& answer);
    void write_out(uint32_t index);
    void reconnect(uint32_t index);

    uint16_t port_;
    dialect& words_;
    supply& work_;
    sheet& lines_;
    read_probe* probe_;
    poller poller_;
    std::vector<slot> slots_;
    std::vector<uint32_t> idle_;
    std::vector<result> results_;
    generator_counts counts_;
};

}  // namespace kaskad::bench
