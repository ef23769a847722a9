#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// A non-blocking TCP connection with what it has read and what it has yet to write: bare sockets, because the
// measuring programs share two cores with what they measure.

namespace kaskad::bench {

class connection {
  public:
    explicit connection(int file);
    ~connection();
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    int file() const { return file_; }
    std::string_view unread() const { return {in_.data() + begin_, end_ - begin_}; }
    bool has_unwritten() const { return !out_.empty(); }

    // One read of what there is. False: the connection is gone.
    bool read();
    void consume(size_t octets);
    // What is to be written is appended here; write() takes as much of it as the socket does. False: gone.
    std::string& out() { return out_; }
    bool write();

  private:
    int file_;
    std::vector<char> in_;
    size_t begin_ = 0;
    size_t end_ = 0;
    std::string out_;
};

// Both throw std::system_error. 127.0.0.1 only.
int listen_on(uint16_t port);
int connect_to(uint16_t port);
// -1: nobody waits.
int accept_from(int listener);

}  // namespace kaskad::bench
