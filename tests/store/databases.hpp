#pragma once

#include "store/memory_database.hpp"
#include "store/sqlite_database.hpp"
#include "tests/store/temporary_folder.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

// The databases under test, each of which can be closed and opened again, and short ways to write and read.

namespace kaskad::store::testing {

class any_database {
  public:
    virtual ~any_database() = default;

    virtual database& get() = 0;
    // A new process on the same data.
    virtual void reopen() = 0;

    database& operator*() { return get(); }
    database* operator->() { return &get(); }
};

struct database_maker {
    std::string name;
    std::function<std::unique_ptr<any_database>()> make;
};

// sqlite_small: with generations of a few messages.
enum class database_kind { memory, sqlite, sqlite_small };

class database_subject : public any_database {
  public:
    explicit database_subject(database_kind which) : kind_{which} { open(); }

    database& get() override { return *database_; }

    void reopen() override {
        if (kind_ == database_kind::memory) return;
        database_.reset();
        open();
    }

    std::filesystem::path path() const { return folder_.path() / "kaskad.db"; }

  private:
    void open() {
        if (kind_ == database_kind::memory) {
            database_ = std::make_unique<memory_database>();
            return;
        }
        const uint64_t messages = kind_ == database_kind::sqlite_small ? 3 : 250'000;
        auto opened = open_sqlite({.path = path(), .messages_per_generation = messages});
        ASSERT_TRUE(opened.has_value()) << opened.error().text;
        database_ = std::move(*opened);
    }

    database_kind kind_;
    temporary_folder folder_;
    std::unique_ptr<database> database_;
};

// Groups of consecutive positions with one fact each, about `message`, carrying the given changes.
class group_maker {
  public:
    facts::group make(std::vector<facts::change> changes, core::message_id message = {}) {
        facts::group group;
        group.position = ++position_;
        group.now = {.steady_ms = static_cast<int64_t>(position_), .utc_ms = static_cast<int64_t>(1000 + position_)};
        group.facts.push_back({.kind = facts::fact_kind::message_accepted,
                               .message = message,
                               .note = "step " + std::to_string(position_),
                               .changes = std::move(changes)});
        return group;
    }

  private:
    uint64_t position_ = 0;
};

inline facts::change put(facts::record value) {
    return {.after = std::move(value), .gone = false};
}

inline facts::change gone(facts::record value) {
    return {.after = std::move(value), .gone = true};
}

// Folds and writes, going on from where the database stands.
inline void write(database& to, std::vector<facts::group> groups) {
    const auto state = to.state();
    ASSERT_TRUE(state.has_value());
    const auto written = to.write(*fold(to_durable(groups), state->postings));
    ASSERT_TRUE(written.has_value()) << written.error().text;
}

inline void write(database& to, facts::group group) {
    std::vector<facts::group> groups;
    groups.push_back(std::move(group));
    write(to, std::move(groups));
}

inline std::string canonical_of(database& from) {
    auto text = canonical(from);
    EXPECT_TRUE(text.has_value()) << text.error().text;
    return text ? *text : "";
}

// Reads with a reader of its own.
inline std::vector<facts::record> fetched(database& from, const facts::fetch_request& request) {
    const auto reader = from.make_reader();
    EXPECT_TRUE(reader.has_value());
    auto found = fetch(**reader, request);
    EXPECT_FALSE(found.failed);
    return std::move(found.records);
}

// The ids of the messages among them, in order.
inline std::vector<uint64_t> ids_of(const std::vector<facts::record>& records) {
    std::vector<uint64_t> ids;
    for (const auto& record : records) {
        if (const auto* message = std::get_if<facts::message>(&record)) ids.push_back(message->id.value);
    }
    return ids;
}

}  // namespace kaskad::store::testing
