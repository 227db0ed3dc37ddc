// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/filewatch.h"
#include "models/domain/savedview.h"

#include <QJsonObject>
#include <QObject>

#include <functional>
#include <optional>
#include <vector>

namespace waldesk::session
{

/// The saved views of a profile, in the order that its user gave them: `views.json` in the profile's folder, 0600.
/// Reading changes nothing on the disk: a damaged file is put aside as `views.json.broken-TIME` before the first change
/// is written, one of a later version is read as far as it is understood and never written. Keys and entries that are
/// not understood are kept. Each change reads the file again first, so that two windows of a profile do not undo each
/// other's, and what another window wrote comes by itself within some seconds. Without a folder they last as long as
/// the connection. Owned by the composition.
class SavedViews : public QObject
{
    Q_OBJECT
public:
    explicit SavedViews(QString folder, QObject *parent = nullptr);

    [[nodiscard]] const std::vector<domain::SavedView> &views() const { return m_views; }
    [[nodiscard]] const domain::SavedView *find(const QString &name) const; ///< any case; nullptr when there is none
    /// The first view whose line means the same; nullptr when there is none.
    [[nodiscard]] const domain::SavedView *findLine(const QString &line) const;
    [[nodiscard]] QString trouble() const { return m_trouble; } ///< of reading, one sentence; empty: none
    [[nodiscard]] QString file() const { return m_file; }

    // Each answers a sentence when it could not be done, and then nothing changed; else empty, and changed() is emitted
    // when anything did.
    /// Adds it at the end. A name that is taken is refused.
    [[nodiscard]] QString add(domain::SavedView view);
    [[nodiscard]] QString insert(qsizetype at, domain::SavedView view);
    /// Another line and another choice for the view of that name.
    [[nodiscard]] QString replace(const domain::SavedView &view);
    [[nodiscard]] QString rename(const QString &name, const QString &to);
    [[nodiscard]] QString setNotify(const QString &name, bool notify);
    [[nodiscard]] QString move(const QString &name, qsizetype to); ///< to this place; beyond an end is that end
    [[nodiscard]] QString remove(const QString &name);
    void reload(); ///< what another window wrote meanwhile, now

signals:
    void changed();

private:
    struct Entry {
        domain::SavedView view;
        QJsonObject kept; ///< as it stands in the file, with what is not understood
        bool understood = false;
    };
    using Change = std::function<QString(std::vector<Entry> &entries)>;

    void read();
    void publish();
    [[nodiscard]] QString change(const Change &apply);
    [[nodiscard]] QString putAside();
    [[nodiscard]] QString write(const std::vector<Entry> &entries);
    [[nodiscard]] static std::vector<Entry>::iterator entryOf(std::vector<Entry> &entries, const QString &name);

    QString m_file;
    archive::FileWatch m_watch;
    QString m_trouble;
    std::vector<domain::SavedView> m_views;
    std::vector<Entry> m_entries;
    QJsonObject m_object; ///< the whole file
    bool m_damaged = false;
    bool m_mayWrite = true;
};

} // namespace waldesk::session
