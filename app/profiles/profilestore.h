// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/profiles/savedprofile.h"
#include "models/domain/result.h"

#include <QJsonArray>

#include <vector>

namespace waldesk::app
{

/// The servers the user saved, in one JSON file of the configuration folder. A file that can not be read is put aside
/// as `profiles.json.broken-TIME` and the program goes on; entries and keys of a later version are kept as they are.
/// Each change reads the file again first, so two windows do not undo each other.
class ProfileStore
{
public:
    using Saved = domain::Result<domain::Nothing, QString>;

    explicit ProfileStore(QString file = defaultFile());
    [[nodiscard]] static QString defaultFile(); ///< `waldesk/profiles.json` in the configuration folder

    /// One sentence when the file was damaged, or can not be read; else empty.
    [[nodiscard]] const QString &notice() const { return m_notice; }
    [[nodiscard]] const std::vector<SavedProfile> &profiles() const { return m_profiles; }
    [[nodiscard]] const SavedProfile *find(const QString &name) const; ///< any case; nullptr when there is none
    [[nodiscard]] const SavedProfile *defaultProfile() const;

    /// Adds, or replaces the one of that name. The first one becomes the default.
    Saved save(const SavedProfile &profile, bool makeDefault);
    Saved remove(const QString &name);

private:
    void load();
    void putAside(const QString &why);
    void read(const QJsonObject &object);
    Saved write();

    QString m_file;
    QString m_notice;
    QString m_default;
    std::vector<SavedProfile> m_profiles;
    QJsonObject m_object;    ///< the whole file, with the keys of a later version
    QJsonArray m_unreadable; ///< entries we do not understand, written back as they were
    bool m_mayWrite = true;  ///< false when a damaged file could not be put aside
};

} // namespace waldesk::app
