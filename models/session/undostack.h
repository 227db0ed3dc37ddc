// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <vector>

namespace waldesk::session
{

/// What a person did in this window and can still take back, newest last: writes that wait to be sent, and the actions
/// on causes, in one order. Each step has the sentence that is shown for it and knows what it undoes. There is no
/// limit to the number of steps. Owned by the connection; every page shows and undoes the same steps.
class UndoStack : public QObject
{
    Q_OBJECT
public:
    using Id = quint64; ///< 0 is no step
    enum class Kind : quint8 {
        Write, ///< waits to be sent; leaves the stack when it is sent
        Local, ///< was done on this machine already
    };
    struct Step {
        Id id = 0;
        Kind kind = Kind::Local;
        QString sentence; ///< without a full stop: "Acknowledged: slurmdbd down"
    };
    /// Returns a sentence when it could not be taken back; the step stays then.
    using TakeBack = std::function<QString()>;

    using QObject::QObject;

    Id push(Kind kind, const QString &sentence, TakeBack takeBack);
    void drop(Id id); ///< it can no longer be taken back; unknown ids are ignored

    [[nodiscard]] const Step *newest() const; ///< nullptr: nothing to undo
    [[nodiscard]] bool contains(Id id) const;
    [[nodiscard]] qsizetype size() const;

    bool undo(); ///< the newest step; false when there is none or it could not be taken back
    bool undo(Id id);

signals:
    void changed();
    void pushed(const waldesk::session::UndoStack::Step &step);
    void undone(const waldesk::session::UndoStack::Step &step);
    void failed(const QString &sentence); ///< a step could not be taken back

private:
    struct Entry {
        Step step;
        TakeBack takeBack;
    };
    [[nodiscard]] std::vector<Entry>::iterator find(Id id);

    std::vector<Entry> m_entries;
    Id m_lastId = 0;
};

} // namespace waldesk::session
