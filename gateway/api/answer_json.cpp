#include "gateway/api/answer_json.hpp"

#include "engine/facts/codec.hpp"
#include "gateway/api/cascade_view.hpp"
#include "gateway/api/client_words.hpp"

#include <algorithm>
#include <utility>

namespace kaskad::gateway::api {

namespace {

constexpr size_t ITEM_OCTETS = 160;  // a usual one

void write_item(json_writer& out, const facts::accepted_item& item) {
    out.begin_object();
    out.text("id", core::to_string(item.message));
    out.text("state", facts::to_string(item.state));
    out.number("parts", item.parts);
    out.text("encoding", facts::to_string(item.encoding));
    write_price(out, "price", item.price, item.currency);
    out.end_object();
}

// What transliteration would change in the text; nothing is said of an unchanged one.
void write_replaced(json_writer& out, const std::vector<smpp::replacement>& replaced) {
    if (replaced.empty()) return;
    out.begin_array("replaced");
    for (const auto& each : replaced) {
        out.begin_object();
        out.text("from", each.from);
        out.text("to", each.to);
        out.number("times", each.times);
        out.end_object();
    }
    out.end_array();
}

void write_item(json_writer& out, const facts::previewed& item) {
    out.begin_object();
    out.number("parts", item.parts);
    out.text("encoding", facts::to_string(item.encoding));
    out.number("units", item.units);
    out.text("to", item.recipient);
    write_network(out, item.network, item.country);
    write_price(out, "price", item.price, item.currency);
    write_replaced(out, item.replaced);
    write_step_previews(out, item);
    out.end_object();
}

template <typename Item>
std::string render_item(const Item& item) {
    json_writer out;
    write_item(out, item);
    return out.take();
}

template <typename Result>
std::string render_results(const std::vector<Result>& results) {
    json_writer out{results.size() * ITEM_OCTETS};
    out.begin_array();
    for (const auto& result : results) {
        if (result) {
            write_item(out, *result);
        } else {
            out.raw({}, render_item_problem(result.error()));
        }
    }
    out.end_array();
    return out.take();
}

template <typename Result>
bool is_any_accepted(const std::vector<Result>& results) {
    return std::ranges::any_of(results, [](const auto& result) { return result.has_value(); });
}

// Nothing was accepted: one status for all of it. Sharing a code, the items share the answer.
template <typename Result>
net::http_response render_all_refused(const std::vector<Result>& results, std::string rendered) {
    const auto code = results.front().error().code();
    const bool shared = std::ranges::all_of(results, [&](const auto& item) { return item.error().code() == code; });
    auto whole = shared ? make_problem(code, "Every message of the array was refused for this reason.")
                        : make_problem("nothing_accepted", "Every message of the array was refused.");
    whole.results = std::move(rendered);
    return render_problem(whole);
}

}  // namespace

std::string render_accepted(const facts::accepted_item& item) {
    return render_item(item);
}

net::http_response render_single(const item_result& result) {
    if (!result) return render_problem(result.error());
    auto response = make_json(202, render_accepted(*result));
    response.fields.add("Location", "/v1/messages/" + core::to_string(result->message));
    if (result->repeated) response.fields.add("Idempotent-Replayed", "true");
    return response;
}

net::http_response render_array(const std::vector<item_result>& results) {
    auto rendered = render_results(results);
    if (!is_any_accepted(results)) return render_all_refused(results, std::move(rendered));
    auto response = make_json(202, std::move(rendered));
    const auto is_repeated = [](const item_result& item) { return item && item->repeated; };
    if (std::ranges::any_of(results, is_repeated)) response.fields.add("Idempotent-Replayed", "true");
    return response;
}

net::http_response render_preview(const preview_result& result) {
    return result ? make_json(200, render_item(*result)) : render_problem(result.error());
}

net::http_response render_preview_array(const std::vector<preview_result>& results) {
    auto rendered = render_results(results);
    if (!is_any_accepted(results)) return render_all_refused(results, std::move(rendered));
    return make_json(200, std::move(rendered));
}

net::http_response render_balance(const facts::balance& balance) {
    json_writer out;
    out.begin_object();
    out.text("balance", core::to_string(balance.posted));
    out.text("reserved", core::to_string(balance.reserved));
    out.text("limit", core::to_string(balance.limit));
    out.text("available", core::to_string(balance.available));
    out.text("currency", core::to_string(balance.currency));
    out.end_object();
    return make_json(200, out.take());
}

}  // namespace kaskad::gateway::api
