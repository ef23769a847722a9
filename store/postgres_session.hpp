#pragma once

#include "store/error.hpp"
#include "store/postgres_options.hpp"
#include "store/postgres_values.hpp"
#include "store/postgres_watch.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <pqxx/pqxx>
#include <string>
#include <unordered_map>

// One connection to a PostgreSQL and the transactions on it; libpqxx with its errors as failure: one line, with the
// server's place and without a password. After a failure the session is worth nothing and is thrown away: whoever
// holds it (postgres_connection) makes a new one. One thread at a time.

namespace kaskad::store {

class postgres_rows {
  public:
    explicit postgres_rows(pqxx::result from) : result_{std::move(from)} {}

    size_t size() const { return static_cast<size_t>(result_.size()); }
    bool is_empty() const { return result_.empty(); }
    size_t affected() const { return static_cast<size_t>(result_.affected_rows()); }

    // Rows and columns from 0.
    int64_t integer(size_t row, int column) const { return at(row, column).as<int64_t>(); }
    bool boolean(size_t row, int column) const { return at(row, column).as<bool>(); }
    std::string text(size_t row, int column) const { return at(row, column).c_str(); }
    std::string octets(size_t row, int column) const { return pqxx::binarystring{at(row, column)}.str(); }

  private:
    pqxx::field at(size_t row, int column) const { return result_[static_cast<pqxx::result::size_type>(row)][column]; }

    pqxx::result result_;
};

class postgres_session {
  public:
    // Connects. Fails after the options' connect_timeout.
    explicit postgres_session(const postgres_options& options);

    // Of the server's process for this connection.
    int backend() const { return backend_; }
    const std::string& place() const { return place_; }

    // Statements without parameters, separated by ";". Outside begin() and commit() they are one transaction.
    postgres_rows run(const std::string& sql);
    // Prepared when it is first seen.
    postgres_rows run(const std::string& sql, const postgres_arguments& arguments);
    // A prepared statement that will not be seen again.
    void forget(const std::string& sql);

    // A failure of commit() leaves open whether it took effect.
    void begin();
    void commit();
    void rollback();

    // For the long statements of a start: migrations, the first reading of tables.
    void set_patience(std::chrono::milliseconds statement_timeout);

  private:
    template <typename Body>
    auto guard(Body&& body);
    const std::string& name_of(const std::string& sql);

    std::string place_;
    std::chrono::milliseconds answer_timeout_;
    std::chrono::milliseconds answer_grace_;
    std::unique_ptr<pqxx::connection> connection_;
    std::unique_ptr<pqxx::quiet_errorhandler> quiet_;
    std::unique_ptr<pqxx::nontransaction> statements_;
    std::optional<postgres_watch> watch_;
    std::unordered_map<std::string, std::string> prepared_;
    uint64_t prepared_count_ = 0;
    int backend_ = 0;
};

}  // namespace kaskad::store
