#include "net/seal.hpp"

#include "core/assert.hpp"
#include "net/base64.hpp"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/rand.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>

namespace kaskad::net {

namespace {

constexpr char VERSION = 1;
constexpr size_t NONCE_SIZE = 12;
constexpr size_t TAG_SIZE = 16;
constexpr size_t OVERHEAD = 1 + NONCE_SIZE + TAG_SIZE;

using cipher_context = std::unique_ptr<EVP_CIPHER_CTX, decltype(&EVP_CIPHER_CTX_free)>;

uint8_t* bytes(std::string& octets, size_t offset) {
    return reinterpret_cast<uint8_t*>(octets.data()) + offset;
}

const uint8_t* bytes(std::string_view octets) {
    return reinterpret_cast<const uint8_t*>(octets.data());
}

cipher_context make_context() {
    cipher_context context{EVP_CIPHER_CTX_new(), &EVP_CIPHER_CTX_free};
    ASSERT(context != nullptr);
    return context;
}

class file {
  public:
    explicit file(int descriptor) : descriptor_{descriptor} {}
    ~file() {
        if (is_open()) ::close(descriptor_);
    }
    file(const file&) = delete;
    file& operator=(const file&) = delete;

    bool is_open() const { return descriptor_ >= 0; }
    int descriptor() const { return descriptor_; }

  private:
    int descriptor_;
};

std::unexpected<std::string> failed(const std::string& path, std::string_view doing) {
    return std::unexpected(fmt::format("cannot {} the key file {}: {}", doing, path, std::strerror(errno)));
}

bool write_durably(int descriptor, const sealing_key::octets& key) {
    return ::write(descriptor, key.data(), key.size()) == static_cast<ssize_t>(key.size()) && ::fsync(descriptor) == 0;
}

bool sync_folder_of(const std::string& path) {
    const auto slash = path.find_last_of('/');
    const auto folder = slash == std::string::npos ? "." : path.substr(0, slash + 1);
    const file opened{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    return opened.is_open() && ::fsync(opened.descriptor()) == 0;
}

// Whole and durable, its name too, before it is used: what is sealed with a lost key is lost. Whoever is killed in the
// middle leaves a file that nobody reads.
std::expected<sealing_key, std::string> create(const std::string& path) {
    const auto unfinished = path + ".new";
    ::unlink(unfinished.c_str());
    const file out{::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600)};
    if (!out.is_open()) return failed(path, "create");
    sealing_key::octets key{};
    ASSERT(RAND_bytes(key.data(), static_cast<int>(key.size())) == 1);
    if (!write_durably(out.descriptor(), key)) return failed(path, "write");
    if (::rename(unfinished.c_str(), path.c_str()) != 0 || !sync_folder_of(path)) return failed(path, "keep");
    return sealing_key{key};
}

}  // namespace

std::expected<sealing_key, std::string> sealing_key::open_file(const std::string& path) {
    const file in{::open(path.c_str(), O_RDONLY | O_CLOEXEC)};
    if (!in.is_open()) return errno == ENOENT ? create(path) : failed(path, "open");
    struct stat about {};
    if (::fstat(in.descriptor(), &about) != 0) return failed(path, "examine");
    if ((about.st_mode & 077) != 0)
        return std::unexpected(fmt::format("the key file {} may be read by others; chmod 600 it", path));
    octets key{};
    if (about.st_size != SIZE || ::read(in.descriptor(), key.data(), SIZE) != static_cast<ssize_t>(SIZE))
        return std::unexpected(fmt::format("the key file {} does not hold {} octets", path, SIZE));
    return sealing_key{key};
}

std::string sealing_key::seal(std::string_view secret) const {
    std::string out(OVERHEAD + secret.size(), VERSION);
    ASSERT(RAND_bytes(bytes(out, 1), NONCE_SIZE) == 1);
    const auto context = make_context();
    int size = 0;
    ASSERT(EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key_.data(), bytes(out, 1)) == 1);
    ASSERT(EVP_EncryptUpdate(context.get(), bytes(out, 1 + NONCE_SIZE), &size, bytes(secret),
                             static_cast<int>(secret.size())) == 1);
    uint8_t rest[EVP_MAX_BLOCK_LENGTH];
    ASSERT(EVP_EncryptFinal_ex(context.get(), rest, &size) == 1);
    ASSERT(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, TAG_SIZE, bytes(out, out.size() - TAG_SIZE)) == 1);
    return to_base64(out);
}

std::expected<std::string, std::string> sealing_key::open(std::string_view sealed) const {
    auto in = from_base64(sealed);
    if (!in || in->size() < OVERHEAD || in->front() != VERSION) return std::unexpected("this is no sealed secret");
    std::string secret(in->size() - OVERHEAD, '\0');
    const auto context = make_context();
    int size = 0;
    ASSERT(EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, key_.data(), bytes(*in, 1)) == 1);
    ASSERT(EVP_DecryptUpdate(context.get(), bytes(secret, 0), &size, bytes(*in, 1 + NONCE_SIZE),
                             static_cast<int>(secret.size())) == 1);
    ASSERT(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, TAG_SIZE, bytes(*in, in->size() - TAG_SIZE)) == 1);
    uint8_t rest[EVP_MAX_BLOCK_LENGTH];
    if (EVP_DecryptFinal_ex(context.get(), rest, &size) != 1)
        return std::unexpected("a secret was sealed with another key, or changed");
    return secret;
}

}  // namespace kaskad::net
