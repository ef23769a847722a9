#pragma once

#include "engine/facts/command_port.hpp"
#include "gateway/api/channel_door.hpp"
#include "gateway/api/client_gate.hpp"
#include "gateway/api/file_comparison.hpp"
#include "gateway/api/link_status.hpp"
#include "gateway/api/message_view.hpp"
#include "gateway/api/metrics.hpp"
#include "gateway/api/price_sheet.hpp"
#include "gateway/api/supplier_poll.hpp"
#include "net/http_server.hpp"
#include "store/database.hpp"
#include "store/report_reader.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

// What the API's server needs from outside: limits, and the few doors to engine, projector and database. The gateway
// makes them; tests make others.

namespace kaskad::gateway::api {

struct server_options {
    net::http_server_options http;    // body_max is the API's limit too
    uint16_t number = 0;              // of the shard, in tokens
    size_t open_requests_max = 4096;  // waiting for engine or database, on this shard
    client_gate_options gate;
    uint32_t list_limit = 100;  // messages of a page where the request names no limit
    uint32_t list_limit_max = 1000;
    std::chrono::milliseconds answer_deadline{10'000};  // for the engine's answers to a request
    std::chrono::milliseconds view_deadline{5'000};     // for the database to catch up
    std::chrono::milliseconds sheet_deadline{45'000};   // for a sheet of prices to be read and judged
    uint32_t usage_limit = 10'000;                      // lines of a page of usage
    size_t stats_groups_max = 10'000;                   // of one answer of /v1/stats
    size_t reports_max = 8;                             // being made at once, on this shard
    size_t reports_of_client_max = 2;
    std::chrono::milliseconds report_deadline{45'000};
    size_t comparisons_max = 2;  // files being set against the books at once, on this shard
    size_t comparisons_of_client_max = 1;
    std::chrono::milliseconds comparison_deadline{50'000};
};

// The engine's mailbox for what clients ask. Answers come by server::deliver_answer(), perhaps before a call returns.
struct engine_port : facts::command_port {
    // The items of one array, in order, all or none. False when full: they are untouched.
    virtual bool try_send_all(std::vector<facts::command>&& items) = 0;
};

// A thread that may wait for the disk, with a reader of its own.
template <typename Reader>
struct reading_port {
    using job = std::move_only_function<void(Reader&)>;

    virtual ~reading_port() = default;
    // False when its queue is full.
    virtual bool try_run(job what) = 0;
};
using reader_port = reading_port<store::reader>;
using report_port = reading_port<store::report_reader>;

// What phones of ours must sign with, and by which clock it is judged. An empty secret: nobody tells us anything.
struct probe_door {
    std::string secret;  // whsec_...
    std::function<int64_t()> utc_s;
};

// What there is in the world, for fields that name it. Empty: whatever has the right form is there.
struct known_words {
    std::function<bool(std::string_view)> is_zone;     // "Europe/Berlin"
    std::function<bool(std::string_view)> is_country;  // "DE"
};

struct server_ports {
    engine_port& engine;
    reader_port& reader;
    metrics& numbers;
    // Calls `done` once, on any thread: true when the database holds every group up to the position, false at the
    // deadline. It makes the projector commit at once.
    std::function<void(uint64_t position, net::clock::time_point deadline, std::function<void(bool)> done)>
        await_position;
    // Empty = ready; otherwise why not, in a few words.
    std::function<std::string()> why_not_ready;
    // Empty = what is posted can be made durable; otherwise why not. Then nothing is asked of the engine: its answer
    // would wait for as long.
    std::function<std::string()> why_not_durable;
    operator_words words;
    // The document of GET /v1/accounts.
    std::function<std::string()> accounts;
    link_statuses statuses;
    // Empty: no supplier is asked for its balance.
    supplier_polls polls{};
    // Reads sheets of prices; null and empty: there is nobody to do it.
    reader_port* sheets = nullptr;
    sheet_judge judge_sheet{};
    probe_door probes{};
    known_words known{};
    // What keys expire by. Empty: none does.
    std::function<int64_t()> utc_ms{};
    // Reads many messages, page by page; null: there is nobody to do it.
    report_port* reports = nullptr;
    // Sets files against the books; null and empty: there is nobody to do it.
    report_port* comparisons = nullptr;
    file_comparer compare_file{};
    // Empty: there are no channels.
    channel_door channels{};
};

}  // namespace kaskad::gateway::api
