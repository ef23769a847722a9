#pragma once

#include "store/postgres_session.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <utility>

// A session that is made when it is needed and thrown away after any failure, so that the next use begins with a new
// one: this is how a store goes on by itself after its server was away. Whoever cannot connect is not asked to knock
// again at once. One thread at a time.

namespace kaskad::store {

class postgres_connection {
  public:
    // Called on every new session before anything else; its failure counts as one of the connection.
    using welcome = std::function<void(postgres_session&)>;

    explicit postgres_connection(postgres_options options, welcome on_connected = {})
        : options_{std::move(options)}, on_connected_{std::move(on_connected)} {}

    const postgres_options& options() const { return options_; }
    bool is_open() const { return session_.has_value(); }

    // Connects now, for as long as the options' start_patience when the server says that it is starting or is not
    // there yet. `on_wait` is called once when that takes time.
    void open(const std::function<void(const std::string&)>& on_wait);

    template <typename Body>
    auto use(Body&& body) {
        try {
            return body(live());
        } catch (...) {
            session_.reset();
            throw;
        }
    }

  private:
    postgres_session& live();
    void connect();

    postgres_options options_;
    welcome on_connected_;
    std::optional<postgres_session> session_;
    std::chrono::steady_clock::time_point next_try_{};
};

}  // namespace kaskad::store
