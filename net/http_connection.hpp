#pragma once

#include "net/acceptor.hpp"
#include "net/http_request_reader.hpp"
#include "net/http_server.hpp"
#include "net/stream.hpp"
#include "net/timer.hpp"
#include "net/wakeup.hpp"

#include <array>
#include <deque>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

// The server's inside: what its connections share, and one connection. A connection is two coroutines: one reads and
// hands requests out; the other sleeps until a socket does not take an answer at once, and to end the connection.
// Answers that become ready in one turn of the loop leave together, in the order of the requests. One timer holds
// whatever deadline is nearest.

namespace kaskad::net {

class http_connection;

struct http_service {
    http_service(shard& where, http_server_options given) : home{where}, options{std::move(given)} {}

    shard& home;
    http_server_options options;
    http_server::handler handle;
    http_server::fault_page page;
    std::shared_ptr<net::acceptor> acceptor;
    std::unordered_set<http_connection*> connections;  // each is owned by its coroutines
    http_server_counts counts;
    std::size_t body_octets = 0;
    std::function<void()> stopped;  // set while stopping
    std::unique_ptr<timer> stop_timer;

    http_response fault_response(const http_fault& fault);
    std::string_view date();
    void forget(http_connection* connection);
    void close_all();

    // Connections with answers to write when this turn of the loop is over.
    std::vector<std::weak_ptr<http_connection>> unwritten;

  private:
    std::time_t date_second_ = 0;
    std::string date_text_;
};

class http_connection : public std::enable_shared_from_this<http_connection> {
  public:
    // `refused`: says 503 and closes.
    http_connection(std::shared_ptr<http_service> service, tcp_socket socket, bool refused);
    ~http_connection();

    void start();
    // Writes what is ready and next in order.
    void flush();
    void answer(uint64_t number, std::optional<http_response> response);
    // Finishes what is under way, then closes.
    void drain();
    void close();

  private:
    // A request under way, or an interim answer.
    struct slot {
        http_request_reader::manner how;
        clock::time_point asked_at;
        std::size_t body_octets = 0;
        bool close = false;
        bool ready = false;
        std::string octets;
    };
    enum class phase { handshake, serving, lingering };

    bool is_full() const;
    bool is_idle() const;

    task<void> run(std::shared_ptr<http_connection> self);
    task<void> write_answers(std::shared_ptr<http_connection> self);
    task<void> read_requests();
    task<void> linger();

    void take_requests();
    void hand_out(http_request_reader::arrival arrival);
    http_responder make_responder(uint64_t number);
    void refuse(const http_fault& fault);
    void push_interim();
    void flush_later();
    void take_ready();
    bool is_over() const { return ends_ || (!reading_ && slots_.empty()); }
    void note_written();
    void stop_reading();
    void account_octets();
    void update_deadline();
    clock::time_point next_deadline() const;
    void handle_deadline();

    std::shared_ptr<http_service> service_;
    stream stream_;
    http_request_reader reader_;
    timer timer_;
    wakeup room_;
    wakeup answer_ready_;
    wakeup written_;
    std::string remote_address_;
    uint16_t remote_port_ = 0;

    std::deque<slot> slots_;
    uint64_t first_number_ = 0;  // of slots_.front()
    phase phase_ = phase::handshake;
    bool refused_;
    bool reading_ = true;
    bool writing_ = false;
    bool draining_ = false;
    bool ends_ = false;  // with what is in output_
    bool flush_wanted_ = false;
    std::string output_;  // taken from the slots, not yet written
    clock::time_point request_begun_;
    clock::time_point write_begun_;
    clock::time_point idle_begun_;
    std::size_t octets_accounted_ = 0;
    std::array<char, 8 * 1024> input_;
};

}  // namespace kaskad::net
