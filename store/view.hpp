#pragma once

#include "engine/facts/fetch.hpp"
#include "store/database.hpp"

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

// The few look-ups a database must be able to do; view_reader composes every query from them, so that all databases
// answer alike. Everything throws failure. Between begin() and end() nothing changes in what is seen.

namespace kaskad::store {

inline constexpr size_t NO_LIMIT = std::numeric_limits<uint32_t>::max();

// Rows with from <= key <= to.
struct key_range {
    std::string from;
    std::string to;
    size_t limit = NO_LIMIT;
    bool last_first = false;
};

// Days with from <= day <= to, since 1970.
struct day_range {
    uint32_t from = 0;
    uint32_t to = std::numeric_limits<uint32_t>::max();
};

class view {
  public:
    virtual ~view() = default;

    virtual void begin() = 0;
    virtual void end() noexcept = 0;

    virtual database_state state() = 0;
    virtual std::optional<std::string> find(size_t table, const std::string& key) = 0;
    virtual std::vector<stored_row> range(size_t table, const key_range& range) = 0;
    // Of the entries for one id of an operator, the one of the newest message.
    virtual std::optional<std::string> newest_operator_id(core::link_id link, const std::string& key);
    virtual void each_key(size_t table, const std::function<void(std::string_view)>& sink) = 0;

    // The work indexes, in the order that fetch.hpp says.
    virtual std::vector<core::message_id> due(const facts::fetch_due& request) = 0;
    virtual std::vector<core::message_id> queued(const facts::fetch_queue& request) = 0;
    virtual std::vector<core::message_id> open(const facts::fetch_open& request) = 0;
    virtual std::vector<core::message_id> cascades(const facts::fetch_cascades& request) = 0;
    // Everybody to whom a message goes by a cascade; one may come several times.
    virtual void each_person(const std::function<void(std::string_view)>& sink) = 0;
    virtual std::vector<core::message_id> in_flight() = 0;
    virtual std::vector<facts::queue_count> queue_counts() = 0;

    // Roots of the days that are asked for, in order.
    virtual std::vector<billing::day_root> days(const day_range& range) = 0;
    // By number.
    virtual std::vector<billing::seal> seals() = 0;

    virtual std::vector<core::message_id> of_client(const list_query& query) = 0;
    virtual std::vector<std::string> history(core::message_id id) = 0;  // packed, oldest first
    // About these messages, whose ids rise: by sequence.
    virtual std::vector<std::string> postings(std::span<const core::message_id> messages) = 0;
};

// Of one id of an operator: all entries, the newest message first.
key_range operator_ids_of(core::link_id link, const std::string& key);

// Start memory from this view. Called between begin() and end().
facts::start_view load_start(view& from);

// Every query of a reader, over one view.
class view_reader : public reader {
  public:
    explicit view_reader(std::unique_ptr<view> from) : view_{std::move(from)} {}

    result<uint64_t> position() override;
    result<facts::fetch_result> read(const facts::fetch_request& request) override;
    result<message_view> read_message(core::message_id told) override;
    result<message_page> list_messages(const list_query& query) override;
    result<inbound_page> list_inbound(const list_query& query) override;
    result<std::vector<billing::posting>> read_postings(core::message_id message) override;
    result<std::vector<facts::link>> read_links() override;

  private:
    std::unique_ptr<view> view_;
};

// Holds one view still.
class snapshot {
  public:
    explicit snapshot(view& of) : view_{of} { view_.begin(); }
    ~snapshot() { view_.end(); }
    snapshot(const snapshot&) = delete;
    snapshot& operator=(const snapshot&) = delete;

  private:
    view& view_;
};

}  // namespace kaskad::store
