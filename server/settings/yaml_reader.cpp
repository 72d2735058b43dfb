// SPDX-License-Identifier: MIT
#include "settings/yaml_reader.hpp"

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include <map>
#include <optional>
#include <sstream>
#include <utility>

namespace halogate::settings {
namespace {

constexpr std::size_t most_nodes = 20'000;
constexpr std::size_t most_levels = 32;

/// Ends the reading at once, where going on would cost memory or say nothing new.
struct Stop {
    Finding finding;
};

std::size_t count_nodes(const Node& node) {
    std::size_t count = 1;
    for (const auto& child : node.children) count += count_nodes(child);
    return count;
}

/// Builds the tree from yaml-cpp's events. Its own node tree is not used: it forgets the places of keys and
/// takes duplicates without a word.
class TreeBuilder final : public YAML::EventHandler {
public:
    explicit TreeBuilder(std::string file) : file_{std::move(file)} {}

    void OnDocumentStart(const YAML::Mark& /*mark*/) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        add(Node{.kind = Node::Kind::null, .place = place(mark)}, anchor);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        refuse_tag(mark, tag);
        add(Node{.kind = Node::Kind::scalar, .place = place(mark), .text = value}, anchor);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchored_.find(anchor);
        if (found == anchored_.end())
            throw Stop{finding_at(place(mark), "an alias inside its own anchor has no end")};
        Node copy = found->second;
        copy.key.clear();
        nodes_ += count_nodes(copy) - 1;
        add(std::move(copy), YAML::NullAnchor);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value /*style*/) override {
        refuse_tag(mark, tag);
        open(Node{.kind = Node::Kind::list, .place = place(mark)}, anchor);
    }
    void OnSequenceEnd() override { close(); }

    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value /*style*/) override {
        refuse_tag(mark, tag);
        open(Node{.kind = Node::Kind::map, .place = place(mark)}, anchor);
    }
    void OnMapEnd() override { close(); }

    [[nodiscard]] Node take_root() { return std::move(root_); }
    [[nodiscard]] std::vector<Finding> take_findings() { return std::move(findings_); }

private:
    struct Open {
        Node node;
        YAML::anchor_t anchor;
        std::optional<Node> key;  ///< read, its value not yet
    };

    [[nodiscard]] Place place(const YAML::Mark& mark) const {
        return {file_, mark.line + 1, mark.column + 1};
    }

    // yaml-cpp gives "?" for a plain value and "!" for a quoted one.
    void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
        if (tag.empty() || tag == "?" || tag == "!") return;
        findings_.push_back(
            finding_at(place(mark), "tags such as " + quoted(tag) + " are not read; leave it out"));
    }

    void count(const Place& where) {
        if (++nodes_ > most_nodes) {
            throw Stop{finding_at(
                where, "more than 20000 values: the file, or what its aliases repeat, is too large")};
        }
    }

    void open(Node node, YAML::anchor_t anchor) {
        count(node.place);
        if (levels_.size() >= most_levels) throw Stop{finding_at(node.place, "more than 32 levels")};
        levels_.push_back({std::move(node), anchor, std::nullopt});
    }

    void close() {
        auto level = std::move(levels_.back());
        levels_.pop_back();
        --nodes_;  // counted when it was opened
        add(std::move(level.node), level.anchor);
    }

    void add(Node node, YAML::anchor_t anchor) {
        count(node.place);
        if (anchor != YAML::NullAnchor) anchored_.insert_or_assign(anchor, node);
        if (levels_.empty()) {
            root_ = std::move(node);
        } else if (levels_.back().node.kind == Node::Kind::list) {
            levels_.back().node.children.push_back(std::move(node));
        } else if (!levels_.back().key) {
            levels_.back().key = std::move(node);
        } else {
            add_entry(levels_.back(), std::move(node));
        }
    }

    void add_entry(Open& level, Node value) {
        const Node key = std::move(*level.key);
        level.key.reset();
        if (key.kind != Node::Kind::scalar || key.text.empty()) {
            findings_.push_back(finding_at(key.place, "a key must be a name"));
            return;
        }
        if (const auto* const first = level.node.find(key.text)) {
            findings_.push_back(finding_at(key.place, "key " + quoted(key.text) +
                                                          " is given twice; the first stands in line " +
                                                          std::to_string(first->key_place.line)));
            return;
        }
        value.key = key.text;
        value.key_place = key.place;
        // An empty value has no place worth showing: point at its key.
        if (value.kind == Node::Kind::null) value.place = key.place;
        level.node.children.push_back(std::move(value));
    }

    std::string file_;
    Node root_;
    std::vector<Open> levels_;
    std::map<YAML::anchor_t, Node> anchored_;
    std::vector<Finding> findings_;
    std::size_t nodes_ = 0;
};

/// The commonest way to break the syntax: `{name: ${NAME}}`, where YAML takes the first `}` as the map's end.
std::string syntax_message(const std::string& said, std::string_view text, int line) {
    std::string message = "this is not YAML: " + said;
    for (int at = 0; at < line && !text.empty(); ++at) {
        const auto end = text.find('\n');
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    const auto row = text.substr(0, text.find('\n'));
    if (row.find("${") != std::string_view::npos) {
        message += "; inside {…} and […] a reference needs quotes: \"${NAME}\"";
    }
    return message;
}

}  // namespace

Expected<Node, std::vector<Finding>> read_yaml(std::string_view text, const std::string& file) {
    std::istringstream stream{std::string{text}};
    TreeBuilder tree{file};
    try {
        YAML::Parser parser{stream};
        parser.HandleNextDocument(tree);
        auto root = tree.take_root();
        TreeBuilder second{file};
        if (parser.HandleNextDocument(second)) {
            return Unexpected{
                std::vector{finding_at({file, 1, 1}, "more than one YAML document; write one")}};
        }
        auto findings = tree.take_findings();
        if (!findings.empty()) return Unexpected{std::move(findings)};
        return root;
    } catch (Stop& stop) {
        return Unexpected{std::vector{std::move(stop.finding)}};
    } catch (const YAML::Exception& error) {
        const auto message = syntax_message(error.msg, text, error.mark.line);
        return Unexpected{
            std::vector{finding_at({file, error.mark.line + 1, error.mark.column + 1}, message)}};
    }
}

}  // namespace halogate::settings
