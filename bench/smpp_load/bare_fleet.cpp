#include "bench/smpp_load/bare_fleet.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace kaskad::bench {

namespace {

constexpr int64_t WAIT_MAX_US = 100'000;

void write_bind(std::string& out, const fleet_options& options) {
    std::string body = options.system_id + '\0' + options.password + '\0';
    body.append(
        std::string_view{"\0\x34\1\1\0", 5});  // system_type, interface_version, addr_ton, addr_npi, address_range
    write_header(out, body.size(), command::bind_transceiver, ESME_ROK, 1);
    out.append(body);
}

}  // namespace

bare_fleet::bare_fleet(const fleet_options& options, sheet& lines) : options_{options}, counts_{lines} {
    for (uint32_t index = 0; index < options_.binds; ++index) {
        auto& made = *binds_.emplace_back(std::make_unique<bind>(connect_to(options_.port)));
        made.under_way.assign(options_.window, FREE);
        for (uint32_t slot = options_.window; slot-- > 0;)
            made.free.push_back(slot);
        poller_.add(made.wire.file(), index);
        write_bind(made.wire.out(), options_);
        write_out(made);
    }
    const auto end = steady_us() + options_.patience_us;
    while (!std::ranges::all_of(binds_, [](const auto& each) { return each->is_bound; })) {
        if (is_stopping() || steady_us() > end || counts_.strangers() > 0) throw std::runtime_error{"no bind"};
        turn(WAIT_MAX_US);
    }
}

void bare_fleet::run(supply& work) {
    while (!is_stopping() && !is_load_over(work)) {
        fill(work);
        turn(wait_us(work));
        const auto now = steady_us();
        for (const auto number : refused_)
            work.take_back(number, now);
        refused_.clear();
    }
    counts_.note_load_end();
    while (!is_stopping() && !counts_.has_all_receipts() && steady_us() - counts_.heard_us() < options_.patience_us)
        turn(WAIT_MAX_US);
}

void bare_fleet::turn(int64_t wait_us) {
    for (const auto& event : poller_.wait(wait_us))
        handle_ready(*binds_[event.data.u64]);
}

bool bare_fleet::is_load_over(const supply& work) const {
    const auto is_idle = [](const auto& each) { return each->is_lost || each->free.size() == each->under_way.size(); };
    return (work.is_over(steady_us()) && std::ranges::all_of(binds_, is_idle)) ||
           std::ranges::all_of(binds_, [](const auto& each) { return each->is_lost; });
}

int64_t bare_fleet::wait_us(const supply& work) const {
    const bool has_room =
        std::ranges::any_of(binds_, [](const auto& each) { return !each->is_lost && !each->free.empty(); });
    if (!has_room) return WAIT_MAX_US;
    const auto now = steady_us();
    const auto due = work.due_us(now);
    return due <= now ? 0 : static_cast<int64_t>(std::min<uint64_t>(due - now, WAIT_MAX_US));
}

// Another bind is first each time, so that none has more of what is due than the others.
void bare_fleet::fill(supply& work) {
    for (size_t place = 0; place < binds_.size(); ++place) {
        auto& next = *binds_[(first_to_fill_ + place) % binds_.size()];
        if (!next.is_lost && fill(next, work)) write_out(next);
    }
    ++first_to_fill_;
}

bool bare_fleet::fill(bind& to, supply& work) {
    bool has_filled = false;
    while (!to.free.empty()) {
        work.take(steady_us(), taken_);
        if (taken_.empty()) break;
        const auto slot = to.free.back();
        to.free.pop_back();
        to.under_way[slot] = taken_.front();
        form_.write(to.wire.out(), slot + 2, taken_.front());
        has_filled = true;
    }
    return has_filled;
}

void bare_fleet::handle_ready(bind& from) {
    if (from.is_lost) return;
    if (!from.wire.read()) return lose(from);
    while (const auto got = read_frame(from.wire.unread())) {
        if (got->length == 0) return lose(from);
        handle_frame(from, *got);
        from.wire.consume(got->length);
    }
    if (from.wire.has_unwritten()) write_out(from);
}

void bare_fleet::handle_frame(bind& from, const frame& got) {
    switch (static_cast<command>(got.id)) {
        case command::submit_sm_resp:
            return handle_answer(from, got);
        case command::deliver_sm:
            return handle_receipt(from, got);
        case command::enquire_link:
            return write_response(from.wire.out(), got, ESME_ROK, std::nullopt);
        case command::bind_transceiver_resp:
            from.is_bound = got.status == ESME_ROK;
            if (!from.is_bound) counts_.note_stranger();
            return;
        default:
            counts_.note_stranger();
    }
}

void bare_fleet::handle_answer(bind& from, const frame& got) {
    const auto slot = got.sequence - 2;
    if (slot >= from.under_way.size() || from.under_way[slot] == FREE) return counts_.note_stranger();
    const auto number = std::exchange(from.under_way[slot], FREE);
    from.free.push_back(slot);
    if (counts_.note_answer(number, got.status, got.body)) refused_.push_back(number);
}

void bare_fleet::handle_receipt(bind& from, const frame& got) {
    const auto read = read_message(got.body).value_or(short_message{});
    counts_.note_receipt(read.esm_class, read.source, read.text);
    write_response(from.wire.out(), got, ESME_ROK, "");
}

void bare_fleet::write_out(bind& to) {
    if (!to.wire.write()) return lose(to);
    if (to.wants_write == to.wire.has_unwritten()) return;
    to.wants_write = to.wire.has_unwritten();
    const auto index = std::ranges::find(binds_, &to, &std::unique_ptr<bind>::get) - binds_.begin();
    poller_.want_write(to.wire.file(), static_cast<uint64_t>(index), to.wants_write);
}

// What was under way on it may or may not have been taken; it is not sent again.
void bare_fleet::lose(bind& from) {
    counts_.note_lost(from.under_way.size() - from.free.size());
    from.is_lost = true;
    poller_.remove(from.wire.file());
}

std::unique_ptr<fleet> make_bare_fleet(const fleet_options& options, sheet& lines) {
    return std::make_unique<bare_fleet>(options, lines);
}

}  // namespace kaskad::bench
