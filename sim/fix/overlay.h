// A FileReader that gives some files with another text than they have: what a change would make of
// them, before anybody writes it.
#pragma once

#include <string>

#include "sim/fix/change.h"
#include "sim/load/load.h"

namespace rolechain {

class OverlayReader final : public FileReader {
 public:
  OverlayReader(FileReader& below, FileTexts texts) : below_(below), texts_(std::move(texts)) {}

  std::expected<std::string, std::string> read(const std::string& path) override {
    const auto at = texts_.find(path);
    return at == texts_.end() ? below_.read(path) : at->second;
  }
  std::string canonical(const std::string& path) override { return below_.canonical(path); }

  [[nodiscard]] const FileTexts& texts() const { return texts_; }
  void put(const FileTexts& texts) {
    for (const auto& [path, text] : texts) texts_[path] = text;
  }

 private:
  FileReader& below_;
  FileTexts texts_;
};

}  // namespace rolechain
