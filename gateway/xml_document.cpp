#include "gateway/xml_document.hpp"

#include "core/assert.hpp"

#include <fmt/format.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

namespace kaskad::gateway {

namespace {

constexpr std::string_view SPACES = " \t\r\n";
// Neither the network nor the terminal; lines beyond 65,535 are counted too.
constexpr int OPTIONS = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_BIG_LINES;

struct context_release {
    void operator()(xmlParserCtxt* context) const { xmlFreeParserCtxt(context); }
};

std::string_view view(const xmlChar* text) {
    return text == nullptr ? std::string_view{} : std::string_view{reinterpret_cast<const char*>(text)};
}

std::string trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(SPACES);
    if (begin == text.npos) return {};
    return std::string{text.substr(begin, text.find_last_not_of(SPACES) - begin + 1)};
}

// Called before what the DOCTYPE declares is read.
void stop_at_types(void* parser, const xmlChar*, const xmlChar*, const xmlChar*) {
    auto* context = static_cast<xmlParserCtxt*>(parser);
    *static_cast<bool*>(context->_private) = true;
    xmlStopParser(context);
}

xml_fault last_fault(xmlParserCtxt* context) {
    const auto* error = xmlCtxtGetLastError(context);
    if (error == nullptr || error->message == nullptr) return {0, "is no XML"};
    return {static_cast<size_t>(error->line), "is no XML: " + trimmed(error->message)};
}

bool is_text(const _xmlNode* node) {
    return node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
}

bool is_element(const _xmlNode* node, std::string_view name) {
    return node->type == XML_ELEMENT_NODE && view(node->name) == name;
}

}  // namespace

std::string_view xml_element::name() const {
    return view(node_->name);
}

size_t xml_element::line() const {
    const auto line = xmlGetLineNo(node_);
    return line < 0 ? 0 : static_cast<size_t>(line);
}

std::string xml_element::path() const {
    std::string path{name()};
    for (const auto* above = node_->parent; above != nullptr && above->parent != nullptr; above = above->parent) {
        // The root stands in the document itself.
        if (above->parent->type != XML_ELEMENT_NODE) break;
        path.insert(0, std::string{view(above->name)} + "/");
    }
    return path;
}

std::string xml_element::text() const {
    std::string text;
    for (const auto* child = node_->children; child != nullptr; child = child->next)
        if (is_text(child)) text += view(child->content);
    return trimmed(text);
}

std::string xml_element::attribute(const char* name) const {
    auto* value = xmlGetNoNsProp(node_, reinterpret_cast<const xmlChar*>(name));
    std::string text{view(value)};
    xmlFree(value);
    return text;
}

std::optional<xml_element> xml_element::first(std::string_view name) const {
    for (const auto* child = node_->children; child != nullptr; child = child->next)
        if (is_element(child, name)) return xml_element{child};
    return std::nullopt;
}

std::optional<xml_element> xml_element::find(std::string_view path) const {
    const auto end = path.find('/');
    const auto found = first(path.substr(0, end));
    return !found || end == path.npos ? found : found->find(path.substr(end + 1));
}

std::string xml_element::text_at(std::string_view path) const {
    const auto found = find(path);
    return found ? found->text() : std::string{};
}

std::vector<xml_element> xml_element::all(std::string_view name) const {
    std::vector<xml_element> found;
    for (const auto* child = node_->children; child != nullptr; child = child->next)
        if (is_element(child, name)) found.emplace_back(child);
    return found;
}

std::expected<xml_document, xml_fault> xml_document::parse(std::string_view octets) {
    if (octets.size() > XML_OCTETS_MAX)
        return std::unexpected(xml_fault{0, fmt::format("is larger than {} MiB", XML_OCTETS_MAX / 1024 / 1024)});
    const std::unique_ptr<xmlParserCtxt, context_release> context{xmlNewParserCtxt()};
    ASSERT(context != nullptr);
    bool has_types = false;
    context->_private = &has_types;
    context->sax->internalSubset = stop_at_types;
    auto* document =
        xmlCtxtReadMemory(context.get(), octets.data(), static_cast<int>(octets.size()), nullptr, nullptr, OPTIONS);
    xml_document made{document};
    if (has_types)
        return std::unexpected(xml_fault{static_cast<size_t>(context->input != nullptr ? context->input->line : 0),
                                         "declares types (DOCTYPE), which is not taken from strangers"});
    if (document == nullptr) return std::unexpected(last_fault(context.get()));
    return made;
}

xml_element xml_document::root() const {
    const auto* root = xmlDocGetRootElement(document_.get());
    ASSERT(root != nullptr);
    return xml_element{root};
}

void xml_document::release::operator()(_xmlDoc* document) const {
    xmlFreeDoc(document);
}

}  // namespace kaskad::gateway
