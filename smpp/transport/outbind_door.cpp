#include "smpp/transport/outbind_door.hpp"

#include "net/wakeup.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::smpp::transport {

// One take() under way; it lives in that coroutine.
struct outbind_door::waiter {
    waiter(outbind_door& where, dial_switch& given) : door{where}, off{given}, turn{where.home_.get_executor()} {
        door.waiting_.push_back(this);
        off.listen([this] {
            is_over = true;
            turn.notify();
        });
    }
    ~waiter() {
        off.listen({});
        std::erase(door.waiting_, this);
    }
    waiter(const waiter&) = delete;
    waiter& operator=(const waiter&) = delete;

    outbind_door& door;
    dial_switch& off;
    net::wakeup turn;
    std::unique_ptr<net::stream> stream;
    bool is_over = false;
};

std::expected<std::shared_ptr<outbind_door>, std::string> outbind_door::open(net::shard& home, std::string address,
                                                                             uint16_t port) {
    auto opened = net::acceptor::open(home, {std::move(address), port, false});
    if (!opened) return std::unexpected("outbind: " + opened.error());
    std::shared_ptr<outbind_door> made{new outbind_door{home, std::move(*opened)}};
    made->acceptor_->start([weak = std::weak_ptr{made}](net::tcp_socket socket) {
        if (const auto door = weak.lock()) door->admit(std::move(socket));
    });
    return made;
}

outbind_door::outbind_door(net::shard& home, std::shared_ptr<net::acceptor> acceptor)
    : home_{home}, acceptor_{std::move(acceptor)} {}

outbind_door::~outbind_door() {
    acceptor_->close();
}

void outbind_door::admit(net::tcp_socket socket) {
    const auto free = std::ranges::find_if(waiting_, [](const waiter* each) { return !each->stream; });
    if (free == waiting_.end()) {
        ++refused_;
        return;
    }
    (*free)->stream = std::make_unique<net::stream>(std::move(socket));
    (*free)->turn.notify();
}

net::task<std::expected<std::unique_ptr<net::stream>, std::string>> outbind_door::take(dial_switch& off) {
    const auto self = shared_from_this();
    waiter now{*this, off};
    while (!now.stream && !now.is_over)
        co_await now.turn.wait();
    if (now.is_over) co_return std::unexpected("no longer waited for");
    co_return std::move(now.stream);
}

}  // namespace kaskad::smpp::transport
