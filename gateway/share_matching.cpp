#include "gateway/share_matching.hpp"

#include <atomic>
#include <functional>
#include <thread>
#include <utility>

namespace kaskad::gateway {

namespace {

using billing::reconciliation::category;
using billing::reconciliation::comparison_terms;
using billing::reconciliation::finding;
using billing::reconciliation::id_kind;
using billing::reconciliation::row;
using billing::reconciliation::side;
using billing::reconciliation::two_sides;
using billing::reconciliation::waterfall;

constexpr size_t WORKERS = 2;
constexpr uint32_t PERCENT = 100;

// Sums what a worker finds, and keeps what is not exact.
class worker_sink final : public billing::reconciliation::finding_sink {
  public:
    worker_sink(const comparison_terms& terms, const share_options& options)
        : sums{terms}, found{options.folder}, keeps_{options.keeps} {}

    void take(const finding& each) override {
        sums.take(each);
        if (each.why == category::exact) return;
        if (keeps_) found.add(each);
        const bool is_again = each.why == category::duplicate_theirs && each.theirs;
        if (is_again && (first_duplicate == 0 || each.theirs->place < first_duplicate))
            first_duplicate = each.theirs->place;
    }

    waterfall sums;
    finding_spool found;
    uint64_t first_duplicate = 0;

  private:
    bool keeps_;
};

}  // namespace

// Rows by share, each side for itself.
struct share_matching::dealt {
    dealt(const std::string& folder, size_t shares) {
        for (size_t share = 0; share < shares; ++share) {
            ours.emplace_back(folder);
            theirs.emplace_back(folder);
        }
    }

    bool read(size_t share, two_sides& into) {
        return ours[share].read_all(into.ours) && theirs[share].read_all(into.theirs);
    }
    std::string failure(size_t share) const {
        return ours[share].failure().empty() ? theirs[share].failure() : ours[share].failure();
    }

    std::vector<record_spool<row>> ours;
    std::vector<record_spool<row>> theirs;
};

// Every second share is one worker's. Two phases, with nobody writing what another reads.
class share_matching::worker {
  public:
    worker(const share_matching& run, size_t number)
        : sink{run.terms_, run.options_}, left{run.options_.folder, run.options_.shares}, run_{run}, number_{number} {}

    void match_ids(std::atomic<uint32_t>& done, const std::function<bool()>& may_go_on) {
        for_each_share(done, may_go_on, [&](size_t share) {
            two_sides rows;
            if (!run_.by_id_->read(share, rows)) return fail(run_.by_id_->failure(share));
            const auto rest = billing::reconciliation::match_by_id(std::move(rows), run_.terms_, sink);
            for (const auto& each : rest.ours)
                left.ours[recipient_share(each, run_.options_.shares)].add(each);
            for (const auto& each : rest.theirs)
                left.theirs[recipient_share(each, run_.options_.shares)].add(each);
        });
    }

    // from: what had no id, and what the workers left.
    void match_numbers(const std::vector<dealt*>& from, std::atomic<uint32_t>& done,
                       const std::function<bool()>& may_go_on) {
        for_each_share(done, may_go_on, [&](size_t share) {
            two_sides rows;
            for (auto* each : from)
                if (!each->read(share, rows)) return fail(each->failure(share));
            billing::reconciliation::match_by_number(std::move(rows), run_.terms_, sink);
        });
    }

    worker_sink sink;
    dealt left;
    std::string failure;

  private:
    void fail(const std::string& why) { failure = why; }

    void for_each_share(std::atomic<uint32_t>& done, const std::function<bool()>& may_go_on, auto each) {
        for (size_t share = number_; share < run_.options_.shares && failure.empty(); share += WORKERS) {
            if (!may_go_on()) return fail("interrupted; nothing was written");
            each(share);
            ++done;
        }
        if (failure.empty()) failure = sink.found.failure();
    }

    const share_matching& run_;
    size_t number_;
};

share_matching::share_matching(share_options options, comparison_terms terms, billing::reconciliation::id_form form)
    : options_{std::move(options)},
      terms_{terms},
      form_{form},
      expected_{terms},
      by_id_{std::make_unique<dealt>(options_.folder, options_.shares)},
      by_recipient_{std::make_unique<dealt>(options_.folder, options_.shares)} {}

share_matching::~share_matching() = default;

void share_matching::deal(row each, side whose) {
    settle_id(each, whose, form_);
    const bool has_id = each.kind() != id_kind::none;
    auto& to = has_id ? *by_id_ : *by_recipient_;
    const auto share = has_id ? id_share(each, options_.shares) : recipient_share(each, options_.shares);
    (whose == side::ours ? to.ours : to.theirs)[share].add(each);
}

void share_matching::add_ours(row each) {
    expected_.expect_ours(each);
    deal(each, side::ours);
}

void share_matching::add_theirs(row each) {
    expected_.expect_theirs(each);
    deal(each, side::theirs);
}

std::expected<matched_shares, std::string> share_matching::match(const std::function<bool(uint32_t)>& progress) {
    worker first{*this, 0};
    worker second{*this, 1};
    std::atomic<uint32_t> done = 0;
    std::atomic<bool> is_stopped = false;
    const auto all = static_cast<uint32_t>(2 * options_.shares);
    // Only the calling thread is asked; the other one sees what it was told.
    const auto ask = [&] {
        if (!progress(done * PERCENT / all)) is_stopped = true;
        return !is_stopped;
    };
    const auto look = [&] { return !is_stopped.load(); };
    const auto run_both = [&](auto work) {
        std::jthread beside{[&] { work(second, look); }};
        work(first, ask);
    };
    run_both([&](worker& each, const auto& may_go_on) { each.match_ids(done, may_go_on); });
    const std::vector<dealt*> left{by_recipient_.get(), &first.left, &second.left};
    if (first.failure.empty() && second.failure.empty())
        run_both([&](worker& each, const auto& may_go_on) { each.match_numbers(left, done, may_go_on); });
    if (!first.failure.empty()) return std::unexpected(first.failure);
    if (!second.failure.empty()) return std::unexpected(second.failure);
    matched_shares made{expected_, {}, std::min(first.sink.first_duplicate, second.sink.first_duplicate)};
    if (made.first_duplicate_place == 0)
        made.first_duplicate_place = std::max(first.sink.first_duplicate, second.sink.first_duplicate);
    made.sums.add(first.sink.sums);
    made.sums.add(second.sink.sums);
    made.findings.push_back(std::move(first.sink.found));
    made.findings.push_back(std::move(second.sink.found));
    if (const auto checked = made.sums.check(); !checked) return std::unexpected(checked.error());
    return made;
}

}  // namespace kaskad::gateway
