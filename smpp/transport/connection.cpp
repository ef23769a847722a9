#include "smpp/transport/connection.hpp"

#include "core/assert.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::smpp::transport {

namespace {

using net::clock;
using std::chrono::milliseconds;

constexpr auto NEVER = clock::time_point::max();

clock::time_point at(int64_t ms) {
    return clock::time_point{milliseconds{ms}};
}

}  // namespace

int64_t steady_ms() {
    return std::chrono::duration_cast<milliseconds>(clock::now().time_since_epoch()).count();
}

connection::connection(net::shard& home, std::unique_ptr<net::stream> stream, const session_options& options,
                       connection_limits limits)
    : home_{home},
      stream_{std::move(stream)},
      limits_{limits},
      session_{options, steady_ms()},
      timer_{home.get_executor(), [this] { handle_timer(); }},
      output_{home.get_executor()},
      resumed_{home.get_executor()} {
    net::error_code ec;
    const auto remote = stream_->socket().remote_endpoint(ec);
    if (!ec) {
        remote_address_ = remote.address().to_string();
        remote_port_ = remote.port();
    }
    net::set_transport_options(stream_->socket(), limits_.write_deadline);
}

connection::~connection() = default;

void connection::start(std::unique_ptr<connection_events> events) {
    ASSERT(!events_ && events);
    events_ = std::move(events);
    net::spawn(home_.get_executor(), write_octets(shared_from_this()));
    net::spawn(home_.get_executor(), read_octets(shared_from_this()));
    update_timer();
}

void connection::change(const session_options& options) {
    session_.change(options);
    update_timer();
}

std::expected<void, pdu_error> connection::bind(const smpp::bind& request) {
    schedule_pump();
    return session_.bind(request, steady_ms());
}

void connection::accept_bind() {
    schedule_pump();
    session_.accept_bind(steady_ms());
}

void connection::reject_bind(command_status status) {
    schedule_pump();
    session_.reject_bind(status);
}

std::expected<uint32_t, send_error> connection::submit(const submit_sm& message, uint64_t token) {
    schedule_pump();
    return session_.submit(message, token, time());
}

std::expected<uint32_t, send_error> connection::query(const query_sm& question, uint64_t token) {
    schedule_pump();
    return session_.query(question, token, time());
}

std::expected<uint32_t, send_error> connection::cancel(const cancel_sm& wish, uint64_t token) {
    schedule_pump();
    return session_.cancel(wish, token, time());
}

std::expected<uint32_t, send_error> connection::deliver(const deliver_sm& message, uint64_t token) {
    schedule_pump();
    return session_.deliver(message, token, time());
}

std::expected<uint32_t, send_error> connection::data(const data_sm& message, uint64_t token) {
    schedule_pump();
    return session_.data(message, token, time());
}

std::expected<void, pdu_error> connection::reply(const request_ref& ref, command_status status,
                                                 std::string_view message_id, tlv_list tlvs) {
    schedule_pump();
    return session_.reply(ref, status, message_id, std::move(tlvs));
}

std::expected<void, pdu_error> connection::reply(const request_ref& ref, const pdu_body& response) {
    schedule_pump();
    return session_.reply(ref, response);
}

void connection::unbind() {
    schedule_pump();
    session_.unbind(steady_ms());
}

void connection::close() {
    schedule_pump();
    session_.close();
}

void connection::cut() {
    stream_->abort();
    close();
}

void connection::resume_reading() {
    paused_ = false;
    resumed_.notify();
}

net::task<void> connection::read_octets(std::shared_ptr<connection> self) {
    for (;;) {
        // What comes after the end is read only so that our last octets are not destroyed by a reset.
        if (paused_ && !session_.is_closed()) {
            co_await resumed_.wait();
            continue;
        }
        auto [ec, count] = co_await stream_->read_some(net::asio::buffer(input_));
        if (ec) break;
        if (session_.is_closed()) continue;
        session_.handle_octets({reinterpret_cast<const uint8_t*>(input_.data()), count}, steady_ms());
        pump();
    }
    if (!session_.is_closed()) session_.handle_close();
    pump();
    end();
}

net::task<void> connection::write_octets(std::shared_ptr<connection> self) {
    std::string output;
    for (;;) {
        if (!session_.poll_output(output)) {
            if (session_.is_closed()) break;
            co_await output_.wait();
            continue;
        }
        write_due_ = clock::now() + limits_.write_deadline;
        update_timer();
        auto [ec, count] = co_await stream_->write(net::asio::buffer(output));
        write_due_ = NEVER;
        update_timer();
        // The reader sees the same end, and tells the session.
        if (ec) stream_->close();
        if (ec) co_return;
    }
    begin_linger();
}

// Batches what the application does in one turn; from inside an event it is already part of a batch.
void connection::schedule_pump() {
    if (pumping_ || pump_scheduled_) return;
    pump_scheduled_ = true;
    home_.post([self = shared_from_this()] {
        self->pump_scheduled_ = false;
        self->pump();
    });
}

void connection::pump() {
    if (pumping_) return;
    pumping_ = true;
    pumped_ms_ = steady_ms();
    while (events_) {
        auto event = session_.poll_event();
        if (!event) break;
        const auto* end = std::get_if<event::closed>(&*event);
        const bool is_flooded = end != nullptr && end->reason == close_reason::output_overflow;
        events_->on_event(*this, *event);
        // It does not read: the write under way would only wait for its deadline.
        if (is_flooded) stream_->abort();
    }
    pumping_ = false;
    output_.notify();
    if (session_.is_closed()) resumed_.notify();
    update_timer();
}

// Closing a socket with unread input sends RST, which may destroy our last response on its way.
void connection::begin_linger() {
    if (!stream_->is_open()) return;
    lingering_ = true;
    stream_->shutdown_send();
    timer_.expire_after(limits_.linger_max);
}

void connection::end() {
    timer_.cancel();
    stream_->close();
    output_.notify();
    if (auto events = std::move(events_)) events->on_end();
}

// Of a batch all have one time: the clock is not asked for every PDU.
int64_t connection::time() const {
    return pumping_ ? pumped_ms_ : steady_ms();
}

void connection::update_timer() {
    if (lingering_ || !stream_->is_open()) return;
    const auto deadline = session_.next_deadline();
    timer_.expire_at(std::min(write_due_, deadline ? at(*deadline) : NEVER));
}

void connection::handle_timer() {
    if (lingering_ || clock::now() >= write_due_) return stream_->abort();
    session_.handle_time(steady_ms());
    pump();
}

}  // namespace kaskad::smpp::transport
