#include "gateway/limited_program.hpp"

#include "core/assert.hpp"
#include "gateway/file_descriptor.hpp"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>

namespace kaskad::gateway {

namespace {

using clock = std::chrono::steady_clock;

constexpr size_t READ_AT_ONCE = 64 * 1024;
constexpr int FILES_MAX = 32;
constexpr int NOT_FOUND = 127;  // as shells say it, and prlimit

std::string failure(std::string_view what) {
    return fmt::format("{}: {}", what, std::strerror(errno));
}

std::unexpected<program_failure> fail(program_end end, std::string why = {}) {
    return std::unexpected(program_failure{end, std::move(why)});
}

// In memory, open for reading and seeking.
std::expected<file_descriptor, std::string> make_input(std::string_view octets) {
    file_descriptor made{::memfd_create("kaskad-input", MFD_CLOEXEC)};
    if (!made.is_open()) return std::unexpected(failure("no memory for its input"));
    while (!octets.empty()) {
        const auto count = ::write(made.number(), octets.data(), octets.size());
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0) return std::unexpected(failure("no memory for its input"));
        octets.remove_prefix(static_cast<size_t>(count));
    }
    ::lseek(made.number(), 0, SEEK_SET);
    return made;
}

// One child, killed and waited for when this goes.
class child_process {
  public:
    explicit child_process(pid_t id) : id_{id} {}
    ~child_process() {
        if (id_ > 0) kill();
    }
    child_process(const child_process&) = delete;
    child_process& operator=(const child_process&) = delete;

    void kill() {
        ::kill(id_, SIGKILL);
        wait();
    }
    // Its status, as of waitpid().
    int wait() {
        int status = 0;
        while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
        }
        id_ = 0;
        return status;
    }

  private:
    pid_t id_;
};

class spawn_actions {
  public:
    spawn_actions() { ASSERT(::posix_spawn_file_actions_init(&actions_) == 0); }
    ~spawn_actions() { ::posix_spawn_file_actions_destroy(&actions_); }
    spawn_actions(const spawn_actions&) = delete;
    spawn_actions& operator=(const spawn_actions&) = delete;

    // Nothing else that this process has open is the child's.
    void connect(int input, int output) {
        ASSERT(::posix_spawn_file_actions_adddup2(&actions_, input, STDIN_FILENO) == 0);
        ASSERT(::posix_spawn_file_actions_adddup2(&actions_, output, STDOUT_FILENO) == 0);
        ASSERT(::posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, "/dev/null", O_WRONLY, 0) == 0);
        ASSERT(::posix_spawn_file_actions_addclosefrom_np(&actions_, STDERR_FILENO + 1) == 0);
    }
    const posix_spawn_file_actions_t* get() const { return &actions_; }

  private:
    posix_spawn_file_actions_t actions_;
};

// prlimit (util-linux) sets the limits and becomes the program.
std::expected<pid_t, std::string> spawn(const std::vector<std::string>& program, int input, int output,
                                        const program_limits& limits) {
    std::vector<std::string> words{"prlimit",
                                   fmt::format("--as={}", limits.memory_max),
                                   fmt::format("--cpu={}", limits.processor_s),
                                   fmt::format("--nofile={}", FILES_MAX),
                                   "--fsize=0",
                                   "--core=0"};
    words.insert(words.end(), program.begin(), program.end());
    std::vector<char*> arguments;
    for (auto& word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    std::string path = "PATH=/usr/bin:/bin";
    std::string language = "LC_ALL=C.UTF-8";
    std::array<char*, 3> environment{path.data(), language.data(), nullptr};
    spawn_actions actions;
    actions.connect(input, output);
    pid_t id = 0;
    const int trouble = ::posix_spawnp(&id, "prlimit", actions.get(), nullptr, arguments.data(), environment.data());
    if (trouble != 0)
        return std::unexpected(fmt::format("{} cannot be started: {}", program.front(), std::strerror(trouble)));
    return id;
}

// All that it writes, unless that is too much or takes too long.
std::expected<std::string, program_failure> read_all(int from, const program_limits& limits) {
    const auto deadline = clock::now() + limits.time_max;
    std::string read;
    std::vector<char> buffer(READ_AT_ONCE);
    for (;;) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - clock::now()).count();
        pollfd ready{from, POLLIN, 0};
        const int count = left <= 0 ? 0 : ::poll(&ready, 1, static_cast<int>(left));
        if (count < 0 && errno == EINTR) continue;
        if (count <= 0)
            return fail(program_end::too_long,
                        fmt::format("it takes longer than {} seconds", limits.time_max.count() / 1'000));
        const auto octets = ::read(from, buffer.data(), buffer.size());
        if (octets < 0 && errno == EINTR) continue;
        if (octets <= 0) return read;
        read.append(buffer.data(), static_cast<size_t>(octets));
        if (read.size() > limits.output_max)
            return fail(program_end::too_large, fmt::format("as text it is larger than {} octets", limits.output_max));
    }
}

}  // namespace

std::expected<std::string, program_failure> run_limited(const std::vector<std::string>& words, std::string_view input,
                                                        const program_limits& limits) {
    const auto given = make_input(input);
    if (!given) return fail(program_end::not_started, given.error());
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) return fail(program_end::not_started, failure("no pipe"));
    const file_descriptor out{ends[0]};
    file_descriptor in{ends[1]};
    const auto id = spawn(words, given->number(), in.number(), limits);
    if (!id) return fail(program_end::not_started, id.error());
    child_process child{*id};
    in = file_descriptor{};
    auto output = read_all(out.number(), limits);
    if (!output) return output;
    const int status = child.wait();
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return output;
    if (WIFSIGNALED(status)) return fail(program_end::out_of_limits);
    return fail(WIFEXITED(status) && WEXITSTATUS(status) == NOT_FOUND ? program_end::not_installed
                                                                      : program_end::damaged);
}

}  // namespace kaskad::gateway
