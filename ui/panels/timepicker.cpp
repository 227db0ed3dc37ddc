// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/timepicker.h"

#include "ui/base/openonce.h"
#include "ui/base/waldeskstyle.h"
#include "ui/widgets/textlabel.h"

#include <QComboBox>
#include <QDateTimeEdit>
#include <QFormLayout>
#include <QMenu>
#include <QPushButton>
#include <QTimeZone>

namespace waldesk::ui
{

namespace
{

struct Range {
    QString words;
    const char *value;
};

QList<Range> ranges()
{
    return {{TimePicker::tr("Last hour"), "1h"},
            {TimePicker::tr("Last 24 hours"), "24h"},
            {TimePicker::tr("Last 7 days"), "7d"},
            {TimePicker::tr("Last 30 days"), "30d"}};
}

struct What {
    QString words;
    const char *key;
};

QList<What> whats()
{
    return {{TimePicker::tr("Created"), "created"},
            {TimePicker::tr("Started"), "started"},
            {TimePicker::tr("Finished"), "finished"},
            {TimePicker::tr("Modified"), "modified"}};
}

QString timeWords(const QDateTimeEdit *edit)
{
    return edit->dateTime().toString(QStringLiteral("yyyy-MM-dd'T'HH:mm"));
}

} // namespace

TimeRangeDialog::TimeRangeDialog(const QTimeZone &zone, const QString &zoneName, QWidget *parent) : QDialog(parent)
{
    setObjectName(QStringLiteral("timeRange"));
    setWindowTitle(tr("From \u2026 to \u2026"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_what = new QComboBox(this);
    m_what->setAccessibleName(tr("What happened"));
    for (const What &what : whats())
        m_what->addItem(what.words, QLatin1String(what.key));
    // Only the words of the edits are used, so they may live in UTC whatever zone the words are in.
    const QDateTime now = QDateTime::currentDateTimeUtc().toTimeZone(zone);
    const QDateTime shown(now.date(), now.time(), QTimeZone::utc());
    m_from = new QDateTimeEdit(shown.addDays(-1), this);
    m_from->setAccessibleName(tr("From"));
    m_to = new QDateTimeEdit(shown, this);
    m_to->setAccessibleName(tr("To"));
    for (QDateTimeEdit *edit : {m_from, m_to}) {
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
        edit->setTimeZone(QTimeZone::utc()); // takes the place of setTimeSpec, which is deprecated there
#else
        edit->setTimeSpec(Qt::UTC);
#endif
        edit->setDisplayFormat(QStringLiteral("yyyy-MM-dd HH:mm"));
        edit->setCalendarPopup(true);
    }
    auto *cancel = new QPushButton(tr("Cancel"), this);
    cancel->setAutoDefault(false);
    auto *apply = new QPushButton(tr("Filter"), this);
    apply->setDefault(true);
    setTone(apply, ButtonTone::Primary);
    auto *buttons = new QHBoxLayout;
    buttons->addStretch(1);
    buttons->addWidget(cancel);
    buttons->addWidget(apply);
    const Look &look = Look::of(this);
    auto *form = new QFormLayout(this);
    form->setContentsMargins(look.units(4), look.units(4), look.units(4), look.units(3));
    form->setSpacing(look.units(2));
    form->addRow(tr("What happened"), m_what);
    form->addRow(tr("From (%1)").arg(zoneName), m_from);
    form->addRow(tr("To (%1)").arg(zoneName), m_to);
    form->addRow(buttons);
    connect(cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(apply, &QPushButton::clicked, this, &TimeRangeDialog::take);
}

void TimeRangeDialog::take()
{
    const bool swapped = m_to->dateTime() < m_from->dateTime();
    emit picked(QStringLiteral("%1:%2..%3")
                    .arg(m_what->currentData().toString(), timeWords(swapped ? m_to : m_from),
                         timeWords(swapped ? m_from : m_to)));
    accept();
}

TimePicker::TimePicker(QWidget *parent) : QObject(parent), m_window(parent), m_menu(new QMenu(parent))
{
    m_menu->setObjectName(QStringLiteral("timePicker"));
    const QList<What> all = whats();
    addRanges(m_menu, QLatin1String(all.front().key));
    m_menu->addSeparator();
    for (const What &what : all.mid(1))
        addRanges(m_menu->addMenu(what.words), QLatin1String(what.key));
    m_menu->addSeparator();
    QAction *custom = m_menu->addAction(tr("From \u2026 to \u2026"));
    connect(custom, &QAction::triggered, this, &TimePicker::openDialog);
}

void TimePicker::setZone(const QTimeZone &zone, const QString &name)
{
    m_zone = zone;
    m_zoneName = name;
}

void TimePicker::addRanges(QMenu *menu, const QString &key)
{
    for (const Range &range : ranges()) {
        const QString line = QStringLiteral("%1:%2").arg(key, QLatin1String(range.value));
        QAction *action = menu->addAction(range.words);
        connect(action, &QAction::triggered, this, [this, line] { emit picked(line); });
    }
}

void TimePicker::openDialog()
{
    openOnce(m_window, QStringLiteral("timeRange"), [this] {
        auto *dialog = new TimeRangeDialog(m_zone, m_zoneName, m_window);
        connect(dialog, &TimeRangeDialog::picked, this, &TimePicker::picked);
        return dialog;
    });
}

} // namespace waldesk::ui
