#include "net/mail_client.hpp"

#include "core/assert.hpp"
#include "net/mail_thread.hpp"

#include <utility>

namespace kaskad::net {

mail_client::mail_client(shard& home, const mail_client_options& options)
    : home_{home},
      mails_max_{options.mails_max},
      thread_{std::make_unique<mail_thread>(
          options, [this](uint64_t number, mail_result result) { tell_later(number, std::move(result)); })} {}

mail_client::~mail_client() = default;

// The callback may begin the next mail, or end this client.
void mail_client::tell_later(uint64_t number, mail_result result) {
    home_.post([weak = std::weak_ptr{open_}, number, told = std::move(result)]() mutable {
        const auto open = weak.lock();
        if (!open) return;
        const auto found = open->extract(number);
        if (!found.empty()) found.mapped()(std::move(told));
    });
}

void mail_client::send(mail what, callback done) {
    ASSERT(done);
    const auto number = ++last_;
    const bool has_room = open_->size() < mails_max_;
    open_->emplace(number, std::move(done));
    if (has_room && thread_->try_send(number, std::move(what))) return;
    tell_later(number, std::unexpected(mail_error{.text = "too many mails are under way"}));
}

}  // namespace kaskad::net
