#include "bench/wire/connection.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace kaskad::bench {

namespace {

constexpr size_t IN_OCTETS = 64 * 1024;
constexpr int BACKLOG = 512;

[[noreturn]] void fail(const char* what) {
    throw std::system_error(errno, std::generic_category(), what);
}

sockaddr_in loopback(uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return address;
}

void set_option(int file, int level, int name) {
    const int on = 1;
    if (::setsockopt(file, level, name, &on, sizeof on) != 0) fail("setsockopt");
}

}  // namespace

connection::connection(int file) : file_{file}, in_(IN_OCTETS) {
    set_option(file, IPPROTO_TCP, TCP_NODELAY);
}

connection::~connection() {
    ::close(file_);
}

bool connection::read() {
    if (begin_ == end_) begin_ = end_ = 0;
    if (end_ == in_.size() && begin_ > 0) {
        std::memmove(in_.data(), in_.data() + begin_, end_ - begin_);
        end_ -= begin_;
        begin_ = 0;
    }
    if (end_ == in_.size()) in_.resize(in_.size() * 2);
    const auto got = ::recv(file_, in_.data() + end_, in_.size() - end_, 0);
    if (got < 0) return errno == EAGAIN || errno == EINTR;
    end_ += static_cast<size_t>(got);
    return got > 0;
}

void connection::consume(size_t octets) {
    begin_ += octets;
}

bool connection::write() {
    if (out_.empty()) return true;
    const auto sent = ::send(file_, out_.data(), out_.size(), MSG_NOSIGNAL);
    if (sent < 0) return errno == EAGAIN || errno == EINTR;
    if (static_cast<size_t>(sent) == out_.size()) {
        out_.clear();
    } else {
        out_.erase(0, static_cast<size_t>(sent));
    }
    return true;
}

int listen_on(uint16_t port) {
    const int file = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (file < 0) fail("socket");
    set_option(file, SOL_SOCKET, SO_REUSEADDR);
    const auto address = loopback(port);
    if (::bind(file, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("bind");
    if (::listen(file, BACKLOG) != 0) fail("listen");
    return file;
}

int connect_to(uint16_t port) {
    const int file = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (file < 0) fail("socket");
    const auto address = loopback(port);
    if (::connect(file, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) fail("connect");
    if (::fcntl(file, F_SETFL, O_NONBLOCK) != 0) fail("fcntl");
    return file;
}

int accept_from(int listener) {
    return ::accept4(listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
}

}  // namespace kaskad::bench
