// The text tables of the service reference as values; README.md beside the tables has the grammar.
#pragma once

#include <cstdint>
#include <expected>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace rolechain {

struct TableKey {
  std::string name;
  std::uint8_t kind = 0;  // ConditionKind
  std::uint8_t flags = 0;
};

struct TableType {
  std::string name;
  std::vector<std::string> arns;
  std::vector<std::string> keys;  // condition keys, lower case
};

struct TableActionResource {
  std::string type;  // lower case
  bool required = false;
  std::vector<std::string> keys;
};

struct TableAction {
  std::string name;
  std::uint8_t level = 0;  // AccessLevel
  std::vector<std::string> keys;
  std::vector<TableActionResource> resources;
};

struct TableService {
  std::string name;
  bool rcp = false;
  std::map<std::string, TableType, std::less<>> types;      // by lower-case name
  std::map<std::string, TableAction, std::less<>> actions;  // by lower-case name
};

struct ReferenceTable {
  std::string version;
  std::string date;
  std::map<std::string, TableKey, std::less<>> keys;  // by lower-case name
  std::map<std::string, TableService, std::less<>> services;

  // Adds a table's lines to what is there; a later `key` line wins. The error names the line.
  std::expected<void, std::string> read(std::string_view text);
};

std::string lower_case(std::string_view text);

}  // namespace rolechain
