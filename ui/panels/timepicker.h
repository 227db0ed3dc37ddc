// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QTimeZone>

class QComboBox;
class QDateTimeEdit;
class QMenu;

namespace waldesk::ui
{

/// From one time to another, of what happened then. Times are typed in the zone that the window shows.
class TimeRangeDialog : public QDialog
{
    Q_OBJECT
public:
    TimeRangeDialog(const QTimeZone &zone, const QString &zoneName, QWidget *parent);

signals:
    void picked(const QString &line); ///< `created:2026-11-01T10:00..2026-11-02T10:00`

private:
    void take();

    QComboBox *m_what;
    QDateTimeEdit *m_from;
    QDateTimeEdit *m_to;
};

/// The usual ranges as a menu; each gives the words of a query (`created:7d`).
class TimePicker : public QObject
{
    Q_OBJECT
public:
    explicit TimePicker(QWidget *parent);

    void setZone(const QTimeZone &zone, const QString &name);
    [[nodiscard]] QMenu *menu() const { return m_menu; }

signals:
    void picked(const QString &line);

private:
    void addRanges(QMenu *menu, const QString &key);
    void openDialog();

    QWidget *m_window;
    QMenu *m_menu;
    QTimeZone m_zone = QTimeZone::utc();
    QString m_zoneName = QStringLiteral("UTC");
};

} // namespace waldesk::ui
