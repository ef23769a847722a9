#pragma once

#include "net/acceptor.hpp"
#include "net/shard.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

// A mail server by a script: an answer for each verb, as often as it comes. "cut" ends the connection instead, "silent"
// says nothing. On the shard of the test.

namespace kaskad::net {

class mail_peer {
  public:
    explicit mail_peer(shard& home) : home_{home} {
        auto opened = acceptor::open(home, {.address = "127.0.0.1"});
        EXPECT_TRUE(opened);
        acceptor_ = std::move(*opened);
        acceptor_->start([this](tcp_socket socket) {
            ++connections;
            spawn(home_.get_executor(), talk(std::move(socket)));
        });
    }
    ~mail_peer() { acceptor_->close(); }

    uint16_t port() const { return acceptor_->port(); }

    std::map<std::string, std::string> answers{{"hello", "220 peer ready"}, {"EHLO", "250-peer\r\n250 DSN"},
                                               {"MAIL", "250 2.1.0 ok"},    {"RCPT", "250 2.1.5 ok"},
                                               {"DATA", "354 go on"},       {".", "250 2.0.0 taken as Q1"},
                                               {"QUIT", "221 bye"}};
    std::vector<std::string> commands;
    std::vector<std::string> contents;  // with the dots that were doubled on the way
    int connections = 0;

  private:
    // False: the connection is over.
    task<bool> say(tcp_socket& socket, std::string verb) {
        const auto found = answers.find(verb);
        const auto answer = found == answers.end() ? std::string{"502 5.5.1 what?"} : found->second;
        if (answer == "cut") co_return false;
        if (answer == "silent") co_return true;
        const auto [ec, n] = co_await asio::async_write(socket, asio::buffer(answer + "\r\n"), use_ec);
        co_return !ec;
    }

    task<std::string> read_until(tcp_socket& socket, std::string& input, std::string end) {
        const auto [ec, n] = co_await asio::async_read_until(socket, asio::dynamic_buffer(input), end, use_ec);
        if (ec) co_return std::string{};
        auto text = input.substr(0, n - end.size());
        input.erase(0, n);
        co_return text;
    }

    task<void> talk(tcp_socket socket) {
        std::string input;
        bool goes_on = co_await say(socket, "hello");
        while (goes_on) {
            const auto line = co_await read_until(socket, input, "\r\n");
            if (line.empty()) co_return;
            commands.push_back(line);
            const auto verb = line.substr(0, 4);
            goes_on = co_await say(socket, verb);
            if (!goes_on || verb != "DATA" || !answers["DATA"].starts_with("354")) continue;
            contents.push_back(co_await read_until(socket, input, "\r\n.\r\n"));
            goes_on = co_await say(socket, ".");
        }
    }

    shard& home_;
    std::shared_ptr<acceptor> acceptor_;
};

}  // namespace kaskad::net
