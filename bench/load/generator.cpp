#include "bench/load/generator.hpp"

#include <algorithm>

namespace kaskad::bench {

namespace {

constexpr uint64_t PROBE = UINT64_MAX;
constexpr int64_t WAIT_MAX_US = 100'000;

}  // namespace

generator::generator(uint16_t port, uint32_t connections, dialect& words, supply& work, sheet& lines, read_probe* probe)
    : port_{port}, words_{words}, work_{work}, lines_{lines}, probe_{probe}, slots_(connections) {
    for (uint32_t index = 0; index < connections; ++index) {
        slots_[index].wire = std::make_unique<connection>(connect_to(port_));
        poller_.add(slots_[index].wire->file(), index);
        idle_.push_back(index);
    }
    if (probe_) poller_.add(probe_->file(), PROBE);
}

void generator::run() {
    for (auto now = steady_us(); !is_done(now); now = steady_us()) {
        fill(now);
        if (probe_) probe_->ask(now, work_.numbers_taken());
        for (const auto& event : poller_.wait(wait_us(now))) {
            if (event.data.u64 == PROBE) {
                probe_->handle_ready();
            } else {
                handle_ready(static_cast<uint32_t>(event.data.u64));
            }
        }
    }
}

bool generator::is_done(uint64_t now) const {
    return is_stopping() || (work_.is_over(now) && idle_.size() == slots_.size());
}

void generator::fill(uint64_t now) {
    while (!idle_.empty()) {
        auto& free = slots_[idle_.back()];
        work_.take(now, free.numbers);
        if (free.numbers.empty()) return;
        const auto index = idle_.back();
        idle_.pop_back();
        words_.write_request(free.wire->out(), free.numbers);
        write_out(index);
    }
}

int64_t generator::wait_us(uint64_t now) const {
    auto due = idle_.empty() ? UINT64_MAX : work_.due_us(now);
    if (probe_) due = std::min(due, probe_->due_us());
    if (due <= now) return idle_.empty() ? 0 : 100;
    return static_cast<int64_t>(std::min<uint64_t>(due - now, WAIT_MAX_US));
}

void generator::handle_ready(uint32_t index) {
    auto& from = slots_[index];
    if (!from.wire->read()) return reconnect(index);
    const auto answer = read_http(from.wire->unread());
    if (answer) {
        handle_answer(from, *answer);
        from.wire->consume(answer->octets);
        from.numbers.clear();
        idle_.push_back(index);
    }
    if (from.wire->has_unwritten()) write_out(index);
}

void generator::handle_answer(slot& from, const http_frame& answer) {
    const auto now = steady_us();
    ++counts_.statuses[answer.status()];
    words_.read_answer(answer, from.numbers, results_);
    for (size_t place = 0; place < from.numbers.size(); ++place) {
        const auto number = from.numbers[place];
        switch (results_[place].what) {
            case verdict::accepted:
                ++counts_.accepted;
                lines_.at(number).id = results_[place].id;
                lines_.at(number).answered_us = now;
                break;
            case verdict::refused_for_now:
                ++counts_.refused;
                work_.take_back(number, now);
                break;
            case verdict::failed:
                ++counts_.failed;
        }
    }
}

void generator::write_out(uint32_t index) {
    auto& to = slots_[index];
    if (!to.wire->write()) return reconnect(index);
    if (to.wants_write == to.wire->has_unwritten()) return;
    to.wants_write = to.wire->has_unwritten();
    poller_.want_write(to.wire->file(), index, to.wants_write);
}

// What was under way on it may or may not have been taken; it is not sent again.
void generator::reconnect(uint32_t index) {
    auto& lost = slots_[index];
    counts_.lost_answers += lost.numbers.size();
    const bool was_idle = lost.numbers.empty();
    lost.numbers.clear();
    lost.wants_write = false;
    poller_.remove(lost.wire->file());
    lost.wire = std::make_unique<connection>(connect_to(port_));
    poller_.add(lost.wire->file(), index);
    if (!was_idle) idle_.push_back(index);
}

}  // namespace kaskad::bench
