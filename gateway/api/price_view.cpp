#include "gateway/api/price_view.hpp"

#include "gateway/api/client_words.hpp"
#include "gateway/api/number_text.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace kaskad::gateway::api {

namespace {

void write_row(json_writer& out, const routing::price_row& row, bool is_declared) {
    out.begin_object();
    out.text_or_null("network", row.mccmnc);
    out.text_or_null("country", row.country);
    out.text_or_null("mcc", row.mcc);
    out.text_or_null("prefix", row.prefix);
    const bool has_class = row.klass > 0;
    out.text_or_null("class", has_class ? core::to_string(static_cast<core::message_class>(row.klass - 1)) : "");
    out.text_or_null("senders", sender_type_word(row.senders));
    out.text("price", core::to_string(row.price));
    out.text("delivered", core::to_string(row.delivered));
    out.text("currency", core::to_string(row.currency));
    write_time(out, "from", row.from_utc_ms);
    write_time(out, "to", row.to_utc_ms);
    out.flag("declared", is_declared);
    out.end_object();
}

void write_import(json_writer& out, const facts::price_import& import) {
    out.begin_object();
    out.number("id", static_cast<int64_t>(import.id));
    out.text("file", import.file);
    out.text("sha256", import.sha256);
    out.text("form", import.is_full ? "full" : "partial");
    out.raw("read_as", import.form.empty() ? "null" : import.form);
    out.text("by", import.by);
    write_time(out, "at", import.imported_utc);
    out.number("version", import.version);
    out.number("rows", import.changes.rows);
    out.number("up", import.changes.raised);
    out.number("down", import.changes.lowered);
    out.number("new", import.changes.added);
    out.number("missing", import.changes.removed);
    out.text_or_null("undone_by", import.undone_by);
    write_time(out, "undone_at", import.undone_utc);
    out.end_object();
}

std::unexpected<problem> refuse(std::string_view code, const std::string& name, const std::string& why) {
    return std::unexpected(make_field_fault(code, name.substr(0, 64), why));
}

}  // namespace

std::string_view sender_type_word(routing::sender_type type) {
    switch (type) {
        case routing::sender_type::any:
            return "";
        case routing::sender_type::paid:
            return "paid";
        case routing::sender_type::free:
            return "free";
        case routing::sender_type::national:
            return "national";
        case routing::sender_type::international:
            return "international";
    }
    return "";
}

std::expected<price_page, problem> parse_price_page(const net::query_parameters& given, const list_limits& limits) {
    price_page page{.limit = limits.standard};
    for (const auto& [name, value] : given) {
        if (name != "offset" && name != "limit")
            return refuse("unknown_field", name, "is no parameter of this address");
        uint32_t number = 0;
        if (!read_number(value, number)) return refuse("invalid_field", name, "must be a whole number");
        if (name == "limit" && (number < 1 || number > limits.max))
            return refuse("invalid_field", name, fmt::format("must be from 1 to {}", limits.max));
        (name == "limit" ? page.limit : page.offset) = number;
    }
    return page;
}

std::string render_prices(const facts::owner_prices& prices, const price_page& page) {
    const size_t declared = prices.declared.size();
    const size_t count = declared + prices.imported.size();
    const size_t end = std::min(count, size_t{page.offset} + page.limit);
    json_writer out;
    out.begin_object();
    out.number("version", prices.version);
    out.number("count", static_cast<int64_t>(count));
    out.begin_array("rows");
    for (size_t place = page.offset; place < end; ++place) {
        const bool is_declared = place < declared;
        write_row(out, is_declared ? prices.declared[place] : prices.imported[place - declared], is_declared);
    }
    out.end_array();
    if (end < count) {
        out.number("next_offset", static_cast<int64_t>(end));
    } else {
        out.null("next_offset");
    }
    out.begin_array("imports");
    for (const auto& import : prices.imports)
        write_import(out, import);
    out.end_array();
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway::api
