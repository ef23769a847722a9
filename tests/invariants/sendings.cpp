#include "tests/invariants/sendings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

namespace kaskad::invariants {

namespace {

using facts::fact_kind;

enum class phase : uint8_t { idle, submitting, in_doubt, accepted, received };

std::string_view to_string(phase value) {
    switch (value) {
        case phase::idle:
            return "idle";
        case phase::submitting:
            return "on the wire";
        case phase::in_doubt:
            return "in doubt";
        case phase::accepted:
            return "accepted";
        case phase::received:
            return "received";
    }
    return "?";
}

struct sending {
    phase now = phase::idle;
    uint64_t doubted_in = 0;  // the group of its last doubt
};

class reading {
  public:
    reading(const facts::message& recorded, complaints& broken) : message_{recorded}, broken_{broken} {}

    void take(const facts::history_entry& entry) {
        if (entry.part == 0) return;
        auto& [now, doubted_in] = sendings_[{entry.attempt, entry.part}];
        switch (entry.kind) {
            case fact_kind::part_submitting:
                return submit(entry, now);
            case fact_kind::part_in_doubt:
                counts_.doubts.push_back(entry.position);
                doubted_in = entry.position;
                return advance(now, phase::in_doubt);
            case fact_kind::part_not_sent:
                if (now == phase::in_doubt) withdraw(doubted_in);
                now = phase::idle;
                return;
            case fact_kind::part_refused:
                now = phase::idle;
                return;
            case fact_kind::part_accepted:
                return advance(now, phase::accepted);
            case fact_kind::receipt_matched:
            case fact_kind::message_ended:
                return advance(now, phase::received);
            default:
                return;
        }
    }

    sending_counts end() {
        if (counts_.repeats > 0 && !message_.possible_duplicate) {
            complain("was sent again in doubt and does not say possible_duplicate");
        }
        return counts_;
    }

  private:
    static void advance(phase& now, phase to) { now = std::max(now, to); }

    void withdraw(uint64_t position) { counts_.doubts.erase(std::ranges::find(counts_.doubts, position)); }

    void submit(const facts::history_entry& entry, phase& now) {
        if (now != phase::idle && now != phase::in_doubt) {
            complain(fmt::format("sends part {} of attempt {} again while it is {} (group {})", entry.part,
                                 entry.attempt, to_string(now), entry.position));
        }
        const bool elsewhere = is_open_before(entry.attempt);
        if (now == phase::in_doubt || elsewhere) ++counts_.repeats;
        now = phase::submitting;
    }

    // A part of an earlier attempt may be carried yet. One whose receipt ended the doubt is none.
    bool is_open_before(uint8_t attempt) const {
        return std::ranges::any_of(sendings_, [attempt](const auto& entry) {
            const auto& [where, sent] = entry;
            return where.first < attempt && (sent.now == phase::submitting || sent.now == phase::in_doubt);
        });
    }

    void complain(const std::string& what) { broken_.push_back(fmt::format("message {} {}", message_.id.value, what)); }

    const facts::message& message_;
    complaints& broken_;
    std::map<std::pair<uint8_t, uint8_t>, sending> sendings_;  // (attempt, part)
    sending_counts counts_;
};

}  // namespace

sending_counts check_sendings(const facts::message& recorded, std::span<const facts::history_entry> history,
                              complaints& broken) {
    reading reading{recorded, broken};
    for (const auto& entry : history)
        reading.take(entry);
    return reading.end();
}

}  // namespace kaskad::invariants
