#include "bench/callback_sink/callback_sink.hpp"

#include "bench/wire/specimen.hpp"

#include <charconv>

namespace kaskad::bench {

namespace {

constexpr uint64_t LISTENER = UINT64_MAX;
constexpr std::string_view OK = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
constexpr int64_t PATIENCE_US = 100'000;

// What stands behind `name` up to `end`.
std::string_view field(std::string_view text, std::string_view name, char end) {
    const auto at = text.find(name);
    if (at == std::string_view::npos) return {};
    const auto value = text.substr(at + name.size());
    return value.substr(0, value.find(end));
}

uint64_t to_id(std::string_view digits) {
    uint64_t id = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), id);
    return id;
}

}  // namespace

callback_sink::callback_sink(uint16_t port, sheet& lines) : lines_{lines}, listener_{listen_on(port)} {
    poller_.add(listener_, LISTENER);
}

void callback_sink::run() {
    while (!is_stopping()) {
        for (const auto& event : poller_.wait(PATIENCE_US)) {
            if (event.data.u64 == LISTENER) {
                accept_all();
            } else {
                handle_ready(event.data.u64);
            }
        }
    }
}

void callback_sink::accept_all() {
    for (int file = accept_from(listener_); file >= 0; file = accept_from(listener_)) {
        ++counts_.connections;
        poller_.add(file, clients_.size());
        clients_.push_back(std::make_unique<client>(file));
    }
}

void callback_sink::handle_ready(uint64_t index) {
    auto& from = clients_[index];
    if (!from) return;
    if (!from->wire.read()) return drop(index);
    while (const auto request = read_http(from->wire.unread())) {
        handle_request(*request);
        from->wire.out().append(OK);
        from->wire.consume(request->octets);
    }
    if (!from->wire.write()) return drop(index);
    if (from->wants_write == from->wire.has_unwritten()) return;
    from->wants_write = from->wire.has_unwritten();
    poller_.want_write(from->wire.file(), index, from->wants_write);
}

void callback_sink::handle_request(const http_frame& request) {
    ++counts_.callbacks;
    const bool is_ours = request.first_line.starts_with("POST");
    const auto number =
        read_number(is_ours ? field(request.body, R"("to":")", '"') : field(request.first_line, "?n=", '&'));
    if (!number || !lines_.holds(*number)) {
        ++counts_.strangers;
        return;
    }
    if (is_ours) {
        const bool is_delivered = field(request.body, R"("type":")", '"') == "message.delivered";
        return note(*number, to_id(field(request.body, R"("id":")", '"')), is_delivered);
    }
    note(*number, lines_.at(*number).id, field(request.first_line, "&s=", ' ') == "1");
}

void callback_sink::note(uint32_t number, uint64_t id, bool is_delivered) {
    auto& line = lines_.at(number);
    if (line.callbacks++ == 0) line.called_back_us = steady_us();
    if (line.id != id) line.note(fault::callback_differs);
    if (!is_delivered) line.note(fault::not_delivered);
}

void callback_sink::drop(uint64_t index) {
    poller_.remove(clients_[index]->wire.file());
    clients_[index].reset();
}

}  // namespace kaskad::bench
