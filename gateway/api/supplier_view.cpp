#include "gateway/api/supplier_view.hpp"

#include "gateway/api/client_words.hpp"
#include "gateway/api/json_writer.hpp"

#include <algorithm>
#include <optional>

namespace kaskad::gateway::api {

namespace {

void write_amount(json_writer& out, std::string_view name, std::optional<core::amount> amount) {
    out.text_or_null(name, amount ? core::to_string(*amount) : std::string{});
}

template <typename T>
std::optional<T> only_if(bool is_there, T value) {
    return is_there ? std::optional{value} : std::nullopt;
}

void write_error(json_writer& out, const supplier_poll& poll) {
    if (poll.error.empty()) return out.null("last_error");
    out.begin_object("last_error");
    write_time(out, "at", poll.error_utc);
    out.text("why", poll.error);
    out.end_object();
}

void write_supplier(json_writer& out, const facts::supplier_standing& row, const facts::supplier_terms& terms,
                    const supplier_poll& poll) {
    out.begin_object();
    out.text("name", row.name);
    out.text("currency", core::to_string(row.currency));
    out.text("owed", core::to_string(row.owed));
    out.text("disputed", core::to_string(row.disputed));
    out.text("credit", core::to_string(row.credit));
    out.flag("prepaid", terms.prepaid);
    out.text("floor", core::to_string(terms.balance_floor));
    write_amount(out, "left", only_if(row.has_limit, row.left));
    write_amount(out, "told", only_if(row.has_told, row.told));
    write_time(out, "told_at", row.has_told ? row.told_utc : 0);
    write_amount(out, "difference", row.has_told ? poll.difference : std::nullopt);
    out.flag("out_of_credit", row.is_out_of_credit);
    out.text("spent_last_hour", core::to_string(row.spent_hour));
    row.minutes_left < 0 ? out.null("minutes_left") : out.number("minutes_left", row.minutes_left);
    write_error(out, poll);
    out.end_object();
}

}  // namespace

std::string render_suppliers(const facts::supplier_standings& value, const link_names& links,
                             const std::vector<supplier_poll>& polls) {
    json_writer out{2'048};
    out.begin_object();
    out.begin_array("suppliers");
    for (const auto& row : value.rows) {
        const auto link = links.find(row.link);
        const auto poll = std::ranges::find(polls, row.link, &supplier_poll::link);
        write_supplier(out, row, link == links.end() ? facts::supplier_terms{} : link->second.supplier,
                       poll == polls.end() ? supplier_poll{} : *poll);
    }
    out.end_array();
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway::api
