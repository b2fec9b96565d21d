// SPDX-License-Identifier: Apache-2.0
#include "ui/desktop/view/window_title.h"

#include "control/profile_path.h"
#include "ui/desktop/model/safe_text.h"

namespace culver::desktop {

using namespace Qt::StringLiterals;

namespace {

constexpr int kNameInTitle = 64;

// A folder that is named with a slash at its end, or with dots, is the same.
std::filesystem::path plain(const std::filesystem::path& path) {
    const auto normal = path.lexically_normal();
    return normal.has_filename() ? normal : normal.parent_path();
}

}  // namespace

QString window_title(const std::filesystem::path& profile, int unread) {
    QString title = unread > 0 ? u"(%1) Culver"_s.arg(unread) : u"Culver"_s;
    const auto usual = control::default_profile_path();
    if (usual && plain(*usual) == plain(profile)) return title;
    const QString name = safe_line(plain(profile).filename().string(), kNameInTitle);
    return name.isEmpty() ? title : title + u" – "_s + name;
}

}  // namespace culver::desktop
