#include "gateway/client_observer.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::gateway {

namespace {

using clients::account_counts;
using smpp::bind_type;

}  // namespace

void client_observer::observe(const clients::server_counts& now) {
    for (const auto& account : now.accounts)
        observe_account(account);
    for (const auto& [reason, count] : now.binds_refused) {
        auto& before = refused_[reason];
        if (count > before) numbers_.count_binds_refused(reason, count - before);
        before = count;
    }
    numbers_.set_passwords_waiting(now.passwords_waiting);
}

void client_observer::observe_account(const account_counts& now) {
    const auto& name = now.system_id;
    auto& before = seen_[name];
    for (const auto type : {bind_type::transmitter, bind_type::receiver, bind_type::transceiver}) {
        for (const bool is_unbinding : {false, true}) {
            const auto count = std::ranges::count_if(now.binds, [&](const clients::bind_counts& bind) {
                return bind.type == type && bind.is_unbinding == is_unbinding;
            });
            numbers_.set_binds(name, clients::to_string(type), is_unbinding ? "unbinding" : "bound",
                               static_cast<uint64_t>(count));
        }
    }
    for (const auto& [key, count] : now.requests) {
        const auto seen = before.requests[key];
        if (count > seen)
            numbers_.count_requests(name, smpp::command_name(key.first), smpp::status_name(key.second), count - seen);
    }
    const auto count = [&](std::string_view result, uint64_t account_counts::*member) {
        if (now.*member > before.*member) numbers_.count_receipts(name, result, now.*member - before.*member);
    };
    count("sent", &account_counts::receipts_sent);
    count("accepted", &account_counts::receipts_accepted);
    count("refused", &account_counts::receipts_refused);
    count("unanswered", &account_counts::receipts_unanswered);
    numbers_.set_receipts(name, "waiting", now.receipts_waiting);
    numbers_.set_receipts(name, "open", now.receipts_open);
    before = now;
}

}  // namespace kaskad::gateway
