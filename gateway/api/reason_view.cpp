#include "gateway/api/reason_view.hpp"

#include "core/reason.hpp"
#include "gateway/api/client_words.hpp"
#include "gateway/api/json_writer.hpp"
#include "gateway/api/problem.hpp"

#include <fmt/format.h>

namespace kaskad::gateway::api {

namespace {

void write_entry(json_writer& out, const core::reason_entry& entry, bool for_operator) {
    out.begin_object();
    out.text("code", entry.name);
    out.text("culprit", core::to_string(entry.who));
    out.flag("final", entry.help == core::remedy::none);
    if (for_operator) {
        out.flag("try_elsewhere", entry.help == core::remedy::elsewhere);
        out.flag("supplier_bills", entry.is_billed);
    }
    out.begin_object("text");
    out.text("en", entry.english);
    out.text("ru", entry.russian);
    out.end_object();
    out.end_object();
}

void write_code(json_writer& out, const facts::unmapped_code& code, const link_names& links) {
    const auto link = links.find(code.link);
    out.begin_object();
    out.text_or_null("link", link == links.end() ? "" : link->second.name);
    out.text_or_null("stat", code.stat);
    out.text_or_null("err", code.err);
    out.text_or_null("network", code.network);
    out.text_or_null("command_status", code.command_status == 0 ? "" : fmt::format("0x{:08X}", code.command_status));
    out.text("taken_for", core::to_string(code.reason));
    out.number("count", static_cast<int64_t>(code.count));
    write_time(out, "last_at", code.last_utc);
    out.end_object();
}

}  // namespace

net::http_response render_reasons(bool for_operator) {
    json_writer out{16 * 1024};
    out.begin_array();
    for (const auto& entry : core::reason_catalogue())
        if (entry.code != core::reason::none) write_entry(out, entry, for_operator);
    out.end_array();
    return make_json(200, out.take());
}

net::http_response render_unmapped(const facts::unmapped_codes& codes, const link_names& links) {
    json_writer out;
    out.begin_object();
    out.begin_array("codes");
    for (const auto& code : codes.rows)
        write_code(out, code, links);
    out.end_array();
    out.number("uncounted", static_cast<int64_t>(codes.uncounted));
    out.end_object();
    return make_json(200, out.take());
}

}  // namespace kaskad::gateway::api
