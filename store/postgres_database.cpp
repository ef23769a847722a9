#include "store/postgres_database.hpp"

#include "store/postgres_connection.hpp"
#include "store/postgres_lease.hpp"
#include "store/postgres_partitions.hpp"
#include "store/postgres_schema.hpp"
#include "store/postgres_view.hpp"
#include "store/postgres_writer.hpp"

#include <fmt/format.h>

namespace kaskad::store {

namespace {

// The first reading of whole tables, and migrations.
constexpr std::chrono::minutes START_STATEMENT{10};

class postgres_database : public database {
  public:
    explicit postgres_database(postgres_options options)
        : connection_{std::move(options), [this](postgres_session& session) { welcome(session); }} {}

    void open(const std::function<void(const std::string&)>& on_notice) { connection_.open(on_notice); }

    result<database_state> state() override {
        return guarded([&] {
            return connection_.use([](postgres_session& session) {
                auto found = read_state(session);
                found.postings.day = read_last_day(session);
                return found;
            });
        });
    }

    result<void> write(const batch& batch) override {
        return guarded([&] { connection_.use([&](postgres_session& session) { write_once(session, batch); }); });
    }

    result<void> set_state(const database_state& state) override {
        return in_transaction([&](postgres_session& session) { write_state(session, state); });
    }

    result<void> put_days(std::span<const billing::day_root> days) override {
        return in_transaction([&](postgres_session& session) { write_days(session, days); });
    }

    result<core::message_id> droppable(core::message_id wanted) override { return droppable_in_months(wanted); }

    result<void> drop_messages(const billing::seal& what) override {
        return in_transaction([&](postgres_session& session) {
            write_seal(session, what);
            drop_months(session, what.before);
        });
    }

    result<facts::start_view> load_start() override {
        return guarded([&] {
            postgres_view now{connection_.options()};
            now.set_patience(START_STATEMENT);
            const snapshot still{now};
            return store::load_start(now);
        });
    }

    result<std::unique_ptr<view>> make_view() override {
        return std::make_unique<postgres_view>(connection_.options());
    }

    result<std::vector<stored_row>> rows(size_t table) override {
        return guarded([&] {
            postgres_view now{connection_.options()};
            now.set_patience(START_STATEMENT);
            return now.range(table, {.from = {}, .to = std::string(16, '\xFF')});
        });
    }

  private:
    template <typename Work>
    result<void> in_transaction(Work&& work) {
        return guarded([&] {
            connection_.use([&](postgres_session& session) {
                session.begin();
                lease_.check(session);
                work(session);
                session.commit();
            });
        });
    }

    void welcome(postgres_session& session) {
        session.set_patience(START_STATEMENT);
        if (!opened_) migrate(session);
        lease_.take(session, connection_.options().lock_patience);
        // After this point no write of an older session can take effect.
        partitions_.forget();
        session.set_patience(connection_.options().statement_timeout);
        opened_ = true;
    }

    void write_once(postgres_session& session, const batch& batch) {
        const postgres_writer writer{batch};
        partitions_.prepare(session, lease_, writer.months());
        session.begin();
        lease_.check(session);
        const auto position = read_state(session).position;
        if (batch.position <= position) return session.rollback();  // held already
        if (batch.first_position != position + 1) fail_lost(session, position, batch.first_position);
        writer.write(session);
        session.commit();
    }

    // A standby that was not up to date has taken the server's place, or somebody went back to a backup.
    [[noreturn]] static void fail_lost(const postgres_session& session, uint64_t position, uint64_t expected) {
        throw failure{
            fmt::format("PostgreSQL at {}: its database is at position {}, but position {} was confirmed: "
                        "what lies between is lost; a restart reads it from the journal if it is still there",
                        session.place(), position, expected - 1)};
    }

    postgres_lease lease_{lease_of::database, std::nullopt};
    postgres_partitions partitions_;
    bool opened_ = false;
    postgres_connection connection_;  // last: its welcome uses all above
};

}  // namespace

result<std::unique_ptr<database>> open_postgres(const postgres_options& options,
                                                std::function<void(const std::string&)> on_notice) {
    return guarded([&]() -> std::unique_ptr<database> {
        auto opened = std::make_unique<postgres_database>(options);
        opened->open(on_notice);
        return opened;
    });
}

result<std::unique_ptr<view>> open_postgres_view(const postgres_options& options) {
    return guarded([&]() -> std::unique_ptr<view> { return std::make_unique<postgres_view>(options); });
}

result<std::unique_ptr<reader>> open_postgres_reader(const postgres_options& options) {
    auto opened = open_postgres_view(options);
    if (!opened) return std::unexpected(opened.error());
    return std::make_unique<view_reader>(std::move(*opened));
}

}  // namespace kaskad::store
