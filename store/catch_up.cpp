#include "store/catch_up.hpp"

#include "store/batch.hpp"

#include <string>
#include <utility>
#include <vector>

namespace kaskad::store {

namespace {

// Collects groups and writes them in transactions.
class replayer {
  public:
    explicit replayer(database& into, const database_state& state) : database_{into}, head_{state.postings} {}

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
        const auto batch = fold(std::exchange(groups_, {}), head_);
        if (!batch) {
            error_ = batch.error().text;
            return;
        }
        head_ = batch->postings;
        if (const auto written = database_.write(*batch); !written) error_ = written.error().text;
    }

  private:
    database& database_;
    billing::chain_head head_;
    std::vector<durable_group> groups_;
    std::string error_;
    uint64_t count_ = 0;
};

}  // namespace

result<uint64_t> catch_up(const journal& from, database& into) {
    const auto state = into.state();
    if (!state) return std::unexpected(state.error());
    if (const auto ok = check_positions(from, state->position); !ok) return std::unexpected(ok.error());
    if (from.last_position() == state->position) return 0;
    replayer replayer{into, *state};
    const auto replayed = from.replay(state->position + 1, [&](const auto& entry) { replayer.take(entry); });
    if (!replayed) return std::unexpected(replayed.error());
    replayer.write();
    if (replayer.has_failed()) return std::unexpected(error{replayer.error()});
    return replayer.groups();
}

}  // namespace kaskad::store
