#include "tests/store/disk_vfs.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <map>
#include <vector>

namespace kaskad::store::testing {

namespace {

// The WAL's index, and who holds which of its locks and the file's.
struct shared_state {
    struct holder {
        int file_level = SQLITE_LOCK_NONE;
        unsigned shared = 0;
        unsigned exclusive = 0;
        bool maps = false;
    };
    std::map<const void*, holder> holders;  // by open file
    std::vector<std::unique_ptr<std::byte[]>> regions;
};

struct open_file {
    simulated_disk* disk = nullptr;
    std::filesystem::path path;
    simulated_disk::node node;
    std::shared_ptr<shared_state> state;
    bool syncs_folder = false;  // once: its name is new

    shared_state::holder& own() { return state->holders[this]; }
    template <typename Predicate>
    bool does_another(Predicate predicate) {
        return std::ranges::any_of(state->holders,
                                   [&](const auto& entry) { return entry.first != this && predicate(entry.second); });
    }
};

struct sqlite_file {
    sqlite3_file base;
    open_file* self;
};

open_file& self(sqlite3_file* file) {
    return *reinterpret_cast<sqlite_file*>(file)->self;
}

// Runs operations of the disk; `error` is what SQLite hears when the machine is off.
template <typename Call>
int answer(int error, Call&& call) {
    try {
        call();
        return SQLITE_OK;
    } catch (const power_is_off&) {
        return error;
    }
}

int close_file(sqlite3_file* file) {
    auto* closing = &self(file);
    closing->state->holders.erase(closing);
    delete closing;
    return SQLITE_OK;
}

int read_file(sqlite3_file* file, void* to, int count, sqlite3_int64 offset) {
    const auto wanted = static_cast<size_t>(count);
    std::string found;
    const int code = answer(SQLITE_IOERR_READ, [&] {
        found = self(file).disk->read(*self(file).node, static_cast<uint64_t>(offset), wanted);
    });
    if (code != SQLITE_OK) return code;
    std::memset(to, 0, wanted);
    std::memcpy(to, found.data(), found.size());
    return found.size() == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write_file(sqlite3_file* file, const void* from, int count, sqlite3_int64 offset) {
    return answer(SQLITE_IOERR_WRITE, [&] {
        self(file).disk->write(*self(file).node, static_cast<uint64_t>(offset),
                               {static_cast<const char*>(from), static_cast<size_t>(count)});
    });
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
    return answer(SQLITE_IOERR_TRUNCATE,
                  [&] { self(file).disk->resize(*self(file).node, static_cast<uint64_t>(size)); });
}

// As SQLite's own: the folder is synced too, once, by who created a journal or a WAL in it.
int sync_file(sqlite3_file* file, int) {
    return answer(SQLITE_IOERR_FSYNC, [&] {
        self(file).disk->sync(*self(file).node);
        if (!self(file).syncs_folder) return;
        self(file).disk->sync_folder(self(file).path.parent_path());
        self(file).syncs_folder = false;
    });
}

int size_of_file(sqlite3_file* file, sqlite3_int64* size) {
    *size = static_cast<sqlite3_int64>(self(file).node->now.size());
    return SQLITE_OK;
}

int lock_file(sqlite3_file* file, int level) {
    auto& own = self(file).own();
    const int allowed = level == SQLITE_LOCK_SHARED      ? SQLITE_LOCK_RESERVED
                        : level == SQLITE_LOCK_EXCLUSIVE ? SQLITE_LOCK_NONE
                                                         : SQLITE_LOCK_SHARED;
    if (self(file).does_another([&](const auto& other) { return other.file_level > allowed; })) return SQLITE_BUSY;
    own.file_level = std::max(own.file_level, level);
    return SQLITE_OK;
}

int unlock_file(sqlite3_file* file, int level) {
    self(file).own().file_level = std::min(self(file).own().file_level, level);
    return SQLITE_OK;
}

int check_reserved(sqlite3_file* file, int* result) {
    const auto is_reserved = [](const auto& holder) { return holder.file_level >= SQLITE_LOCK_RESERVED; };
    *result = is_reserved(self(file).own()) || self(file).does_another(is_reserved);
    return SQLITE_OK;
}

int control(sqlite3_file*, int, void*) {
    return SQLITE_NOTFOUND;
}

int sector_size(sqlite3_file*) {
    return 4096;
}

int characteristics(sqlite3_file*) {
    return SQLITE_IOCAP_POWERSAFE_OVERWRITE;
}

int map_index(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
    auto& regions = self(file).state->regions;
    const auto wanted = static_cast<size_t>(region) + 1;
    *out = nullptr;
    self(file).own().maps = true;
    if (regions.size() < wanted && extend == 0) return SQLITE_OK;
    while (regions.size() < wanted)
        regions.push_back(std::make_unique<std::byte[]>(static_cast<size_t>(size)));
    *out = regions[wanted - 1].get();
    return SQLITE_OK;
}

int lock_index(sqlite3_file* file, int first, int count, int flags) {
    const unsigned mask = ((1U << count) - 1U) << first;
    auto& own = self(file).own();
    if ((flags & SQLITE_SHM_UNLOCK) != 0) {
        own.shared &= ~mask;
        own.exclusive &= ~mask;
        return SQLITE_OK;
    }
    const bool is_shared = (flags & SQLITE_SHM_SHARED) != 0;
    const bool is_taken = self(file).does_another([&](const auto& other) {
        return ((is_shared ? other.exclusive : other.exclusive | other.shared) & mask) != 0;
    });
    if (is_taken) return SQLITE_BUSY;
    (is_shared ? own.shared : own.exclusive) |= mask;
    return SQLITE_OK;
}

void index_barrier(sqlite3_file*) {}

int unmap_index(sqlite3_file* file, int) {
    auto& own = self(file).own();
    own.maps = false;
    own.shared = own.exclusive = 0;
    if (!self(file).does_another([](const auto& other) { return other.maps; })) self(file).state->regions.clear();
    return SQLITE_OK;
}

// Version 2: with the WAL's index, without memory-mapped files.
constexpr sqlite3_io_methods METHODS{.iVersion = 2,
                                     .xClose = close_file,
                                     .xRead = read_file,
                                     .xWrite = write_file,
                                     .xTruncate = truncate_file,
                                     .xSync = sync_file,
                                     .xFileSize = size_of_file,
                                     .xLock = lock_file,
                                     .xUnlock = unlock_file,
                                     .xCheckReservedLock = check_reserved,
                                     .xFileControl = control,
                                     .xSectorSize = sector_size,
                                     .xDeviceCharacteristics = characteristics,
                                     .xShmMap = map_index,
                                     .xShmLock = lock_index,
                                     .xShmBarrier = index_barrier,
                                     .xShmUnmap = unmap_index,
                                     .xFetch = nullptr,
                                     .xUnfetch = nullptr};

}  // namespace

struct disk_vfs::inside {
    explicit inside(simulated_disk& on, const std::string& name) : disk{on} {
        vfs.iVersion = 2;
        vfs.szOsFile = sizeof(sqlite_file);
        vfs.mxPathname = 1'024;
        vfs.zName = name.c_str();
        vfs.pAppData = this;
        vfs.xOpen = open;
        vfs.xDelete = remove;
        vfs.xAccess = access;
        vfs.xFullPathname = full_path;
        vfs.xRandomness = randomness;
        vfs.xSleep = [](sqlite3_vfs*, int microseconds) { return microseconds; };
        vfs.xCurrentTime = [](sqlite3_vfs*, double* now) { return *now = 2'460'000.5, SQLITE_OK; };
        vfs.xGetLastError = [](sqlite3_vfs*, int, char*) { return 0; };
        vfs.xCurrentTimeInt64 = [](sqlite3_vfs*, sqlite3_int64* now) { return *now = 212'544'043'200'000, SQLITE_OK; };
        sqlite3_vfs_register(&vfs, 0);
    }
    ~inside() { sqlite3_vfs_unregister(&vfs); }

