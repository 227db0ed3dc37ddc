// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/journalentry.h"
#include "models/archive/journalreader.h"
#include "models/archive/journalverification.h"
#include "models/domain/cause/redaction.h"
#include "models/domain/result.h"

#include <QObject>
#include <QString>

#include <functional>
#include <memory>

class QThread;

namespace waldesk::archive
{

/// Append-only JSON Lines in the profile's folder, for this user alone (0600 in a folder of 0700, also where they exist
/// already). Lines are written and synced on a thread of its own, in the order of the calls; a handler runs on the
/// thread that owns the journal, never before the call returns, never after its context died, and after the line is on
/// disk: who has to write only after that goes on in the handler. A last line that was cut off by a crash is kept as it
/// is and a new line starts after it. Several processes may append (O_APPEND, one write a line, advisory lock). Each
/// line is chained to those before it, and a full file is put aside under a number (docs/journal.md). Secrets are taken
/// out of what the server wrote before it is kept. Destroying it writes what is still waiting.
class Journal : public QObject
{
    Q_OBJECT
public:
    using Appended = domain::Result<domain::Nothing, QString>;
    using Contents = JournalReader::Contents;
    static constexpr qint64 DefaultLimit = 16 * 1024 * 1024;

    explicit Journal(QString file, QObject *parent = nullptr);
    ~Journal() override;

    /// A value that must never be kept, such as the token of the connection.
    void hide(const QByteArray &secret);
    /// Bytes from which on the file is full and another one is begun; 0: never. Of what is appended from now on.
    void setLimit(qint64 bytes);
    /// Failure (disk full, no permission) is one sentence; the write it announces must then not be sent.
    void append(const JournalEntry &entry, QObject *context, std::function<void(const Appended &)> handler);
    void append(const JournalEntry &entry); ///< where nobody waits for it
    /// What was appended before this call is in it.
    void read(QObject *context, std::function<void(const Contents &)> handler);
    /// What the reader has not told yet, lines of other processes as well. Not two calls at once with one reader.
    void readOn(std::shared_ptr<JournalReader> reader, QObject *context, std::function<void(const Contents &)> handler);
    void verify(QObject *context, std::function<void(const JournalVerification &)> handler);

    /// All that the journal of this name has, the files that were put aside too, read on the calling thread.
    [[nodiscard]] static Contents readFile(const QString &file);
    [[nodiscard]] QString file() const { return m_file; }

signals:
    void appended(const waldesk::archive::JournalEntry &entry); ///< by this object; it is on disk

private:
    template <typename T>
    void answer(QObject *context, std::function<T()> work, std::function<void(const T &)> handler);
    void run(std::function<void()> work);

    QString m_file;
    qint64 m_limit = DefaultLimit;
    domain::KnownSecrets m_hidden;
    QThread *m_thread = nullptr; ///< started by the first use
    QObject *m_worker = nullptr; ///< lives on it
};

} // namespace waldesk::archive
