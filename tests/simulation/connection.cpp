#include "tests/simulation/connection.hpp"

#include "tests/smpp/emitted_pdus.hpp"

#include <utility>

namespace kaskad::simulation {

namespace {

constexpr int64_t LATENCY_MS_MAX = 20;
constexpr int64_t WRITE_MS_MAX = 2;

}  // namespace

connection::connection(agenda& when, chance luck, const smpp::session_options& esme, const smpp::session_options& smsc)
    : when_{when},
      luck_{luck},
      ends_{end_state{.session = smpp::session{esme, when.now_ms()}, .hears = {}, .held = {}},
            end_state{.session = smpp::session{smsc, when.now_ms()}, .hears = {}, .held = {}}} {}

void connection::pump(side which) {
    take_events(which);
    set_timer(which);
    auto& here = end(which);
    if (here.flushing) return;
    here.flushing = true;
    // A turn later, so that a close in between meets requests that never left.
    when_.after(luck_.between(0, WRITE_MS_MAX), [self = shared_from_this(), which] { self->flush(which); });
}

void connection::take_events(side which) {
    auto& here = end(which);
    while (auto event = here.session.poll_event()) {
        const auto hears = here.hears;
        if (hears) (*hears)(*event);
    }
}

void connection::flush(side which) {
    auto& here = end(which);
    here.flushing = false;
    std::string output;
    if (here.session.poll_output(output)) {
        smpp::emitted_pdus::note(output);
        send(which, std::move(output));
    }
    if (here.session.is_closed()) {
        const auto farewell_ms = end(other(which)).arrived_ms - when_.now_ms();
        when_.after(std::max<int64_t>(0, farewell_ms), [self = shared_from_this(), which] {
            self->cut_ = true;
            self->lose(other(which));
        });
    }
    take_events(which);
    set_timer(which);
}

void connection::send(side from, std::string octets) {
    if (cut_) return;
    auto& there = end(other(from));
    const auto latest = std::max(there.arrived_ms, silent_until_ms_);
    there.arrived_ms = std::max(latest, when_.now_ms() + luck_.between(1, LATENCY_MS_MAX));
    when_.after(there.arrived_ms - when_.now_ms(),
                [self = shared_from_this(), to = other(from), octets = std::move(octets)] {
                    if (!self->cut_) self->arrive(to, octets);
                });
}

void connection::arrive(side to, const std::string& octets) {
    auto& here = end(to);
    if (here.paused) {
        here.held += octets;
        return;
    }
    here.session.handle_octets(smpp::as_octets(octets), when_.now_ms());
    pump(to);
}

void connection::resume_reading(side which) {
    auto& here = end(which);
    if (!std::exchange(here.paused, false) || here.held.empty()) return;
    when_.after(0, [self = shared_from_this(), which] {
        auto& resumed = self->end(which);
        if (resumed.paused || self->cut_) return;
        self->arrive(which, std::exchange(resumed.held, {}));
    });
}

void connection::lose(side which) {
    auto& here = end(which);
    if (here.session.is_closed()) return;
    here.session.handle_close();
    take_events(which);
}

void connection::cut() {
    if (std::exchange(cut_, true)) return;
    for (const auto which : {side::esme, side::smsc}) {
        when_.after(luck_.between(0, LATENCY_MS_MAX), [self = shared_from_this(), which] { self->lose(which); });
    }
}

void connection::abandon(side which) {
    stop_listening(which);
    // What was written may arrive still, or not.
    const auto until = luck_.happens(500) ? end(other(which)).arrived_ms - when_.now_ms() : 0;
    when_.after(std::max<int64_t>(0, until), [self = shared_from_this()] { self->cut(); });
}

void connection::set_timer(side which) {
    auto& here = end(which);
    const auto due = here.session.next_deadline();
    if (!due || *due >= here.timer_ms) return;
    here.timer_ms = *due;
    when_.after(*due - when_.now_ms(), [self = shared_from_this(), which, planned = *due] {
        auto& late = self->end(which);
        if (late.timer_ms != planned) return;
        late.timer_ms = INT64_MAX;
        if (late.session.is_closed()) return;
        late.session.handle_time(self->when_.now_ms());
        self->pump(which);
    });
}

}  // namespace kaskad::simulation
