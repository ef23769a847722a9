#include "net/http_connection.hpp"

#include "core/assert.hpp"
#include "net/http_cut.hpp"
#include "net/http_render.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <exception>
#include <utility>

namespace kaskad::net {

namespace {

constexpr auto NEVER = clock::time_point::max();

http_fault overloaded(std::string detail) {
    return {.kind = http_fault_kind::overloaded, .status = 503, .detail = std::move(detail)};
}

}  // namespace

http_connection::http_connection(std::shared_ptr<http_service> service, tcp_socket socket, bool refused)
    : service_{std::move(service)},
      stream_{std::move(socket)},
      reader_{{.header_max = service_->options.header_max,
               .body_max = service_->options.body_max,
               .large_paths = service_->options.large_paths,
               .large_body_max = service_->options.large_body_max}},
      timer_{service_->home.get_executor(), [this] { handle_deadline(); }},
      room_{service_->home.get_executor()},
      answer_ready_{service_->home.get_executor()},
      written_{service_->home.get_executor()},
      refused_{refused} {
    error_code ec;
    service_->connections.insert(this);
    const auto remote = stream_.socket().remote_endpoint(ec);
    if (!ec) {
        remote_address_ = remote.address().to_string();
        remote_port_ = remote.port();
    }
    set_transport_options(stream_.socket(), service_->options.write_deadline);
}

http_connection::~http_connection() {
    service_->body_octets -= octets_accounted_;
    service_->forget(this);
}

bool http_connection::is_full() const {
    if (slots_.size() >= service_->options.pipeline_max) return true;
    std::size_t octets = 0;
    for (const auto& slot : slots_)
        octets += slot.body_octets;
    return octets > service_->options.body_max;
}

bool http_connection::is_idle() const {
    return slots_.empty() && !writing_ && !reader_.is_inside_request();
}

void http_connection::start() {
    spawn(service_->home.get_executor(), run(shared_from_this()));
}

task<void> http_connection::run(std::shared_ptr<http_connection> self) {
    update_deadline();
    bool usable = true;
    if (service_->options.tls) {
        timer_.expire_after(service_->options.handshake_deadline);
        usable = (co_await stream_.accept_tls(service_->options.tls)).has_value();
    }
    if (usable) {
        phase_ = phase::serving;
        request_begun_ = idle_begun_ = clock::now();
        if (refused_) refuse(overloaded("Too many connections."));
        update_deadline();
        spawn(service_->home.get_executor(), write_answers(self));
        co_await read_requests();
        co_await written_.wait();
        co_await linger();
    }
    close();
}

task<void> http_connection::read_requests() {
    while (reading_) {
        if (is_full()) {
            co_await room_.wait();
            request_begun_ = clock::now();
            take_requests();
            continue;
        }
        auto [ec, count] = co_await stream_.read_some(asio::buffer(input_));
        if (ec || !reading_) break;
        if (!reader_.is_inside_request()) request_begun_ = clock::now();
        reader_.handle_octets({input_.data(), count});
        take_requests();
    }
    reading_ = false;
    answer_ready_.notify();
    update_deadline();
}

void http_connection::take_requests() {
    while (reading_ && !is_full()) {
        auto arrival = reader_.poll_request();
        if (!arrival) break;
        request_begun_ = clock::now();
        hand_out(std::move(*arrival));
    }
    if (reader_.fault()) {
        refuse(*reader_.fault());
    } else if (reading_ && reader_.poll_continue()) {
        push_interim();
    }
    account_octets();
    update_deadline();
}

void http_connection::hand_out(http_request_reader::arrival arrival) {
    auto& [request, how] = arrival;
    const bool last = !how.keep_alive || draining_;
    if (last) reading_ = false;
    slots_.push_back({.how = how,
                      .asked_at = clock::now(),
                      .body_octets = request.body.size(),
                      .close = last,
                      .ready = false,
                      .octets = {}});
    request.remote_address = remote_address_;
    request.remote_port = remote_port_;
    request.secure = stream_.is_secure();
    ++service_->counts.requests;
    auto responder = make_responder(first_number_ + slots_.size() - 1);
    try {
        service_->handle(std::move(request), std::move(responder));
    } catch (const std::exception& failure) {
        // The responder was dropped on the way out, which has answered 500.
        spdlog::error("http: the handler of a request threw: {}", failure.what());
    }
}

http_responder http_connection::make_responder(uint64_t number) {
    auto* home = &service_->home;
    return http_responder{[home, number, weak = weak_from_this()](std::optional<http_response> response) {
        home->dispatch([number, weak, response = std::move(response)]() mutable {
            if (auto connection = weak.lock()) connection->answer(number, std::move(response));
        });
    }};
}

void http_connection::answer(uint64_t number, std::optional<http_response> response) {
    // Answered at the deadline already.
    if (number < first_number_ || number - first_number_ >= slots_.size()) return;
    auto& slot = slots_[number - first_number_];
    if (slot.ready) return;
    if (response && response->status == STATUS_CUT) return close();
    if (!response) {
        response = service_->fault_response(
            {.kind = http_fault_kind::failed, .status = 500, .detail = "The request could not be answered."});
    }
    const bool keep_alive_said = slot.how.version_1_0 && slot.how.keep_alive;
    render_response(
        slot.octets, *response,
        {.close = slot.close, .keep_alive = keep_alive_said, .head = slot.how.head, .date = service_->date()});
    slot.ready = true;
    flush_later();
}

void http_connection::refuse(const http_fault& fault) {
    ++service_->counts.faults;
    reading_ = false;
    slots_.push_back(
        {.how = {}, .asked_at = clock::now(), .body_octets = 0, .close = true, .ready = false, .octets = {}});
    answer(first_number_ + slots_.size() - 1, service_->fault_response(fault));
}

void http_connection::push_interim() {
    slots_.push_back({.how = {},
                      .asked_at = clock::now(),
                      .body_octets = 0,
                      .close = false,
                      .ready = true,
                      .octets = "HTTP/1.1 100 Continue\r\n\r\n"});
    flush_later();
}

void http_connection::flush_later() {
    if (std::exchange(flush_wanted_, true)) return;
    service_->unwritten.push_back(weak_from_this());
    if (service_->unwritten.size() > 1) return;
    service_->home.post([service = service_] {
        for (const auto& weak : std::exchange(service->unwritten, {})) {
            if (auto connection = weak.lock()) connection->flush();
        }
    });
}

void http_connection::flush() {
    flush_wanted_ = false;
    if (writing_ || !stream_.is_open()) return;
    take_ready();
    output_.erase(0, stream_.try_write(output_));
    if (output_.empty()) note_written();
    // The rest, and the end of the connection, are the coroutine's.
    if (!output_.empty() || is_over()) answer_ready_.notify();
}

task<void> http_connection::write_answers(std::shared_ptr<http_connection> self) {
    for (;;) {
        take_ready();
        if (output_.empty() && is_over()) break;
        if (output_.empty()) {
            co_await answer_ready_.wait();
            continue;
        }
        writing_ = true;
        write_begun_ = clock::now();
        update_deadline();
        auto [ec, count] = co_await stream_.write(asio::buffer(output_));
        writing_ = false;
        output_.clear();
        note_written();
        if (ec) close();
        if (ec) break;
    }
    stop_reading();
    written_.notify();
}

void http_connection::note_written() {
    idle_begun_ = clock::now();
    update_deadline();
}

// Moves the answers that are next in order into the output, up to one with which the connection ends.
void http_connection::take_ready() {
    const bool was_full = is_full();
    while (!ends_ && !slots_.empty() && slots_.front().ready) {
        ends_ = slots_.front().close;
        output_ += slots_.front().octets;
        slots_.pop_front();
        ++first_number_;
    }
    account_octets();
    if (was_full && !is_full()) room_.notify();
}

void http_connection::stop_reading() {
    // A fault has stopped the reader already; what still comes is read by linger().
    if (reading_) stream_.shutdown_receive();
    reading_ = false;
    room_.notify();
}

// Closing a socket with unread input sends RST, which may destroy the answer before the client has read it.
task<void> http_connection::linger() {
    if (!stream_.is_open()) co_return;
    phase_ = phase::lingering;
    timer_.expire_after(service_->options.linger_max);
    co_await stream_.finish();
    while (stream_.is_open() && !stream_.is_secure()) {
        auto [ec, count] = co_await stream_.read_some(asio::buffer(input_));
        if (ec) break;
    }
}

void http_connection::drain() {
    draining_ = true;
    if (phase_ == phase::handshake) return close();
    if (!slots_.empty() && !slots_.back().ready) slots_.back().close = true;
    stop_reading();
    answer_ready_.notify();
}

void http_connection::close() {
    reading_ = false;
    timer_.cancel();
    stream_.close();
    // Nobody will take these answers; their requests are let go.
    slots_.clear();
    account_octets();
    room_.notify();
    answer_ready_.notify();
}

void http_connection::account_octets() {
    std::size_t octets = reader_.octets_held();
    for (const auto& slot : slots_)
        octets += slot.body_octets;
    const bool grown = octets > octets_accounted_;
    service_->body_octets += octets - octets_accounted_;
    octets_accounted_ = octets;
    if (grown && reading_ && service_->body_octets > service_->options.body_total_max) {
        refuse(overloaded("Too many requests are under way."));
    }
}

void http_connection::update_deadline() {
    if (phase_ == phase::serving && stream_.is_open()) timer_.expire_at(next_deadline());
}

clock::time_point http_connection::next_deadline() const {
    const auto& options = service_->options;
    auto due = NEVER;
    if (writing_) due = write_begun_ + options.write_deadline;
    if (!slots_.empty() && !slots_.front().ready)
        due = std::min(due, slots_.front().asked_at + options.answer_deadline);
    if (reading_ && reader_.is_inside_request() && !is_full())
        due = std::min(due, request_begun_ + options.read_deadline);
    if (reading_ && is_idle()) due = std::min(due, idle_begun_ + options.idle_max);
    return due;
}

void http_connection::handle_deadline() {
    const auto now = clock::now();
    const auto& options = service_->options;
    if (phase_ != phase::serving || (writing_ && now >= write_begun_ + options.write_deadline)) return stream_.abort();
    if (!slots_.empty() && !slots_.front().ready && now >= slots_.front().asked_at + options.answer_deadline) {
        answer(first_number_, service_->fault_response({.kind = http_fault_kind::not_answered,
                                                        .status = 503,
                                                        .detail = "The answer took too long; try again."}));
    }
    if (reading_ && reader_.is_inside_request() && !is_full() && now >= request_begun_ + options.read_deadline) {
        stream_.shutdown_receive();
        refuse({.kind = http_fault_kind::too_slow, .status = 408, .detail = "The request did not come in time."});
    } else if (reading_ && is_idle() && now >= idle_begun_ + options.idle_max) {
        stop_reading();
    }
    update_deadline();
}

}  // namespace kaskad::net
