// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/profiles/savedprofile.h"
#include "models/domain/result.h"

#include <QJsonObject>

#include <functional>
#include <optional>
#include <vector>

namespace waldesk::app
{

/// The servers the user saved, in one JSON file of the configuration folder. Reading changes nothing on the disk: a
/// file that is no JSON is put aside as `profiles.json.broken-TIME` before the first change is written, one of a later
/// version is read as far as it is understood and never written. Entries and keys that are not understood are kept as
/// they are. Each change reads the file again first, so two windows do not undo each other. The file is 0600.
class ProfileStore
{
public:
    using Saved = domain::Result<domain::Nothing, QString>;
    struct NameTaken {
        QString sentence;
    };

    explicit ProfileStore(QString file = defaultFile());
    [[nodiscard]] static QString defaultFile(); ///< `waldesk/profiles.json` in the configuration folder

    /// One sentence when the file is damaged, can not be read, or is of a later version; else empty.
    [[nodiscard]] const QString &notice() const { return m_notice; }
    [[nodiscard]] const std::vector<SavedProfile> &profiles() const { return m_profiles; }
    [[nodiscard]] const SavedProfile *find(const QString &name) const; ///< any case; nullptr when there is none
    [[nodiscard]] const SavedProfile *defaultProfile() const;

    /// Adds, or replaces the one of that name. The first one becomes the default.
    Saved save(const SavedProfile &profile, bool makeDefault);
    Saved remove(const QString &name);

    /// The name for a connection of that server and account. wanted: what its user typed; empty: the one it has been
    /// saved under, else one nobody has yet. A name that belongs to another server or account is refused with a
    /// sentence.
    [[nodiscard]] domain::Result<QString, NameTaken> nameFor(const QUrl &root, const QString &user,
                                                             const QString &wanted) const;

    /// What a server that is opened without a profile was said to be; nullopt: nobody was asked yet.
    [[nodiscard]] std::optional<domain::Environment> environmentOf(const QUrl &root) const;
    Saved setEnvironmentOf(const QUrl &root, domain::Environment environment);

private:
    void load();
    void read(const QJsonObject &object);
    /// Reads the file again, applies the change to it, and writes it.
    Saved change(const std::function<void(QJsonObject &)> &apply);
    Saved write(const QJsonObject &object);

    QString m_file;
    QString m_notice;
    QString m_default;
    std::vector<SavedProfile> m_profiles;
    QJsonObject m_object; ///< the whole file
    bool m_damaged = false;
    bool m_mayWrite = true;
};

} // namespace waldesk::app
