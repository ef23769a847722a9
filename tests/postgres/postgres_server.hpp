#pragma once

#include "tests/store/temporary_folder.hpp"

#include <string>
#include <sys/types.h>
#include <vector>

// A real PostgreSQL of Debian's package for the tests of one program: initialised in a temporary folder, run by an
// unprivileged user when we are root, reached over a unix socket in that folder, so it needs no port. It dies with us.

namespace kaskad::store::testing {

class postgres_server {
  public:
    postgres_server();
    ~postgres_server();
    postgres_server(const postgres_server&) = delete;
    postgres_server& operator=(const postgres_server&) = delete;

    // Waits until connections are taken.
    void start();
    // As by `kill -9` of the whole cluster: no checkpoint, no farewell.
    void kill();
    // Stops answering, or goes on, with its connections open.
    void freeze();
    void thaw();

    // A new, empty database.
    std::string make_database();
    std::string url(const std::string& database) const { return url(database, folder_.path()); }
    // Of the same server behind the socket in another folder: a proxy's.
    static std::string url(const std::string& database, const std::filesystem::path& folder);
    std::filesystem::path socket() const { return folder_.path() / ".s.PGSQL.5432"; }

    // The one of this program, started when first asked for.
    static postgres_server& shared();

  private:
    pid_t launch(const std::vector<std::string>& words, bool stays) const;
    void run(const std::vector<std::string>& words) const;
    void signal_all(int number) const;
    bool is_taking_connections() const;

    temporary_folder folder_;
    pid_t pid_ = 0;
    int databases_ = 0;
};

}  // namespace kaskad::store::testing
