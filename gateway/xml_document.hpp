#pragma once

#include <cstddef>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct _xmlDoc;
struct _xmlNode;

// XML that a stranger wrote, whole in memory, by libxml2. Declares no types: a DOCTYPE is refused before its first
// entity is read, so nothing is expanded and nothing fetched. Namespaces are passed over: elements go by local names.

namespace kaskad::gateway {

inline constexpr size_t XML_OCTETS_MAX = 32 * 1024 * 1024;

struct xml_fault {
    size_t line = 0;  // from 1; 0 = the file as such
    std::string why;
};

// Good while its document lives.
class xml_element {
  public:
    explicit xml_element(const _xmlNode* node) : node_{node} {}

    std::string_view name() const;
    size_t line() const;
    // The names of all that it stands in below the root, and its own: "BkToCstmrStmt/Stmt/Ntry".
    std::string path() const;
    // Its own, without space around it.
    std::string text() const;
    // Empty where there is none.
    std::string attribute(const char* name) const;

    // "RltdPties/Dbtr/Nm": of each name the first.
    std::optional<xml_element> find(std::string_view path) const;
    // The text there; empty where there is none.
    std::string text_at(std::string_view path) const;
    // Its own elements of that name, in order.
    std::vector<xml_element> all(std::string_view name) const;

  private:
    std::optional<xml_element> first(std::string_view name) const;

    const _xmlNode* node_;
};

class xml_document {
  public:
    static std::expected<xml_document, xml_fault> parse(std::string_view octets);

    xml_element root() const;

  private:
    struct release {
        void operator()(_xmlDoc* document) const;
    };

    explicit xml_document(_xmlDoc* document) : document_{document} {}

    std::unique_ptr<_xmlDoc, release> document_;
};

}  // namespace kaskad::gateway
