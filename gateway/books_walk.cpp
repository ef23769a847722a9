#include "gateway/books_walk.hpp"

#include "billing/day_text.hpp"
#include "core/calendar.hpp"
#include "engine/facts/charges.hpp"
#include "gateway/seal_audit.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr uint32_t POSTINGS_PER_PAGE = 5'000;
constexpr uint32_t MESSAGES_PER_PAGE = 500;

constexpr auto* STOPPED = "stopped before the end";

// Makes each day's root by itself, as the projector does in its own way: closes a tree when a later day comes.
class days {
  public:
    void take(const billing::posting& row) {
        const auto day = std::max(billing::day_of(row.booked_utc_ms), open_.day);
        if (tree_.size() == 0 || day != open_.day) {
            close();
            open_ = {.day = day, .first = row.sequence};
        }
        tree_.add(row.hash);
        open_.last = row.sequence;
        open_.head = row.hash;
    }

    // The last day ends here.
    void close() {
        if (tree_.size() == 0) return;
        open_.root = tree_.root();
        open_.peaks = tree_.peaks();
        closed_.push_back(open_);
        tree_ = billing::merkle_tree{};
    }

    const std::vector<billing::day_root>& closed() const { return closed_; }

  private:
    billing::day_root open_;
    billing::merkle_tree tree_;
    std::vector<billing::day_root> closed_;
};

// The first day whose kept root is not what its postings make.
std::optional<billing::audit_break> compare(const std::vector<billing::day_root>& made,
                                            const std::vector<billing::day_root>& kept) {
    for (size_t place = 0; place < std::max(made.size(), kept.size()); ++place) {
        const bool is_kept = place < kept.size() && (place >= made.size() || kept[place].day <= made[place].day);
        if (!is_kept)
            return billing::audit_break{made[place].first, "no root is kept of " + billing::day_text(made[place].day)};
        if (place >= made.size() || kept[place].day != made[place].day)
            return billing::audit_break{kept[place].first, "a root is kept of " + billing::day_text(kept[place].day) +
                                                               ", a day without postings"};
        if (auto wrong = billing::difference(kept[place], made[place]); !wrong.empty())
            return billing::audit_break{made[place].first, std::move(wrong)};
    }
    return {};
}

std::optional<std::string> walk_postings(store::report_reader& from, const walk_progress& progress,
                                         walked_books& walked, seal_audit seals) {
    billing::audit audit;
    days by_day;
    std::vector<billing::day_root> kept;
    for (bool is_last = false; !is_last;) {
        const auto page = from.read_books(walked.postings, POSTINGS_PER_PAGE);
        if (!page) return page.error().text;
        for (const auto& row : page->postings) {
            audit.take(row);
            by_day.take(row);
            seals.take(row);
        }
        walked.postings += page->postings.size();
        for (const auto& account : page->accounts)
            audit.compare(account);
        is_last = page->is_last;
        if (is_last) {
            audit.close(page->head);
            kept = page->days;
        }
        walked.accounts = page->accounts.size();
        walked.first_break = audit.first_break();
        if (walked.first_break) break;
        if (!progress(walked)) return STOPPED;
    }
    by_day.close();
    walked.days = by_day.closed();
    if (!walked.first_break) walked.first_break = compare(walked.days, kept);
    if (!walked.first_break) walked.first_break = seals.compare(walked.days);
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
            "currency and hold what their postings make, {} days with the roots that were kept, {} messages charged as "
            "booked.",
            walked.postings, walked.accounts, walked.days.size(), walked.messages);
    }
    const auto& found = *walked.first_break;
    const auto whose = walked.message
                           ? fmt::format("Message {} does not agree with the books: ", core::to_string(walked.message))
                           : "";
    const auto where = found.sequence ? fmt::format("posting {}: ", found.sequence) : "";
    return whose + where + found.what;
}

std::expected<walked_books, std::string> walk_books(store::report_reader& from, const walk_progress& progress,
                                                    const std::optional<billing::seal>& planned) {
    walked_books walked;
    auto seals = from.read_seals();
    if (!seals) return std::unexpected(seals.error().text);
    if (planned) seals->push_back(*planned);
    if (auto trouble = walk_postings(from, progress, walked, seal_audit{std::move(*seals)}))
        return std::unexpected(std::move(*trouble));
    if (walked.first_break) return walked;
    if (auto trouble = walk_messages(from, progress, walked)) return std::unexpected(std::move(*trouble));
    return walked;
}

std::expected<posting_proof, std::string> prove_posting(store::report_reader& from, uint64_t sequence) {
    const auto kept = from.read_days(0, std::numeric_limits<uint32_t>::max());
    if (!kept) return std::unexpected(kept.error().text);
    const auto day =
        std::ranges::find_if(*kept, [&](const auto& each) { return each.first <= sequence && sequence <= each.last; });
    if (day == kept->end()) return std::unexpected("there is no posting " + std::to_string(sequence));
    posting_proof proof{.row = {}, .day = *day, .path = {}};
    billing::merkle_tree tree{sequence - day->first};
    for (auto read = day->first - 1; read < day->last;) {
        const auto limit = std::min<uint64_t>(POSTINGS_PER_PAGE, day->last - read);
        const auto page = from.read_books(read, static_cast<uint32_t>(limit));
        if (!page) return std::unexpected(page.error().text);
        if (page->postings.size() != limit)
            return std::unexpected("posting " + std::to_string(read + page->postings.size() + 1) + " is not there");
        for (const auto& each : page->postings) {
            tree.add(each.hash);
            if (each.sequence == sequence) proof.row = each;
        }
        read += limit;
    }
    if (tree.root() != day->root)
        return std::unexpected("the kept root of " + billing::day_text(day->day) + " is not that of its postings");
    proof.path = tree.proof();
    return proof;
}

}  // namespace kaskad::gateway
