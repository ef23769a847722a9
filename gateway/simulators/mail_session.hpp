#pragma once

#include "net/http_message.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

// The server's side of SMTP (RFC 5321, with the parameters of RFC 3461), as little as a simulator of one needs: no TLS,
// no login, one recipient a mail, no queue. Sans-io: what becomes of a recipient is asked as a request that the
// simulated provider `email` reads, so that digits, scripts and faults decide as for all others.

namespace kaskad::gateway::simulators {

class mail_session {
  public:
    static constexpr std::size_t COMMAND_MAX = 2'000;          // of a command
    static constexpr std::size_t CONTENT_MAX = 1'024 * 1'024;  // of a mail

    mail_session() { say("220 channels-sim ESMTP"); }

    // What it has to say is to be written first.
    bool is_over() const { return is_over_; }

    void handle_octets(std::string_view octets);
    // To the question. Its status is the code; 0: it is taken, and the connection cut behind the content.
    void handle_answer(const net::http_response& answer);

    // Once for each recipient; nothing more is read before it is answered.
    std::optional<net::http_request> poll_question();
    std::string poll_output();

  private:
    void say(std::string_view line);
    void go_on();
    // False: more has to come first.
    bool read_line();
    bool read_content();
    void obey(std::string_view line);
    void take_sender(std::string_view line);
    void take_recipient(std::string_view line);
    void begin_content();
    void forget_mail();

    std::string input_;
    std::string output_;
    std::string sender_;
    std::string envelope_id_;
    std::optional<net::http_request> question_;
    bool is_asking_ = false;
    bool has_recipient_ = false;
    bool is_lost_ = false;  // its answer will be
    bool is_content_ = false;
    bool is_over_ = false;
};

}  // namespace kaskad::gateway::simulators
