#include "net/mail_thread.hpp"

#include "core/assert.hpp"

#include <pthread.h>
#include <utility>
#include <vector>

namespace kaskad::net {

namespace {

constexpr std::chrono::seconds WAIT_MAX{1};

}  // namespace

mail_thread::mail_thread(const mail_client_options& options, ended told)
    : options_{options}, told_{std::move(told)}, jobs_{options.mails_max} {
    ASSERT(told_);
    thread_ = std::thread{[this] { run(); }};
}

mail_thread::~mail_thread() {
    end_soon();
    thread_.join();
}

void mail_thread::end_soon() {
    is_ending_ = true;
    jobs_.wake();
}

bool mail_thread::try_send(uint64_t number, mail what) {
    ++mails_;
    if (jobs_.try_push({number, std::move(what), clock::now() + options_.mail_deadline})) return true;
    --mails_;
    return false;
}

void mail_thread::run() {
    pthread_setname_np(pthread_self(), "mails");
    mail_connection connection{is_ending_};
    std::vector<job> taken;
    while (!is_ending_) {
        if (jobs_.drain(taken, 1) == 0) jobs_.wait(WAIT_MAX);
        for (auto& each : taken)
            carry_out(std::move(each), connection);
        taken.clear();
    }
}

void mail_thread::carry_out(job what, mail_connection& over) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(what.due - clock::now());
    mail_result result = std::unexpected(mail_error{.text = "it waited too long for others"});
    if (left.count() > 0) result = over.carry(what.what, {options_.connect_deadline, left, options_.idle_max});
    --mails_;
    told_(what.number, std::move(result));
}

}  // namespace kaskad::net
