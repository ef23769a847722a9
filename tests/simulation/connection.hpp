#pragma once

#include "smpp/session.hpp"
#include "tests/simulation/agenda.hpp"
#include "tests/simulation/chance.hpp"

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

// One TCP connection with a real session at each end: octets arrive late and in pieces, in order; it can be silent, and
// cut, when what is under way is partly lost. Whoever owns an end hears its events.

namespace kaskad::simulation {

enum class side : uint8_t { esme = 0, smsc = 1 };

class connection : public std::enable_shared_from_this<connection> {
  public:
    using listener = std::function<void(smpp::session_event&)>;

    connection(agenda& when, chance luck, const smpp::session_options& esme, const smpp::session_options& smsc);

    smpp::session& at(side which) { return end(which).session; }
    void listen(side which, listener hears) { end(which).hears = std::make_shared<listener>(std::move(hears)); }
    void stop_listening(side which) { end(which).hears = nullptr; }
    // The owner of this end is gone; the other end notices soon.
    void abandon(side which);

    // After everything the owner did with its session.
    void pump(side which);
    // Octets the session of that side knows nothing of.
    void inject(side from, std::string octets) { send(from, std::move(octets)); }

    void pause_reading(side which) { end(which).paused = true; }
    void resume_reading(side which);
    // Nothing arrives before.
    void silence(int64_t until_ms) { silent_until_ms_ = std::max(silent_until_ms_, until_ms); }
    void cut();
    bool is_cut() const { return cut_; }

  private:
    struct end_state {
        smpp::session session;
        std::shared_ptr<listener> hears;  // outlives its own call
        bool flushing = false;
        bool paused = false;
        int64_t timer_ms = INT64_MAX;
        int64_t arrived_ms = 0;  // of what was sent last: octets stay in order
        std::string held;        // arrived, not read
    };

    end_state& end(side which) { return ends_[static_cast<size_t>(which)]; }
    static side other(side which) { return which == side::esme ? side::smsc : side::esme; }

    void take_events(side which);
    void flush(side which);
    void send(side from, std::string octets);
    void arrive(side to, const std::string& octets);
    void lose(side which);
    void set_timer(side which);

    agenda& when_;
    chance luck_;
    bool cut_ = false;
    int64_t silent_until_ms_ = 0;
    std::array<end_state, 2> ends_;
};

}  // namespace kaskad::simulation
