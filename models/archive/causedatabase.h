// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/causearchive.h"

#include <QVariant>

#include <optional>
#include <vector>

namespace waldesk::archive
{

/// One thing to be written.
struct CauseWrite {
    enum class What : quint8 { Sighting, Name, Note, Acknowledged, Muted, Merged, VisitEnd };
    What what = What::Sighting;
    QByteArray key;
    QString text;                            ///< title, name, note, the key it was merged into
    std::optional<domain::Timestamp> first;  ///< first seen, acknowledged, muted at, visit end
    std::optional<domain::Timestamp> second; ///< last seen, muted until
};

/// What a write makes of a record; also how memory and file stay alike.
void apply(CauseRecord &record, const CauseWrite &write);

/// The SQLite file behind CauseArchive. Lives on one thread: Qt's connections do not travel.
class CauseDatabase
{
public:
    struct Contents {
        QHash<QByteArray, CauseRecord> records;
        QHash<QByteArray, QByteArray> merges;
        std::optional<domain::Timestamp> visitEnd;
        friend bool operator==(const Contents &, const Contents &) = default;
    };

    explicit CauseDatabase(QString file);
    ~CauseDatabase();

    /// Opens, puts a damaged file aside, brings the schema up to date. One sentence where something is wrong; what
    /// works goes on working.
    [[nodiscard]] QString open();
    [[nodiscard]] Contents read();
    /// All of them in one transaction, or none; one sentence then, and they may be given again.
    [[nodiscard]] QString write(const std::vector<CauseWrite> &writes);
    void close(); ///< on the thread that opened it
    [[nodiscard]] bool isUsable() const { return m_usable; }

private:
    enum class Found : quint8 { Good, Damaged, Newer, Unusable };
    [[nodiscard]] Found tryOpen();
    [[nodiscard]] bool migrate();
    [[nodiscard]] bool putAside();
    [[nodiscard]] bool run(const QString &sql, const QVariantList &values = {});
    [[nodiscard]] bool writeOne(const CauseWrite &write);
    [[nodiscard]] bool writeSighting(const CauseWrite &write);

    QString m_file;
    QString m_connection;
    QString m_aside; ///< where a damaged file went
    QString m_error;
    bool m_usable = false;
};

} // namespace waldesk::archive
