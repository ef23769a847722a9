#include "gateway/position_watch.hpp"

#include <utility>

namespace kaskad::gateway {

position_watch::position_watch(net::shard& home, store::projector& projector)
    : home_{home}, projector_{projector}, timer_{home.get_executor(), [this] { check(); }} {}

void position_watch::await(uint64_t position, net::clock::time_point deadline, done call) {
    if (projector_.position() >= position) return call(true);
    projector_.flush_to(position);
    home_.post([this, position, deadline, call = std::move(call)]() mutable {
        waits_.add(position, deadline, std::move(call));
        check();
    });
}

void position_watch::note_progress() {
    home_.post([this] { check(); });
}

void position_watch::check() {
    waits_.handle_progress(projector_.position(), net::clock::now());
    timer_.expire_at(waits_.next_deadline());
}

}  // namespace kaskad::gateway
