#include "engine/queue.hpp"

#include "core/assert.hpp"

#include <algorithm>

namespace kaskad::engine {

namespace {

constexpr uint32_t PERCENT = 100;
constexpr uint64_t SEQUENCE_END = uint64_t{1} << 48;
constexpr uint32_t SEGMENTS_MAX = UINT16_MAX;

size_t index_of(core::message_class klass) {
    return static_cast<size_t>(klass);
}

}  // namespace

link_queue::waiting_entry link_queue::make_entry(uint64_t sequence, const entry& value) {
    ASSERT(sequence < SEQUENCE_END);
    waiting_entry made;
    made.sequence = sequence & (SEQUENCE_END - 1);
    made.segments = std::min(value.segments, SEGMENTS_MAX) & SEGMENTS_MAX;
    made.message = value.message;
    return made;
}

link_queue::waiting_entry link_queue::place_of(uint64_t sequence) {
    return make_entry(sequence, {});
}

link_queue::client_queue* link_queue::find(const key& queue) {
    auto& clients = classes_[index_of(queue.klass)].clients;
    const auto found = clients.find(queue.client);
    return found == clients.end() ? nullptr : &found->second;
}

const link_queue::client_queue* link_queue::find(const key& queue) const {
    const auto& clients = classes_[index_of(queue.klass)].clients;
    const auto found = clients.find(queue.client);
    return found == clients.end() ? nullptr : &found->second;
}

uint64_t link_queue::size(core::message_class klass) const {
    const auto& waiting = classes_[index_of(klass)];
    uint64_t total = 0;
    for (const auto& [client, queue] : waiting.clients)
        total += queue.head.size() + queue.aside.size() + queue.tail;
    return total;
}

uint64_t link_queue::tail_size(const key& queue) const {
    const auto* waiting = find(queue);
    return waiting ? waiting->tail : 0;
}

bool link_queue::is_in_head(const place& at) const {
    const auto* waiting = find(at.queue);
    const auto place = place_of(at.sequence);
    return waiting && (waiting->head.contains(place) || waiting->aside.contains(place));
}

uint64_t link_queue::head_last(const key& queue) const {
    const auto* waiting = find(queue);
    return waiting ? waiting->last : 0;
}

bool link_queue::add(const place& at, const entry& value, uint32_t weight) {
    auto& waiting = classes_[index_of(at.queue.klass)].clients[at.queue.client];
    const bool in_front = at.sequence <= waiting.last;
    const bool fits = waiting.tail == 0 && waiting.head.size() < options_.head_max;
    if (!in_front && !fits) {
        waiting.hot_tail.insert(make_entry(at.sequence, value));
        waiting.weight = std::max<uint32_t>(1, weight);
        ++waiting.tail;
        ++tails_;
        return false;
    }
    insert(at, value, weight);
    return true;
}

void link_queue::refill(const place& at, const entry& value, uint32_t weight) {
    auto* waiting = find(at.queue);
    ASSERT(waiting != nullptr);
    waiting->hot_tail.erase(place_of(at.sequence));
    if (waiting->tail > 0) {
        --waiting->tail;
        --tails_;
    }
    insert(at, value, weight);
}

void link_queue::insert(const place& at, const entry& value, uint32_t weight) {
    auto& klass = classes_[index_of(at.queue.klass)];
    auto& waiting = klass.clients[at.queue.client];
    waiting.weight = std::max<uint32_t>(1, weight);
    waiting.last = std::max(waiting.last, at.sequence);
    const bool added = waiting.head.insert(make_entry(at.sequence, value));
    ASSERT(added);
    ++waiting_;
    count_heads(klass, waiting, true);
    activate(klass, at.queue.client);
}

void link_queue::count_heads(class_queue& klass, const client_queue& waiting, bool more) {
    if (waiting.blocked) return;
    more ? ++klass.heads : --klass.heads;
    more ? ++heads_ : --heads_;
}

void link_queue::set_blocked(class_queue& klass, core::client_id client, bool blocked) {
    auto& waiting = klass.clients[client];
    if (waiting.blocked == blocked) return;
    waiting.blocked = blocked;
    const auto count = waiting.head.size();
    klass.heads = blocked ? klass.heads - count : klass.heads + count;
    heads_ = blocked ? heads_ - count : heads_ + count;
    if (!blocked) activate(klass, client);
}

void link_queue::activate(class_queue& klass, core::client_id client) {
    auto& waiting = klass.clients[client];
    if (waiting.active) return;
    waiting.active = true;
    waiting.deficit = 0;
    klass.turn.push_back(client);
}

void link_queue::remove(const place& at) {
    auto* waiting = find(at.queue);
    if (!waiting) return;
    auto& klass = classes_[index_of(at.queue.klass)];
    if (waiting->head.erase(place_of(at.sequence))) {
        --waiting_;
        count_heads(klass, *waiting, false);
    } else if (waiting->aside.erase(place_of(at.sequence))) {
        --waiting_;
        --aside_;
        set_blocked(klass, at.queue.client, waiting->aside.size() >= options_.head_max);
    } else if (waiting->tail > 0) {
        waiting->hot_tail.erase(place_of(at.sequence));
        --waiting->tail;
        --tails_;
    }
}

void link_queue::chill(const place& at) {
    if (auto* waiting = find(at.queue)) waiting->hot_tail.erase(place_of(at.sequence));
}

void link_queue::add_tail(const key& queue, uint64_t messages) {
    classes_[index_of(queue.klass)].clients[queue.client].tail += messages;
    tails_ += messages;
}

bool link_queue::runs_low(const client_queue& waiting) const {
    return waiting.tail > 0 && waiting.head.size() < (options_.head_max + 1) / 2;
}

std::optional<link_queue::key> link_queue::wants_refill(const std::set<key>& except) const {
    if (tails_ == 0) return std::nullopt;
    for (size_t index = 0; index < classes_.size(); ++index) {
        for (const auto& [client, waiting] : classes_[index].clients) {
            const key queue{static_cast<core::message_class>(index), client};
            if (runs_low(waiting) && !except.contains(queue)) return queue;
        }
    }
    return std::nullopt;
}

void link_queue::settle_tail(const key& queue) {
    auto* waiting = find(queue);
    if (!waiting) return;
    tails_ -= waiting->tail;
    waiting->tail = waiting->hot_tail.size();
    tails_ += waiting->tail;
    if (runs_low(*waiting)) refill_from_memory(queue, *waiting);
}

bool link_queue::refill_from_memory() {
    if (tails_ == 0) return false;
    bool refilled = false;
    for (size_t index = 0; index < classes_.size(); ++index) {
        for (auto& [client, waiting] : classes_[index].clients) {
            if (!runs_low(waiting) || waiting.hot_tail.size() != waiting.tail) continue;
            refill_from_memory({static_cast<core::message_class>(index), client}, waiting);
            refilled = true;
        }
    }
    return refilled;
}

void link_queue::refill_from_memory(const key& queue, client_queue& waiting) {
    while (!waiting.hot_tail.empty() && waiting.head.size() < options_.head_max) {
        const auto first = waiting.hot_tail.front();
        refill({queue, first.sequence}, first.value(), waiting.weight);
    }
}

std::optional<core::message_class> link_queue::next_class() const {
    std::optional<core::message_class> first;
    for (size_t index = 0; index < classes_.size(); ++index) {
        const auto& klass = classes_[index];
        if (klass.heads == 0) continue;
        if (!first) first = static_cast<core::message_class>(index);
        const auto floor = options_.floor_percent[index];
        if (floor > 0 && klass.passed_over * floor >= PERCENT) return static_cast<core::message_class>(index);
    }
    return first;
}

std::optional<link_queue::picked> link_queue::choose() {
    const auto served = next_class();
    if (!served) return std::nullopt;
    auto& klass = classes_[index_of(*served)];
    while (true) {
        ASSERT(!klass.turn.empty());
        const auto client = klass.turn.front();
        auto& waiting = klass.clients[client];
        if (waiting.head.empty() || waiting.blocked) {
            waiting.active = false;
            klass.turn.pop_front();
            continue;
        }
        const auto& first = waiting.head.front();
        if (waiting.deficit < static_cast<int64_t>(first.segments)) {
            waiting.deficit += int64_t{options_.quantum} * waiting.weight;
            klass.turn.pop_front();
            klass.turn.push_back(client);
            continue;
        }
        const picked result{{{*served, client}, first.sequence}, first.value()};
        waiting.deficit -= result.value.segments;
        charge(*served, result.value.segments);
        return result;
    }
}

void link_queue::set_aside(const picked& chosen, uint64_t gate) {
    const auto& [queue, sequence] = chosen.at;
    auto& klass = classes_[index_of(queue.klass)];
    auto& waiting = klass.clients.at(queue.client);
    const auto entry = make_entry(sequence, chosen.value);
    const bool was_there = waiting.head.erase(entry);
    ASSERT(was_there);
    count_heads(klass, waiting, false);
    waiting.aside.insert(entry);
    ++aside_;
    waiting.deficit += chosen.value.segments;
    gates_[gate].insert({queue.klass, sequence, queue.client});
    set_blocked(klass, queue.client, waiting.aside.size() >= options_.head_max);
}

bool link_queue::open_gate(uint64_t gate, size_t count) {
    const auto found = gates_.find(gate);
    if (found == gates_.end()) return false;
    auto& standing = found->second;
    while (count > 0 && !standing.empty()) {
        const auto first = *standing.begin();
        standing.erase(standing.begin());
        auto& klass = classes_[index_of(first.klass)];
        const auto client = klass.clients.find(first.client);
        if (client == klass.clients.end()) continue;
        auto& waiting = client->second;
        const auto* entry = waiting.aside.lower_bound(place_of(first.sequence));
        if (!entry || entry->sequence != first.sequence) continue;
        const auto value = entry->value();
        remove({{first.klass, first.client}, first.sequence});
        insert({{first.klass, first.client}, first.sequence}, value, waiting.weight);
        --count;
    }
    if (!standing.empty()) return true;
    gates_.erase(found);
    return false;
}

void link_queue::open_all_gates() {
    while (!gates_.empty())
        open_gate(gates_.begin()->first, SIZE_MAX);
}

void link_queue::charge(core::message_class served, uint32_t segments) {
    for (size_t index = 0; index < classes_.size(); ++index) {
        auto& klass = classes_[index];
        klass.passed_over = index == index_of(served) || klass.heads == 0 ? 0 : klass.passed_over + segments;
    }
}

std::optional<link_queue::picked> link_queue::next_after(const place& after) const {
    for (size_t index = index_of(after.queue.klass); index < classes_.size(); ++index) {
        const bool same_class = index == index_of(after.queue.klass);
        const auto& clients = classes_[index].clients;
        auto client = same_class ? clients.lower_bound(after.queue.client) : clients.begin();
        for (; client != clients.end(); ++client) {
            const bool same = same_class && client->first == after.queue.client;
            const auto from = place_of(same ? after.sequence + 1 : 0);
            const auto* found = client->second.head.lower_bound(from);
            const auto* aside = client->second.aside.lower_bound(from);
            if (!found || (aside && *aside < *found)) found = aside;
            if (!found) continue;
            return picked{{{static_cast<core::message_class>(index), client->first}, found->sequence}, found->value()};
        }
    }
    return std::nullopt;
}

}  // namespace kaskad::engine
