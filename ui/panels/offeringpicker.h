// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/session.h"
#include "models/tables/requeststore.h"

#include <QFrame>

class QLineEdit;
class QListWidget;

namespace waldesk::ui
{

class TextLabel;

/// A list of offerings under a button: type a part of the name, Enter or a click takes one. Known ones, and those of
/// the rows that are here, stand there at once; the server is asked for more while typing, and where it does not answer
/// the list says so. Deletes itself when it closes.
class OfferingPicker : public QFrame
{
    Q_OBJECT
public:
    OfferingPicker(session::Session &session, const tables::RequestStore &store, QWidget *parent);

    void popupUnder(const QWidget *button);

signals:
    /// The words of a query: `offering:"SLURM Tartu"`, by uuid where the name does not say which.
    void picked(const QString &line);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void typed();
    void fill();
    void ask();
    void take();
    [[nodiscard]] QString lineOf(const api::Offering &offering) const;

    session::Session &m_session;
    const tables::RequestStore &m_store;
    std::vector<api::Offering> m_found; ///< by the server, for what is typed
    api::Call m_call;
    QString m_trouble; ///< of the last call; empty: it was answered
    QLineEdit *m_text = nullptr;
    QListWidget *m_list = nullptr;
    TextLabel *m_note = nullptr;
};

} // namespace waldesk::ui
