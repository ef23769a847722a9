#pragma once

#include "bench/smpp_load/fleet.hpp"
#include "bench/smpp_load/submit_form.hpp"
#include "bench/wire/connection.hpp"
#include "bench/wire/poller.hpp"
#include "bench/wire/smpp_frame.hpp"

#include <cstdint>
#include <memory>
#include <vector>

// The fleet with bare sockets: PDUs are copied forms, answers are looked at no further than needed.

namespace kaskad::bench {

class bare_fleet final : public fleet {
  public:
    // Binds.
    bare_fleet(const fleet_options& options, sheet& lines);

    const tally& counts() const override { return counts_; }
    void run(supply& work) override;

  private:
    static constexpr uint32_t FREE = UINT32_MAX;

    struct bind {
        explicit bind(int file) : wire{file} {}

        connection wire;
        bool is_bound = false;
        bool is_lost = false;
        bool wants_write = false;
        std::vector<uint32_t> under_way;  // numbers, by slot; the sequence number names the slot
        std::vector<uint32_t> free;       // slots
    };

    void turn(int64_t wait_us);
    void fill(supply& work);
    bool fill(bind& to, supply& work);
    bool is_load_over(const supply& work) const;
    int64_t wait_us(const supply& work) const;
    void handle_ready(bind& from);
    void handle_frame(bind& from, const frame& got);
    void handle_answer(bind& from, const frame& got);
    void handle_receipt(bind& from, const frame& got);
    void write_out(bind& to);
    void lose(bind& from);

    fleet_options options_;
    submit_form form_;
    poller poller_;
    std::vector<std::unique_ptr<bind>> binds_;
    std::vector<uint32_t> refused_;  // to be given back to the supply
    std::vector<uint32_t> taken_;
    size_t first_to_fill_ = 0;
    tally counts_;
};

}  // namespace kaskad::bench
