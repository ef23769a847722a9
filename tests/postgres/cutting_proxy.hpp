#pragma once

#include "tests/store/temporary_folder.hpp"

#include <atomic>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

// Stands between a client and PostgreSQL on a unix socket of its own and cuts a connection at a chosen message: before
// the server gets it, or when the server has answered it and the client does not know.

namespace kaskad::store::testing {

enum class cut {
    before,  // the message never reaches the server
    after,   // the server has done it and said so; the answer is dropped
    early,   // the client is cut off as the message goes on: the server works, its connection stays open
};

// PostgreSQL's documentation, chapter 55.7: 'E' executes a prepared statement, 'Q' is a query as text.
struct cut_point {
    cut when = cut::before;
    char type = 'E';
    std::string containing;  // in the message's octets
};

class cutting_proxy {
  public:
    explicit cutting_proxy(std::filesystem::path server_socket);
    ~cutting_proxy();
    cutting_proxy(const cutting_proxy&) = delete;
    cutting_proxy& operator=(const cutting_proxy&) = delete;

    const std::filesystem::path& folder() const { return folder_.path(); }

    // Holds once.
    void cut_next(cut_point where);
    bool has_cut() const { return cuts_ > 0; }

  private:
    class relay;

    void accept();
    std::optional<cut> wants_cut(char type, std::string_view message);

    temporary_folder folder_;
    std::filesystem::path server_socket_;
    int listener_ = -1;
    std::mutex mutex_;
    std::optional<cut_point> wanted_;
    std::atomic<int> cuts_{0};
    std::atomic<bool> stopping_{false};
    std::thread acceptor_;
    std::vector<std::thread> relays_;
};

}  // namespace kaskad::store::testing
