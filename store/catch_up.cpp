#include "store/catch_up.hpp"

#include "store/batch.hpp"
#include "store/record_access.hpp"
#include "store/view.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

namespace kaskad::store {

namespace {

constexpr uint64_t POSTINGS_PER_PAGE = 5'000;

// Collects groups and writes them in transactions.
class replayer {
  public:
    explicit replayer(database& into, const database_state& state) : database_{into}, end_{state.postings} {}

    bool has_failed() const { return !error_.empty(); }
    const std::string& error() const { return error_; }
    uint64_t groups() const { return count_; }

    void take(const journal_entry& entry) {
        if (has_failed()) return;
        groups_.push_back({.position = entry.position, .octets = std::string{entry.octets}});
        ++count_;
        if (groups_.size() >= CATCH_UP_GROUPS) write();
    }

    void write() {
        if (groups_.empty() || has_failed()) return;
        const auto batch = fold(std::exchange(groups_, {}), end_);
        if (!batch) {
            error_ = batch.error().text;
            return;
        }
        end_ = batch->postings;
        if (const auto written = database_.write(*batch); !written) error_ = written.error().text;
    }

  private:
    database& database_;
    billing::books_end end_;
    std::vector<durable_group> groups_;
    std::string error_;
    uint64_t count_ = 0;
};

// The roots of the days behind `open`, of what is booked up to `last`, a page of postings at a time.
std::vector<billing::day_root> make_days(view& from, const billing::day_root& open, uint64_t last) {
    billing::day_roots days{open};
    for (auto read = open.last; read < last;) {
        const snapshot still{from};
        const auto page = range(from, billing::posting{.sequence = read + 1},
                                billing::posting{.sequence = std::min(last, read + POSTINGS_PER_PAGE)});
        if (page.empty() || page.front().sequence != read + 1)
            throw failure{fmt::format("the database is damaged: posting {} is not there", read + 1)};
        for (const auto& row : page)
            days.take(row);
        read = page.back().sequence;
    }
    return days.finish();
}

// What was booked before roots were kept gets them.
result<void> complete_days(database& of, database_state& state) {
    return guarded([&] {
        const auto& open = state.postings.day;
        const auto end = state.postings.sequence;
        if (open.last == end) return;
        if (open.last > end)
            throw failure{fmt::format("the database is damaged: its days' roots end at posting {}, its postings at {}",
                                      open.last, end)};
        const auto view = of.make_view();
        if (!view) throw failure{view.error()};
        const auto made = make_days(**view, open, end);
        if (const auto put = of.put_days(made); !put) throw failure{put.error()};
        state.postings.day = made.back();
    });
}

}  // namespace

result<uint64_t> catch_up(const journal& from, database& into) {
    auto state = into.state();
    if (!state) return std::unexpected(state.error());
    if (const auto ok = check_positions(from, state->position); !ok) return std::unexpected(ok.error());
    if (const auto complete = complete_days(into, *state); !complete) return std::unexpected(complete.error());
    if (from.last_position() == state->position) return 0;
    replayer replayer{into, *state};
    const auto replayed = from.replay(state->position + 1, [&](const auto& entry) { replayer.take(entry); });
    if (!replayed) return std::unexpected(replayed.error());
    replayer.write();
    if (replayer.has_failed()) return std::unexpected(error{replayer.error()});
    return replayer.groups();
}

}  // namespace kaskad::store
