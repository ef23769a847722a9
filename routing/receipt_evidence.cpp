#include "routing/receipt_evidence.hpp"

#include <algorithm>

namespace kaskad::routing {

namespace {

constexpr int64_t WEEK_MS = 7LL * 86'400'000;

void step(uint32_t& count, int by) {
    if (by > 0) ++count;
    if (by < 0 && count > 0) --count;
}

}  // namespace

void receipt_evidence::week::add(const week& other) {
    delays.add(other.delays);
    dated += other.dated;
    dated_wrongly += other.dated_wrongly;
    tests += other.tests;
    tests_delivered += other.tests_delivered;
}

void receipt_evidence::note(const link_network& key, const receipt_note& receipt, int64_t now_ms) {
    if (receipt.is_delivered) {
        auto& of = find_or_add(key, now_ms);
        of.now.delays.note(now_ms - receipt.sent_ms);
        if (receipt.dates) {
            const auto& [submit_ms, done_ms, has_seconds] = *receipt.dates;
            ++of.now.dated;
            if (done_ms < submit_ms || (has_seconds && done_ms == submit_ms)) ++of.now.dated_wrongly;
        }
    }
    note_pair(key, receipt, now_ms);
}

void receipt_evidence::note_pair(const link_network& key, const receipt_note& receipt, int64_t now_ms) {
    const paired_outcome outcome{.link = key.link, .is_delivered = receipt.is_delivered, .at_ms = now_ms};
    for (const auto& change : numbers_.note(receipt.recipient, outcome)) {
        auto& of = find_or_add({.link = change.link, .network = key.network}, now_ms);
        step(of.now.tests, change.tests);
        step(of.now.tests_delivered, change.delivered);
        if (change.delivered > 0) of.examples[of.examples_noted++ % RECEIPT_EXAMPLES_MAX] = receipt.recipient;
    }
}

receipt_evidence::arm& receipt_evidence::find_or_add(const link_network& key, int64_t now_ms) {
    auto* known = arms_.use(key);
    if (known == nullptr) known = &arms_.add(key, {.turned_ms = now_ms});
    turn(*known, now_ms);
    return *known;
}

void receipt_evidence::turn(arm& of, int64_t now_ms) {
    const auto passed = now_ms - of.turned_ms;
    if (passed < WEEK_MS) return;
    of.before = passed < 2 * WEEK_MS ? of.now : week{};
    of.now = {};
    of.turned_ms = now_ms;
}

receipt_evidence::week receipt_evidence::sum(const arm& of, int64_t now_ms) {
    arm turned = of;
    turn(turned, now_ms);
    turned.now.add(turned.before);
    return turned.now;
}

// Those that still hold: another link may have reached the number since.
std::vector<receipt_example> receipt_evidence::examples_of(const arm& of, core::link_id link) const {
    std::vector<receipt_example> made;
    for (size_t age = 0; age < std::min(of.examples_noted, RECEIPT_EXAMPLES_MAX); ++age) {
        const auto recipient = of.examples[(of.examples_noted - 1 - age) % RECEIPT_EXAMPLES_MAX];
        const auto outcomes = numbers_.find(recipient);
        const auto own = std::ranges::find(outcomes, link, &paired_outcome::link);
        if (own == outcomes.end() || !own->is_delivered || !is_paired_test(outcomes, link)) continue;
        if (std::ranges::find(made, recipient, &receipt_example::recipient) != made.end()) continue;
        auto& example = made.emplace_back(receipt_example{.recipient = recipient, .delivered_ms = own->at_ms});
        for (const auto& each : outcomes)
            if (each.link != link) example.failed_over.push_back(each.link);
    }
    return made;
}

}  // namespace kaskad::routing
