#include "gateway/usage_export.hpp"

#include <utility>

namespace kaskad::gateway {

namespace {

struct known_names {
    api::client_directory clients;
    api::link_names links;
};

store::result<known_names> read_names(store::report_reader& from) {
    const auto clients = from.read_clients();
    if (!clients) return std::unexpected(clients.error());
    const auto links = from.read_links();
    if (!links) return std::unexpected(links.error());
    known_names made{api::client_directory{*clients}, {}};
    for (const auto& link : *links)
        made.links.emplace(link.id, link);
    return made;
}

}  // namespace

std::expected<exported, std::string> export_usage(store::report_reader& from, const export_request& asked,
                                                  const text_sink& sink, const export_progress& progress) {
    const auto known = read_names(from);
    if (!known) return std::unexpected(known.error().text);
    const api::usage_view view{asked.viewer, {}, asked.is_operator, known->clients, known->links};
    const bool is_alone = !known->clients.is_reseller(asked.viewer);
    api::message_pages pages{{.period = asked.period,
                              .client = is_alone ? asked.viewer : core::client_id{},
                              .has_postings = asked.is_operator}};
    std::string text;
    api::append_usage_header(text, asked.is_operator);
    exported made;
    for (;;) {
        if (!sink(text)) return std::unexpected("the export cannot be written");
        if (pages.is_over()) return made;
        text.clear();
        const auto page = pages.next(from);
        if (!page) return std::unexpected(page.error().text);
        for (const auto& each : *page)
            made.lines += api::append_usage_line(text, each, view) ? 1 : 0;
        made.read = pages.messages();
        made.last = pages.last();
        if (!progress(made)) return std::unexpected("stopped before the end");
    }
}

}  // namespace kaskad::gateway
