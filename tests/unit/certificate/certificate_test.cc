// Certificates of shipped scenarios verify; each part of one that is changed is refused, and so is
// a scenario that changed.
#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mocks/base/json.h"
#include "sim/certificate/certificate.h"
#include "sim/load/load.h"
#include "sim/run/run.h"
#include "tests/paths.h"

namespace rolechain::tests {
namespace {

using certificate::Checked;
using certificate::Verdict;
using Changes = std::vector<std::pair<std::string, Node>>;

// One scenario with its steps carried out.
struct Carried {
  Sources sources;
  DiskReader reader;
  Loader loader{sources, reader};
  std::shared_ptr<const Scenario> scenario;
  Execution execution;
  certificate::Claims claims;

  explicit Carried(const std::string& path, const Changes& changes = {}) {
    const auto file = loader.read((source_dir() / path).string());
    EXPECT_TRUE(file) << path;
    auto loaded = loader.load(*file, changes);
    EXPECT_TRUE(loaded) << path;
    scenario = std::make_shared<const Scenario>(*std::move(loaded));
    auto done = execute(loader, *file, scenario);
    EXPECT_TRUE(done) << path;
    execution = *std::move(done);
    claims = certificate::claims_of(*scenario, execution);
  }
  [[nodiscard]] std::string write() const {
    const certificate::Written written = certificate::write(*scenario, claims);
    EXPECT_TRUE(written.refuted.empty());
    EXPECT_TRUE(written.undecided.empty()) << render(written.undecided);
    return written.text;
  }
  [[nodiscard]] Checked check(const Node& node) const {
    return certificate::check(node, *scenario, claims);
  }
};

Node parsed(const std::string& text) {
  static Sources sources;
  auto node = parse_json(sources.add("certificate.json", text));
  EXPECT_TRUE(node);
  return *std::move(node);
}

constexpr const char* kOneTable = "scenarios/cross-account/ec2-writes-one-table.yaml";

class CertificateOf : public testing::TestWithParam<const char*> {};

TEST_P(CertificateOf, Verifies) {
  const Carried carried(GetParam());
  const std::string text = carried.write();
  EXPECT_TRUE(certificate::is_sealed(text));
  EXPECT_EQ(text, carried.write());
  const Checked checked = carried.check(parsed(text));
  EXPECT_EQ(checked.verdict, Verdict::verified) << checked.message;
  EXPECT_EQ(checked.sessions, carried.claims.claims.size());
  EXPECT_GT(checked.states, 0U);
  EXPECT_GT(checked.requests, 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Shipped, CertificateOf,
    testing::Values(kOneTable, "scenarios/org/boundary-and-scp-only-lower.yaml",
                    "scenarios/designs/github-deploys-with-tags.yaml",
                    "scenarios/designs/eks-irsa-to-bucket.yaml",
                    "scenarios/designs/lambda-with-kms-key.yaml",
                    "scenarios/designs/session-tags-by-team.yaml",
                    "scenarios/designs/org-wide-reader.yaml",
                    "scenarios/designs/rcp-data-perimeter.yaml",
                    "scenarios/designs/session-policy-per-table.yaml",
                    "scenarios/designs/bucket-policy-perimeter.yaml",
                    "scenarios/templates/bootstrap-trusts-the-tools-account.yaml",
                    "scenarios/regressions/deny-with-unresolved-variable.yaml"),
    [](const auto& one) { return "n" + std::to_string(one.index); });

// ---- mutants
// -------------------------------------------------------------------------------------

Node& at(Node& node, std::string_view key) {
  Node* found = node.find(key);
  EXPECT_NE(found, nullptr) << key;
  return *found;
}
Node number(const std::string& text) {
  Node out;
  out.kind = Node::Kind::number;
  out.text = text;
  return out;
}
// The first group that is about the action, and the first cell of it.
Node& group_of(Node& certificate, std::string_view action) {
  for (Node& session : at(certificate, "sessions").items) {
    for (Node& group : at(session, "groups").items) {
      for (const Node& name : at(group, "actions").items) {
        if (name.text == action) return group;
      }
    }
  }
  throw std::logic_error("no such group");
}
Node& cell_of(Node& certificate, std::string_view action) {
  return at(group_of(certificate, action), "types").items.front();
}
Node& states_of(Node& certificate, std::string_view action) {
  const std::size_t index = std::stoul(at(cell_of(certificate, action), "automaton").text);
  return at(certificate, "automata").items.at(index);
}

struct Mutant {
  const char* name;
  std::function<void(Node&)> change;
  const char* message;  // part of it
};

constexpr const char* kPut = "dynamodb:PutItem";
constexpr const char* kHop = "sts:AssumeRole";

const std::vector<Mutant> kMutants = {
    {"a class dropped", [](Node& c) { at(cell_of(c, kPut), "classes").items.pop_back(); },
     "a class of texts"},
    {"a list bit flipped",
     [](Node& c) {
       Node& lists = at(at(cell_of(c, kPut), "classes").items.back(), "lists");
       if (lists.items.empty()) {
         lists.items.push_back(number("0"));
       } else {
         lists.items.pop_back();
       }
     },
     "a class of texts"},
    {"a representative of another class",
     [](Node& c) {
       auto& rows = at(cell_of(c, kPut), "classes").items;
       at(rows.back(), "arn").text = at(rows.front(), "arn").text;
     },
     "does not match the lists"},
    {"a representative that is none",
     [](Node& c) { at(at(cell_of(c, kPut), "classes").items.back(), "arn").text = "arn:aws:x"; },
     "is none of the texts"},
    {"a transition leads elsewhere",
     [](Node& c) {
       Node& next = at(states_of(c, kPut).items.front(), "next");
       next.items[1].text = next.items[1].text == "0" ? "1" : "0";
     },
     "does not lead to"},
    {"a transition dropped",
     [](Node& c) {
       Node& next = at(states_of(c, kPut).items.front(), "next");
       next.items.erase(next.items.begin(), next.items.begin() + 2);
     },
     "transition"},
    {"an end flipped",
     [](Node& c) { at(states_of(c, kPut).items.back(), "end").items.push_back(number("99")); },
     "matches other lists"},
    {"an action dropped",
     [](Node& c) { at(group_of(c, kPut), "actions").items.front().text = "s3:PutObjectAcl"; },
     "in no group"},
    {"an action twice",
     [](Node& c) {
       Node& names = at(group_of(c, kPut), "actions");
       names.items.push_back(names.items.front());
     },
     "in two groups"},
    {"an action of another group",
     [](Node& c) {
       at(group_of(c, kPut), "actions").items.push_back(Node::make_string("s3:PutObjectAcl"));
     },
     "is of another group"},
    {"a statement dropped", [](Node& c) { at(group_of(c, kPut), "statements").items.pop_back(); },
     "other statements or intents"},
    {"a group dropped",
     [](Node& c) {
       for (Node& session : at(c, "sessions").items) at(session, "groups").items.clear();
     },
     "in no group"},
    {"a type dropped", [](Node& c) { at(group_of(c, kPut), "types").items.clear(); },
     "a resource type is missing"},
    {"a decision flipped",
     [](Node& c) {
       std::string& bits = at(at(cell_of(c, kPut), "classes").items.front(), "allowed").text;
       bits[0] = bits[0] == '1' ? '0' : '1';
     },
     "the certificate says"},
    {"an intention flipped",
     [](Node& c) {
       std::string& bits = at(at(cell_of(c, kPut), "classes").items.front(), "intended").text;
       bits[0] = bits[0] == '1' ? '0' : '1';
     },
     "the certificate says"},
    {"a pattern changed",
     [](Node& c) {
       for (Node& list : at(c, "lists").items) {
         for (Node& pattern : at(list, "patterns").items) {
           if (pattern.text.ends_with("table/orders")) pattern.text += "x";
         }
       }
     },
     "are missing"},
    {"a kind of pattern changed",
     [](Node& c) {
       for (Node& list : at(c, "lists").items) at(list, "kind").text = "text any case";
     },
     "are missing"},
    {"a key left out",
     [](Node& c) {
       for (Node& one : at(cell_of(c, kHop), "classes").items) at(one, "keys").items.clear();
     },
     "the sender's choice of `sts:externalid`"},
    {"a class of values dropped",
     [](Node& c) { at(at(c, "keys").items.front(), "classes").items.pop_back(); }, "no class for"},
    {"the absence of a key dropped",
     [](Node& c) {
       auto& rows = at(at(c, "keys").items.front(), "classes").items;
       rows.erase(rows.begin());
     },
     "no class for its absence"},
    {"a test's bit flipped",
     [](Node& c) {
       at(at(at(c, "keys").items.front(), "classes").items.front(), "holds")
           .items.push_back(number("0"));
     },
     "does not pass the tests"},
    {"an operand changed",
     [](Node& c) {
       Node& test = at(at(c, "keys").items.front(), "tests").items.front();
       at(test, "values").items.front().text += "x";
     },
     "key `sts:externalid`"},
    {"another policy", [](Node& c) { at(at(c, "policies").items.front(), "policy").text += "x"; },
     "is not the scenario's"},
    {"another intent",
     [](Node& c) {
       Node& intents = at(at(c, "sessions").items.back(), "intents");
       at(intents.items.front(), "actions").items.front().text = "dynamodb:GetItem";
     },
     "the intent is not the scenario's"},
    {"a session dropped", [](Node& c) { at(c, "sessions").items.pop_back(); },
     "it is about 1 sessions"},
    {"another scenario", [](Node& c) { at(c, "scenario").text = "other"; }, "it is about"},
};

TEST(Certificate, EveryMutantIsRefuted) {
  const Carried carried(kOneTable);
  const std::string text = carried.write();
  for (const Mutant& mutant : kMutants) {
    Node node = parsed(text);
    mutant.change(node);
    ASSERT_NE(to_json(node), to_json(parsed(text))) << mutant.name;
    const Checked checked = carried.check(node);
    EXPECT_EQ(checked.verdict, Verdict::refuted) << mutant.name;
    EXPECT_NE(checked.message.find(mutant.message), std::string::npos)
        << mutant.name << ": " << checked.message;
  }
}

TEST(Certificate, AChangedByteBreaksTheSeal) {
  const Carried carried(kOneTable);
  const std::string text = carried.write();
  for (std::size_t i = 0; i < text.size(); i += 97) {
    std::string changed = text;
    changed[i] = changed[i] == 'q' ? 'w' : 'q';
    EXPECT_FALSE(certificate::is_sealed(changed)) << i;
    EXPECT_TRUE(i + 20 > text.size() || certificate::is_sealed(certificate::seal(changed))) << i;
  }
}

TEST(Certificate, AnotherVersionCannotBeChecked) {
  const Carried carried(kOneTable);
  for (const char* key : {"certificate", "reference", "model"}) {
    Node node = parsed(carried.write());
    at(node, key).text = "v9";
    EXPECT_EQ(carried.check(node).verdict, Verdict::unchecked) << key;
  }
  EXPECT_EQ(carried.check(parsed("{}")).verdict, Verdict::unchecked);
  EXPECT_EQ(carried.check(parsed("[]")).verdict, Verdict::unchecked);
}

TEST(Certificate, OfAScenarioThatChangedIsRefuted) {
  const std::string text = Carried(kOneTable).write();
  const Node allow = parsed(R"({"Version":"2012-10-17","Statement":[{"Sid":"AssumeWriter",
      "Effect":"Allow","Action":"sts:AssumeRole","Resource":"*"}]})");
  const Carried changed(kOneTable, {{"/roles/base/policies/hop", allow}});
  const Checked checked = changed.check(parsed(text));
  EXPECT_EQ(checked.verdict, Verdict::refuted);
  EXPECT_NE(checked.message.find("policy `base/hop` is not the scenario's"), std::string::npos)
      << checked.message;
}

TEST(Certificate, ThereIsNoneOfWhatIsNotIntended) {
  const Node allow = parsed(R"({"Version":"2012-10-17","Statement":[{"Effect":"Allow",
      "Action":["sts:AssumeRole","s3:ListBucket"],"Resource":"*"}]})");
  const Carried changed(kOneTable, {{"/roles/base/policies/hop", allow}});
  const certificate::Written written = certificate::write(*changed.scenario, changed.claims);
  EXPECT_EQ(written.refuted, std::vector<std::string>({"base_session"}));
  EXPECT_EQ(written.text, "");
}

}  // namespace
}  // namespace rolechain::tests
