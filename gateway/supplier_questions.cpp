#include "gateway/supplier_questions.hpp"

#include "core/assert.hpp"
#include "gateway/supplier_balance.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::gateway {

namespace {

constexpr std::chrono::seconds PAUSE_MAX{3'600};

bool is_asked(const facts::publish_link& effect) {
    const auto& link = effect.value;
    return !effect.gone && link.enabled && !link.supplier.balance_url.empty();
}

// What our books say is there, as the supplier counts it: what may still be bought, and what is kept back.
core::amount ours_of(const facts::supplier_standing& row) {
    return row.credit - row.owed;
}

std::chrono::seconds every_of(const facts::supplier_terms& terms) {
    return std::chrono::seconds{terms.balance_every_s};
}

}  // namespace

std::chrono::seconds pause_after(uint32_t errors, std::chrono::seconds every) {
    auto pause = every;
    for (; errors > 0 && pause < PAUSE_MAX; --errors)
        pause *= 2;
    return std::max(every, std::min(pause, PAUSE_MAX));
}

std::vector<api::supplier_poll> supplier_questions::polls() const {
    std::vector<api::supplier_poll> all;
    for (const auto& [link, of] : asked_)
        all.push_back(of.poll);
    return all;
}

supplier_questions::time_point supplier_questions::due() const {
    auto due = time_point::max();
    for (const auto& [link, of] : asked_)
        if (!of.is_open) due = std::min(due, of.due);
    return due;
}

void supplier_questions::handle_link(const facts::publish_link& effect, time_point now) {
    const auto& link = effect.value;
    if (!is_asked(effect)) {
        asked_.erase(link.id);
        return;
    }
    const auto known = asked_.find(link.id);
    if (known != asked_.end() && known->second.terms == link.supplier) return;
    asked of{.name = link.name, .terms = link.supplier, .version = ++versions_, .due = now};
    of.poll.link = link.id;
    asked_.insert_or_assign(link.id, std::move(of));
}

std::optional<supplier_trouble> supplier_questions::handle_answer(const supplier_question& to,
                                                                  const std::expected<std::string, std::string>& answer,
                                                                  supplier_moment at) {
    const auto found = asked_.find(to.link);
    if (found == asked_.end() || found->second.version != to.version) return std::nullopt;
    auto& of = found->second;
    ASSERT(of.is_open);
    of.is_open = false;
    const auto left = answer ? read_balance(*answer, of.terms.balance_path) : std::unexpected(answer.error());
    if (left) {
        of.errors = 0;
        of.untold = facts::tell_balance{to.link, *left, at.utc_ms};
        of.due = at.steady;
        return std::nullopt;
    }
    supplier_trouble trouble{.name = of.name, .why = left.error(), .is_new = left.error() != of.poll.error};
    of.poll.error = left.error();
    of.poll.error_utc = at.utc_ms;
    of.due = at.steady + pause_after(++of.errors, every_of(of.terms));
    return trouble;
}

void supplier_questions::handle_told(core::link_id link, bool is_taken, time_point now, time_point again) {
    auto& of = asked_.at(link);
    ASSERT(of.untold);
    if (!is_taken) {
        of.due = again;
        return;
    }
    of.compare_utc = of.untold->utc;
    of.untold.reset();
    of.due = now + every_of(of.terms);
}

void supplier_questions::handle_standing(const facts::supplier_standing& row) {
    const auto found = asked_.find(row.link);
    const bool is_of_now = found != asked_.end() && row.has_told && row.told_utc == found->second.compare_utc;
    if (!is_of_now) return;
    auto& of = found->second;
    of.compare_utc = 0;
    of.poll.difference = row.has_limit ? std::optional{row.told - ours_of(row)} : std::nullopt;
}

std::optional<supplier_question> supplier_questions::poll_question(time_point now) {
    for (auto& [link, of] : asked_) {
        if (of.is_open || of.untold || of.due > now) continue;
        of.is_open = true;
        return supplier_question{link, of.version, of.terms.balance_url, of.terms.balance_header_sealed};
    }
    return std::nullopt;
}

std::optional<facts::tell_balance> supplier_questions::poll_told(time_point now) const {
    for (const auto& [link, of] : asked_)
        if (of.untold && of.due <= now) return of.untold;
    return std::nullopt;
}

}  // namespace kaskad::gateway
