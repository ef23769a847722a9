#include "store/thread_name.hpp"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace kaskad::store {

namespace {

// Half of the weight of a normal thread, roughly.
constexpr int NICE = 3;

}  // namespace

void name_thread(const char* name) {
    ::pthread_setname_np(::pthread_self(), name);
}

// On Linux the nice value belongs to the thread. A failure changes nothing but speed.
void lower_thread_priority() {
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::syscall(SYS_gettid)), NICE);
}

}  // namespace kaskad::store
