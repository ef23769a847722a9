#include "gateway/api/order_view.hpp"

#include "gateway/api/client_fields.hpp"
#include "gateway/api/client_words.hpp"
#include "gateway/api/timestamp.hpp"

namespace kaskad::gateway::api {

namespace {

class order_writer {
  public:
    order_writer(json_writer& out, const order_reader& reader) : out_{out}, reader_{reader} {}

    void write_members(const facts::money_order& order) {
        out_.number("id", static_cast<int64_t>(order.id));
        out_.text("state", word_of(ORDER_STATE_WORDS, order.state));
        write_account(order);
        out_.text("kind", word_of(ORDER_KIND_WORDS, order.kind));
        out_.text("amount", core::to_string(order.amount));
        out_.text("currency", core::to_string(order.currency));
        out_.text("reason", order.reason);
        out_.text("reference", own_reference(order.reference));
        if (order.for_day != 0) out_.text("for_day", render_day(order.for_day));
        if (order.invoice != 0) {
            out_.begin_object("invoice");
            out_.text("seller", order.seller);
            out_.number("number", static_cast<int64_t>(order.invoice));
            out_.end_object();
        }
        write_person("asked_by", order.asked_by);
        write_time(out_, "asked_at", order.asked_utc);
        write_person("decided_by", order.decided_by);
        write_time(out_, "decided_at", order.decided_utc);
        if (reader_.reseller.empty()) out_.number("posting", static_cast<int64_t>(order.posting));
    }

  private:
    void write_account(const facts::money_order& order) {
        if (!order.link) return out_.text("client", reader_.clients.name_of(order.client));
        const auto link = reader_.links.find(order.link);
        out_.text("supplier", link == reader_.links.end() ? std::string{} : link->second.name);
    }

    // A reseller's references are kept behind its name, so that two resellers may have the same.
    std::string_view own_reference(std::string_view reference) const {
        const auto prefix = reader_.reseller + "/";
        return !reader_.reseller.empty() && reference.starts_with(prefix) ? reference.substr(prefix.size()) : reference;
    }

    void write_person(std::string_view name, std::string_view person) {
        const bool is_shown = reader_.reseller.empty() || person.starts_with(reader_.reseller + "/");
        out_.text_or_null(name, is_shown ? person : "");
    }

    json_writer& out_;
    const order_reader& reader_;
};

}  // namespace

std::string render_ordered(const facts::ordered& value, const order_reader& reader) {
    json_writer out;
    out.begin_object();
    order_writer{out, reader}.write_members(value.value);
    out.text(value.value.link ? "owed" : "balance", core::to_string(value.balance));
    out.flag("repeated", value.is_repeat);
    out.flag("dry_run", value.is_dry_run);
    out.end_object();
    return out.take();
}

std::string render_orders(const facts::money_orders& value, const order_reader& reader) {
    json_writer out;
    out.begin_object();
    out.begin_array("orders");
    for (const auto& order : value.rows) {
        out.begin_object();
        order_writer{out, reader}.write_members(order);
        out.end_object();
    }
    out.end_array();
    if (value.is_cut && !value.rows.empty()) {
        out.number("next_before", static_cast<int64_t>(value.rows.back().id));
    } else {
        out.null("next_before");
    }
    out.end_object();
    return out.take();
}

std::string render_rates(const facts::exchange_rates& value) {
    json_writer out;
    out.begin_object();
    out.begin_array("rates");
    for (const auto& row : value.rows) {
        out.begin_object();
        out.text("date", render_day(row.day));
        out.text("base", row.base);
        out.text("quote", row.quote);
        out.text("rate", core::to_string(core::price{row.rate_e8}));
        out.text_or_null("source", row.source);
        out.text_or_null("by", row.by);
        write_time(out, "imported_at", row.imported_utc);
        out.end_object();
    }
    out.end_array();
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway::api
