#pragma once

#include "bench/routing/timeline.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// Who chooses links in the benchmark: sees prices, sends, and hears what receipts say. Nothing else.

namespace kaskad::bench::routing {

struct offer {
    bool exists = true;
    double price = 0;
};
using offers = std::array<offer, LINKS>;

struct attempt {
    uint32_t network = 0;
    size_t link = 0;
    int64_t sent_ms = 0;
};

class contestant {
  public:
    virtual ~contestant() = default;

    // `key`: of chance; the same for every contestant.
    virtual size_t choose(uint32_t network, const offers& from, int64_t now_ms, uint64_t key) = 0;
    virtual void note_sent(const attempt&) {}
    virtual void note_receipt(const attempt&, bool, int64_t) {}
    // The client says whether it arrived.
    virtual void note_feedback(const attempt&, bool, int64_t) {}
};

// By name; `oracle` is none of them: it sees the truth, and play.cpp has it.
const std::vector<std::string_view>& contestant_names();
std::unique_ptr<contestant> make_contestant(std::string_view name, size_t networks);

}  // namespace kaskad::bench::routing
