#pragma once

#include "gateway/api/credentials.hpp"
#include "gateway/api/problem.hpp"
#include "net/coroutine.hpp"
#include "net/http_message.hpp"
#include "net/timer.hpp"
#include "net/url.hpp"
#include "store/report_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

// A file of what somebody bills, or was billed, on its way through the API to be set against the books. Who reads and
// compares it is brought by the gateway, as that lies outside this module.

namespace kaskad::gateway::api {

inline constexpr std::string_view CLIENT_FILE_PATH = "/v1/reconciliations";
inline constexpr std::string_view STAFF_FILE_PATH = "/v1/admin/reconciliations/compare";
// Under these paths a body may be so large: some two hundred thousand rows.
inline constexpr std::size_t FILE_OCTETS_MAX = 16 * 1024 * 1024;

inline constexpr int64_t COMPARISON_BACK_DAYS = 8;

struct comparison_request {
    bool is_staff = false;  // asked with the operator's eyes
    std::string client;     // empty: who asks
    std::vector<std::string> suppliers;
    bool by_reference = false;
    std::string period;
    int64_t back_days = COMPARISON_BACK_DAYS;
    uint32_t limit = 0;          // rows that are told of each category
    std::string file;            // its name
    std::string invoice_number;  // the supplier's
    std::string mapping;         // as TOML
    net::query_parameters keys;  // of the mapping, one by one; as given
    std::string octets;
};

struct row_limits {
    uint32_t usual = 0;
    uint32_t most = 0;
};

// The query and the body of a POST, which loses it. Judges form only. Pure.
std::expected<comparison_request, problem> take_comparison(net::http_request& from, bool is_staff, row_limits rows);

struct comparison_question {
    comparison_request request;
    credential who;
    net::clock::time_point deadline;  // nobody waits any more behind it
};

// On the thread that compares files.
using file_comparer = std::function<net::http_response(store::report_reader&, comparison_question)>;

}  // namespace kaskad::gateway::api
