#pragma once

#include "gateway/api/server_options.hpp"
#include "net/mailbox.hpp"
#include "store/database.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <thread>

// A thread that may wait for the disk, with a database reader of its own: cold records for the engine, pages for the
// API. Jobs run in order.

namespace kaskad::gateway {

class reader_thread final : public api::reader_port {
  public:
    enum class priority : uint8_t { normal, low };

    reader_thread(std::string name, std::unique_ptr<store::reader> reader, size_t jobs_max, priority urgency);
    ~reader_thread() override { stop(); }

    bool try_run(job what) override { return jobs_.try_push(std::move(what)); }

    void start();
    // What still waits is dropped.
    void stop();

  private:
    void run();

    std::string name_;
    bool lower_priority_;
    std::unique_ptr<store::reader> reader_;
    net::mailbox<job> jobs_;
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace kaskad::gateway
