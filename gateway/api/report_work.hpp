#pragma once

#include "gateway/api/credentials.hpp"
#include "gateway/api/message_view.hpp"
#include "gateway/api/report_request.hpp"
#include "net/http_message.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

// A report over many messages that is made page by page, so that others get their turn between two pages and one whom
// nobody waits for any more can be dropped. Each step is one short view of the database, on the report reader's thread.

namespace kaskad::gateway::api {

// Messages that are looked at for one page of usage, however few of them are the asker's.
inline constexpr uint64_t USAGE_READ_MAX = 200'000;

class report_work {
  public:
    virtual ~report_work() = default;

    // The response, once there is one.
    virtual std::optional<net::http_response> step(store::report_reader& from) = 0;
    // All is read, and the response is made of it elsewhere.
    virtual bool is_ready() const { return false; }
};

// More groups than that are refused.
std::unique_ptr<report_work> make_stats_work(stats_request asked, credential who, size_t groups_max);

// target: of the request, whose next page the response names.
std::unique_ptr<report_work> make_usage_work(const usage_request& asked, credential who,
                                             std::shared_ptr<const link_names> links, std::string target);

}  // namespace kaskad::gateway::api
