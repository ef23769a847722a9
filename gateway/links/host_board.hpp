#pragma once

#include "engine/facts/declaration.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <vector>

// Which of a link's hosts each bind connects to next, and when at the earliest. A host that a bind was refused by, or
// could not reach, is out; it is used again when probes have found it up for a named time without a break, twice as
// long each time it is out again without a bind between, or when no other is left. What moves a bind back is the link
// (misplaced()). Pure; the time is handed in.

namespace kaskad::gateway::links {

struct host_board_options {
    facts::host_use use = facts::host_use::shared;
    int64_t return_after_ms = 300'000;
    int64_t connect_gap_ms = 0;  // between any two connections, at least
};

class host_board {
  public:
    host_board(size_t hosts, host_board_options options);

    void change(const host_board_options& options) { options_ = options; }

    size_t size() const { return hosts_.size(); }
    bool is_out(size_t host) const { return hosts_.at(host).is_out; }

    struct order {
        size_t host = 0;
        int64_t not_before_ms = 0;
    };
    // For the next connection of a bind, which is this host's from now.
    order choose(uint32_t bind, int64_t now);
    // Where it was sent last; 0 before.
    size_t host_of(uint32_t bind) const;

    void bound(uint32_t bind);
    void lost(uint32_t bind) { places_[bind].is_bound = false; }
    // A try that did not get as far as bound.
    void failed(uint32_t bind);
    // It was taken down.
    void forget(uint32_t bind) { places_.erase(bind); }

    // A bind that belongs to another host by now. Nothing while any is not bound: they move one by one.
    std::optional<uint32_t> misplaced() const;

    // When a host that is out is to be probed next; INT64_MAX: none is out.
    int64_t next_probe() const;
    std::optional<size_t> host_to_probe(int64_t now);
    void probed(size_t host, bool is_up, int64_t now);

  private:
    struct host_state {
        bool is_out = false;
        uint64_t out_since = 0;  // in order of failures
        int64_t up_since_ms = -1;
        int64_t probe_due_ms = 0;
        uint32_t times_out = 0;  // since something was bound there
    };
    struct place {
        size_t host = 0;
        bool is_bound = false;
    };

    int64_t probe_interval() const;
    int64_t return_after(const host_state& host) const;
    // Of the kind of this one: transmitters and receivers are spread each for themselves.
    size_t binds_at(size_t host, uint32_t like) const;
    size_t best(uint32_t bind) const;

    host_board_options options_;
    std::vector<host_state> hosts_;
    std::map<uint32_t, place> places_;
    uint64_t failures_ = 0;
    int64_t next_connection_ms_ = INT64_MIN;
};

}  // namespace kaskad::gateway::links
