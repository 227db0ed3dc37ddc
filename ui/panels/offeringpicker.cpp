// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/panels/offeringpicker.h"

#include "ui/base/displaytext.h"
#include "ui/widgets/textlabel.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QScreen>
#include <QSet>
#include <QVBoxLayout>

#include <algorithm>

namespace waldesk::ui
{

namespace
{

constexpr int LineRole = Qt::UserRole + 1;
constexpr qsizetype LongestName = 200;

} // namespace

OfferingPicker::OfferingPicker(session::Session &session, const tables::RequestStore &store, QWidget *parent)
    : QFrame(parent, Qt::Popup), m_session(session), m_store(store)
{
    setObjectName(QStringLiteral("offeringPicker"));
    setAttribute(Qt::WA_DeleteOnClose);
    setFrameShape(StyledPanel);
    const Look &look = Look::of(this);
    m_text = new QLineEdit(this);
    m_text->setAccessibleName(tr("Find an offering"));
    m_text->setPlaceholderText(tr("Part of an offering's name"));
    m_text->installEventFilter(this);
    m_list = new QListWidget(this);
    m_list->setAccessibleName(tr("Offerings"));
    m_list->setUniformItemSizes(true);
    m_list->setTextElideMode(Qt::ElideRight);
    m_note = new TextLabel(TextRole::Small, Ink::Text2, this);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(look.units(1.5), look.units(1.5), look.units(1.5), look.units(1.5));
    column->setSpacing(look.u);
    column->addWidget(m_text);
    column->addWidget(m_list, 1);
    column->addWidget(m_note);
    resize(look.chars(44), look.rowHeight() * 12);
    connect(m_text, &QLineEdit::textChanged, this, &OfferingPicker::typed);
    connect(m_text, &QLineEdit::returnPressed, this, &OfferingPicker::take);
    connect(m_list, &QListWidget::itemClicked, this, &OfferingPicker::take);
    connect(m_list, &QListWidget::itemActivated, this, &OfferingPicker::take);
    connect(&m_session, &session::Session::offeringsChanged, this, &OfferingPicker::fill);
    fill();
    ask();
}

void OfferingPicker::popupUnder(const QWidget *button)
{
    QPoint at = button->mapToGlobal(QPoint(0, button->height()));
    if (const QScreen *screen = button->screen()) {
        const QRect room = screen->availableGeometry();
        at.setX(qBound(room.left(), at.x(), qMax(room.left(), room.right() - width())));
    }
    move(at);
    show();
    m_text->setFocus();
}

void OfferingPicker::typed()
{
    m_found.clear();
    fill();
    ask();
}

void OfferingPicker::ask()
{
    m_call.cancel();
    const QString asked = m_text->text();
    m_call = m_session.findOfferings(asked.trimmed(), this, [this, asked](const api::Result<api::OfferingPage> &page) {
        if (asked != m_text->text())
            return;
        m_trouble.clear();
        if (page)
            m_found = page->rows;
        else if (page.error().kind != api::ApiError::Kind::Cancelled)
            m_trouble = page.error().sentence;
        fill();
    });
}

QString OfferingPicker::lineOf(const api::Offering &offering) const
{
    const bool quotable = !offering.name.isEmpty() && !offering.name.contains(QLatin1Char('"'));
    if (quotable) {
        const auto same = m_session.offeringsNamed({offering.name, true});
        if (same.size() == 1 && same.front() == offering.uuid)
            return QStringLiteral("offering:\"%1\"").arg(offering.name);
    }
    return QStringLiteral("offering:%1").arg(offering.uuid.toString());
}

void OfferingPicker::fill()
{
    std::vector<api::Offering> all = m_session.offerings();
    std::vector<api::Offering> others = m_found;
    // Those of the rows, which are known without the server.
    for (tables::OfferingId id = 0; id < m_store.offeringCount(); ++id) {
        api::Offering one;
        one.uuid = m_store.offering(id).uuid;
        one.name = m_store.offering(id).name;
        if (!one.name.isEmpty())
            others.push_back(std::move(one));
    }
    QSet<domain::Uuid> known;
    for (const api::Offering &each : all)
        known.insert(each.uuid);
    for (const api::Offering &other : others) {
        if (!known.contains(other.uuid)) {
            known.insert(other.uuid);
            all.push_back(other);
        }
    }
    std::sort(all.begin(), all.end(), [](const api::Offering &a, const api::Offering &b) {
        return QString::localeAwareCompare(a.name, b.name) < 0;
    });
    const QString part = m_text->text().trimmed();
    m_list->clear();
    for (const api::Offering &offering : all) {
        if (!part.isEmpty() && !offering.name.contains(part, Qt::CaseInsensitive))
            continue;
        QString words = shortened(escapeForDisplay(offering.name), LongestName);
        if (!offering.customerName.isEmpty())
            words += QStringLiteral(" \u00B7 ") + shortened(escapeForDisplay(offering.customerName), LongestName);
        auto *item = new QListWidgetItem(words, m_list);
        item->setData(LineRole, lineOf(offering));
    }
    m_list->setCurrentRow(0);
    if (!m_trouble.isEmpty())
        m_note->setText(m_list->count() == 0 ? m_trouble
                                             : tr("Only those of requests that are here. %1").arg(m_trouble));
    else if (m_list->count() == 0)
        m_note->setText(m_call.isActive() ? tr("Asking the server\u2026") : tr("No offering has this in its name."));
    else
        m_note->setText(tr("Enter takes the marked one"));
}

void OfferingPicker::take()
{
    const QListWidgetItem *item = m_list->currentItem();
    if (!item)
        return;
    emit picked(item->data(LineRole).toString());
    close();
}

bool OfferingPicker::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_text && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        const int step = key == Qt::Key_Down ? 1 : key == Qt::Key_Up ? -1 : 0;
        if (step != 0 && m_list->count() > 0) {
            m_list->setCurrentRow(qBound(0, m_list->currentRow() + step, m_list->count() - 1));
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

} // namespace waldesk::ui
