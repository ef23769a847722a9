#include "gateway/api/inbound_view.hpp"

#include "gateway/api/client_words.hpp"
#include "net/digest.hpp"

namespace kaskad::gateway::api {

void write_inbound(json_writer& out, const facts::inbound_text& text) {
    out.text("id", core::to_string(text.id));
    out.text("from", smpp::plain_number(text.source));
    out.text("to", smpp::plain_number(text.destination));
    out.text_or_null("keyword", text.keyword);
    if (text.binary) {
        out.null("text");
    } else {
        out.text("text", text.text);
    }
    out.text("encoding", text.alphabet);
    out.number("data_coding", text.data_coding);
    out.text_or_null("octets_hex", net::to_hex(text.octets));
    out.text_or_null("header_hex", net::to_hex(text.header));
    out.number("parts", text.parts);
    out.number("parts_received", text.parts_received);
    out.flag("complete", facts::is_complete(text));
    write_time(out, "received_at", text.received_utc);
}

std::string render_inbound_page(const store::inbound_page& page, uint32_t limit, const link_names* links) {
    json_writer out;
    out.begin_object();
    out.begin_array("inbound");
    for (const auto& text : page.texts) {
        out.begin_object();
        write_inbound(out, text);
        if (links != nullptr) {
            const auto link = links->find(text.link);
            out.text_or_null("link", link == links->end() ? "" : link->second.name);
        }
        out.end_object();
    }
    out.end_array();
    write_time(out, "as_of", page.as_of.utc_ms);
    const bool more = page.texts.size() >= limit && !page.texts.empty();
    out.text_or_null("next_after", more ? core::to_string(page.texts.back().id) : "");
    out.end_object();
    return out.take();
}

}  // namespace kaskad::gateway::api
