#include "sim/graph/reach.h"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <span>
#include <utility>

namespace rolechain {
namespace {

constexpr std::size_t kWordBits = 64;

// The components' hops into others, each once, and what is in them.
struct Components {
  std::vector<std::size_t> first;       // by component: into `next`
  std::vector<std::uint32_t> next;      // components
  std::vector<std::size_t> node_first;  // by node: into `of_node`
  std::vector<std::uint32_t> of_node;   // components of the node's states

  Components(const RoleGraph& graph, const Condensation& condensed) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> hops;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> owners;
    for (std::size_t state = 0; state < graph.states.size(); ++state) {
      const std::uint32_t from = condensed.component[state];
      owners.emplace_back(static_cast<std::uint32_t>(graph.states[state].node), from);
      for (const std::size_t to : graph.states[state].next) {
        if (condensed.component[to] != from) hops.emplace_back(from, condensed.component[to]);
      }
    }
    fill(std::move(hops), condensed.count, first, next);
    fill(std::move(owners), graph.nodes.size(), node_first, of_node);
  }

  [[nodiscard]] std::span<const std::uint32_t> after(std::size_t component) const {
    return std::span(next).subspan(first[component], first[component + 1] - first[component]);
  }
  [[nodiscard]] std::span<const std::uint32_t> of(std::size_t node) const {
    return std::span(of_node).subspan(node_first[node], node_first[node + 1] - node_first[node]);
  }

 private:
  static void fill(std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs, std::size_t rows,
                   std::vector<std::size_t>& starts, std::vector<std::uint32_t>& values) {
    std::ranges::sort(pairs);
    pairs.erase(std::ranges::unique(pairs).begin(), pairs.end());
    starts.assign(rows + 1, 0);
    for (const auto& [row, value] : pairs) {
      ++starts[row + 1];
      values.push_back(value);
    }
    for (std::size_t row = 0; row < rows; ++row) starts[row + 1] += starts[row];
  }
};

// The closure's columns from `begin` on: one bit a node.
class Block {
 public:
  Block(const RoleGraph& graph, const Components& components, std::size_t begin, std::size_t words)
      : graph_(&graph), components_(&components), begin_(begin), words_(words) {
    const std::size_t count = components.first.size() - 1;
    rows_.assign(count * words, 0);
    const std::size_t end = std::min(begin + words * kWordBits, graph.nodes.size());
    for (std::size_t node = begin; node < end; ++node) {
      if (graph.nodes[node].is_origin()) continue;
      for (const std::uint32_t component : components.of(node)) set(component, node);
    }
    for (std::size_t component = 0; component < count; ++component) {
      std::uint64_t* row = &rows_[component * words];
      for (const std::uint32_t after : components.after(component)) {
        const std::uint64_t* other = &rows_[after * words];
        for (std::size_t word = 0; word < words; ++word) row[word] |= other[word];
      }
    }
  }

  // How many of the columns the node has, itself excluded.
  [[nodiscard]] std::uint32_t count(std::size_t node) const {
    const auto own = components_->of(node);
    int total = 0;
    for (std::size_t word = 0; word < words_; ++word) {
      std::uint64_t bits = 0;
      for (const std::uint32_t component : own) bits |= rows_[component * words_ + word];
      const std::size_t first = begin_ + word * kWordBits;
      if (node >= first && node < first + kWordBits) {
        bits &= ~(std::uint64_t{1} << (node - first));
      }
      total += std::popcount(bits);
    }
    return static_cast<std::uint32_t>(total);
  }

 private:
  void set(std::size_t component, std::size_t node) {
    const std::size_t column = node - begin_;
    rows_[component * words_ + column / kWordBits] |= std::uint64_t{1} << (column % kWordBits);
  }

  const RoleGraph* graph_;
  const Components* components_;
  std::size_t begin_;
  std::size_t words_;
  std::vector<std::uint64_t> rows_;  // by component, words_ each
};

}  // namespace

std::vector<std::uint32_t> reach_counts(const RoleGraph& graph, std::size_t budget_bytes) {
  const Condensation condensed = condense(graph);
  const Components components(graph, condensed);
  std::vector<std::uint32_t> counts(graph.nodes.size());
  const std::size_t row_words = graph.nodes.size() / kWordBits + 1;
  const std::size_t row_count = std::max<std::size_t>(condensed.count, 1);
  const std::size_t words =
      std::clamp(budget_bytes / sizeof(std::uint64_t) / row_count, std::size_t{1}, row_words);
  for (std::size_t begin = 0; begin < graph.nodes.size(); begin += words * kWordBits) {
    const Block block(graph, components, begin, words);
    for (std::size_t node = 0; node < counts.size(); ++node) counts[node] += block.count(node);
  }
  return counts;
}

}  // namespace rolechain
