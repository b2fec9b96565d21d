// SPDX-License-Identifier: Apache-2.0
#include "ui/cli/up.h"

#include "app/errors.h"
#include "app/identity_commands.h"
#include "app/node_process.h"
#include "base/text.h"
#include "ui/cli/caller.h"
#include "ui/cli/words.h"

#include <unistd.h>

namespace culver::cli {

int run_up(const UpOptions& options) {
    app::EngineOptions engine;
    engine.profile = options.profile;
    engine.name = options.name;
    engine.department = options.department;
    if (options.receive_dir) engine.receive_dir = *options.receive_dir;
    engine.port = options.port;
    const auto events = options.json ? std::optional(STDOUT_FILENO) : std::nullopt;
    const auto ran = app::run_node(std::move(engine), events);
    if (ran) return 0;
    const Caller caller(CommonOptions{.profile = options.profile.string(), .json = options.json});
    return caller.fail(app::refuse_start(ran.error()).error());
}

control::Reply<std::string> act_on_identity(const std::filesystem::path& profile, IdentityAct act) {
    auto id = act == IdentityAct::Show    ? app::show_identity(profile)
              : act == IdentityAct::Moved ? app::adopt_moved_profile(profile)
                                          : app::renew_identity(profile);
    if (!id) return app::refuse_start(id.error());
    return id->text();
}

control::Reply<std::string> export_identity(const std::filesystem::path& profile, const std::string& file,
                                            const std::string& passphrase) {
    const auto id = app::export_identity(profile, file, passphrase);
    if (!id) return app::refuse_start(id.error());
    return id->text();
}

control::Reply<std::string> import_identity(const std::filesystem::path& profile, const std::string& file,
                                            const std::string& passphrase, bool may_replace) {
    const auto id = app::import_identity(profile, file, passphrase, may_replace);
    if (!id) return app::refuse_start(id.error());
    return id->text();
}

}  // namespace culver::cli
