#include "tests/postgres/cutting_proxy.hpp"

#include <cstring>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace kaskad::store::testing {

namespace {

constexpr int LOOK_EVERY_MS = 20;

sockaddr_un address_of(const std::filesystem::path& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    return address;
}

int make_socket() {
    const int made = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (made < 0) throw std::runtime_error{"socket"};
    return made;
}

size_t big_endian(std::string_view octets) {
    size_t value = 0;
    for (const char octet : octets.substr(0, 4))
        value = value << 8 | static_cast<uint8_t>(octet);
    return value;
}

bool send_all(int to, std::string_view octets) {
    while (!octets.empty()) {
        const auto sent = ::send(to, octets.data(), octets.size(), MSG_NOSIGNAL);
        if (sent <= 0) return false;
        octets.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
}

}  // namespace

// One connection: forwards whole messages of the client, and all of the server.
class cutting_proxy::relay {
  public:
    relay(cutting_proxy& owner, int client, int server) : owner_{owner}, client_{client}, server_{server} {}
    ~relay() {
        ::close(server_);
        close_client();
    }
    relay(relay&&) = delete;

    void run() {
        while (!owner_.stopping_ && step())
            continue;
    }

  private:
    bool step() {
        pollfd both[] = {{server_, POLLIN, 0}, {client_, POLLIN, 0}};
        ::poll(both, client_ < 0 ? 1 : 2, LOOK_EVERY_MS);
        if (both[0].revents != 0 && !take_from_server()) return false;
        return client_ < 0 || both[1].revents == 0 || take_from_client();
    }

    void close_client() {
        if (client_ >= 0) ::close(client_);
        client_ = -1;
    }

    bool take_from_server() {
        char octets[65536];
        const auto size = ::recv(server_, octets, sizeof octets, 0);
        if (size <= 0) return false;
        const std::string_view got{octets, static_cast<size_t>(size)};
        if (cutting_ == cut::after) {
            swallowed_ += got;
            return !is_ready();
        }
        return client_ < 0 || send_all(client_, got);
    }

    // "Ready for query", in a transaction or not: it is done.
    bool is_ready() const {
        constexpr std::string_view READY{"Z\0\0\0\5", 5};
        return swallowed_.size() > READY.size() &&
               std::string_view{swallowed_}.substr(swallowed_.size() - READY.size() - 1, READY.size()) == READY;
    }

    bool take_from_client() {
        char octets[65536];
        const auto size = ::recv(client_, octets, sizeof octets, 0);
        if (size <= 0) return false;
        unsent_.append(octets, static_cast<size_t>(size));
        while (const auto length = whole_message()) {
            const std::string message = unsent_.substr(0, length);
            unsent_.erase(0, length);
            look_at(message);
            if (cutting_ == cut::before) return false;
            if (!send_all(server_, message)) return false;
        }
        // The message that ends the exchange came with it.
        if (cutting_ == cut::early) close_client();
        return true;
    }

    // 0: not all of it is there yet. The first message has no type.
    size_t whole_message() const {
        const size_t head = is_started_ ? 1 : 0;
        if (unsent_.size() < head + 4) return 0;
        const size_t length = head + big_endian(std::string_view{unsent_}.substr(head));
        return unsent_.size() < length ? 0 : length;
    }

    void look_at(const std::string& message) {
        if (!is_started_) {
            is_started_ = true;
        } else if (!cutting_) {
            cutting_ = owner_.wants_cut(message[0], message);
        }
    }

    cutting_proxy& owner_;
    int client_;
    int server_;
    bool is_started_ = false;
    std::optional<cut> cutting_;
    std::string unsent_;
    std::string swallowed_;
};

cutting_proxy::cutting_proxy(std::filesystem::path server_socket)
    : server_socket_{std::move(server_socket)}, listener_{make_socket()} {
    const auto address = address_of(folder_.path() / ".s.PGSQL.5432");
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(listener_, 16) != 0) {
        throw std::runtime_error{"the proxy cannot listen"};
    }
    acceptor_ = std::thread{[this] { accept(); }};
}

cutting_proxy::~cutting_proxy() {
    stopping_ = true;
    acceptor_.join();
    for (auto& relay : relays_)
        relay.join();
    ::close(listener_);
}

void cutting_proxy::accept() {
    while (!stopping_) {
        pollfd incoming{listener_, POLLIN, 0};
        if (::poll(&incoming, 1, LOOK_EVERY_MS) <= 0) continue;
        const int client = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
        if (client < 0) continue;
        const int server = make_socket();
        const auto address = address_of(server_socket_);
        if (::connect(server, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
            ::close(server);
            ::close(client);
            continue;
        }
        relays_.emplace_back([this, client, server] { relay{*this, client, server}.run(); });
    }
}

void cutting_proxy::cut_next(cut_point where) {
    const std::lock_guard held{mutex_};
    wanted_ = std::move(where);
}

std::optional<cut> cutting_proxy::wants_cut(char type, std::string_view message) {
    const std::lock_guard held{mutex_};
    if (!wanted_ || wanted_->type != type || !message.contains(wanted_->containing)) return std::nullopt;
    const auto when = wanted_->when;
    wanted_.reset();
    ++cuts_;
    return when;
}

}  // namespace kaskad::store::testing
