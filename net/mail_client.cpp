#include "net/mail_client.hpp"

#include "core/assert.hpp"
#include "net/mail_thread.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::net {

mail_client::mail_client(shard& home, const mail_client_options& options) : home_{home}, options_{options} {
    ASSERT(options_.threads_max > 0);
}

// All of them at once: each may need a moment.
mail_client::~mail_client() {
    for (const auto& each : threads_)
        each->end_soon();
}

mail_thread& mail_client::choose_thread() {
    const auto least = std::ranges::min_element(threads_, {}, [](const auto& each) { return each->mails(); });
    const bool is_idle = least != threads_.end() && (*least)->mails() == 0;
    if (is_idle || threads_.size() == options_.threads_max) return **least;
    const auto told = [this](uint64_t number, mail_result result) { tell_later(number, std::move(result)); };
    return *threads_.emplace_back(std::make_unique<mail_thread>(options_, told));
}

// The callback may begin the next mail, or end this client.
void mail_client::tell_later(uint64_t number, mail_result result) {
    home_.post([weak = std::weak_ptr{open_}, number, told = std::move(result)]() mutable {
        const auto open = weak.lock();
        if (!open) return;
        auto found = open->extract(number);
        if (!found.empty()) found.mapped()(std::move(told));
    });
}

void mail_client::send(mail what, callback done) {
    ASSERT(done);
    const auto number = ++last_;
    const bool has_room = open_->size() < options_.mails_max;
    open_->emplace(number, std::move(done));
    if (has_room && choose_thread().try_send(number, std::move(what))) return;
    tell_later(number, std::unexpected(mail_error{.text = "too many mails are under way"}));
}

}  // namespace kaskad::net
