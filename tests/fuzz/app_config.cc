// SPDX-License-Identifier: Apache-2.0
// Fed: the number of a setting, a value for it up to a line feed, and a config.toml that a person wrote.
// Reached: reading the file, every check of a setting, and editing the file in place. What was changed is
// what is read back, and every other setting is as before.
#include "app/config.h"
#include "tests/support/temp_dir.h"

#include <cstdint>
#include <cstdlib>
#include <fstream>

namespace {

using namespace culver;
using namespace culver::app;

const std::filesystem::path& file() {
    ::setenv("TMPDIR", "/dev/shm", 0);  // syncing costs nothing there
    static const test::TempDir folder;
    static const auto path = folder / "config.toml";
    return path;
}

bool is_same(const SettingView& one, const SettingView& other) {
    return one.key == other.key && one.value == other.value;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    if (size == 0) return 0;
    const std::string_view rest(reinterpret_cast<const char*>(bytes) + 1, size - 1);
    const auto end = rest.find('\n');
    if (end == std::string_view::npos) return 0;
    std::ofstream(file(), std::ios::binary | std::ios::trunc) << rest.substr(end + 1);
    auto config = load_config(file());
    if (!config) return 0;
    const auto before = view_settings(*config);
    const auto at = bytes[0] % before.size();
    const auto changed = change_setting(file(), *config, before[at].key, rest.substr(0, end));
    const auto again = load_config(file());
    if (!again) std::abort();  // a file that could be read stays one, whatever is set
    const auto after = view_settings(*again);
    for (std::size_t other = 0; other < before.size(); ++other) {
        const auto& expected = other == at && changed ? *changed : before[other];
        if (!is_same(after[other], expected)) std::abort();
    }
    return 0;
}
