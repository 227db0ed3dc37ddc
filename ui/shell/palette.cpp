// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palette.h"

#include "ui/base/displaytext.h"
#include "ui/base/icons.h"
#include "ui/base/look.h"
#include "ui/widgets/textlabel.h"

#include <QAction>
#include <QBoxLayout>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>

using namespace Qt::StringLiterals;

namespace waldesk::ui
{

namespace
{

constexpr qsizetype LongestQuote = 40; // of what was typed

} // namespace

Palette::Palette(const Commands &commands, const Workspace *workspace, QWidget *host)
    : OverlayPanel(host, Place::Upper), m_search(commands, workspace)
{
    setObjectName(u"palette"_s);
    const Look &look = Look::of(this);
    m_field = new QLineEdit(sheet());
    m_field->setObjectName(u"paletteField"_s);
    m_field->setAccessibleName(tr("Find or run anything"));
    m_field->setPlaceholderText(tr("A uuid, an address, words of a request, a cause, an offering or a command"));
    m_field->addAction(icon(u"act-search"_s), QLineEdit::LeadingPosition);
    m_field->installEventFilter(this);
    m_none = new TextLabel({}, TextRole::Body, Ink::Dim, sheet());
    m_none->setObjectName(u"paletteNone"_s);
    m_none->setWordWrap(true);
    m_model = new PaletteModel(this);
    m_list = new QListView(sheet());
    m_list->setObjectName(u"paletteList"_s);
    m_list->setAccessibleName(tr("Found"));
    m_list->setModel(m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus); // the field keeps the keys; arrows are handed on
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setMinimumHeight(11 * look.rowHeight());
    auto *column = new QVBoxLayout(sheet());
    column->setContentsMargins(look.units(1.5), look.units(1.5), look.units(1.5), look.units(2));
    column->setSpacing(look.units(1.5));
    column->addWidget(m_field);
    column->addWidget(m_none);
    column->addWidget(m_list, 1);
    column->addWidget(new TextLabel(tr("↑↓ choose  ·  Enter run  ·  Esc closes  ·  a pasted uuid, API or portal "
                                       "address opens its request"),
                                    TextRole::Small, Ink::Dim, sheet()));
    setSheetWidth(95);
    connect(m_field, &QLineEdit::textChanged, this, &Palette::search);
    connect(m_field, &QLineEdit::returnPressed, this, [this] { choose(m_list->currentIndex()); });
    connect(m_list, &QListView::clicked, this, &Palette::choose);
    connect(&m_search, &PaletteSearch::changed, this, &Palette::showFound);
    search();
}

void Palette::startOver()
{
    m_field->setFocus(Qt::ShortcutFocusReason);
    m_field->selectAll();
}

void Palette::search()
{
    const QString typed = m_field->text();
    m_stepped = false;
    m_search.find(typed);
    showFound();
}

/// Also while requests are still being searched: what a person chose with the arrows stays chosen.
void Palette::showFound()
{
    const PaletteItem *before = m_stepped ? m_model->itemAt(m_list->currentIndex()) : nullptr;
    const std::optional<PaletteItem> chosen = before ? std::optional(*before) : std::nullopt;
    m_model->setItems(m_search.found(), m_field->text().split(u' ', Qt::SkipEmptyParts));
    int row = m_model->firstChoosable();
    for (int at = 0; chosen && at < m_model->rowCount(); ++at) {
        const PaletteItem *item = m_model->itemAt(m_model->index(at));
        if (item && item->kind == chosen->kind && item->uuid == chosen->uuid && item->action == chosen->action &&
            item->cause == chosen->cause)
            row = at;
    }
    m_list->setCurrentIndex(row < 0 ? QModelIndex() : m_model->index(row));
    m_none->setVisible(m_model->rowCount() == 0 && !m_search.isSearching());
    m_none->setText(tr("Nothing that is loaded or kept here fits “%1”. A request that is not loaded is found by its "
                       "whole uuid.")
                        .arg(shortened(m_field->text().trimmed(), LongestQuote)));
}

void Palette::step(int by)
{
    const int rows = m_model->rowCount();
    for (int row = m_list->currentIndex().row() + by; row >= 0 && row < rows; row += by) {
        const QModelIndex index = m_model->index(row);
        if (index.flags() & Qt::ItemIsSelectable) {
            m_stepped = true;
            m_list->setCurrentIndex(index);
            m_list->scrollTo(index);
            return;
        }
    }
}

void Palette::choose(const QModelIndex &index)
{
    const PaletteItem *item = m_model->itemAt(index);
    if (!item || !item->reason.isEmpty()) {
        return;
    }
    const PaletteItem chosen = *item;
    closePanel(); // first: what runs next may open another sheet or take the focus
    if (chosen.kind == PaletteItem::Kind::Command || chosen.kind == PaletteItem::Kind::View) {
        if (chosen.action) {
            emit commandChosen(chosen.action);
        }
        return;
    }
    if (chosen.kind == PaletteItem::Kind::Cause) {
        emit causeChosen(chosen.cause);
        return;
    }
    using Target = domain::Address::Target;
    domain::Address address;
    address.target = chosen.kind == PaletteItem::Kind::Request ? Target::Request
                     : chosen.kind == PaletteItem::Kind::Query ? Target::Query
                                                               : Target::Offering;
    address.uuid = chosen.uuid;
    address.line = chosen.line;
    emit addressChosen(address);
}

bool Palette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Down || key == Qt::Key_Up) {
            step(key == Qt::Key_Down ? 1 : -1);
            return true;
        }
    }
    return OverlayPanel::eventFilter(watched, event);
}

} // namespace waldesk::ui
