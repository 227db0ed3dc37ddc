// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "models/session/session.h"

#include <QFrame>

class QLineEdit;
class QListWidget;

namespace waldesk::ui
{

class TextLabel;

/// A list of offerings under a button: type a part of the name, Enter or a click takes one. Known ones stand there at
/// once; the server is asked for more while typing. Deletes itself when it closes.
class OfferingPicker : public QFrame
{
    Q_OBJECT
public:
    OfferingPicker(session::Session &session, QWidget *parent);

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
    std::vector<api::Offering> m_found; ///< by the server, for what is typed
    api::Call m_call;
    QLineEdit *m_text = nullptr;
    QListWidget *m_list = nullptr;
    TextLabel *m_note = nullptr;
};

} // namespace waldesk::ui
