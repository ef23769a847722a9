// Preloaded into a program, it makes the wall clock show what the test wants: the milliseconds in the file that
// KASKAD_TEST_CLOCK names are added to it, and may change at any moment. All other clocks stay as they are.
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static const volatile int64_t* offset_ms;

__attribute__((constructor)) static void open_offset(void) {
    const char* const file = getenv("KASKAD_TEST_CLOCK");
    const int descriptor = file ? open(file, O_RDONLY | O_CLOEXEC) : -1;
    if (descriptor < 0) return;
    void* const octets = mmap(NULL, sizeof *offset_ms, PROT_READ, MAP_SHARED, descriptor, 0);
    if (octets != MAP_FAILED) offset_ms = octets;
    close(descriptor);
}

// The system call itself: this may be asked before any library is ready.
int clock_gettime(clockid_t clock, struct timespec* at) {
    const long failed = syscall(SYS_clock_gettime, clock, at);
    if (failed || !offset_ms || (clock != CLOCK_REALTIME && clock != CLOCK_REALTIME_COARSE)) return (int)failed;
    const int64_t ns = at->tv_nsec + *offset_ms % 1000 * 1000000;
    const int64_t carry = ns < 0 ? -1 : ns / 1000000000;
    at->tv_sec += *offset_ms / 1000 + carry;
    at->tv_nsec = ns - carry * 1000000000;
    return 0;
}

int gettimeofday(struct timeval* restrict at, void* restrict zone) {
    (void)zone;
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
    at->tv_sec = now.tv_sec;
    at->tv_usec = now.tv_nsec / 1000;
    return 0;
}

time_t time(time_t* at) {
    struct timespec now;
    if (clock_gettime(CLOCK_REALTIME, &now)) return -1;
    if (at) *at = now.tv_sec;
    return now.tv_sec;
}
