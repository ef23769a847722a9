#include "bench/load/read_probe.hpp"

#include "bench/wire/http_frame.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace kaskad::bench {

read_probe::read_probe(uint16_t port, uint32_t rate, const std::string& api_key, sheet& lines)
    : lines_{lines}, rate_{rate}, key_{api_key}, wire_{connect_to(port)}, due_us_{steady_us()} {}

void read_probe::ask(uint64_t now_us, uint32_t taken) {
    if (taken == 0 || now_us < due_us()) return;
    const auto& line = lines_.at(std::uniform_int_distribution<uint32_t>{0, taken - 1}(chance_));
    if (line.id == 0) return;  // not answered yet: another one, next time
    due_us_ += 1'000'000 / rate_;
    asked_us_ = now_us;
    is_open_ = true;
    fmt::format_to(std::back_inserter(wire_.out()),
                   "GET /v1/messages/{} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer {}\r\n\r\n", line.id,
                   key_);
    if (!wire_.write()) throw std::runtime_error{"the connection for reads was cut"};
}

void read_probe::handle_ready() {
    if (!wire_.read()) throw std::runtime_error{"the connection for reads was cut"};
    const auto answer = read_http(wire_.unread());
    if (!answer) return;
    ++statuses_[answer->status()];
    times_us_.push_back(steady_us() - asked_us_);
    wire_.consume(answer->octets);
    is_open_ = false;
}

}  // namespace kaskad::bench
