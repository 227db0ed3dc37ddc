// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/archive/rowdatabase.h"

#include <QObject>

#include <functional>
#include <memory>

namespace waldesk::archive
{

/// The requests that were seen, kept in one SQLite file for the next start and for times without the server. Owned by
/// the composition, used on its thread; the file is read and written on a thread of its own, so no call waits. What one
/// turn of the event loop tells is one transaction. Losing it costs a reading of the server, nothing else: notes and
/// the journal are in files of their own. A file that another process holds is opened later; until then nothing is
/// kept.
class RowArchive : public QObject
{
    Q_OBJECT
public:
    struct Options {
        RowLimits limits;
        int trimAfterMs = 20'000; ///< of quiet after the first write, and after each row that was too much
        /// api::Connection::tokenMark() of who opens it. Where the file was last used with another token, nothing of it
        /// is told before setPerson(): until then opened() does not come. 0: whoever it is.
        qint64 tokenMark = 0;
        /// Who opens it, where that is known already, as after cleared(): the file is claimed before anything of it is
        /// told. Nil: setPerson() tells it.
        domain::Uuid person = {};
    };

    RowArchive(const QString &file, const Options &options, QObject *parent = nullptr);
    ~RowArchive() override;

    [[nodiscard]] bool isOpen() const; ///< opened() was emitted
    /// The token is not the one that the file was last used with: setPerson() decides whose rows these are.
    [[nodiscard]] bool awaitsPerson() const;
    /// Whose token it is. The rows of another account are deleted, while another process holds the file as soon as it
    /// can be; see cleared(). Again with each new token.
    void setPerson(const domain::Uuid &person, qint64 tokenMark);
    [[nodiscard]] QString file() const;
    [[nodiscard]] QString trouble() const; ///< newest sentence for a person; empty: none
    /// What the file covered when it was opened, then what setCoverage() told.
    [[nodiscard]] const KeptCoverage &coverage() const;
    [[nodiscard]] bool hadRows() const; ///< when it was opened

    /// The next part of what was kept, newest first. One at a time: the caller asks again when it is done with it.
    void readOn(int most, QObject *context, std::function<void(RowSlice)> handler);

    void keep(std::vector<domain::Request> rows);
    void remove(std::vector<domain::Uuid> rows);
    /// Of texts whose rows were told before; read with them by the next window.
    void keepFindings(std::vector<FindingOfText> findings);
    /// Holds once all that was told before is written, in the same transaction as that.
    void setCoverage(const KeptCoverage &coverage);

    /// See RowDatabase::search(); at most `most` texts.
    void search(const QString &words, int most, QObject *context, std::function<void(std::vector<FoundText>)> handler);
    /// See keptHabit(); of what is written by then.
    void readHabit(const domain::Uuid &offering, QObject *context, std::function<void(domain::KeptHabit)> handler);

signals:
    void opened(); ///< once; with isOpen() also when the file cannot be used: then it covers nothing
    void troubled(const QString &sentence);
    /// After opened(): the file was of another account, though it was used with this token. What was read of it is not
    /// this account's to see.
    void cleared();
    void personWanted(); ///< awaitsPerson() became true
    /// The file was damaged while it was used and was begun anew: what is known should be kept again.
    void lost();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace waldesk::archive
