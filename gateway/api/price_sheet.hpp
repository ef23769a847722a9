#pragma once

#include "engine/facts/declaration.hpp"
#include "engine/facts/price_import.hpp"
#include "gateway/api/message_view.hpp"
#include "net/http_message.hpp"
#include "net/url.hpp"
#include "store/database.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

// A sheet of prices on its way through the API. Who reads and judges it is brought by the gateway, as routing lies
// outside this module.

namespace kaskad::gateway::api {

// Under this path alone a body may be so large: a hundred thousand rows take some four million octets.
inline constexpr std::string_view SHEET_PATH = "/v1/prices/";
inline constexpr std::size_t SHEET_OCTETS_MAX = 16 * 1024 * 1024;

struct sheet_request {
    facts::price_owner_name owner;
    net::query_parameters form;  // how it is to be read, as given
    std::string file;            // its name
    std::string token;           // of an earlier preview
    std::string by;
    std::string octets;
    bool applies = false;  // else it is only shown what it would change
};

// One whose contract says that it is told of dearer prices so many days before.
struct told_client {
    facts::client value;
    uint32_t notice_days = 0;
};

struct sheet_question {
    const sheet_request& request;
    const facts::owner_prices& prices;  // its owner's
    const link_names& links;
    const std::vector<core::client_id>& clients;
    std::span<const told_client> told{};            // who pays the owner's prices, or those of `others`
    std::span<const facts::owner_prices> others{};  // among which its price may be found as well
};

struct sheet_verdict {
    net::http_response answer;                    // where there is no command
    std::optional<facts::import_prices> command;  // the sheet may be applied so
};

// On the thread that reads sheets.
using sheet_judge = std::function<sheet_verdict(store::reader&, const sheet_question&)>;

}  // namespace kaskad::gateway::api
