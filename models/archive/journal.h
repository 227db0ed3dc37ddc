// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/journalentry.h"
#include "models/domain/cause/redaction.h"
#include "models/domain/result.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>
#include <vector>

class QThread;

namespace waldesk::archive
{

/// Append-only JSON Lines in the profile's folder, for this user alone (0600 in a folder of 0700, also where they exist
/// already). Lines are written and synced on a thread of its own, in the order of the calls; a handler runs on the
/// thread that owns the journal, never before the call returns, never after its context died, and after the line is on
/// disk: who has to write only after that goes on in the handler. A last line that was cut off by a crash is kept as it
/// is and a new line starts after it. Several processes may append (O_APPEND, one write a line, advisory lock).
/// Secrets are taken out of what the server wrote before it is kept. Destroying it writes what is still waiting.
class Journal : public QObject
{
    Q_OBJECT
public:
    using Appended = domain::Result<domain::Nothing, QString>;
    /// Every line that can be read, oldest first; damaged ones are counted.
    struct Contents {
        std::vector<JournalEntry> entries;
        int damaged = 0;
    };

    explicit Journal(QString file, QObject *parent = nullptr);
    ~Journal() override;

    /// A value that must never be kept, such as the token of the connection.
    void hide(const QByteArray &secret);
    /// Failure (disk full, no permission) is one sentence; the write it announces must then not be sent.
    void append(const JournalEntry &entry, QObject *context, std::function<void(const Appended &)> handler);
    void append(const JournalEntry &entry); ///< where nobody waits for it
    /// What was appended before this call is in it.
    void read(QObject *context, std::function<void(const Contents &)> handler);

    /// The file as it is now, read on the calling thread.
    [[nodiscard]] static Contents readFile(const QString &file);
    [[nodiscard]] QString file() const { return m_file; }

private:
    void run(std::function<void()> work);

    QString m_file;
    domain::KnownSecrets m_hidden;
    QThread *m_thread = nullptr; ///< started by the first use
    QObject *m_worker = nullptr; ///< lives on it
};

} // namespace waldesk::archive
