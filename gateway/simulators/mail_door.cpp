#include "gateway/simulators/mail_door.hpp"

#include "gateway/simulators/mail_session.hpp"
#include "net/timer.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>

#include <array>
#include <optional>
#include <utility>

namespace kaskad::gateway::simulators {

// `ask`: none any more when the door is gone.
struct mail_door::house {
    net::http_server::handler ask;
    std::size_t visitors = 0;
};

namespace {

namespace asio = net::asio;

constexpr std::chrono::minutes IDLE_MAX{5};  // RFC 5321 §4.5.3.2.7

}  // namespace

// One connection; it lives as long as something of it is under way.
class mail_door::visitor : public std::enable_shared_from_this<mail_door::visitor> {
  public:
    visitor(net::tcp_socket socket, std::shared_ptr<house> in)
        : socket_{std::move(socket)}, house_{std::move(in)}, idle_{socket_.get_executor(), [this] { cut(); }} {
        ++house_->visitors;
    }
    ~visitor() { --house_->visitors; }
    visitor(const visitor&) = delete;
    visitor& operator=(const visitor&) = delete;

    void go_on() {
        idle_.expire_after(IDLE_MAX);
        output_ = session_.poll_output();
        if (!output_.empty()) return write();
        if (auto question = session_.poll_question()) return ask(std::move(*question));
        if (session_.is_over()) return cut();
        read();
    }

  private:
    void write() {
        asio::async_write(socket_, asio::buffer(output_), [self = shared_from_this()](net::error_code ec, std::size_t) {
            if (!ec) self->go_on();
        });
    }
    void read() {
        socket_.async_read_some(asio::buffer(octets_), [self = shared_from_this()](net::error_code ec, std::size_t n) {
            if (ec) return;
            self->session_.handle_octets({self->octets_.data(), n});
            self->go_on();
        });
    }
    // A server that gives no answer at all has none for the recipient either.
    void ask(net::http_request question) {
        if (!house_->ask) return cut();
        const auto take = [self = shared_from_this()](std::optional<net::http_response> answer) {
            if (!answer) return self->cut();
            self->session_.handle_answer(*answer);
            self->go_on();
        };
        house_->ask(std::move(question), net::http_responder{take});
    }
    void cut() {
        net::error_code ignored;
        socket_.close(ignored);
    }

    net::tcp_socket socket_;
    std::shared_ptr<house> house_;
    mail_session session_;
    std::array<char, 4'096> octets_{};
    std::string output_;
    net::timer idle_;
};

mail_door::mail_door(std::shared_ptr<net::acceptor> acceptor, net::http_server::handler ask)
    : acceptor_{std::move(acceptor)}, house_{std::make_shared<house>(std::move(ask))} {
    acceptor_->start([in = house_](net::tcp_socket socket) {
        if (in->visitors < VISITORS_MAX) std::make_shared<visitor>(std::move(socket), in)->go_on();
    });
}

std::expected<std::unique_ptr<mail_door>, std::string> mail_door::open(net::shard& home,
                                                                       const net::listen_options& where,
                                                                       net::http_server::handler ask) {
    auto opened = net::acceptor::open(home, where);
    if (!opened) return std::unexpected(opened.error());
    return std::unique_ptr<mail_door>{new mail_door{std::move(*opened), std::move(ask)}};
}

mail_door::~mail_door() {
    acceptor_->close();
    house_->ask = nullptr;
}

}  // namespace kaskad::gateway::simulators
