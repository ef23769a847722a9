#pragma once

#include "engine/facts/declaration.hpp"
#include "store/database.hpp"

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

// The one place that shows a message. A client sees networks, parts, its own price, states and reasons; only an
// operator's key adds links, operators' ids, buy prices, candidates, history and postings. Pure; on a reader's thread.

namespace kaskad::gateway::api {

using link_names = std::map<core::link_id, facts::link>;

// What explains an attempt in words and octets; the gateway brings it, as routing and smpp lie outside this module.
// Called on the reader's thread.
struct operator_words {
    std::function<std::string(const routing::decision&, const std::function<std::string(core::link_id)>&)> explain;
    // Short messages of all parts as they are sent, UDH included.
    std::function<std::vector<std::string>(const facts::attempt&, std::string_view text)> octets;
};

struct operator_sources {
    std::shared_ptr<const link_names> links;
    operator_words words;
};

struct message_story {
    store::message_view view;  // view.message is there
    std::vector<billing::posting> postings;
};

std::string render_for_client(const store::message_view& view);
std::string render_for_operator(const message_story& story, const operator_sources& sources);

// {"messages": [...], "as_of", "next_after": id or null}
std::string render_page(const store::message_page& page, uint32_t limit);

}  // namespace kaskad::gateway::api
