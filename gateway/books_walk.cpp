#include "gateway/books_walk.hpp"

#include "core/calendar.hpp"
#include "engine/facts/charges.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr uint32_t POSTINGS_PER_PAGE = 5'000;
constexpr uint32_t MESSAGES_PER_PAGE = 500;
using core::DAY_MS;

constexpr auto* STOPPED = "stopped before the end";

int64_t day_of(int64_t utc_ms) {
    return utc_ms - utc_ms % DAY_MS;
}

// Closes each day's tree when a posting of a later day comes.
class days {
  public:
    explicit days(std::optional<uint64_t> proven = {}) : proven_{proven} {}

    void take(const billing::posting& row) {
        const auto day = std::max(day_of(row.booked_utc_ms), begin_ms_);
        if (tree_.size() == 0 || day != begin_ms_) open(day, row.sequence);
        tree_.add(row.hash);
    }

    // The last day ends here.
    void close() {
        if (tree_.size() == 0) return;
        closed_.push_back({begin_ms_, tree_.size(), tree_.root()});
        if (proven_ && *proven_ >= first_ && *proven_ - first_ < tree_.size()) {
            proof_ = posting_proof{.row = {}, .day = closed_.back(), .path = tree_.proof()};
        }
        tree_ = billing::merkle_tree{};
    }

    const std::vector<day_root>& closed() const { return closed_; }
    // All but the row, once the day of the proven one is over.
    const std::optional<posting_proof>& proof() const { return proof_; }

  private:
    void open(int64_t day, uint64_t sequence) {
        close();
        begin_ms_ = day;
        first_ = sequence;
        const bool may_hold = proven_ && *proven_ >= sequence;
        tree_ = billing::merkle_tree{may_hold ? std::optional{*proven_ - sequence} : std::nullopt};
    }

    std::optional<uint64_t> proven_;
    int64_t begin_ms_ = 0;
    uint64_t first_ = 0;
    billing::merkle_tree tree_;
    std::vector<day_root> closed_;
    std::optional<posting_proof> proof_;
};

std::optional<std::string> walk_postings(store::report_reader& from, const walk_progress& progress,
                                         walked_books& walked) {
    billing::audit audit;
    days by_day;
    for (bool is_last = false; !is_last;) {
        const auto page = from.read_books(walked.postings, POSTINGS_PER_PAGE);
        if (!page) return page.error().text;
        for (const auto& row : page->postings) {
            audit.take(row);
            by_day.take(row);
        }
        walked.postings += page->postings.size();
        for (const auto& account : page->accounts)
            audit.compare(account);
        is_last = page->is_last;
        if (is_last) audit.close(page->head);
        walked.accounts = page->accounts.size();
        walked.first_break = audit.first_break();
        if (walked.first_break) break;
        if (!progress(walked)) return STOPPED;
    }
    by_day.close();
    walked.days = by_day.closed();
    return {};
}

// On every level a message may have: what it does not have must not be in the books either.
std::optional<billing::audit_break> check_charges(const store::told_message& told) {
    for (size_t level = 0; level <= facts::LEVELS_ABOVE_MAX; ++level) {
        const bool is_there = level < facts::charge_levels(told.message);
        auto charge = is_there ? facts::charge_at(told.message, level) : billing::reservation{};
        charge.message = told.message.id;
        charge.level = static_cast<uint8_t>(level);
        auto broken = billing::check_charge(charge, told.postings);
        if (!broken) continue;
        if (level > 0) broken->what = "level " + std::to_string(level) + ": " + broken->what;
        return broken;
    }
    return {};
}

std::optional<std::string> walk_messages(store::report_reader& from, const walk_progress& progress,
                                         walked_books& walked) {
    core::message_id after;
    for (;;) {
        const auto page = from.read({.first = {after.value + 1},
                                     .last = {std::numeric_limits<int64_t>::max()},
                                     .limit = MESSAGES_PER_PAGE,
                                     .wants_decisions = false});
        if (!page) return page.error().text;
        if (page->empty()) return {};
        for (const auto& each : *page) {
            after = each.message.id;
            walked.first_break = check_charges(each);
            walked.message = after;
            if (walked.first_break) return {};
        }
        walked.messages += page->size();
        if (!progress(walked)) return STOPPED;
    }
}

}  // namespace

std::string describe(const walked_books& walked) {
    if (!walked.first_break) {
        return fmt::format(
            "The books are right: {} postings in one chain, {} accounts that sum to zero in each "
            "currency and hold what their postings make, {} messages charged as booked.",
            walked.postings, walked.accounts, walked.messages);
    }
    const auto& found = *walked.first_break;
    const auto whose = walked.message
                           ? fmt::format("Message {} does not agree with the books: ", core::to_string(walked.message))
                           : "";
    const auto where = found.sequence ? fmt::format("posting {}: ", found.sequence) : "";
    return whose + where + found.what;
}

std::expected<walked_books, std::string> walk_books(store::report_reader& from, const walk_progress& progress) {
    walked_books walked;
    if (auto trouble = walk_postings(from, progress, walked)) return std::unexpected(std::move(*trouble));
    if (walked.first_break) return walked;
    if (auto trouble = walk_messages(from, progress, walked)) return std::unexpected(std::move(*trouble));
    return walked;
}

std::expected<posting_proof, std::string> prove_posting(store::report_reader& from, uint64_t sequence) {
    days by_day{sequence};
    std::optional<billing::posting> row;
    uint64_t read = 0;
    for (bool is_last = false; !is_last && !by_day.proof();) {
        const auto page = from.read_books(read, POSTINGS_PER_PAGE);
        if (!page) return std::unexpected(page.error().text);
        read += page->postings.size();
        is_last = page->is_last;
        for (const auto& each : page->postings) {
            by_day.take(each);
            if (each.sequence == sequence) row = each;
        }
    }
    if (!row) return std::unexpected("there is no posting " + std::to_string(sequence));
    if (!by_day.proof()) by_day.close();
    auto proof = *by_day.proof();
    proof.row = std::move(*row);
    return proof;
}

}  // namespace kaskad::gateway
