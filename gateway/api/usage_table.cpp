#include "gateway/api/usage_table.hpp"

#include "engine/facts/codec.hpp"
#include "gateway/api/csv_line.hpp"
#include "gateway/api/money_sums.hpp"
#include "gateway/api/payment.hpp"
#include "gateway/api/timestamp.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace kaskad::gateway::api {

namespace {

constexpr size_t MCC_DIGITS = 3;

constexpr std::array CLIENT_COLUMNS = {
    "msg_id",   "client_msg_id", "client",        "reseller_path", "submit_ts", "accept_ts",      "final_ts",
    "dlr_ts",   "msisdn",        "country",       "mcc",           "mnc",       "network_source", "sender",
    "encoding", "parts",         "udh_ref",       "class",         "status",    "error_code",     "sell_price",
    "sell_cur", "sell_amount",   "price_version", "charge_policy"};
constexpr std::array OPERATOR_COLUMNS = {"link",     "supplier_msg_id", "attempts",  "cost_price",
                                         "cost_cur", "cost_amount",     "ledger_ids"};

// A list within a field.
template <typename Range, typename Show>
std::string joined(const Range& values, std::string_view between, Show show) {
    std::string text;
    bool is_first = true;
    for (const auto& each : values) {
        if (!is_first) text += between;
        is_first = false;
        text += show(each);
    }
    return text;
}

std::string time_or_empty(int64_t utc_ms) {
    return utc_ms == 0 ? std::string{} : render_timestamp(utc_ms);
}

// When its first part left towards an operator.
int64_t submitted_at(const facts::message& message) {
    int64_t first = 0;
    for (const auto& attempt : message.attempts)
        for (const auto& part : attempt.parts)
            if (part.submitted_utc != 0 && (first == 0 || part.submitted_utc < first)) first = part.submitted_utc;
    return first;
}

// When the last receipt of its last attempt came.
int64_t receipt_at(const facts::message& message) {
    int64_t last = 0;
    if (message.attempts.empty()) return last;
    for (const auto& part : message.attempts.back().parts)
        last = std::max(last, part.receipt_utc);
    return last;
}

// The reference in the headers that join its parts; a message of one part has none.
std::string reference_of(const facts::message& message) {
    if (message.attempts.empty() || message.attempts.back().parts.size() < 2) return {};
    return fmt::to_string(message.attempts.back().reference);
}

// Those between the viewer and the client, from the highest.
std::string path_below(const facts::message& message, const usage_view& view) {
    std::vector<core::client_id> path;
    for (size_t level = facts::charge_levels(message); level-- > 1;) {
        const auto payer = facts::payer_at(message, level);
        if (payer == view.viewer) {
            path.clear();
        } else {
            path.push_back(payer);
        }
    }
    if (message.client == view.viewer) path.clear();
    return joined(path, "/", [&](core::client_id id) { return view.clients.name_of(id); });
}

std::string_view policy_word(const payment& paid, const client_directory& clients) {
    const bool is_noted = paid.moment != facts::charge_moment::as_client;
    switch (is_noted ? paid.moment : clients.moment_of(paid.payer)) {
        case facts::charge_moment::on_submit:
            return "on_submit";
        case facts::charge_moment::on_accepted:
            return "on_accepted";
        case facts::charge_moment::on_delivered:
            return "on_delivered";
        case facts::charge_moment::as_client:
            break;
    }
    return {};
}

void add_times(csv_line& line, const facts::message& message) {
    line.add(time_or_empty(submitted_at(message)));
    line.add(render_timestamp(message.accepted_utc));
    line.add(time_or_empty(message.final_utc));
    line.add(time_or_empty(receipt_at(message)));
}

void add_destination(csv_line& line, const facts::message& message) {
    const std::string_view network{message.network};
    line.add(message.recipient);
    line.add(message.country);
    line.add(network.substr(0, MCC_DIGITS));
    line.add(network.size() > MCC_DIGITS ? network.substr(MCC_DIGITS) : std::string_view{});
    line.add(to_string(message.network_rule));
}

void add_text(csv_line& line, const facts::message& message) {
    line.add(message.sender);
    line.add(facts::to_string(message.encoding));
    line.add(fmt::to_string(message.parts));
    line.add(reference_of(message));
    line.add(core::to_string(message.klass));
    line.add(facts::to_string(message.state));
    line.add(message.reason == core::reason::none ? std::string_view{} : core::to_string(message.reason));
}

void add_payment(csv_line& line, const payment& paid, const client_directory& clients) {
    line.add(core::to_string(paid.price));
    line.add(core::to_string(paid.currency));
    line.add(core::to_string(paid.charge.charged));
    line.add(fmt::to_string(paid.price_version));
    line.add(policy_word(paid, clients));
}

// Of several attempts one behind the other, of the parts of an attempt with a space between.
void add_suppliers(csv_line& line, const store::told_message& told, const link_names& links) {
    const auto& attempts = told.message.attempts;
    line.add(joined(attempts, ";", [&](const facts::attempt& each) {
        const auto found = links.find(each.link);
        return found == links.end() ? fmt::format("link {}", each.link.value) : found->second.name;
    }));
    line.add(joined(attempts, ";", [](const facts::attempt& each) {
        return joined(each.parts, " ", [](const facts::part& part) { return part.operator_id; });
    }));
    line.add(fmt::to_string(attempts.size()));
    line.add(joined(attempts, ";", [](const facts::attempt& each) { return core::to_string(each.buy_price); }));
    const auto cost = supplier_cost(told);
    line.add(joined(cost, ";", [](const auto& sum) { return core::to_string(sum.first); }));
    line.add(joined(cost, ";", [](const auto& sum) { return core::to_string(sum.second); }));
    line.add(joined(told.postings, " ", [](const billing::posting& row) { return fmt::to_string(row.sequence); }));
}

}  // namespace

void append_usage_header(std::string& out, bool is_operator) {
    csv_line line{out};
    for (const auto* column : CLIENT_COLUMNS)
        line.add(column);
    if (is_operator)
        for (const auto* column : OPERATOR_COLUMNS)
            line.add(column);
    line.end();
}

bool append_usage_line(std::string& out, const store::told_message& told, const usage_view& view) {
    const auto& message = told.message;
    const auto paid = payment_seen_by(message, view.viewer);
    if (!paid || (view.payer && !payment_by(message, view.payer))) return false;
    csv_line line{out};
    line.add(core::to_string(message.id));
    line.add(message.client_ref);
    line.add(view.clients.name_of(message.client));
    line.add(path_below(message, view));
    add_times(line, message);
    add_destination(line, message);
    add_text(line, message);
    add_payment(line, *paid, view.clients);
    if (view.is_operator) add_suppliers(line, told, view.links);
    line.end();
    return true;
}

}  // namespace kaskad::gateway::api
