#include "tests/postgres/postgres_server.hpp"

#include <fmt/format.h>

#include <chrono>
#include <csignal>
#include <fcntl.h>
#include <pqxx/pqxx>
#include <pwd.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace kaskad::store::testing {

namespace {

using namespace std::chrono_literals;

// The server refuses to run as root.
const passwd* other_user() {
    if (::geteuid() != 0) return nullptr;
    for (const char* name : {"postgres", "nobody"}) {
        if (const auto* user = ::getpwnam(name)) return user;
    }
    throw std::runtime_error{"no unprivileged user to run PostgreSQL as"};
}

[[noreturn]] void become(const passwd* user, bool stays, const std::filesystem::path& log, char** words) {
    if (user != nullptr && (::setgid(user->pw_gid) != 0 || ::setuid(user->pw_uid) != 0)) ::_exit(126);
    if (stays) ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    ::setpgid(0, 0);
    const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(file, STDOUT_FILENO);
    ::dup2(file, STDERR_FILENO);
    ::execv(words[0], words);
    ::_exit(127);
}

}  // namespace

postgres_server::postgres_server() {
    if (const auto* user = other_user()) {
        if (::chown(folder_.path().c_str(), user->pw_uid, user->pw_gid) != 0) throw std::runtime_error{"chown"};
    }
    run({KASKAD_POSTGRES_BIN "/initdb", "-D", (folder_.path() / "data").string(), "-U", "kaskad", "-A", "trust", "-E",
         "UTF8", "--locale=C", "--no-sync"});
    start();
}

postgres_server::~postgres_server() {
    kill();
}

pid_t postgres_server::launch(const std::vector<std::string>& words, bool stays) const {
    std::vector<char*> pointers;
    for (const auto& word : words)
        pointers.push_back(const_cast<char*>(word.c_str()));
    pointers.push_back(nullptr);
    const auto* user = other_user();
    const auto log = folder_.path() / "log";
    const pid_t child = ::fork();
    if (child == 0) become(user, stays, log, pointers.data());
    return child;
}

void postgres_server::run(const std::vector<std::string>& words) const {
    int status = 0;
    ::waitpid(launch(words, false), &status, 0);
    if (status != 0) throw std::runtime_error{words[0] + " failed: " + read_file(folder_.path() / "log")};
}

void postgres_server::start() {
    const auto folder = folder_.path().string();
    pid_ =
        launch({KASKAD_POSTGRES_BIN "/postgres", "-D", folder + "/data", "-k", folder, "-c", "listen_addresses=", "-c",
                "shared_buffers=32MB", "-c", "max_connections=50", "-c", "log_min_messages=fatal"},
               true);
    for (int tries = 0; !is_taking_connections(); ++tries) {
        if (tries > 600) throw std::runtime_error{"PostgreSQL does not start: " + read_file(folder_.path() / "log")};
        std::this_thread::sleep_for(50ms);
    }
}

bool postgres_server::is_taking_connections() const {
    try {
        pqxx::connection{url("postgres")};
        return true;
    } catch (const pqxx::broken_connection&) {
        return false;
    }
}

// The server's own processes are in its group, whatever of it still lives.
void postgres_server::signal_all(int number) const {
    std::vector<pid_t> children;
    if (std::ifstream list{fmt::format("/proc/{0}/task/{0}/children", pid_)}) {
        for (pid_t child = 0; list >> child;)
            children.push_back(child);
    }
    ::kill(pid_, number);
    for (const auto child : children)
        ::kill(child, number);
}

void postgres_server::kill() {
    if (pid_ == 0) return;
    // SIGQUIT is the immediate shutdown: without it shared memory would have to be cleaned up after SIGKILL.
    ::kill(pid_, SIGQUIT);
    ::kill(pid_, SIGCONT);
    ::waitpid(pid_, nullptr, 0);
    pid_ = 0;
}

void postgres_server::freeze() {
    signal_all(SIGSTOP);
}

void postgres_server::thaw() {
    signal_all(SIGCONT);
}

std::string postgres_server::url(const std::string& database, const std::filesystem::path& folder) {
    return fmt::format("postgresql://kaskad@/{}?host={}&port=5432", database, folder.string());
}

std::string postgres_server::make_database() {
    const auto name = fmt::format("t{}", ++databases_);
    pqxx::connection connection{url("postgres")};
    pqxx::nontransaction{connection}.exec(
        fmt::format("CREATE DATABASE {} TEMPLATE template0 STRATEGY file_copy", name));
    return name;
}

postgres_server& postgres_server::shared() {
    static postgres_server server;
    return server;
}

}  // namespace kaskad::store::testing
