// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

/// All parts on one sheet, as look.md draws them.
class PartSheet : public QWidget
{
public:
    PartSheet();

private:
    QWidget *buttons();
    QWidget *labels();
    QWidget *requests();
    QWidget *detail();
    QWidget *frames();
    QWidget *states();
    QWidget *sidebar();
    QWidget *table();
};
