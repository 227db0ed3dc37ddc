// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commandline/keptcauses.h"

namespace waldesk::app
{

using archive::CauseArchive;

std::unique_ptr<CauseArchive> keptCauses(const QString &file, api::WaldurClient &client,
                                         std::function<void(const api::ApiError &)> failed)
{
    const qint64 tokenMark = client.connection().tokenMark();
    auto causes = std::make_unique<CauseArchive>(file, CauseArchive::Access::Reader, tokenMark);
    CauseArchive *const kept = causes.get();
    QObject::connect(kept, &CauseArchive::personWanted, kept, [kept, &client, tokenMark, failed = std::move(failed)] {
        client.currentUser(kept, [kept, tokenMark, failed](const api::Result<api::UserAnswer> &user) {
            if (user)
                kept->setPerson(user->uuid, tokenMark);
            else
                failed(user.error());
        });
    });
    return causes;
}

bool hasVisit(const CauseArchive &causes)
{
    return causes.newSince().has_value();
}

} // namespace waldesk::app
