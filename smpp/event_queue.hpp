#pragma once

#include "smpp/session_event.hpp"

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

// The events of a session that its driver has not taken yet, in order. An event is large, so it is made in its place,
// moved once, and its place is used again; of many places only some are kept, since most sessions are quiet.

namespace kaskad::smpp {

class event_queue {
  public:
    static constexpr size_t KEPT_MAX = 256;

    template <typename Event, typename... Args>
    void push(Args&&... args) {
        places_.emplace_back(std::in_place_type<Event>, std::forward<Args>(args)...);
    }

    std::optional<session_event> poll() {
        if (next_ == places_.size()) return std::nullopt;
        std::optional<session_event> taken{std::move(places_[next_++])};
        if (next_ == places_.size()) clear();
        return taken;
    }

  private:
    void clear() {
        places_.clear();
        next_ = 0;
        if (places_.capacity() > KEPT_MAX) places_ = {};
    }

    std::vector<session_event> places_;
    size_t next_ = 0;  // to be taken
};

}  // namespace kaskad::smpp
