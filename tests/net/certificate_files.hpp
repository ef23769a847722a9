#pragma once

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <unistd.h>

// Keys and certificates for tests, made anew in a folder that goes away: an authority, and certificates it signed.

namespace kaskad::net {

class certificate_files {
  public:
    certificate_files() {
        char name[] = "/tmp/kaskad-tls-XXXXXX";
        folder_ = ::mkdtemp(name);
        authority_key_.reset(EVP_EC_gen("P-256"));
        authority_ = make("Test authority", "", authority_key_.get(), nullptr);
        write_certificate(authority_file(), authority_.get());
    }
    ~certificate_files() { std::filesystem::remove_all(folder_); }
    certificate_files(const certificate_files&) = delete;
    certificate_files& operator=(const certificate_files&) = delete;

    struct pair {
        std::string certificate;
        std::string key;
    };

    std::string authority_file() const { return folder_ + "/authority.pem"; }
    std::string folder() const { return folder_; }

    // `names`: as in "DNS:localhost,IP:127.0.0.1".
    pair issue(const std::string& name, const std::string& names) {
        const key_pointer key{EVP_EC_gen("P-256")};
        const auto certificate = make(name, names, key.get(), authority_.get());
        const pair files{folder_ + "/" + name + ".pem", folder_ + "/" + name + ".key"};
        write_certificate(files.certificate, certificate.get());
        std::FILE* file = std::fopen(files.key.c_str(), "w");
        PEM_write_PrivateKey(file, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
        std::fclose(file);
        return files;
    }

  private:
    template <auto Free>
    struct freed_by {
        template <typename Object>
        void operator()(Object* object) const {
            Free(object);
        }
    };
    using key_pointer = std::unique_ptr<EVP_PKEY, freed_by<EVP_PKEY_free>>;
    using certificate_pointer = std::unique_ptr<X509, freed_by<X509_free>>;

    certificate_pointer make(const std::string& name, const std::string& names, EVP_PKEY* key, X509* issuer) {
        certificate_pointer result{X509_new()};
        X509* certificate = result.get();
        X509_set_version(certificate, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), ++serial_);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
        X509_gmtime_adj(X509_getm_notAfter(certificate), 86400);
        X509_set_pubkey(certificate, key);
        X509_NAME* subject = X509_get_subject_name(certificate);
        X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(name.c_str()),
                                   -1, -1, 0);
        X509_set_issuer_name(certificate, issuer ? X509_get_subject_name(issuer) : subject);
        add_extension(certificate, issuer, NID_basic_constraints, issuer ? "CA:FALSE" : "critical,CA:TRUE");
        if (!names.empty()) add_extension(certificate, issuer, NID_subject_alt_name, names);
        X509_sign(certificate, authority_key_.get(), EVP_sha256());
        return result;
    }

    static void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
        X509V3_CTX context;
        X509V3_set_ctx(&context, issuer ? issuer : certificate, certificate, nullptr, nullptr, 0);
        X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
        X509_add_ext(certificate, extension, -1);
        X509_EXTENSION_free(extension);
    }

    static void write_certificate(const std::string& path, X509* certificate) {
        std::FILE* file = std::fopen(path.c_str(), "w");
        PEM_write_X509(file, certificate);
        std::fclose(file);
    }

    std::string folder_;
    long serial_ = 0;
    key_pointer authority_key_;
    certificate_pointer authority_;
};

}  // namespace kaskad::net
