#pragma once

#include "store/error.hpp"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

// SQLite's C interface with owners, and with its errors as failure: one line, with the file's path. One thread at a
// time.

namespace kaskad::store {

// Values are bound and read by place: parameters from 1, columns from 0.
class sqlite_statement {
  public:
    sqlite_statement() = default;
    sqlite_statement(sqlite3* connection, std::string_view sql);

    explicit operator bool() const { return statement_ != nullptr; }

    // The text must live until the statement has run.
    sqlite_statement& bind(int place, int64_t value);
    sqlite_statement& bind_text(int place, std::string_view value);
    sqlite_statement& bind_octets(int place, std::string_view value);
    sqlite_statement& bind_nothing(int place);

    // True: there is a row. After false, or after reset(), it can be bound again.
    bool step();
    void reset() noexcept;
    // For statements without rows.
    void run();

    int64_t integer(int column) const;
    std::string_view octets(int column) const;  // until the next step

  private:
    struct finalizer {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };

    void check(int code);

    sqlite3* connection_ = nullptr;
    std::unique_ptr<sqlite3_stmt, finalizer> statement_;
};

enum class sqlite_mode : uint8_t { read_only, read_write, create };

class sqlite_connection {
  public:
    // `vfs` names the file layer beneath, registered with SQLite; empty: the operating system's.
    sqlite_connection(const std::filesystem::path& path, sqlite_mode mode, const std::string& vfs = {});

    const std::filesystem::path& path() const { return path_; }

    sqlite_statement prepare(std::string_view sql);
    void run(const std::string& sql);     // any number of statements
    int64_t query(std::string_view sql);  // the first column of the first row
    // Ends a transaction that failed, whatever state it is in.
    void rollback() noexcept;

  private:
    struct closer {
        void operator()(sqlite3* connection) const noexcept;
    };

    std::filesystem::path path_;
    std::unique_ptr<sqlite3, closer> connection_;
};

}  // namespace kaskad::store