    static inside& of(sqlite3_vfs* vfs) { return *static_cast<inside*>(vfs->pAppData); }
    static int open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_out);
    static int remove(sqlite3_vfs* vfs, const char* path, int sync_folder);
    static int access(sqlite3_vfs* vfs, const char* path, int flags, int* result);
    static int full_path(sqlite3_vfs*, const char* path, int size, char* out);
    static int randomness(sqlite3_vfs* vfs, int count, char* out);

    std::shared_ptr<shared_state> state_of(const std::filesystem::path& path);

    simulated_disk& disk;
    sqlite3_vfs vfs{};
    std::map<std::filesystem::path, std::weak_ptr<shared_state>> states;
    std::minstd_rand random{1};
};

std::shared_ptr<shared_state> disk_vfs::inside::state_of(const std::filesystem::path& path) {
    auto& known = states[path];
    auto state = known.lock();
    if (!state) known = state = std::make_shared<shared_state>();
    return state;
}

int disk_vfs::inside::open(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* flags_out) {
    auto& self = of(vfs);
    file->pMethods = nullptr;
    auto made = std::make_unique<open_file>();
    made->disk = &self.disk;
    made->path = path ? path : "";
    const int code = answer(SQLITE_CANTOPEN, [&] {
        if (!path) return void(made->node = std::make_shared<simulated_disk::inode>());
        const bool may_create = (flags & SQLITE_OPEN_CREATE) != 0;
        made->node = self.disk.open(made->path);
        if (!made->node && may_create) made->node = self.disk.create(made->path);
        made->syncs_folder = may_create && (flags & (SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL)) != 0;
    });
    if (code != SQLITE_OK || !made->node) return SQLITE_CANTOPEN;
    made->state = path ? self.state_of(made->path) : std::make_shared<shared_state>();
    file->pMethods = &METHODS;
    reinterpret_cast<sqlite_file*>(file)->self = made.release();
    if (flags_out) *flags_out = flags;
    return SQLITE_OK;
}

int disk_vfs::inside::remove(sqlite3_vfs* vfs, const char* path, int sync_folder) {
    auto& disk = of(vfs).disk;
    const std::filesystem::path name{path};
    if (!disk.exists(name)) return SQLITE_IOERR_DELETE_NOENT;
    return answer(SQLITE_IOERR_DELETE, [&] {
        disk.unlink(name);
        if (sync_folder != 0) disk.sync_folder(name.parent_path());
    });
}

int disk_vfs::inside::access(sqlite3_vfs* vfs, const char* path, int, int* result) {
    return answer(SQLITE_IOERR_ACCESS, [&] {
        const auto found = of(vfs).disk.open(path);
        *result = found && !found->now.empty();
    });
}

int disk_vfs::inside::full_path(sqlite3_vfs*, const char* path, int size, char* out) {
    return sqlite3_snprintf(size, out, "%s", path) ? SQLITE_OK : SQLITE_CANTOPEN;
}

int disk_vfs::inside::randomness(sqlite3_vfs* vfs, int count, char* out) {
    std::generate_n(out, count, [&] { return static_cast<char>(of(vfs).random() >> 8); });
    return count;
}

disk_vfs::disk_vfs(simulated_disk& disk, std::string name)
    : name_{std::move(name)}, inside_{std::make_unique<inside>(disk, name_)} {}

disk_vfs::~disk_vfs() = default;

}  // namespace kaskad::store::testing
