#include "gateway/account_view.hpp"

#include "gateway/api/json_writer.hpp"
#include "gateway/api/timestamp.hpp"

#include <fmt/format.h>

namespace kaskad::gateway {

namespace {

using api::json_writer;

int64_t number(uint64_t value) {
    return static_cast<int64_t>(value);
}

void write(json_writer& out, const clients::bind_counts& bind) {
    out.begin_object();
    out.text("address", bind.address);
    out.number("port", bind.port);
    out.flag("tls", bind.is_secure);
    out.text("type", clients::to_string(bind.type));
    out.text("interface_version", fmt::format("{}.{}", bind.interface_version >> 4, bind.interface_version & 0x0F));
    out.text("state", bind.is_unbinding ? "unbinding" : "bound");
    out.text("bound_at", api::render_timestamp(bind.since_utc));
    out.number("requests_open", number(bind.requests_open));
    out.number("receipts_open", number(bind.receipts_open));
    out.end_object();
}

void write(json_writer& out, const clients::account_counts& account) {
    out.begin_object();
    out.text("system_id", account.system_id);
    out.text("client", account.client);
    out.number("binds_max", account.binds_max);
    out.begin_array("binds");
    for (const auto& bind : account.binds)
        write(out, bind);
    out.end_array();
    out.number("requests_open", number(account.requests_open));
    out.begin_array("requests");
    for (const auto& [key, count] : account.requests) {
        out.begin_object();
        out.text("command", smpp::command_name(key.first));
        out.text("status", smpp::status_name(key.second));
        out.number("count", number(count));
        out.end_object();
    }
    out.end_array();
    out.begin_object("receipts");
    out.number("waiting", number(account.receipts_waiting));
    out.number("open", number(account.receipts_open));
    out.number("sent", number(account.receipts_sent));
    out.number("accepted", number(account.receipts_accepted));
    out.number("refused", number(account.receipts_refused));
    out.number("unanswered", number(account.receipts_unanswered));
    out.end_object();
    out.end_object();
}

}  // namespace

std::string render_accounts(const clients::server_counts& counts) {
    json_writer out;
    out.begin_object();
    out.begin_array("accounts");
    for (const auto& account : counts.accounts)
        write(out, account);
    out.end_array();
    out.begin_object("binds_refused");
    for (const auto& [reason, count] : counts.binds_refused)
        out.number(reason, number(count));
    out.end_object();
    out.number("passwords_waiting", number(counts.passwords_waiting));
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway
