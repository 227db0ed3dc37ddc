// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QString>

namespace waldesk::ui
{

/// Asks before what is kept of a server is deleted: says what goes and what stays. Cancel is the default.
class ForgetQuestion : public QDialog
{
    Q_OBJECT
public:
    struct Facts {
        QString profile;      ///< as the top bar names it
        bool isSaved = false; ///< its address and its token are saved, too
        qint64 requests = 0;  ///< that are kept
        qint64 bytes = 0;     ///< of the files that are deleted
        QString journal;      ///< file that stays; empty: there is none
    };

    ForgetQuestion(const Facts &facts, QWidget *parent);

signals:
    void confirmed();

private:
    [[nodiscard]] static QString textOf(const Facts &facts);
};

} // namespace waldesk::ui
