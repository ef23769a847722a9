#pragma once

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <netinet/in.h>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

// A blocking TCP client that sends exactly what a test says, broken or not. Every wait ends after ten seconds.

namespace kaskad::net {

class raw_client {
  public:
    // `from`: the last octet of the client's own address, as any of 127.0.0.0/8 is this machine; 0: as it comes.
    explicit raw_client(uint16_t port, uint8_t from = 0) : socket_{::socket(AF_INET, SOCK_STREAM, 0)} {
        const timeval limit{.tv_sec = 10, .tv_usec = 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
        ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
        const auto own = address_of(0x7F000000U + from, 0);
        if (from != 0) ::bind(socket_, reinterpret_cast<const sockaddr*>(&own), sizeof own);
        const auto where = address_of(INADDR_LOOPBACK, port);
        connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&where), sizeof where) == 0;
    }
    ~raw_client() { ::close(socket_); }
    raw_client(raw_client&& other) noexcept
        : socket_{std::exchange(other.socket_, -1)}, connected_{other.connected_}, input_{std::move(other.input_)} {}
    raw_client& operator=(raw_client&&) = delete;

    bool is_connected() const { return connected_; }

    bool send(std::string_view octets) {
        while (!octets.empty()) {
            const auto count = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
            if (count <= 0) return false;
            octets.remove_prefix(static_cast<size_t>(count));
        }
        return true;
    }
    void finish_sending() { ::shutdown(socket_, SHUT_WR); }

    // Everything up to and with the text; what came so far if the peer closes first.
    std::string read_until(std::string_view text) {
        while (!input_.contains(text) && read_more()) {
        }
        const auto place = input_.find(text);
        const auto end = place == std::string::npos ? input_.size() : place + text.size();
        return take(end);
    }
    std::string read_exactly(size_t count) {
        while (input_.size() < count && read_more()) {
        }
        return take(std::min(count, input_.size()));
    }
    // What is there already.
    std::string read_arrived() {
        while (read_more(MSG_DONTWAIT)) {
        }
        return take(input_.size());
    }
    std::string read_to_end() {
        while (read_more()) {
        }
        return take(input_.size());
    }
    // One HTTP response with its body, which needs a Content-Length.
    std::string read_response() {
        auto head = read_until("\r\n\r\n");
        const auto place = head.find("Content-Length: ");
        if (place == std::string::npos) return head;
        return head + read_exactly(std::stoul(head.substr(place + 16)));
    }
    // True if the peer closed, and did so in order (FIN, not RST).
    bool is_closed() { return !read_more() && end_ == 0 && input_.empty(); }

  private:
    static sockaddr_in address_of(uint32_t address, uint16_t port) {
        sockaddr_in result{};
        result.sin_family = AF_INET;
        result.sin_port = htons(port);
        result.sin_addr.s_addr = htonl(address);
        return result;
    }
    bool read_more(int flags = 0) {
        char octets[16 * 1024];
        const auto count = ::recv(socket_, octets, sizeof octets, flags);
        if (count > 0) input_.append(octets, static_cast<size_t>(count));
        if (count <= 0) end_ = count == 0 ? 0 : errno;
        return count > 0;
    }
    std::string take(size_t count) {
        auto result = input_.substr(0, count);
        input_.erase(0, count);
        return result;
    }

    int socket_;
    bool connected_ = false;
    int end_ = -1;
    std::string input_;
};

}  // namespace kaskad::net
