#include "routing/receipt_evidence.hpp"

#include <algorithm>
#include <iterator>
#include <ranges>

// How the evidence about made-up receipts outlives a restart: what each link's receipts looked like, and the numbers
// that were tried over several links.

namespace kaskad::routing {

namespace {

constexpr uint64_t VERSION = 1;

// Those used last, oldest of them first.
template <typename Table>
auto newest(const Table& table, size_t most) {
    const auto& all = table.entries();
    const auto skipped = all.size() > most ? all.size() - most : 0;
    return std::ranges::subrange(std::next(all.begin(), static_cast<ptrdiff_t>(skipped)), all.end());
}

uint32_t take_number(state_reader& from) {
    return static_cast<uint32_t>(from.take_count(UINT32_MAX));
}

}  // namespace

void receipt_delays::save(state_writer& to) const {
    // Behind the last step that holds any there is nothing.
    const auto last = std::ranges::find_if(counts_ | std::views::reverse, [](uint32_t count) { return count > 0; });
    const auto steps = static_cast<size_t>(std::distance(last, (counts_ | std::views::reverse).end()));
    to.put_count(steps);
    for (size_t step = 0; step < steps; ++step)
        to.put_count(counts_[step]);
}

void receipt_delays::load(state_reader& from) {
    counts_ = {};
    count_ = 0;
    const auto steps = from.take_count(STEPS);
    for (size_t step = 0; step < steps && from.is_good(); ++step) {
        counts_[step] = take_number(from);
        count_ += counts_[step];
    }
}

void paired_numbers::save(state_writer& to) const {
    const auto kept = newest(known_, PAIRED_KEPT_MAX);
    to.put_count(static_cast<uint64_t>(std::ranges::distance(kept)));
    for (const auto& [recipient, number] : kept) {
        to.put_count(recipient);
        to.put_time(number.first_ms);
        to.put_count(number.count);
        for (const auto& outcome : number.all()) {
            to.put_count(outcome.link.value);
            to.put_count(outcome.is_delivered ? 1 : 0);
            to.put_time(outcome.at_ms);
        }
    }
}

void paired_numbers::load(state_reader& from) {
    for (auto left = from.take_count(PAIRED_KEPT_MAX); left > 0 && from.is_good(); --left) {
        const auto recipient = from.take_count(UINT64_MAX);
        number loaded{.first_ms = from.take_time()};
        loaded.count = from.take_count(PAIRED_LINKS_MAX);
        for (size_t place = 0; place < loaded.count && from.is_good(); ++place) {
            auto& outcome = loaded.outcomes[place];
            outcome.link = {take_number(from)};
            outcome.is_delivered = from.take_count(1) == 1;
            outcome.at_ms = from.take_time();
        }
        if (known_.find(recipient) != nullptr) from.refuse();
        if (from.is_good()) known_.add(recipient, loaded);
    }
}

void receipt_evidence::week::save(state_writer& to) const {
    delays.save(to);
    for (const auto count : {dated, dated_wrongly, tests, tests_delivered})
        to.put_count(count);
}

void receipt_evidence::week::load(state_reader& from) {
    delays.load(from);
    for (auto* count : {&dated, &dated_wrongly, &tests, &tests_delivered})
        *count = take_number(from);
    if (dated_wrongly > dated || tests_delivered > tests) from.refuse();
}

void receipt_evidence::save(const arm& of, state_writer& to) {
    of.now.save(to);
    of.before.save(to);
    to.put_time(of.turned_ms);
    to.put_count(of.examples_noted);
    const auto kept = std::min(of.examples_noted, RECEIPT_EXAMPLES_MAX);
    for (size_t place = 0; place < kept; ++place)
        to.put_count(of.examples[place]);
}

receipt_evidence::arm receipt_evidence::load_arm(state_reader& from) {
    arm loaded;
    loaded.now.load(from);
    loaded.before.load(from);
    loaded.turned_ms = from.take_time();
    loaded.examples_noted = from.take_count(UINT64_MAX);
    const auto kept = std::min(loaded.examples_noted, RECEIPT_EXAMPLES_MAX);
    for (size_t place = 0; place < kept; ++place)
        loaded.examples[place] = from.take_count(UINT64_MAX);
    return loaded;
}

std::string receipt_evidence::save(int64_t now_ms) const {
    state_writer to;
    to.put_count(VERSION);
    to.put_time(now_ms);
    const auto kept = newest(arms_, RECEIPT_ARMS_KEPT_MAX);
    to.put_count(static_cast<uint64_t>(std::ranges::distance(kept)));
    for (const auto& [key, of] : kept) {
        to.put_count(key.link.value);
        to.put_count(key.network.value);
        save(of, to);
    }
    numbers_.save(to);
    return to.take();
}

std::expected<receipt_evidence, state_fault> receipt_evidence::load(std::string_view octets, int64_t now_ms,
                                                                    size_t arms_max, size_t numbers_max) {
    state_reader from{octets};
    if (from.take_count(UINT64_MAX) != VERSION && from.is_good()) return std::unexpected(state_fault::unknown_version);
    const auto saved_ms = from.take_time();
    from.shift_times(std::min<int64_t>(now_ms - saved_ms, 0), saved_ms);
    receipt_evidence made{arms_max, numbers_max};
    for (auto left = from.take_count(RECEIPT_ARMS_KEPT_MAX); left > 0 && from.is_good(); --left) {
        link_network key{.link = {take_number(from)}};
        key.network = {take_number(from)};
        auto loaded = load_arm(from);
        if (made.arms_.find(key) != nullptr) from.refuse();
        if (from.is_good()) made.arms_.add(key, std::move(loaded));
    }
    made.numbers_.load(from);
    if (!from.is_good() || !from.is_at_end()) return std::unexpected(state_fault::damaged);
    return made;
}

}  // namespace kaskad::routing
