// SPDX-FileCopyrightText: Waldesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/shell/palettemodel.h"

#include "ui/base/displaytext.h"
#include "ui/base/icons.h"
#include "ui/base/look.h"
#include "ui/base/painting.h"
#include "ui/widgets/statebadge.h"

#include <QFontMetrics>
#include <QPainter>

#include <algorithm>

namespace waldesk::ui
{

namespace
{

QString headingOf(PaletteItem::Kind kind)
{
    switch (kind) {
    case PaletteItem::Kind::Request:
        return PaletteModel::tr("Requests");
    case PaletteItem::Kind::Cause:
        return PaletteModel::tr("Causes");
    case PaletteItem::Kind::Command:
        return PaletteModel::tr("Commands");
    case PaletteItem::Kind::View:
        return PaletteModel::tr("Views");
    case PaletteItem::Kind::Offering:
        return PaletteModel::tr("Offerings");
    case PaletteItem::Kind::Query:
        return PaletteModel::tr("Query");
    }
    return {};
}

/// One piece of words: drawn strong and underlined where it was typed.
struct Run {
    QString text;
    bool typed = false;
};

std::vector<Run> runsOf(const QString &words, const QStringList &typed)
{
    std::vector<bool> hit(size_t(words.size()), false);
    for (const QString &word : typed) {
        for (qsizetype at = words.indexOf(word, 0, Qt::CaseInsensitive); at >= 0 && !word.isEmpty();
             at = words.indexOf(word, at + word.size(), Qt::CaseInsensitive)) {
            std::fill_n(hit.begin() + at, word.size(), true);
        }
    }
    std::vector<Run> runs;
    for (qsizetype i = 0; i < words.size(); ++i) {
        if (runs.empty() || runs.back().typed != hit[size_t(i)]) {
            runs.push_back({{}, hit[size_t(i)]});
        }
        runs.back().text += words.at(i);
    }
    return runs;
}

} // namespace

void PaletteModel::setItems(std::vector<PaletteItem> items, const QStringList &typedWords)
{
    beginResetModel();
    m_items = std::move(items);
    m_words = typedWords;
    m_rows.clear();
    for (int i = 0; i < int(m_items.size()); ++i) {
        const PaletteItem::Kind kind = m_items[size_t(i)].kind;
        if (i == 0 || m_items[size_t(i) - 1].kind != kind) {
            m_rows.push_back({headingOf(kind), -1});
        }
        m_rows.push_back({{}, i});
    }
    endResetModel();
}

const PaletteItem *PaletteModel::itemAt(const QModelIndex &index) const
{
    if (!index.isValid() || !checkIndex(index)) { // nothing is current while nothing is found
        return nullptr;
    }
    const int item = m_rows[size_t(index.row())].item;
    return item < 0 ? nullptr : &m_items[size_t(item)];
}

int PaletteModel::firstChoosable() const
{
    for (int row = 0; row < int(m_rows.size()); ++row) {
        const int item = m_rows[size_t(row)].item;
        if (item >= 0 && m_items[size_t(item)].reason.isEmpty()) {
            return row;
        }
    }
    return -1;
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_rows.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid)) {
        return {};
    }
    const PaletteItem *item = itemAt(index);
    if (role == HeadingRole) {
        return item ? QString() : m_rows[size_t(index.row())].heading;
    }
    if (role == Qt::DisplayRole) {
        return item ? item->words : m_rows[size_t(index.row())].heading;
    }
    if (role == Qt::AccessibleTextRole && item) {
        return item->detail.isEmpty() ? item->words : item->words + QStringLiteral(", ") + item->detail;
    }
    return {};
}

Qt::ItemFlags PaletteModel::flags(const QModelIndex &index) const
{
    const PaletteItem *item = itemAt(index);
    if (!item || !item->reason.isEmpty()) {
        return Qt::NoItemFlags;
    }
    return Qt::ItemIsEnabled | Qt::ItemIsSelectable;
}

QSize PaletteDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const
{
    const Look &look = Look::of(option.widget);
    return {look.chars(40), look.rowHeight()};
}

void PaletteDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Look &look = Look::of(option.widget);
    const auto *model = qobject_cast<const PaletteModel *>(index.model());
    const PaletteItem *item = model ? model->itemAt(index) : nullptr;
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    if (!item) {
        painter->setFont(look.smallStrong);
        painter->setPen(look.text2);
        painter->drawText(option.rect.adjusted(look.units(2), 0, 0, 0), Qt::AlignVCenter,
                          index.data(PaletteModel::HeadingRole).toString());
    } else {
        if (option.state & QStyle::State_Selected) {
            paint::box(painter, option.rect, look.sel, {}, paint::ButtonRadius);
        }
        paintItem(painter, option.rect.adjusted(look.units(2), 0, -look.units(2), 0), option.widget, *item,
                  model->typedWords());
    }
    painter->restore();
}

void PaletteDelegate::paintItem(QPainter *painter, const QRect &rect, const QWidget *view, const PaletteItem &item,
                                const QStringList &typed) const
{
    const Look &look = Look::of(view);
    const QRect place(rect.left(), rect.center().y() - look.iconSide / 2, look.iconSide, look.iconSide);
    if (item.shade) {
        paintIcon(painter, place, shadeIcon(*item.shade), look.ink(*item.shade));
    } else {
        item.icon.paint(painter, place);
    }
    int right = rect.right();
    if (!item.keys.isEmpty()) {
        const int width = keyCapWidth(item.keys, look);
        paintKeyCap(painter, QRect(right - width, rect.top(), width, rect.height()), item.keys, look);
        right -= width + look.units(2);
    }
    int x = rect.left() + look.iconSide + look.units(2);
    for (const Run &run : runsOf(escapeForDisplay(item.words), typed)) {
        QFont font = run.typed ? look.strong : look.body;
        font.setUnderline(run.typed);
        const QFontMetrics metrics(font);
        painter->setFont(font);
        painter->setPen(item.reason.isEmpty() ? look.text : look.dim);
        painter->drawText(QRect(x, rect.top(), right - x, rect.height()), Qt::AlignVCenter | Qt::TextSingleLine,
                          metrics.elidedText(run.text, Qt::ElideRight, right - x));
        x += metrics.horizontalAdvance(run.text);
    }
    x += look.units(2);
    if (x < right) {
        painter->setFont(look.small);
        painter->setPen(look.dim);
        painter->drawText(
            QRect(x, rect.top(), right - x, rect.height()), Qt::AlignVCenter | Qt::TextSingleLine,
            QFontMetrics(look.small).elidedText(escapeForDisplay(item.detail), Qt::ElideRight, right - x));
    }
}

} // namespace waldesk::ui
