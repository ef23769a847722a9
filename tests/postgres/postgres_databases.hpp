#pragma once

#include "store/postgres_database.hpp"
#include "tests/postgres/cutting_proxy.hpp"
#include "tests/postgres/postgres_server.hpp"
#include "tests/postgres/quick_options.hpp"
#include "tests/store/databases.hpp"

// A database of its own on the shared server, reached through a proxy that can cut it off.

namespace kaskad::store::testing {

class postgres_database_subject : public any_database {
  public:
    postgres_database_subject() { open(); }

    database& get() override { return *database_; }
    void close() { database_.reset(); }
    void reopen() override {
        close();
        open();
    }

    cutting_proxy& proxy() { return proxy_; }
    postgres_options options() const { return quick_options(postgres_server::url(name_, proxy_.folder())); }
    // Past the proxy.
    std::string url() const { return postgres_server::shared().url(name_); }

  private:
    void open() {
        auto opened = open_postgres(options());
        ASSERT_TRUE(opened.has_value()) << opened.error().text;
        database_ = std::move(*opened);
    }

    std::string name_ = postgres_server::shared().make_database();
    cutting_proxy proxy_{postgres_server::shared().socket()};
    std::unique_ptr<database> database_;
};

}  // namespace kaskad::store::testing
