#pragma once

#include "core/id.hpp"
#include "core/money.hpp"
#include "core/now.hpp"
#include "engine/supplier_burn.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

// What is known of links' accounts with their suppliers beside the books: what a supplier says is left, that it took
// nothing for want of credit, how fast the money goes. Advisory: only the pace is kept over a restart.

namespace kaskad::engine {

struct supplier_note {
    bool has_told = false;
    core::amount told;
    int64_t told_utc = 0;
    core::amount bought_then;            // all that was ever bought, when it was told
    int64_t no_credit_until_steady = 0;  // left alone until then; 0 = it has credit, as far as is known
    supplier_burn burn;
};

class supplier_book {
  public:
    static constexpr size_t LINKS_MAX = 4'096;

    const supplier_note* find(core::link_id link) const;
    supplier_note& at(core::link_id link) { return notes_[link]; }
    bool is_due(int64_t steady_ms) const { return steady_ms - noted_steady_ >= NOTE_EACH_MS; }
    void noted(int64_t steady_ms) { noted_steady_ = steady_ms; }

    std::string save(int64_t steady_ms) const;
    // False: the octets are none of ours; nothing is changed.
    bool load(std::string_view octets);

  private:
    static constexpr int64_t NOTE_EACH_MS = 10'000;

    std::map<core::link_id, supplier_note> notes_;
    int64_t noted_steady_ = 0;
};

}  // namespace kaskad::engine
